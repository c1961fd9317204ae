"""The books: every begun month, what was posted before the portal, and the balances that follow."""

from collections.abc import Iterator
from datetime import date, timedelta

from exchanges.ledger.models import Because
from softlanding.kernel import words
from softlanding.seeding.geography import company_name
from softlanding.seeding.world import Entry, Link, Network, Opening, Stay, month_of

OPENING = 0.15  # of the pairs brought a balance with them
YEARS_BEFORE = 2  # how far imported history goes back


def post(network: Network, first_settlement: int) -> None:
    """All postings of all pairs in the order of their days, and each pair's balance."""
    for stay in network.stays:
        stay.link.entries += _of_stay(stay)
    opened = [link for link in _old(network) if network.dice.random() < OPENING]
    missing = network.plan.postings - len(opened) - sum(len(link.entries) for link in network.links)
    _history(network, missing)
    for pk, link in enumerate(opened, start=first_settlement):
        link.opening = _opening(pk, link, network)
        link.entries.append(link.opening.entry)
    for link in network.links:
        link.entries.sort(key=lambda entry: (entry.day, entry.order))
        for entry in link.entries:
            link.balance += entry.months if entry.creditor == link.low.pk else -entry.months


def _of_stay(stay: Stay) -> Iterator[Entry]:
    """Rule 18: a begun month is owed by the home park to the host; a month posted too much is taken back."""
    for k in range(stay.used + stay.wrong):
        yield Entry(
            month_of(stay.start, k), (stay.pk, k), stay.home.pk, stay.host.pk, 1, Because.STAY,
            f"landing/{stay.pk}/month/{k + 1}", f"{stay.firm.name}, month {k + 1} of {stay.months}",
        )  # fmt: skip
    if stay.wrong and stay.left_on:
        told = stay.steps[-1].at.date()
        number = stay.used + 1
        yield Entry(
            told, (stay.pk, number), stay.host.pk, stay.home.pk, 1, Because.ADJUSTMENT,
            f"landing/{stay.pk}/month/{number}/reversed",
            f"{stay.firm.name} had left on {words.day(stay.left_on)}, before month {number} began",
            reverses=f"landing/{stay.pk}/month/{number}",
        )  # fmt: skip


def _old(network: Network) -> list[Link]:
    """The pairs that have known each other since the beginning."""
    return [link for link in network.links if link.spans[0].first <= network.beginning]


def _opening(pk: int, link: Link, network: Network) -> Opening:
    """What was owed before the pair's first other posting; both parks sign it in a settlement."""
    debtor, creditor = network.dice.sample((link.low, link.high), 2)
    before = min([entry.day for entry in link.entries] + [network.beginning]) - timedelta(days=1)
    entry = Entry(
        before, (0, link.pk), debtor.pk, creditor.pk, network.dice.randrange(1, 6), Because.OPENING,
        f"settlement/{pk}", "Balance both parks brought with them",
    )  # fmt: skip
    return Opening(pk, link.pk, debtor, creditor, entry)


def _history(network: Network, missing: int) -> None:
    """Stays of before the portal, as an imported history leaves them: postings alone, `missing` of them."""
    dice, links, number = network.dice, _old(network), 0
    first = date(network.beginning.year - YEARS_BEFORE, 1, 1)
    while missing > 0:
        number += 1
        link = links[dice.randrange(len(links))]
        home, host = dice.sample((link.low, link.high), 2)
        months = min(missing, dice.randrange(2, 7))
        start = month_of(first, dice.randrange(12 * YEARS_BEFORE - months + 1))
        firm = company_name(dice.randrange(5000))
        for k in range(months):
            reference = f"history/{link.pk}/{number}/{k + 1}"
            text = f"{firm}, month {k + 1} of {months}"
            order = (-1, number * 100 + k)
            link.entries.append(
                Entry(month_of(start, k), order, home.pk, host.pk, 1, Because.STAY, reference, text)
            )  # fmt: skip
        missing -= months
