"""The statements of the demo: old books closed, a quarter that waits for Málaga, one that its partner disputes."""

from datetime import timedelta
from typing import Any

from exchanges.ledger.models import Pair
from exchanges.statements import actions
from exchanges.statements.models import BalanceStatement
from exchanges.statements.periods import Period, last_finished, up_to
from exchanges.statements.queries import dossier, with_parks
from parks.park.models import Park
from softlanding.demo.loading import World
from softlanding.demo.people import CASABLANCA, MALAGA, PORTO, TAGUSPARK
from softlanding.kernel.refusals import Refused

REASON = (
    "{}: the company had gone home three days before that month began. We told your landing desk in writing; "
    "the month should not be here."
)


def play(world: World) -> None:
    """All old books are closed up to the quarter before the last one; Málaga has one partner in every state."""
    last = last_finished(world.today)
    before = last.before
    assert before
    malaga = world.parks[MALAGA]
    for pair in with_parks(Pair.objects.filter(postings_count__gt=0)).order_by("pk"):
        both = (pair.low, pair.high)
        of_malaga = malaga in both
        partner = pair.partner_of(malaga).code if of_malaga else ""
        answer(world, pair, up_to(before if partner in (PORTO, TAGUSPARK, CASABLANCA) else last), *both)
        if partner == CASABLANCA:
            answer(world, pair, last, *both)
        elif partner == PORTO:
            answer(world, pair, last, pair.partner_of(malaga))
        elif partner == TAGUSPARK:
            dispute(world, pair, last, pair.partner_of(malaga))


def answer(world: World, pair: Pair, period: Period, *parks: Park) -> None:
    """Each park confirms, some days after the period is over; what cannot be confirmed on this day stays open."""
    for day, park in enumerate(parks, start=4):
        statement, read = whole(pair, period)
        manager = world.users.get(f"manager {park.code}")
        if manager is None or period.until is None:
            return
        now = world.at(period.until + timedelta(days=3 * day), 9 + day)
        try:
            actions.confirm(statement, by=manager, park=park, now=now, **read)
        except Refused:
            return


def dispute(world: World, pair: Pair, period: Period, park: Park) -> None:
    statement, read = whole(pair, period)
    lines = dossier(pair, period).content.lines
    assert period.until
    reason = REASON.format(lines[-1].text) if lines else "Our own list has one month less at the beginning."
    now = world.at(period.until + timedelta(days=11))
    try:
        actions.dispute(statement, by=world.manager(park.code), park=park, reason=reason, now=now, **read)
    except Refused:
        return  # nothing was ever posted between them on this day of the year


def whole(pair: Pair, period: Period) -> tuple[BalanceStatement, dict[str, Any]]:
    """The statement, and what its page says that an answer binds to."""
    case = dossier(pair, period)
    return case.statement, {"content_hash": case.content.hash, "counted": case.content.counted}
