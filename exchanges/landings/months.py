"""Writers of free-rent months, called by actions only, with the pair locked: reserve, begin, release."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from psycopg2.extras import DateRange

from exchanges.landings import conditions, limits
from exchanges.landings.arrivals import Arrival, arrival_of
from exchanges.landings.facts import Facts, facts_of
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.quota import QuotaYear
from exchanges.landings.states import MonthState
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Posting
from exchanges.policy.models import ExceptionUse
from exchanges.policy.queries import Share
from softlanding.kernel import words
from softlanding.kernel.calendar import months_from, stay_ends
from softlanding.kernel.composed import composed

REFERENCE = re.compile(r"landing/(\d+)/month/(\d+)")


def stay_of(starts_on: date, months: int) -> DateRange:
    """The days of a stay: from the first, until the day after the last."""
    return DateRange(starts_on, stay_ends(starts_on, months))


def days_until(landing: Landing, left_on: date) -> DateRange:
    """The days a stay really had."""
    return DateRange(landing.starts_on, left_on + timedelta(days=1))


def check_and_reserve(landing: Landing, starts_on: date, months: int, field: str, now: datetime) -> None:
    """Ask every rule of an offer (quota, places, limit, dates), then reserve the months and set the stay's dates."""
    facts = facts_of(landing, starts_on, months, now)
    terms = conditions.offer_fits(facts, field)
    landing.agreement = terms.version.agreement
    landing.starts_on, landing.months, landing.period = starts_on, months, facts.period
    _reserve(landing, list(months_from(starts_on, months)), facts)
    _use(limits.within_limit(facts, "length"), landing, now)


def arrive(landing: Landing, arrived_on: date, now: datetime) -> None:
    """A late arrival: its months move with it, or those that still fit begin anew and the last day stays (rule 14)."""
    assert landing.months
    facts = facts_of(landing, arrived_on, landing.months, now, moves=True)
    arrival = arrival_of(facts)
    if not arrival.why:
        release(landing)
        _move(landing, arrival, facts, now)
        return
    landing.free_rent_months.reserved().update(state=MonthState.RELEASED)  # what it used of an exception, it keeps
    landing.starts_on, landing.months, landing.period = arrived_on, arrival.months, arrival.period
    _reserve(landing, arrival.begins, facts)


def _move(landing: Landing, arrival: Arrival, facts: Facts, now: datetime) -> None:
    landing.starts_on, landing.period = facts.starts_on, arrival.period
    if facts.terms:
        landing.agreement = facts.terms.version.agreement
    _reserve(landing, arrival.begins, facts)
    _use(limits.within_limit(facts, "arrived_on"), landing, now)


def _reserve(landing: Landing, days: list[date], facts: Facts) -> None:
    """One row for each month that begins on a day, each on the lowest free square of its year's quota."""
    quotas = {year: facts.quota(year) for year in {day.year for day in days}}
    free = {year: _free_squares(landing, quota) for year, quota in quotas.items()}
    FreeRentMonth.objects.bulk_create(
        FreeRentMonth(
            landing=landing,
            number=number,
            begins_on=day,
            pair_id=landing.pair_id,
            home_id=landing.home_id,
            square=next(free[day.year]),
            quota=quotas[day.year].total,
        )
        for number, day in enumerate(days, start=1)
    )


def _use(past: list[Share], landing: Landing, now: datetime) -> None:
    """Write down what it takes from which exception."""
    ExceptionUse.objects.bulk_create(
        ExceptionUse(exception=exception, landing=landing, months=share, at=now) for exception, share in past
    )


def _free_squares(landing: Landing, quota: QuotaYear) -> Iterator[int]:
    taken = set(_taken_squares(landing.pair_id, landing.home_id, quota.year))
    return (square for square in range(1, quota.total + 1) if square not in taken)


@composed
def _taken_squares(pair_id: int, home_id: int, year: int) -> QuerySet[FreeRentMonth, int]:
    promised = FreeRentMonth.objects.promised().filter(pair=pair_id, home=home_id, year=year)
    return promised.order_by().values_list("square", flat=True)


def begin(landing: Landing, until: date, now: datetime) -> int:
    """Use and post every reserved month that has begun by `until`; returns how many. Doing it again posts nothing."""
    due = list(landing.free_rent_months.reserved().filter(begins_on__lte=until))
    for month in due:
        ledger.post(entry_of(landing, month), now=now)
        month.state = MonthState.USED
        month.save(update_fields=["state"])
    return len(due)


def entry_of(landing: Landing, month: FreeRentMonth) -> ledger.Entry:
    """Rule 18: a begun month is owed by the home park to the host."""
    return ledger.Entry(
        day=month.begins_on,
        debtor=landing.home,
        creditor=landing.host,
        months=1,
        because=Because.STAY,
        reference=reference_of(landing, month),
        text=f"{landing.company}, month {month.number} of {landing.months}",
    )


def reference_of(landing: Landing, month: FreeRentMonth) -> str:
    return f"landing/{landing.pk}/month/{month.number}"


def release(landing: Landing) -> int:
    """Give back the reserved months; returns how many."""
    released = landing.free_rent_months.reserved().update(state=MonthState.RELEASED)
    if not landing.free_rent_months.promised().exists():  # nothing of the offer stands: others may use the exception
        ExceptionUse.objects.filter(landing=landing, is_returned=False).update(is_returned=True)
    return released


def take_back(landing: Landing, after: date, today: date, now: datetime) -> int:
    """Reverse months that were posted though the company had left before they began; returns how many."""
    wrong = list(landing.free_rent_months.filter(state=MonthState.USED, begins_on__gt=after))
    for month in wrong:
        reference = reference_of(landing, month)
        posting = Posting.objects.get(reference=reference)
        reason = f"{landing.company} had left on {words.day(after)}, before month {month.number} began"
        ledger.reverse(posting, day=today, reason=reason, reference=f"{reference}/reversed", now=now)
        month.state = MonthState.RELEASED
        month.save(update_fields=["state"])
    return len(wrong)


def give_back(posting: Posting) -> int:
    """A month whose posting both parks took back stands no longer against the quota; returns how many, 0 or 1."""
    stay = REFERENCE.fullmatch(posting.reference)
    used = FreeRentMonth.objects.filter(state=MonthState.USED)
    return used.filter(landing=int(stay[1]), number=int(stay[2])).update(state=MonthState.RELEASED) if stay else 0
