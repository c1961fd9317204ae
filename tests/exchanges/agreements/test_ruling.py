"""Which version rules on which day (rule 3): from its first day on, never back, and no two on the same day."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from exchanges.agreements import actions, queries
from exchanges.agreements.models import Agreement
from exchanges.agreements.ruling import RulingDays, latest_day, next_year_from, packed_on
from exchanges.agreements.terms import Direction
from exchanges.balances.queries import with_figures
from exchanges.balances.quota import pair_quota
from exchanges.landings.effects import effect_of
from exchanges.landings.models import Landing
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Pair
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast
from tests.exchanges.agreements.making import NEXT_YEAR, NINE, SIX, amend, both_sign, counter, used, with_reason
from tests.exchanges.cast import NOW, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY = NOW.date()


def ruled(agreement: Agreement) -> list[tuple[int, date, date]]:
    """(version, first day, last day) of what rules or did."""
    rows = RulingDays.objects.filter(agreement=agreement).select_related("version")
    return [(one.version.number, one.first, one.last) for one in rows]


def test_until_its_first_day_the_earlier_version_rules(signed, porto, malaga):
    amended = both_sign(amend(signed, porto, rules_from=NEXT_YEAR, directions={porto.pk: NINE}, decision_days=3))
    assert ruled(amended) == [
        (1, date(2026, 1, 2), date(2026, 12, 31)), (2, NEXT_YEAR, date(2028, 12, 31)),
    ]  # fmt: skip
    days = {day: queries.direction_for(porto, malaga, day) for day in (TODAY, date(2026, 12, 31), NEXT_YEAR)}
    assert [terms.months_per_year for terms in days.values() if terms] == [6, 6, 9]
    again = Agreement.objects.get(pk=amended.pk)
    packed = [{"ends": "2027-01-01", "number": 1}, {"ends": "2029-01-01", "number": 2}]
    for day, number in zip(days, (1, 1, 2), strict=True):
        assert RulingDays.objects.on(day).get().version.number == number
        assert again.version_on(day).number == packed_on(packed, day)["number"] == number
    landing = cast.nominated(cast.company("Lumen", porto, "Leo"), malaga, date(2027, 2, 1), 2)
    assert landing.due_on == TODAY + timedelta(days=14)  # as the terms of today say


def test_places_are_asked_on_each_day_by_the_terms_that_rule_then(signed, porto, malaga):
    both_sign(amend(signed, porto, rules_from=NEXT_YEAR, directions={porto.pk: NINE}))  # 2 places, then 1
    first, second = (cast.company(name, porto, f"Lead {name}") for name in ("Lumen", "Tejo"))
    cast.offered(first, malaga, date(2026, 12, 1), 3)
    waits = cast.nominated(second, malaga, date(2026, 12, 1), 2)
    with pytest.raises(Refused, match="1 place for companies of Porto, and 1 is taken between 1 January 2027"):
        cast.offer(waits, date(2026, 12, 1), 2)
    effect = effect_of(waits, date(2026, 12, 1), 2, cast.noon(TODAY))
    assert (effect.places, effect.places_taken, effect.places_after) == (1, 1, 2)
    assert cast.offer(waits, date(2026, 12, 1), 1).months == 1
    with pytest.raises(IntegrityError, match="more companies at once"), transaction.atomic():
        Landing.objects.filter(pk=waits.pk).update(period=(date(2026, 12, 1), date(2027, 1, 2)))


def test_an_amendment_signed_late_rules_from_the_signature(signed, porto):
    tabled = amend(signed, porto, rules_from=date(2026, 12, 1), limit_at=9)
    assert ruled(both_sign(tabled, at(2027, 2, 3)))[-1][:2] == (2, date(2027, 2, 3))


def test_a_new_agreement_signed_late_rules_from_the_signature(porto, malaga):
    made = actions.propose(
        by=cast.manager_of(porto), proposer=porto, partner=malaga, now=NOW,
        terms=cast.terms(porto, malaga, SIX, valid=(date(2024, 1, 1), date(2027, 12, 31))),
    )  # fmt: skip
    both_sign(made)
    assert ruled(made) == [(1, TODAY, date(2027, 12, 31))]
    assert [it.agreed for it in years_of(porto, malaga, TODAY)] == [0, 0, 6, 6]


@pytest.mark.parametrize(
    ("first", "sentence"),
    [
        (date(2026, 11, 22), "22 November 2026 has passed, and an amendment changes no day that has been"),
        (date(2029, 1, 1), "after its last day, 31 December 2028"),
    ],
)
def test_a_first_day_that_cannot_be_is_refused_at_its_field(signed, porto, first, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        amend(signed, porto, rules_from=first, limit_at=9)
    assert refused.value.field == "rules_from"


def test_no_day_stays_without_terms(porto, malaga):
    short = cast.agreed(porto, malaga, SIX, valid=(date(2026, 1, 2), date(2026, 11, 30)))
    later = {"valid_until": date(2028, 12, 31), "limit_at": 9}
    with pytest.raises(Refused, match="end on 30 November 2026; on the days from then until 1 January 2027"):
        amend(short, porto, rules_from=NEXT_YEAR, **later)
    assert next_year_from(TODAY, short) == date(2026, 12, 1)
    tabled = amend(short, porto, rules_from=date(2026, 12, 1), **later)
    with pytest.raises(Refused, match="renew the agreement instead"):
        both_sign(tabled, at(2026, 12, 9))


def test_a_later_amendment_takes_the_place_of_one_that_has_not_begun(signed, porto):
    first = both_sign(amend(signed, porto, rules_from=date(2027, 6, 1), limit_at=9))
    second = both_sign(amend(first, porto, rules_from=NEXT_YEAR, limit_at=12))
    assert [number for number, *_ in ruled(second)] == [1, 3]
    # Moving its first day alone is a change while it has not begun, and none once it rules.
    third = both_sign(amend(second, porto, rules_from=date(2027, 3, 1), limit_at=12))
    assert ruled(third)[-1][:2] == (4, date(2027, 3, 1))
    with pytest.raises(Refused, match="the same terms as those in force"):
        amend(third, porto, at(2027, 4, 1), rules_from=date(2027, 5, 1), limit_at=12)


def test_counter_may_change_the_first_day_alone(signed, porto, malaga):
    tabled = amend(signed, porto, rules_from=NEXT_YEAR, limit_at=9)
    countered = counter(tabled, malaga, rules_from=date(2027, 7, 1))
    assert ruled(both_sign(countered))[-1][:2] == (3, date(2027, 7, 1))
    assert len({version.content_hash for version in countered.versions.all()}) == 3


def test_a_notice_cuts_what_rules_and_what_would(signed, porto):
    to_come = both_sign(amend(signed, porto, rules_from=date(2028, 1, 1), limit_at=9))
    ended = with_reason("terminate", to_come, porto)
    assert ruled(ended) == [(1, date(2026, 1, 2), date(2027, 5, 22))]
    assert ended.ruling.number == 1 and ended.last_day == date(2027, 5, 22)


def test_lowering_is_asked_of_the_years_it_would_rule(signed, porto, malaga):
    """4 of 6 months are promised in 2026: an amendment to 3 may rule from 2027 on, not in 2026."""
    for month in range(1, 5):
        ledger.post(used(porto, malaga, date(2026, month, 15)), now=NOW)
    three = {"directions": {porto.pk: Direction(3, places=2, max_months=3)}}
    with pytest.raises(Refused, match="4 months of Porto at Malaga are promised in 2026; 3 a year would be below"):
        amend(signed, porto, rules_from=TODAY, **three)
    both_sign(amend(signed, porto, rules_from=NEXT_YEAR, **three))
    assert [it.agreed for it in years_of(porto, malaga, TODAY)] == [0, 0, 6, 3]


def test_lowering_places_is_compared_with_the_terms_that_would_rule_then(porto, malaga):
    """One place now, two from 2027 on and both promised: another amendment cannot take the second back."""
    one, two = Direction(6, places=1, max_months=3), Direction(6, places=2, max_months=3)
    signed = both_sign(amend(cast.agreed(porto, malaga, one), porto, rules_from=NEXT_YEAR, directions={porto.pk: two}))
    for name in ("Lumen", "Tejo"):
        cast.offered(cast.company(name, porto, f"Lead {name}"), malaga, date(2027, 2, 1), 2)
    with pytest.raises(Refused, match="promised places to 2 companies of Porto at once; 1 would be too few"):
        amend(signed, porto, rules_from=NEXT_YEAR, directions={porto.pk: one})


def test_the_hash_of_terms_without_a_first_day_stays_what_it_was(signed, porto):
    assert "rules_from" not in queries.canonical_of(signed.newest)
    amended = amend(signed, porto, rules_from=NEXT_YEAR, limit_at=9)
    assert '"rules_from":"2027-01-01"' in queries.canonical_of(amended.newest)


def test_no_signature_rules_before_the_day_has_begun_for_both_parks(signed, porto):
    porto.time_zone = "America/Sao_Paulo"
    porto.save()
    late = datetime.fromisoformat("2026-12-31T23:30:00-03:00")
    agreement = Agreement.objects.get(pk=signed.pk)
    assert latest_day(agreement, late) == NEXT_YEAR
    both_sign(amend(agreement, porto, late, limit_at=9), late)
    assert ruled(agreement)[-1][:2] == (2, NEXT_YEAR)


@pytest.mark.parametrize(
    "change",
    ["SET first = first - 1", "SET first = first + 1", "SET ends = ends + 1", "SET ends = '2026-06-01'", "SET ends = '2026-11-21'",
     "SET version_id = (SELECT max(version_id) FROM exchanges_rulingdays)"],
)  # fmt: skip
def test_the_database_lets_no_ruled_day_change(signed, porto, change):
    both_sign(amend(signed, porto, rules_from=NEXT_YEAR, limit_at=9))
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE exchanges_rulingdays {change} WHERE ends = '2027-01-01'")
    with pytest.raises(IntegrityError, match="it has ruled"), transaction.atomic():
        RulingDays.objects.filter(version__number=1).delete()
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE exchanges_rulingdays")


def test_the_database_lets_no_two_versions_rule_on_a_day_nor_one_too_early(signed, porto):
    tabled = amend(signed, porto, rules_from=NEXT_YEAR, limit_at=9)
    version = {"agreement": tabled, "pair": tabled.pair, "version": tabled.newest}
    until = {"ends": date(2029, 1, 1)}
    with pytest.raises(IntegrityError, match="cannot rule on these days"), transaction.atomic():
        RulingDays.objects.create(first=NEXT_YEAR, **version, **until)  # nobody signed
    for park in tabled.parties:
        sign_only(tabled, park)
    with pytest.raises(IntegrityError, match="cannot rule on these days"), transaction.atomic():
        RulingDays.objects.create(first=date(2026, 12, 31), **version, **until)
    with pytest.raises(IntegrityError, match="ruling_days_one_version"), transaction.atomic():
        RulingDays.objects.create(first=NEXT_YEAR, **version, **until)


def test_the_database_wants_terms_on_every_day_of_an_agreement(signed):
    with pytest.raises(IntegrityError, match="do not rule until its end"), transaction.atomic():
        Agreement.objects.filter(pk=signed.pk).update(period=(date(2026, 1, 1), date(2030, 1, 1)))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def sign_only(agreement: Agreement, park: Park) -> None:
    from exchanges.agreements import versions

    versions.sign(agreement.newest, park, cast.manager_of(park), NOW)


def years_of(home: Park, host: Park, today: date) -> list:
    """2024 to 2027 as the quota's page shows them."""
    pair = with_figures(Pair.objects.all(), today).get(pk=Pair.objects.between(home, host).pk)
    days = {home.pk: today, host.pk: today}
    return [pair_quota(pair, home, days, year).directions[0].chosen.quota for year in range(2024, 2028)]


def test_an_amendment_never_rules_before_the_agreement_begins(porto, malaga) -> None:
    """An agreement of 2028: the first day that is offered is its own, and an earlier one is refused in words."""
    to_come = cast.agreed(porto, malaga, SIX, valid=(date(2028, 1, 1), date(2029, 12, 31)))
    with pytest.raises(Refused, match="before the agreement begins on 1 January 2028"):
        amend(to_come, porto, rules_from=NEXT_YEAR, limit_at=9)
    first = next_year_from(NOW.date(), to_come)
    assert first == date(2028, 1, 1)
    amended = both_sign(amend(to_come, porto, rules_from=first, limit_at=9))
    assert [days.version.limit_at for days in amended.ruling_days.all()] == [9]
