"""The cast whose figures are all different: that they are, and that each reader of months says them, table by table."""

from collections import Counter
from datetime import date
from typing import Any

from exchanges.balances import standings
from exchanges.balances.network import NetworkFigures, debt, network_figures, pairs_by_distance, parks_by_distance
from exchanges.balances.park_summary import park_summary, summary_and_rows
from exchanges.balances.queries import pairs_seen_from, partners_of, standing, with_figures
from exchanges.balances.quota import pair_quota
from exchanges.landings.openings import openings
from exchanges.ledger.ages import open_months
from exchanges.ledger.models import Pair
from exchanges.overview.figures import park_figures
from exchanges.policy.queries import in_force
from softlanding.kernel.calendar import local_day
from tests.exchanges.full import figures
from tests.exchanges.full.stage import NOW, PARKS, TODAY, WAYS, FullCast, Way
from tests.exchanges.overview.by_hand import Ledger, rows


def test_no_two_figures_of_the_cast_are_equal_and_none_is_zero() -> None:
    found = Counter(figures.all_months())
    assert {n: times for n, times in found.items() if times > 1} == {}
    assert min(found) > 0


def test_the_figures_are_what_plain_sql_counts(full: FullCast) -> None:
    """Nothing of the portal's own readers: postings and months, row by row."""
    books = Ledger()
    owed = {(full[debtor].pk, full[creditor].pk): 0 for debtor, creditor in _pairs()}
    for (creditor, debtor), months in books.balances().items():
        owed[creditor, debtor], owed[debtor, creditor] = months, -months
    balances = {**{pair: both[0] for pair, both in figures.PAIRS.items()}, **figures.UNAGREED}
    assert {(a, b): owed[full[a].pk, full[b].pk] for a, b in balances} == balances
    for way in WAYS:
        agreed, before, used, reserved, _, later, _ = figures.WAYS[way.name]
        ids, stays = (full[way.home].pk, full[way.host].pk), books.stays()
        found = [
            sum(it.months for it in stays if (it.debtor, it.creditor) == ids and it.day.year == year)
            for year in (2025, 2026)
        ]
        months = rows(
            "SELECT extract(year FROM begins_on)::int, count(*) FROM exchanges_freerentmonth f JOIN exchanges_landing l"
            " ON l.id = f.landing_id WHERE f.state = 'reserved' AND l.home_id = %s AND l.host_id = %s GROUP BY 1", *ids,
        )  # fmt: skip
        assert (way.months, found, dict(months)) == (agreed, [before, used], {2026: reserved, 2027: later}), way.name


def _pairs() -> list[tuple[str, str]]:
    return [*figures.PAIRS, *figures.UNAGREED]


def test_each_pair_from_both_sides(full: FullCast) -> None:
    """The rows of a park's balances: today, with everything promised, and the months of both ways in both years."""
    for (one, other), (balance, projected) in figures.PAIRS.items():
        for park, partner, sign in ((one, other, 1), (other, one, -1)):
            it = _standing(full, park, partner)
            assert (it.balance, it.projected) == (sign * balance, sign * projected), (park, partner)
            for name, years in ((f"{park} at {partner}", it.sent), (f"{partner} at {park}", it.hosted)):
                agreed, _, used, reserved, left, later, left_later = figures.WAYS[name]
                now, then = (can.quota for can in years)
                assert (now.agreed, now.carried) == (agreed, figures.CARRIED.get(name, 0)), name
                assert (now.used, now.reserved, now.left) == (used, reserved, left), name
                assert (then.used, then.reserved, then.left) == (0, later, left_later), name
    for (one, other), months in figures.UNAGREED.items():
        for park, partner, sign in ((one, other, 1), (other, one, -1)):
            it = _standing(full, park, partner)
            assert (it.balance, it.projected, it.agreement) == (sign * months, sign * months, "")


def _standing(full: FullCast, park: str, partner: str) -> Any:
    pair = Pair.objects.between(full[park], full[partner])
    return standing(with_figures(Pair.objects.all(), TODAY).get(pk=pair.pk), full[park], TODAY)


def test_a_pairs_quota_year_by_year(full: FullCast) -> None:
    for one, other in figures.PAIRS:
        pair = with_figures(Pair.objects.all(), TODAY).get(pk=Pair.objects.between(full[one], full[other]).pk)
        days = {full[name].pk: local_day(NOW, PARKS[name][1]) for name in (one, other)}
        it = pair_quota(pair, full[one], days, None)
        assert (it.balance, it.projected) == figures.PAIRS[one, other]
        for way in it.directions:
            agreed, before, used, reserved, left, later, left_later = figures.WAYS[way.name]
            found = [(row.year, row.quota.used, row.quota.reserved, row.quota.left) for row in way.years]
            assert found == [
                (2025, before, 0, agreed - before),
                (2026, used, reserved, left),
                (2027, 0, later, left_later),
            ], way.name
            terms = next(it for it in WAYS if it.name == way.name)
            assert (way.places, len(way.here)) == (terms.places, len(terms.here)), way.name


def test_each_park_over_its_partners(full: FullCast) -> None:
    """Nothing of the network beside comes in, nor of two partners' own business."""
    for name, both in figures.BALANCES.items():
        summary, listed = summary_and_rows(full[name], partners_of(full[name])[0:25], TODAY)
        assert (summary.balance, summary.projected) == both, name
        assert summary == park_summary(full[name], TODAY)
        assert {row.partner.name for row in listed} == {(set(pair) - {name}).pop() for pair in _pairs() if name in pair}
        assert [row.pair.pk for row in listed] == [pair.pk for pair in pairs_seen_from(full[name])]
        guests = sum(len(way.here) for way in WAYS if way.host == name)
        assert (len(summary.guests), summary.partners) == (guests, {"Málaga": 2, "Recife": 2}.get(name, 1)), name
    for table, side in ((figures.SENT, "sent"), (figures.HOSTED, "hosted")):
        for name, months in table.items():
            bar = getattr(park_summary(full[name], TODAY), side)
            assert (bar.used, bar.reserved, bar.left, bar.total) == months, (name, side)


def test_a_park_in_the_overview(full: FullCast) -> None:
    """Twelve months and a quarter's end: each by the park's own day, which in Los Angeles is still 30 June."""
    found = {}
    for name in figures.BALANCES:
        it = park_figures(full[name], local_day(NOW, PARKS[name][1]), NOW)
        found[name] = (
            it.position.now,
            it.position.before,
            it.owes.now,
            it.is_owed.now,
            it.hosted.now,
            it.sent.now,
            it.late,
        )
    assert found == {
        "Málaga": (81, 82, 0, 81, 345, 237, 1),
        "Recife": (-80, -79, 80, 0, 437, 334, 0),
        "Seoul": (221, 219, 35, 256, 90, 166, 2),
        "Los Angeles": (-222, -149, 256, 34, 155, 290, 0),
    }


def test_which_months_of_a_debt_are_still_owed(full: FullCast) -> None:
    """The newest that make it up, by the day they began."""
    found: Counter[tuple[str, str, date]] = Counter()
    for it in open_months():
        pair = Pair.objects.select_related("low", "high").get(pk=it.pair)
        debtor, creditor = (pair.high, pair.low) if pair.balance > 0 else (pair.low, pair.high)
        found[debtor.name, creditor.name, it.day] += it.months
    assert found == {
        ("Recife", "Málaga", date(2026, 7, 1)): 1,
        ("Recife", "Málaga", date(2026, 6, 30)): 39,
        **{("Recife", "Málaga", date(2026, month, day)): 1 for month in (4, 5, 6) for day in (1, 2)},
        ("Seoul", "Málaga", date(2026, 6, 30)): 35,
        ("Recife", "Los Angeles", date(2026, 6, 30)): 34,
        ("Nairobi", "Auckland", date(2026, 6, 30)): 2,
        ("Los Angeles", "Seoul", date(2024, 5, 5)): 256,
    }


def test_what_a_standing_is_judged_by(full: FullCast) -> None:
    """Two years back by each park's own day: the 269 months of 1 July 2024 still count for Los Angeles, for Recife no more."""
    policy = in_force()
    found = [
        (it.park.name, it.standing.label, it.record.position, it.record.sent, it.record.hosted, it.record.coming_sent,
         it.record.coming_hosted, it.record.overdue, it.record.refused, it.record.answers, it.record.unagreed)
        for it in standings.rows(standings.parks_by_level(policy, NOW), policy)
    ]  # fmt: skip
    assert found == [
        ("Los Angeles", "restricted", -222, 292, 157 + 269, 29, 35, 0, 0, 7, 256),
        ("Recife", "restricted", -80, 338, 441, 59, 40, 0, 0, 13, 0),
        ("Seoul", "alert", 221, 168, 92, 27, 30, 2, 0, 7, 0),
        ("Nairobi", "good", -2, 136, 235, 39, 8, 0, 0, 2, 0),
        ("Auckland", "good", 2, 235, 136, 8, 39, 1, 0, 5, 0),
        ("Málaga", "good", 81, 241, 349, 41, 51, 1, 1, 15, 0),
    ]
    assert [share.count for share in standings.counts(policy, NOW)] == [3, 1, 2, 0]


def test_where_a_parks_residents_can_land(full: FullCast) -> None:
    """The directory's figures: what is left of both years, the places free today, the home park's balance to come."""
    for name in PARKS:
        found = {
            it.park.name: (it.this_year.left, it.next_year.left, it.places_free, it.projected)
            for it in openings(full[name], local_day(NOW, PARKS[name][1]))
        }
        assert found == {
            way.host: (
                figures.WAYS[way.name][4], figures.WAYS[way.name][6], way.places - len(way.here), _projected(way)
            )
            for way in WAYS if way.home == name
        }  # fmt: skip


def _projected(way: Way) -> int:
    both = figures.PAIRS.get((way.home, way.host))
    return both[1] if both else -figures.PAIRS[way.host, way.home][1]


def test_the_whole_network(full: FullCast) -> None:
    assert network_figures(TODAY) == NetworkFigures(
        parks=6, hosted=figures.HOSTED_IN_ALL, owed=figures.OWED, pairs=5, pairs_past_alert=3, pairs_past_limit=2,
        pairs_unagreed=1, months_unagreed=256,
    )  # fmt: skip


def test_every_park_by_its_distance_from_zero(full: FullCast) -> None:
    found = [(it.name, it.months, it.hosted, it.sent, it.partners) for it in parks_by_distance(TODAY)]
    assert found == [
        ("Los Angeles", -222, 61, 133, 1),
        ("Seoul", 221, 64, 71, 1),
        ("Málaga", 81, 120, 186, 2),
        ("Recife", -80, 255, 110, 2),
        ("Auckland", 2, 106, 86, 1),
        ("Nairobi", -2, 86, 106, 1),
    ]


def test_every_pair_by_its_distance_from_zero(full: FullCast) -> None:
    found = [debt(pair) for pair in pairs_by_distance(TODAY)]
    assert [
        (it.debtor.name, it.creditor.name, it.months, it.after, it.is_past_alert, it.is_past_limit, it.is_unagreed)
        for it in found
    ] == [
        ("Los Angeles", "Seoul", 256, 256, False, False, True),
        ("Recife", "Málaga", 46, 59, True, True, False),
        ("Seoul", "Málaga", 35, 32, True, True, False),
        ("Recife", "Los Angeles", 34, 40, False, False, False),
        ("Nairobi", "Auckland", 2, 33, True, False, False),
    ]
