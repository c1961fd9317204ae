"""Whether a park can answer a statement: every refusal is a sentence with the numbers, and what to do now."""

from datetime import date, datetime, timedelta

from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.states import State as LandingState
from exchanges.statements.models import BalanceStatement
from exchanges.statements.queries import Dossier
from exchanges.statements.states import State
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.calendar import local_day
from softlanding.kernel.refusals import Refused, Stale

SOME = 3  # named one by one


def can_confirm(case: Dossier, park: Park, now: datetime) -> None:
    """Everything but the content that was on the page."""
    not_confirmed_already(case, park)
    has_postings(case)
    is_over(case, now)
    months_are_posted(case)
    arrivals_are_decided(case)
    no_dispute_in_the_way(case)


def can_dispute(case: Dossier, park: Park, now: datetime) -> None:
    if case.stands(park) == "dispute":
        raise Stale(f"{park} disputes this statement already. Below is how it stands.")
    has_postings(case)
    is_over(case, now)
    books_are_open(case)


def can_withdraw(case: Dossier, park: Park) -> None:
    if case.stands(park) != "dispute":
        raise Stale(f"{park} disputes nothing here now. Below is how it stands.")


def as_read(case: Dossier, content_hash: str, counted: int) -> None:
    """The answer belongs to what was on the page (`counted`: postings up to its last day, then)."""
    if content_hash != case.content.hash:
        added = case.content.counted - counted
        what = f": {words.plural(added, 'posting')} {'was' if added == 1 else 'were'} added" if added > 0 else ""
        raise Refused(f"The statement changed since you opened this page{what}. Read it again, then answer.")


def not_confirmed_already(case: Dossier, park: Park) -> None:
    if case.stands(park) == "confirm":
        others = [one.name for one in case.missing]
        waits = f" It waits for {words.listed(others)}." if others else ""
        on = words.day(case.answers[park.pk].at)
        raise Stale(f"{park} confirmed exactly this on {on}.{waits} Below is how it stands.")


def has_postings(case: Dossier) -> None:
    if not case.content.counted:
        raise Refused(
            f"Nothing was ever posted between {case.pair.low} and {case.pair.high} up to {_until(case)}, so there is "
            "nothing to confirm. Choose a later period."
        )


def is_over(case: Dossier, now: datetime) -> None:
    """In both parks' time zones."""
    until = case.period.until
    for park in case.parks:
        today = local_day(now, park.time_zone)
        if until is None:
            raise Refused("What is posted up to now goes on. Choose a quarter or a year that is over.")
        if today <= until:
            raise Refused(
                f"This period lasts until {words.day(until)}; today is {words.day(today)} at {park}. "
                f"It can be answered from {words.day(until + timedelta(days=1))}, or choose an earlier period."
            )


def months_are_posted(case: Dossier) -> None:
    """No month of a running stay has begun by the last day without being in the books."""
    months = (
        FreeRentMonth.objects.reserved()
        .filter(pair=case.pair, landing__state=LandingState.LANDED, begins_on__lte=case.period.until)
        .select_related("landing__company", "landing__host")
        .order_by("begins_on", "pk")
    )
    found = list(months[: SOME + 1])
    if found:
        first, more = found[0], "More than " if len(found) > SOME else ""
        count = words.plural(min(len(found), SOME), "free-rent month")
        be = "is" if len(found) == 1 else "are"
        raise Refused(
            f"{more}{count} that began by {_until(case)} {be} not posted yet, the first of "
            f"{first.landing} on {words.day(first.begins_on)}. Months are posted every hour; confirm after that."
        )


def arrivals_are_decided(case: Dossier) -> None:
    """No confirmed stay whose first day has come waits for the host's word."""
    stays = (
        Landing.objects.filter(pair=case.pair, state=LandingState.CONFIRMED, starts_on__lte=case.period.until)
        .select_related("company", "host")
        .order_by("starts_on", "pk")
    )
    found = list(stays[: SOME + 1])
    if found:
        named = [f"{stay} ({words.day(stay.starts_on)})" for stay in found[:SOME] if stay.starts_on]
        rest = " and others" if len(found) > SOME else ""
        hosts = words.listed(sorted({stay.host.name for stay in found}))
        more = "More than " if rest else ""
        count = words.plural(min(len(found), SOME), "stay")
        raise Refused(
            f"{more}{count} that should have begun by {_until(case)} {'waits' if len(found) == 1 else 'wait'} for the "
            f"host's word: {words.listed(named)}{rest}. {hosts} first checks in, records a no-show or cancels; "
            "confirm after that."
        )


def no_dispute_in_the_way(case: Dossier) -> None:
    """Confirming fixes all books up to the last day, also those another statement disputes."""
    others = (
        BalanceStatement.objects.filter(pair=case.pair, state=State.DISPUTED)
        .exclude(pk=case.statement.pk)
        .order_by("until", "pk")
    )
    for other in others:
        if other.since is None or (case.period.until and other.since <= case.period.until):
            raise Refused(
                f"The statement of {other.period.noun} ({other.period.days}) is disputed, and confirming this one "
                "would fix its books too. Settle that dispute first: correct the books or withdraw it."
            )


def books_are_open(case: Dossier) -> None:
    closed: date | None = case.pair.closed_until
    if case.is_covered and closed:
        raise Refused(
            f"The books of {case.pair.low} and {case.pair.high} are closed up to {words.day(closed)}: both parks "
            "confirmed them. What is wrong in them is put right by a new posting on a later day."
        )


def _until(case: Dossier) -> str:
    return words.day(case.period.until) if case.period.until else "now"
