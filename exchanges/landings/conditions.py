"""Whether dates, residency and what `limits` says allow it: every refusal is a sentence with the numbers."""

from datetime import date, timedelta

from django.db.models import QuerySet
from psycopg2.extras import DateRange

from companies.company.models import Residency
from exchanges.agreements.models import DirectionTerms
from exchanges.agreements.queries import direction_for, suspended_on
from exchanges.landings.answers import clock_at
from exchanges.landings.facts import Facts
from exchanges.landings.limits import place_free, quota_left, within_limit
from exchanges.landings.models import Landing
from exchanges.landings.states import State
from exchanges.ledger.models import Pair
from parks.park.models import Park
from parks.park.states import ParkState
from softlanding.kernel import words
from softlanding.kernel.calendar import stay_ends
from softlanding.kernel.composed import composed, first
from softlanding.kernel.refusals import Refused


def is_resident(landing: Landing) -> None:
    """Rule 12: only a company with a verified residency can apply and be promised months."""
    vouched_for(landing, bool(_residency(landing.company_id, landing.home_id)))


@composed
def _residency(company_id: int, park_id: int) -> QuerySet[Residency]:
    return Residency.objects.verified().filter(company=company_id, park=park_id)


def vouched_for(landing: Landing, is_verified: bool) -> None:
    if not is_verified:
        raise Refused(
            f"{landing.company} has no verified residency at {landing.home}. "
            f"Ask {landing.home} to verify it, then go on here."
        )


def parks_take_part(landing: Landing) -> None:
    for park in (landing.home, landing.host):
        if park.state != ParkState.ADMITTED:
            raise Refused(f"{park} is {ParkState(park.state).label} and takes no part in exchanges now.")


def wish_is_whole(landing: Landing) -> None:
    """What an application needs before it is sent."""
    missing = {
        "wished_start": landing.wished_start, "wished_months": landing.wished_months,
        "people": landing.people, "purpose": landing.purpose,
    }  # fmt: skip
    names = {"wished_start": "the first day", "wished_months": "how many months", "people": "how many people come",
             "purpose": "why you want to go there"}  # fmt: skip
    lacking = [name for name, value in missing.items() if not value]
    if lacking:
        raise Refused(
            f"Your application still lacks {words.listed([names[name] for name in lacking])}. Fill it in, then apply.",
            lacking[0],
        )


def starts_in_time(landing: Landing, starts_on: date, today: date, field: str) -> None:
    """A stay begins at the host: `today` is its day."""
    if starts_on < today:
        said = words.day_by(today, clock_at(landing, today, "host"))
        raise Refused(f"{words.day(starts_on)} has passed; today is {said}. Choose a later first day.", field)


def covering_terms(home: Park, host: Park, starts_on: date, months: int, field: str) -> DirectionTerms:
    """The terms in force over the whole stay; refused when there are none or the direction is closed."""
    return terms_cover(direction_for(home, host, starts_on), home, host, starts_on, months, field)


def terms_cover(
    terms: DirectionTerms | None, home: Park, host: Park, starts_on: date, months: int, field: str
) -> DirectionTerms:
    if terms is None:
        not_suspended(home, host, starts_on, field)
        raise Refused(
            f"{home} and {host} have no agreement in force on {words.day(starts_on)}. "
            "Choose another date or another park.",
            field,
        )
    if terms.months_per_year == 0:
        raise Refused(f"The agreement of {home} and {host} gives residents of {home} no months at {host}.")
    last, until = stay_ends(starts_on, months) - timedelta(days=1), terms.version.agreement.last_day
    if until and last > until:
        raise Refused(
            f"{words.months(months)} from {words.day(starts_on)} end on {words.day(last)}, "
            f"but the agreement ends on {words.day(until)}. Start earlier or stay shorter.",
            field,
        )
    return terms


def not_suspended(home: Park, host: Park, on: date, field: str | None = None) -> None:
    """While two parks suspend their agreement nobody applies, is nominated or offered; what was promised goes on."""
    agreement = suspended_on(home, host, on)
    if agreement:
        since = agreement.steps.filter(verb="suspend").last()
        raise Refused(
            f"The agreement of {home} and {host} is suspended{f' since {words.day(since.at)}' if since else ''}. "
            "It goes on once one of them resumes it.",
            field,
        )


def length_fits(terms: DirectionTerms, months: int, field: str) -> None:
    if not terms.min_months <= months <= terms.max_months:
        raise Refused(
            f"A stay at {terms.host} lasts {terms.min_months} to {words.months(terms.max_months)} under the agreement; "
            f"you asked for {months}.",
            field,
        )


def no_other_stay(landing: Landing, period: DateRange, field: str | None) -> None:
    """Rule 15: one company has no two stays that overlap."""
    if other := first(_stays_between(landing.company_id, period.lower, period.upper, landing.pk or 0)):
        raise Refused(
            f"{landing.company} is promised to {other.host} from {words.day(other.period.lower)} to "
            f"{words.day(other.period.upper - timedelta(days=1))}. Two stays cannot overlap; choose other dates.",
            field,
        )


@composed
def _stays_between(company_id: int, first: date, end: date, but: int) -> QuerySet[Landing]:
    """Stays of a company on days from the first until before the end, without the landing `but`."""
    stays = Landing.objects.stays().filter(company=company_id, period__startswith__lt=end, period__endswith__gt=first)
    return stays.exclude(pk=but).order_by("period")


def answer_in_time(landing: Landing, answer_by: date, starts_on: date, home_today: date) -> None:
    """The company answers by its home park's clock."""
    if answer_by < home_today:
        said = words.day_by(answer_by, clock_at(landing, answer_by, "home"))
        raise Refused(f"{said} has passed. Give the company a later day to answer by.", "answer_by")
    if answer_by > starts_on:
        raise Refused(
            f"The stay begins on {words.day(starts_on)}; the company has to answer by then, not by "
            f"{words.day(answer_by)}.",
            "answer_by",
        )


def offer_not_over(landing: Landing, home_today: date) -> None:
    """Until its day has ended for the company, by its home park's clock."""
    if landing.answer_by and landing.answer_by < home_today:
        said = words.day_by(landing.answer_by, clock_at(landing, landing.answer_by, "home"))
        raise Refused(f"This offer ended on {said}. Ask {landing.host} for a new one.")


def arrival_fits(landing: Landing, arrived_on: date, today: date) -> None:
    assert landing.starts_on
    if arrived_on > today:
        raise Refused(
            f"{words.day(arrived_on)} has not come yet. Check in on the day the company arrives.", "arrived_on"
        )
    if arrived_on < landing.starts_on:
        raise Refused(
            f"The stay begins on {words.day(landing.starts_on)}. Free-rent months cannot begin before it.",
            "arrived_on",
        )


def departure_fits(landing: Landing, left_on: date, today: date) -> None:
    assert landing.checked_in_on and landing.last_day
    if left_on > today:
        raise Refused(f"{words.day(left_on)} has not come yet. Check out on the day the company leaves.", "left_on")
    if left_on < landing.checked_in_on:
        raise Refused(
            f"The company arrived on {words.day(landing.checked_in_on)} and cannot have left before.", "left_on"
        )
    if left_on > landing.last_day:
        raise Refused(
            f"The free-rent stay ended on {words.day(landing.last_day)}. Enter that day; days after it are not "
            "part of the exchange.",
            "left_on",
        )


def has_begun(landing: Landing, today: date) -> None:
    assert landing.starts_on
    if today <= landing.starts_on:
        raise Refused(
            f"The stay begins on {words.day(landing.starts_on)}; a no-show can be recorded from the day after."
        )


def no_show_can_be_posted(landing: Landing) -> None:
    """Its first month counts as used, on the day it began."""
    closed = landing.pair.closed_until
    if closed and landing.starts_on and landing.starts_on <= closed:
        raise Refused(
            f"The month this no-show uses began on {words.day(landing.starts_on)}, and both parks closed their books "
            f"up to {words.day(closed)}. Cancel the stay instead; a month that is owed all the same is posted as an "
            "adjustment."
        )


def first_month_can_be_posted(landing: Landing, pair: Pair, why: str) -> None:
    """A late arrival whose only month counts on the day it was promised for; `why` it cannot move."""
    closed = pair.closed_until
    if closed and landing.starts_on and landing.starts_on <= closed:
        raise Refused(
            f"{why} The month it was promised for began on {words.day(landing.starts_on)}, and both parks closed their "
            f"books up to {words.day(closed)}. Record no arrival, cancel it and offer new dates; a month that is owed "
            "all the same is posted as an adjustment.",
            "arrived_on",
        )


def moved_stay_fits(facts: Facts, field: str) -> None:
    """Rule 14: what a late arrival asks. What was promised is kept, so neither the agreement's end nor the residency
    nor the shortest stay is asked again.
    """
    no_other_stay(facts.landing, facts.period, field)
    quota_left(facts, field)
    place_free(facts, field)
    within_limit(facts, field)


def offer_fits(facts: Facts, field: str) -> DirectionTerms:
    """Every rule of an offer (7 to 10, 12 and 15); returns the terms it stands on.

    `field` names the form's field of the first day. Asked before writing, and by the page that shows what it would do.
    """
    landing, starts_on, months = facts.landing, facts.starts_on, facts.months
    parks_take_part(landing)
    vouched_for(landing, facts.is_resident)
    terms = facts.terms
    keeps_promise = landing.state == State.CONFIRMED and terms is not None and terms.version.agreement.is_held_up
    if terms is None or not keeps_promise:
        terms = terms_cover(terms, landing.home, landing.host, starts_on, months, field)
    length_fits(terms, months, "length")
    no_other_stay(landing, facts.period, field)
    quota_left(facts, "length")
    place_free(facts, field)
    within_limit(facts, "length")
    return terms
