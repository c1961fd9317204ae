"""Whether an exception can be granted or revoked: every refusal is a sentence with the numbers."""

from datetime import date

from exchanges.agreements.queries import direction_for
from exchanges.landings.models import Landing
from exchanges.landings.states import State
from exchanges.policy.models import LimitException
from exchanges.policy.queries import in_force
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.calendar import clock_said
from softlanding.kernel.refusals import Refused


def end_is_ahead(ends_on: date, today: date, home: Park, host: Park) -> None:
    """An exception ends at the host: `today` is its day."""
    if ends_on < today:
        said = words.day_by(today, clock_said(today, host.time_zone, [home.time_zone]))
        raise Refused(f"{words.day(ends_on)} has passed; today is {said}. Choose a later last day.", "ends_on")


def some_months(months: int | None) -> None:
    if not months or months < 1:
        raise Refused("An exception of 0 months lets nobody go. Enter 1 month or more.", "months")


def landing_is_open(landing: Landing) -> None:
    """Only an application that still waits for an offer can need one."""
    if landing.state not in (State.SUBMITTED, State.NOMINATED):
        raise Refused(
            f"{landing} is {landing.get_state_display()}; only an application that waits for an offer can use an "
            "exception.",
        )


def not_twice(landing: Landing) -> None:
    other = LimitException.objects.granted().filter(landing=landing).first()
    if other:
        raise Refused(f"{landing} has an exception already, until {words.day(other.ends_on)}. Revoke that one first.")


def not_the_same_months(pair_id: int, home: Park, months: int, ends_on: date) -> None:
    same = LimitException.objects.granted().filter(pair=pair_id, home=home, months=months, ends_on=ends_on)
    if same.exists():
        raise Refused(
            f"{home} has an exception of {words.months(months)} until {words.day(ends_on)} in this direction already. "
            "Choose another number or another last day.",
            "months",
        )


def nothing_covers(landing: Landing, today: date) -> None:
    """Asking for what is there already."""
    other = LimitException.objects.in_force(today).filter(landing=landing).first()
    if other:
        raise Refused(
            f"{landing} has an exception already, until {words.day(other.ends_on)}. {landing.host} can use it in its "
            "offer."
        )


def no_months_left(pair_id: int, home: Park, today: date) -> None:
    """What the direction still has comes first; then it may ask for more."""
    granted = LimitException.objects.in_force(today).direction(pair_id, home.pk).filter(landing__isnull=True)
    for other in granted.with_used():
        if other.months_left:
            raise Refused(
                f"{home} has an exception already: {other.months_left} of {words.months(other.months or 0)} are left "
                f"at {other.host} until {words.day(other.ends_on)}. Use them first, or ask for one landing.",
                "months",
            )


def not_asked_already(pair_id: int, home: Park, landing: Landing | None) -> None:
    """One request at a time for a landing, and one for the months of a direction."""
    found = LimitException.objects.asked().direction(pair_id, home.pk).filter(landing=landing)
    other = found.select_related("pair__low", "pair__high", "home").first()
    if other:
        step = other.steps.filter(verb="ask").select_related("actor").last()
        who = str(step.actor) if step and step.actor else str(home)
        what = f"for {landing}" if landing else f"for {words.months(other.months or 0)} at {other.host}"
        raise Refused(
            f"{who} asked {what} on {words.day(other.created_at)} already, and it waits for a network admin. "
            "Withdraw that request to ask for something else.",
        )


def two_parks(home: Park, host: Park) -> None:
    if home.pk == host.pk:
        raise Refused("A direction has two different parks. Choose another host park.", "host")


def has_a_limit(home: Park, host: Park, today: date) -> None:
    """Without a limit there is nothing to pass, unless the policy asks an exception of restricted parks."""
    terms = direction_for(home, host, today)
    if terms is None:
        raise Refused(f"{home} and {host} have no agreement in force today. Choose parks that have one.", "host")
    if terms.months_per_year == 0:
        raise Refused(f"The agreement gives residents of {home} no months at {host}; an exception adds none.", "host")
    if terms.version.limit_at is None and not in_force().restricted_by_exception:
        raise Refused(f"The agreement of {home} and {host} has no limit, so no exception is needed.", "host")


def is_unused(exception: LimitException) -> None:
    used = sum(use.months for use in exception.uses.all() if not use.is_returned)
    if used:
        raise Refused(
            f"{words.months(used)} of it {'is' if used == 1 else 'are'} promised to a company already, so it stays. "
            f"It ends on {words.day(exception.ends_on)}."
        )
