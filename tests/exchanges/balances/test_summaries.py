"""The figures of the lists equal what a few lines of SQL and arithmetic give."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from exchanges.balances.network import debt, network_figures, pairs_by_distance, parks_by_distance
from exchanges.balances.park_summary import park_summary, summary_and_rows
from exchanges.balances.queries import pairs_seen_from, partners_of, standing, with_figures
from exchanges.balances.statements import years_of
from exchanges.landings import queries as landings
from exchanges.landings.facts import facts_of
from exchanges.landings.models import Landing
from exchanges.landings.openings import openings
from parks.park.models import Park
from tests.exchanges.cast import noon

TODAY = date(2026, 11, 23)


def sql(text: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return cursor.fetchall()


def owed_to(park: Park) -> int:
    (row,) = sql(
        "SELECT coalesce(sum(CASE WHEN creditor_id = %s THEN months ELSE -months END), 0) FROM exchanges_posting "
        "WHERE %s IN (creditor_id, debtor_id)", park.pk, park.pk,
    )  # fmt: skip
    return row[0]


def reserved(park: Park, sent: bool) -> int:
    (row,) = sql(
        "SELECT count(*) FROM exchanges_freerentmonth m JOIN exchanges_landing l ON l.id = m.landing_id "
        f"WHERE m.state = 'reserved' AND l.{'home' if sent else 'host'}_id = %s", park.pk,
    )  # fmt: skip
    return row[0]


def partner(park: Park, name: str) -> Any:
    return next(row for row in with_figures(pairs_seen_from(park), TODAY) if row.partner_of(park).name == name)


def test_a_pair_is_counted_by_hand(network) -> None:
    """Lumen began 2 of 4 months at Málaga, Ondas used 2 at Porto, Vega is promised 2 of 2027 there."""
    pair = partner(network.malaga, "Porto")
    it = standing(pair, network.malaga, TODAY)
    assert (it.balance, it.projected) == (0, 0)
    assert it.says == "is even with Porto"
    assert [bar.sentence for bar in it.hosted_bars] == [
        "2 used, 1 reserved, 3 left of 6 in 2026",
        "1 reserved, 5 left of 6 in 2027",
    ]
    assert [bar.sentence for bar in it.sent_bars] == [
        "2 used, 4 left of 6 in 2026",
        "2 reserved, 4 left of 6 in 2027",
    ]


def test_a_closed_direction_and_an_opening_balance(network) -> None:
    pair = partner(network.malaga, "Songdo")
    it = standing(pair, network.malaga, TODAY)
    assert it.balance == it.projected == -5
    assert it.hosted_left == "" and it.sent_left == "2 left of 4", "one place, until the year ends"
    assert it.beam.sentence == "Málaga owes Songdo 5 months"


@pytest.mark.parametrize("name", ["Málaga", "Porto", "Songdo"])
def test_a_parks_summary_equals_the_postings(network, name) -> None:
    park = Park.objects.get(name=name)
    summary = park_summary(park, TODAY)
    assert summary.balance == owed_to(park)
    assert summary.projected == owed_to(park) + reserved(park, False) - reserved(park, True)
    rows = [standing(pair, park, TODAY) for pair in with_figures(pairs_seen_from(park), TODAY)]
    same, listed = summary_and_rows(park, partners_of(park)[0:25], TODAY)
    assert (same, listed) == (summary, rows) and len(partners_of(park)) == len(rows)
    assert summary.balance == sum(row.balance for row in rows)
    assert summary.projected == sum(row.projected for row in rows)
    for whole, one in ((summary.sent, "sent_bars"), (summary.hosted, "hosted_bars")):
        for part in ("used", "reserved", "left", "total"):
            assert getattr(whole, part) == sum(getattr(getattr(row, one)[0], part) for row in rows)


def test_partners_can_be_sorted_by_what_is_shown(network) -> None:
    for park in Park.objects.all():
        for field in ("months", "projected"):
            pairs = pairs_seen_from(park).order_by(field, "pk").annotate(of=F(field))
            rows = [(pair.of, standing(pair, park, TODAY)) for pair in with_figures(pairs, TODAY)]
            assert [of for of, _ in rows] == [it.balance if field == "months" else it.projected for _, it in rows]


def test_the_packed_quota_equals_the_one_of_decisions(network) -> None:
    """Two ways to the same figures: rows with packed months, and the queries that offers are checked with."""
    for park in Park.objects.all():
        for pair in with_figures(pairs_seen_from(park), TODAY):
            shown = standing(pair, park, TODAY)
            agreement = pair.agreements.in_force(TODAY).get()
            terms = agreement.ruling.direction(park)
            terms.version.agreement = agreement
            found = landings.quotas([terms], [2026, 2027], TODAY)
            assert tuple(can.quota for can in shown.sent) == (found[terms.pk, 2026], found[terms.pk, 2027])
            opening = next((one for one in openings(park, TODAY) if one.park == pair.partner_of(park)), None)
            assert opening and shown.sent == opening.years
            facts = facts_of(Landing(home=park, host=pair.partner_of(park)), TODAY, 1, noon(TODAY))
            assert shown.projected == facts.projected


def test_the_network_adds_up(network) -> None:
    figures = network_figures(TODAY)
    ((owed,),) = sql("SELECT sum(abs(balance)) FROM exchanges_pair")
    assert (figures.parks, figures.hosted, figures.owed) == (3, 4, owed) and owed == 5
    assert (figures.pairs_past_alert, figures.pairs_past_limit) == (0, 0)
    rows = {park.name: park for park in parks_by_distance(TODAY)}
    assert sum(park.months for park in rows.values()) == 0
    assert {name: park.months for name, park in rows.items()} == {name: owed_to(park) for name, park in rows.items()}
    assert (rows["Málaga"].hosted, rows["Málaga"].sent, rows["Málaga"].partners) == (2, 2, 2)
    assert [park.name for park in parks_by_distance(TODAY)][2] == "Porto"


def test_debts_name_who_owes_first(network) -> None:
    first, second = [debt(pair) for pair in pairs_by_distance(TODAY)]
    assert (first.debtor.name, first.creditor.name, first.months, first.after) == ("Málaga", "Songdo", 5, 5)
    assert (second.months, second.alert, second.limit, second.is_past_alert) == (0, 4, 6, False)


def test_years_follow_one_another(network) -> None:
    (pair,) = pairs_seen_from(network.songdo)
    (year,) = years_of(pair, network.songdo)
    assert (year.hosted, year.sent, year.settled, year.after) == (0, 0, "+5", 5)
