"""Every day or number that decides, with the one before and the one after it: allowed from the first to the last."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from psycopg2.extras import DateRange

from companies.company.models import Company
from exchanges.agreements import conditions as agreements
from exchanges.agreements.models import Agreement, AgreementVersion, DirectionTerms
from exchanges.agreements.terms import Direction, Promised, Terms
from exchanges.clearing import conditions as clearing
from exchanges.exceptions import conditions as exceptions
from exchanges.landings import conditions as landings
from exchanges.landings import limits
from exchanges.landings.facts import Facts
from exchanges.landings.models import Landing
from exchanges.landings.quota import Ruled
from exchanges.ledger import conditions as ledger
from exchanges.ledger.models import Because, Pair
from exchanges.policy.models import LimitException
from exchanges.settlements import conditions as settlements
from exchanges.settlements.content import Content
from exchanges.settlements.models import TEXT_LENGTH
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests.exchanges.cast import at

DAY = timedelta(days=1)
TODAY, FIRST, LAST = date(2027, 3, 1), date(2027, 4, 1), date(2027, 6, 30)  # three months, whole
HOME, HOST = Park(pk=1, name="Home", code="HOME"), Park(pk=2, name="Host", code="HOST")
CLOSED = Pair(low=HOME, high=HOST, balance=-5, closed_until=TODAY)  # the home park owes 5
AGREEMENT = Agreement(pair=Pair(low=HOME, high=HOST), period=DateRange(FIRST, LAST + DAY))
VERSION = AgreementVersion(agreement=AGREEMENT, limit_at=4, floor_months=0)
TERMS = DirectionTerms(version=VERSION, home=HOME, host=HOST, months_per_year=6, min_months=2, max_months=4)


def stay(**facts: Any) -> Landing:
    """From the first day to the last; here since the day after the first."""
    known: dict[str, Any] = {"starts_on": FIRST, "checked_in_on": FIRST + DAY, "period": DateRange(FIRST, LAST + DAY)}
    return Landing(company=Company(name="Lumen"), home=HOME, host=HOST, pair=CLOSED, **(known | facts))


def terms(**facts: Any) -> Terms:
    return Terms(
        **{"valid_from": FIRST, "valid_until": LAST, "directions": {1: Direction(6), 2: Direction(6)}, **facts}
    )


def moved(**facts: Any) -> Content:
    """A settlement; the home park owes the host, so a waiver's debtor is the host."""
    known: dict[str, Any] = {"kind": Because.ADJUSTMENT, "debtor": HOST, "creditor": HOME, "months": 1, "day": TODAY}
    return Content(**(known | {"text": "A gift"} | facts))


def years_ago(years: int) -> date:
    return TODAY.replace(year=TODAY.year - years)


def facts(months: int = 1, floor: int = 0, **known: Any) -> Facts:
    """An offer from the first day: 6 months a year with 1 used, a limit of 4 with 1 owed, 2 places."""
    version = AgreementVersion(agreement=AGREEMENT, limit_at=4, floor_months=floor)
    direction = DirectionTerms(version=version, home=HOME, host=HOST, places=2)
    history = [Ruled(date(2027, 1, 1), date(2028, 1, 1), 6, 2)]
    given = {"terms": direction, "history": history, "used": {2027: 1}, "balance": -1, **known}
    return Facts(stay(), FIRST, months, TODAY, **given)


def excepted(months: int) -> list[LimitException]:
    """An exception of so many months, none used."""
    exception = LimitException(months=months)
    exception.months_used = 0
    return [exception]


def companies(number: int) -> dict[int, DateRange]:
    """So many are there on the first day, and as many come on the day after the stay would end."""
    there = {one: DateRange(TODAY, FIRST + DAY) for one in range(number)}
    return there | {-one: DateRange(date(2027, 5, 1), LAST) for one in range(1, number + 3)}


# What is asked of a day or a number; the first and the last that is allowed (None: there is no such end).
Asked = Callable[[Any], object]
BOUNDS: dict[str, tuple[Asked, Any, Any]] = {
    "a stay begins today at the earliest": (lambda it: landings.starts_in_time(stay(), it, TODAY, ""), TODAY, None),
    "a company answers between today and its first day": (
        lambda it: landings.answer_in_time(stay(), it, FIRST, TODAY), TODAY, FIRST
    ),
    "an offer is confirmed on its last day": (
        lambda it: landings.offer_not_over(stay(answer_by=TODAY), it), None, TODAY
    ),
    "an arrival is of the first day or later, and has come": (
        lambda it: landings.arrival_fits(stay(), it, LAST), FIRST, LAST
    ),
    "whoever arrives today is written down today": (lambda it: landings.arrival_fits(stay(), FIRST, it), FIRST, None),
    "a company leaves on the day it came, or on any until the last": (
        lambda it: landings.departure_fits(stay(), it, LAST + 9 * DAY), FIRST + DAY, LAST
    ),
    "whoever leaves today is written down today": (lambda it: landings.departure_fits(stay(), LAST, it), LAST, None),
    "a no-show is known the day after": (lambda it: landings.has_begun(stay(), it), FIRST + DAY, None),
    "a no-show's month is posted after the closed day": (
        lambda it: landings.no_show_can_be_posted(stay(starts_on=it)), TODAY + DAY, None
    ),
    "so is the only month of a late arrival": (
        lambda it: landings.first_month_can_be_posted(stay(starts_on=it), CLOSED, ""), TODAY + DAY, None
    ),
    "a stay is as long as agreed": (lambda it: landings.length_fits(TERMS, it, ""), 2, 4),
    "a stay ends with the agreement": (
        lambda it: landings.terms_cover(TERMS, HOME, HOST, it, 3, ""), None, FIRST
    ),
    "a closed direction has no shortest stay to fit": (
        lambda it: agreements.direction_fits(Direction(0, places=0, min_months=it), 1), None, 6
    ),
    "months are offered as long as some are left": (lambda it: limits.quota_left(facts(it), ""), None, 5),
    "a place is free while fewer companies are there": (
        lambda it: limits.place_free(facts(stays=companies(it)), ""), None, 1
    ),
    "months are offered up to the limit": (lambda it: limits.within_limit(facts(it), ""), None, 3),
    "past it up to the floor": (lambda it: limits.within_limit(facts(it, floor=6), ""), None, 5),
    "or with an exception": (lambda it: limits.within_limit(facts(it, exceptions=excepted(2)), ""), None, 5),
    "a restricted park's, as many as an exception gives": (
        lambda it: limits.within_limit(facts(it, exceptions=excepted(2), restricted="It owes."), ""), None, 2
    ),
    "a settlement's text fits into a line": (
        lambda it: settlements.content_is_sound(CLOSED, moved(text="x" * it), TODAY), 1, TEXT_LENGTH
    ),
    "the books are open after the closed day": (lambda it: ledger.day_is_open(CLOSED, it), TODAY + DAY, None),
    "a settlement's too": (lambda it: settlements.day_is_open(CLOSED, it, False), TODAY + DAY, None),
    "a settlement is of today or earlier": (
        lambda it: settlements.content_is_sound(CLOSED, moved(day=it), TODAY), None, TODAY
    ),
    "and of the last fifty years": (
        lambda it: settlements.content_is_sound(CLOSED, moved(day=years_ago(it)), TODAY), None, 50
    ),
    "it moves 1 to 999 months": (
        lambda it: settlements.content_is_sound(CLOSED, moved(months=it), TODAY), 1, 999
    ),
    "no more is waived than is owed": (
        lambda it: settlements.no_more_than_owed(CLOSED, moved(kind=Because.WAIVER, months=it)), None, 5
    ),
    "a clearing is answered from tomorrow on for 180 days": (
        lambda it: clearing.date_fits(it, TODAY, ["UTC"]), TODAY + DAY, TODAY + 180 * DAY
    ),
    "an exception may end today": (lambda it: exceptions.end_is_ahead(it, TODAY, HOME, HOST), TODAY, None),
    "an exception is of 1 month or more": (exceptions.some_months, 1, None),
    "an agreement may last one day, which may be today": (
        lambda it: agreements.terms_fit(terms(valid_from=it, valid_until=TODAY), TODAY), None, TODAY
    ),
    "an agreement that is over is not signed": (
        lambda it: agreements.terms_fit(terms(valid_from=TODAY - 9 * DAY, valid_until=it), TODAY), TODAY, None
    ),
    "a warning comes at the limit at the latest": (
        lambda it: agreements.terms_fit(terms(alert_at=it, limit_at=4), TODAY), None, 4
    ),
    "the shortest stay may be the longest": (
        lambda it: agreements.direction_fits(Direction(6, min_months=it, max_months=3), 1), None, 3
    ),
    "the shortest stay fits into a year's months": (
        lambda it: agreements.direction_fits(Direction(it, min_months=2), 1), 2, None
    ),
    "an amendment rules from today, or from its own first day": (
        lambda it: agreements.first_day_fits(AGREEMENT, terms(rules_from=it), TODAY), FIRST, LAST
    ),
    "an amendment changes no day that has been": (
        lambda it: agreements.first_day_fits(AGREEMENT, terms(rules_from=it), FIRST + DAY), FIRST + DAY, LAST
    ),
    "no day is without terms": (lambda it: agreements.follows_on(AGREEMENT, it), None, LAST + DAY),
    "a notice shortens": (lambda it: agreements.notice_shortens(AGREEMENT, 6, it), None, LAST),
    "a renewal begins after the last day": (lambda it: agreements.begins_after(AGREEMENT, it), LAST + DAY, None),
    "terms are signed until their last day": (
        lambda it: agreements.not_over(AGREEMENT, AgreementVersion(valid_until=LAST), at(it.year, it.month, it.day)),
        None, LAST,
    ),
}  # fmt: skip


def allowed(ask: Asked, what: Any) -> bool:
    try:
        ask(what)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("what", BOUNDS)
def test_the_first_and_the_last_are_allowed_and_those_beside_them_are_not(what: str) -> None:
    ask, first, last = BOUNDS[what]
    step = DAY if isinstance(first or last, date) else 1
    near = {it + away for it in (first, last) if it is not None for away in (-step, 0 * step, step)}
    for one in sorted(near):
        expected = (first is None or one >= first) and (last is None or one <= last)
        assert allowed(ask, one) is expected, one


@pytest.mark.parametrize(
    ("ends", "way_out"), [(LAST, "Offer 5."), (date(2028, 1, 1), "Offer 5, or start in 2028.")]
)  # fmt: skip
def test_a_later_year_is_named_only_if_the_agreement_lasts_into_it(ends: date, way_out: str) -> None:
    asked = facts(6)
    assert asked.terms
    asked.terms.version.agreement = Agreement(period=DateRange(FIRST, ends + DAY))
    with pytest.raises(Refused) as refused:
        limits.quota_left(asked, "")
    assert refused.value.sentence == f"Home has 5 of 6 months left for Host in 2027; you offered 6. {way_out}"


@pytest.mark.parametrize(("owed", "says"), [(1, "Waive 1."), (2, "Waive 2 or fewer.")])
def test_one_month_is_not_called_or_fewer(owed: int, says: str) -> None:
    pair = Pair(low=HOME, high=HOST, balance=-owed)
    with pytest.raises(Refused) as refused:
        settlements.no_more_than_owed(pair, moved(kind=Because.WAIVER, months=9))
    assert refused.value.sentence.endswith(says)


@pytest.mark.parametrize(("places", "fits"), [(1, False), (2, True), (3, True)])
def test_an_amendment_keeps_as_many_places_as_are_promised(monkeypatch, places, fits) -> None:
    ask = promising(monkeypatch, Promised(places=2))
    assert allowed(ask, terms(directions={1: Direction(6, places=places)})) is fits


@pytest.mark.parametrize(("months", "fits"), [(2, False), (3, True), (4, True)])
def test_and_as_many_months(monkeypatch, months, fits) -> None:
    ask = promising(monkeypatch, Promised({2027: 3}, {2027: 6}))
    assert allowed(ask, terms(directions={1: Direction(months)})) is fits


@pytest.mark.parametrize(("until", "fits"), [(date(2027, 5, 31), False), (date(2027, 6, 1), True), (LAST, True)])
def test_and_lasts_to_the_day_on_which_the_last_promised_month_begins(monkeypatch, until, fits) -> None:
    """A month that begins after the present last day is honoured either way."""
    begins = (date(2027, 5, 1), date(2027, 6, 1), LAST + DAY)
    ask = promising(monkeypatch, Promised({2027: 3}, {2027: 6}, begins=begins))
    assert allowed(ask, terms(valid_until=until, directions={1: Direction(6)})) is fits


def promising(monkeypatch: pytest.MonkeyPatch, promised: Promised) -> Asked:
    """Whether an amendment covers what the home park's direction has promised."""
    monkeypatch.setattr(agreements, "PROMISED", [lambda *_: promised])
    monkeypatch.setattr(Agreement, "version_on", lambda *_: AgreementVersion(agreement=AGREEMENT))
    monkeypatch.setattr(AgreementVersion, "direction", lambda *_: TERMS)
    return lambda it: agreements.covers_the_promised(AGREEMENT, it, at(2027, 3, 1), TODAY)
