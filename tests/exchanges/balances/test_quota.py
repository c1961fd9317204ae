"""The page of a pair's quota: what it shows is what an offer is checked with, and what plain SQL counts."""

from datetime import date, timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.agreements import actions as agreements
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction
from exchanges.balances.queries import with_figures
from exchanges.balances.quota import PairQuota, pair_quota
from exchanges.landings import actions as landings
from exchanges.landings.facts import facts_of
from exchanges.landings.models import Landing
from exchanges.ledger.models import Pair
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests import cast as people
from tests.asking import get
from tests.exchanges import cast
from tests.exchanges.cast import NOW

TODAY = NOW.date()
NUMBERS = count()  # every example finds what the ones before it wrote


@pytest.fixture
def porto(db: None, now: None) -> Park:
    return cast.park("Porto", "Anna Lund")


@pytest.fixture
def malaga(db: None, now: None) -> Park:
    return cast.park("Malaga", "Bea Ruiz")


def page_of(park: Park, partner: Park, around: int | None = None, today: date = TODAY) -> PairQuota:
    pair = with_figures(Pair.objects.all(), today).get(pk=Pair.objects.between(park, partner).pk)
    return pair_quota(pair, park, {park.pk: today, partner.pk: today}, around)


def sql(text: str, *params: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return cursor.fetchone()[0]


def counted(table: str, home: Park, host: Park, year: int) -> int:
    text = {
        "used": "SELECT coalesce(sum(p.months), 0) FROM exchanges_posting p WHERE p.because = 'stay' AND "
        "p.debtor_id = %s AND p.creditor_id = %s AND extract(year FROM p.day) = %s AND NOT EXISTS "
        "(SELECT 1 FROM exchanges_posting r WHERE r.reverses_id = p.id)",
        "reserved": "SELECT count(*) FROM exchanges_freerentmonth m JOIN exchanges_landing l ON l.id = m.landing_id "
        "WHERE m.state = 'reserved' AND l.home_id = %s AND l.host_id = %s AND extract(year FROM m.begins_on) = %s",
    }[table]
    return int(sql(text, home.pk, host.pk, year))


def agrees_with_offers(it: PairQuota, today: date = TODAY) -> None:
    """Each year's row is what `facts_of` says of a stay that would begin in it, and what SQL counts."""
    for one in it.directions:
        for row in one.years:
            day = max(today, date(row.year, 6, 1))
            facts = facts_of(Landing(home=one.home, host=one.host), day, 1, cast.noon(today))
            if row.year >= today.year and facts.terms:
                assert row.quota == facts.quota(row.year), (one.name, row.year)
                assert row.terms == facts.terms
            assert row.quota.used == counted("used", one.home, one.host, row.year)
            assert row.quota.reserved == counted("reserved", one.home, one.host, row.year)
        for cell in one.months:
            first, end = max(cell.first, today), (cell.first + timedelta(days=32)).replace(day=1)
            most = sql(
                "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM generate_series(%s::date, %s::date, '1 day') "
                "AS day JOIN exchanges_landing l ON l.period @> day::date WHERE l.home_id = %s AND l.host_id = %s AND "
                "l.state IN ('offered', 'confirmed', 'landed', 'completed') GROUP BY day) x",
                first, end - timedelta(days=1), one.home.pk, one.host.pk,
            )  # fmt: skip
            assert cell.taken == most, (one.name, cell.first)


def test_a_pair_is_counted_by_hand(network) -> None:
    it = page_of(network.malaga, network.porto)
    there, back = it.directions
    assert it.sentence == "In 2026 Málaga has 4 of 6 months left at Porto; the other way 3 of 6 months are left."
    assert [row.bar.sentence for row in back.years] == [
        "closed: no months in 2025",
        "2 used, 1 reserved, 3 left of 6 in 2026",
        "1 reserved, 5 left of 6 in 2027",
    ]
    assert [stay.company.name for stay in back.here] == ["Lumen"] and back.places_say == "1 of 3 places taken now"
    assert [cell.says for cell in there.months[:5]] == ["0 of 3", "0 of 3", "0 of 3", "1 of 3", "1 of 3"]
    assert [cell.says for cell in back.months[:4]] == ["1 of 3", "1 of 3", "1 of 3", "0 of 3"]
    assert it.known_years == [2028, 2027, 2026]
    agrees_with_offers(it)


def test_a_full_month_and_one_after_the_end_say_so(network) -> None:
    """Songdo takes one company at once until March; Málaga gives its residents nothing."""
    malaga, songdo = network.malaga, network.songdo
    agreement = Agreement.objects.get(pair=Pair.objects.between(malaga, songdo))
    agreements.terminate(agreement, by=cast.manager_of(malaga), park=malaga, reason="No", now=cast.at(2026, 9, 1))
    cast.confirmed(cast.company("Sol", malaga, "Sol Ana"), songdo, date(2026, 12, 10), 1)
    there, back = page_of(malaga, songdo).directions
    assert [cell.says for cell in there.months[:5]] == [
        "0 of 1", "full, 1 of 1", "full, 1 of 1", "0 of 1", "no agreement then",
    ]  # fmt: skip
    assert {cell.says for cell in back.months[:3]} == {"closed"} and back.places_say == "This direction is closed."
    agrees_with_offers(page_of(malaga, songdo))


def test_months_carried_over_and_the_floor(porto: Park, malaga: Park) -> None:
    cast.agreed(porto, malaga, Direction(6, places=9), carry_over=True, limit_at=2, floor_months=3)
    cast.landed(cast.company("Ana", porto, "Lead Ana"), malaga, date(2026, 10, 1), 2, now=cast.at(2026, 9, 1))
    landings.daily(NOW)
    later = date(2027, 2, 1)
    assert [row.quota.carried for row in page_of(porto, malaga).directions[0].years] == [0, 0, 0]
    there = page_of(porto, malaga, today=later).directions[0]
    assert [(row.quota.carried, row.quota.left) for row in there.years] == [(0, 4), (4, 10), (0, 6)]
    before = page_of(porto, malaga, around=2026, today=later).directions[0]
    assert (before.chosen.floor, before.chosen.floor_taken) == (3, 2)
    agrees_with_offers(page_of(porto, malaga, today=later), later)


def test_a_renewal_counts_its_own_years(porto: Park, malaga: Park) -> None:
    """6 months a year until June 2027, 9 from July on: this year by today's terms, the next by those to come."""
    cast.agreed(porto, malaga, Direction(6), valid=(date(2026, 1, 1), date(2026, 12, 31)))
    cast.agreed(porto, malaga, Direction(9), valid=(date(2027, 1, 1), date(2028, 12, 31)))
    there = page_of(porto, malaga).directions[0]
    assert [row.quota.agreed for row in there.years] == [0, 6, 9]
    assert [row.terms is None for row in there.years] == [True, False, False]
    agrees_with_offers(page_of(porto, malaga))


def test_a_suspended_agreement_still_shows_its_months(network) -> None:
    agreement = Agreement.objects.get(pair=Pair.objects.between(network.malaga, network.porto))
    agreements.suspend(agreement, by=cast.manager_of(network.porto), park=network.porto, reason="Rebuilt", now=NOW)
    it = page_of(network.malaga, network.porto)
    assert it.directions[0].is_suspended and it.directions[1].chosen.quota.left == 3
    page, _ = get(people.browser_of(cast.manager_of(network.malaga)), "/balances/MÁLA/PORT/quota/")
    assert "suspended" in page.content.decode()


steps = st.lists(
    st.tuples(st.booleans(), st.integers(0, 200), st.integers(1, 4), st.sampled_from(["offered", "confirmed"])),
    max_size=5,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
@pytest.mark.django_db
def test_whatever_is_promised_the_page_says_what_offers_say(network, steps) -> None:
    for there, after, months, state in steps:
        home, host = (network.malaga, network.porto) if there else (network.porto, network.malaga)
        n = next(NUMBERS)
        company = cast.company(f"Company {n}", home, f"Lead {n}")
        try:
            with transaction.atomic():
                getattr(cast, state)(company, host, TODAY + timedelta(days=after), months)
        except Refused:
            continue
    for around in (2026, 2027):
        agrees_with_offers(page_of(network.malaga, network.porto, around))


@pytest.mark.parametrize("year", ["", "?year=2027", "?year=1999", "?year=x", "?year=99999999999"])
def test_the_page_asks_a_fixed_number_of_questions(network, year) -> None:
    client = people.browser_of(cast.manager_of(network.malaga))
    client.get("/me/")
    response, asked = get(client, f"/balances/MÁLA/PORT/quota/{year}")
    assert len(asked.statements) <= 9
    assert "1 of 3 places taken now" in response.content.decode()
