"""Which parks exist and who partners with whom: a few hubs, many small ones, agreements in every state."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from softlanding.seeding.geography import park_names, person_name
from softlanding.seeding.world import Link, Network, Place, Span, month_of

# How the newest agreement of a pair stands, of a thousand.
KINDS = {
    "in_force": 815, "renewed": 65, "suspended": 15, "ending": 15, "expired": 30, "signed": 20, "proposed": 25,
    "refused": 8, "withdrawn": 7,
}  # fmt: skip
LARGE = 30  # parks from which on some are not in the network


def settle(network: Network, first_park: int, first_user: int) -> None:
    """The parks, each with a manager; the first user is the network admin."""
    dice = network.dice
    network.admin = first_user
    names = park_names(dice)
    ranks = list(range(network.plan.parks))
    dice.shuffle(ranks)
    for number, rank in enumerate(ranks):
        city, name = next(names)
        pk = first_park + number
        place = Place(
            pk, f"S{pk:04d}", name, city, first_user + 1 + number, person_name(dice.randrange(2000)),
            pull=1 / (rank + 8) ** 0.7,
        )  # fmt: skip
        # The smallest parks of a large network: not in it yet, or suspended.
        if network.plan.parks >= LARGE and rank >= network.plan.parks * 0.97:
            place.state = "suspended" if rank % 2 else "applied"
        network.places.append(place)


def pair_up(network: Network, first_pair: int, first_agreement: int) -> None:
    """Pairs until the planned number of agreements is there; each park first gets one that lasts."""
    dice, left, pk = network.dice, network.plan.agreements, first_pair
    next_agreement = first_agreement
    kinds, sums = list(KINDS), list(accumulate(KINDS.values()))
    for number, (one, other) in enumerate(_couples(network)):
        if not left:
            break
        lasts = number < len(network.places) - 1
        kind = "in_force" if lasts else dice.choices(kinds, cum_weights=sums)[0]
        if kind == "renewed" and left < 2:
            kind = "in_force"
        low, high = sorted((one, other), key=lambda place: place.pk)
        spans, stop = _spans(network, kind, lasts)
        link = Link(pk, low, high, one, kind, spans, stop)
        link.agreements = list(range(next_agreement, next_agreement + len(spans)))
        network.links.append(link)
        one.links.append(link)
        other.links.append(link)
        pk, next_agreement, left = pk + 1, next_agreement + len(spans), left - len(spans)


def _couples(network: Network) -> Iterator[tuple[Place, Place]]:
    """Each pair of parks at most once: first everybody with a hub, then those who attract each other."""
    dice = network.dice
    ranked = sorted((place for place in network.places if place.state != "applied"), key=lambda it: -it.pull)
    known = set()
    for number, place in enumerate(ranked[1:], start=1):
        hub = ranked[dice.randrange(min(number, 12))]
        known.add(frozenset((place.pk, hub.pk)))
        yield place, hub
    sums = list(accumulate(place.pull for place in ranked))
    most = len(ranked) * (len(ranked) - 1) // 2
    while len(known) < most:
        one, other = dice.choices(ranked, cum_weights=sums, k=2)
        if len(known) > most * 0.6:  # nearly everybody knows everybody: dice without favour
            one, other = dice.sample(ranked, 2)
        key = frozenset((one.pk, other.pk))
        if one is not other and key not in known:
            known.add(key)
            yield one, other


def _spans(network: Network, kind: str, lasts: bool) -> tuple[list[Span], date]:
    """The days of a pair's agreements, and the last day on which a stay may begin."""
    dice, today, first = network.dice, network.today, network.beginning
    this_month = today.replace(day=1)
    months_ago = 12 * network.plan.years
    if not lasts and dice.random() < 0.25:
        first = month_of(first, dice.randrange(max(1, months_ago - 8)))
    ends = month_of(this_month, dice.randrange(30, 50)) - timedelta(days=1)
    if kind in ("proposed", "refused", "withdrawn", "signed"):
        begins = month_of(this_month, dice.randrange(2, 6))
        return [Span(begins, month_of(begins, 36) - timedelta(days=1))], date.min
    if kind == "expired":
        last = month_of(this_month, -dice.randrange(0, max(1, months_ago - 8))) - timedelta(days=1)
        return [Span(min(first, month_of(last.replace(day=1), -6)), last)], last
    if kind == "renewed":
        turn = month_of(this_month, -dice.randrange(1, max(2, months_ago // 2)))
        first = min(first, month_of(turn, -6))
        return [Span(first, turn - timedelta(days=1)), Span(turn, ends)], date.max
    if kind == "suspended":
        return [Span(first, ends)], today - timedelta(days=dice.randrange(30, 120))
    if kind == "ending":
        return [Span(first, month_of(this_month, dice.randrange(2, 6)) - timedelta(days=1))], today - timedelta(days=40)
    return [Span(first, ends)], date.max
