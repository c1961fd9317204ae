"""Every figure, cell, flow, month and age equals what is counted by hand, on the demo, a real and an invented network."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from exchanges.landings.queries import landings_of
from exchanges.landings.states import State
from exchanges.ledger.ages import open_months, open_postings
from exchanges.ledger.models import Because, Pair
from exchanges.overview import matrix, queries
from exchanges.overview.contents import Scope
from exchanges.overview.figures import network_figures, park_figures
from exchanges.overview.periods import period_of
from exchanges.policy.queries import in_force
from exchanges.policy.standing import Level
from parks.park.models import Park
from parks.park.regions import region_of
from tests.exchanges.overview import judging
from tests.exchanges.overview.by_hand import Ledger, rows, states_at

QUARTER_END = date(2026, 9, 30)


def year_before(day: date) -> date:
    return day - relativedelta(years=1) + timedelta(days=1)


def busiest() -> Park:
    pair = max(Pair.objects.all(), key=lambda pair: pair.postings_count)
    return pair.low


def test_the_figures_of_the_network(any_network):
    today, books = any_network.date(), Ledger()
    it = network_figures(today, any_network)
    assert it.quarter.last == QUARTER_END
    assert (it.owed.now, it.owed.before) == (books.owed(), books.owed(QUARTER_END))
    assert (it.pairs.now, it.pairs.before) == (len(books.balances()), len(books.balances(QUARTER_END)))
    hosted = [sum(one.months for one in books.stays(year_before(day), until)) for day, until in
              ((today, date.max), (QUARTER_END, QUARTER_END))]  # fmt: skip
    assert [it.hosted.now, it.hosted.before] == hosted
    assert it.settled and (it.settled.now, it.settled.before) == (books.settled(), books.settled(QUARTER_END))
    assert it.stays == sum(one.months for one in books.stays())
    assert {int(level): n for level, n in it.standings.items() if n} == judging.levels(in_force(), any_network)
    assert it.late == len(judging.late(any_network))


@pytest.mark.parametrize("kept_network", ["seeded"], indirect=True)
def test_the_invented_network_is_large_and_has_something_of_everything(any_network):
    """So that nothing above is equal only because nothing is there."""
    it = queries.overview(Scope(any_network.date(), any_network), period_of("", any_network.date()))
    assert Park.objects.count() == 350 and it.matrix.is_regions
    assert {one.state for one in it.figures.landings if one.figure.now} == set(State)
    assert {level for level, n in it.figures.standings.items() if n} == {Level.GOOD, Level.ALERT, Level.RESTRICTED}
    assert {because for (because,) in rows("SELECT DISTINCT because FROM exchanges_posting")} == set(Because)
    assert rows("SELECT 1 FROM exchanges_posting WHERE reverses_id IS NOT NULL LIMIT 1")
    assert it.figures.late and it.past.alert > it.past.limit > 0 and it.clearable.total
    assert all(age.months for age in it.ages) and all(month.months for month in it.forecast[:6])


def test_landings_by_state_now_and_then(any_network):
    it = network_figures(any_network.date(), any_network)
    now = dict(rows("SELECT state, count(*) FROM exchanges_landing GROUP BY 1"))
    assert {one.state: one.figure.now for one in it.landings if one.figure.now} == now
    told = {one.state: one.figure.before for one in it.landings if one.figure.before}
    if not rows("SELECT 1 FROM exchanges_landing l WHERE NOT EXISTS"
                " (SELECT 1 FROM exchanges_landingstep s WHERE s.landing_id = l.id) LIMIT 1"):  # fmt: skip
        assert told == states_at(QUARTER_END)


def test_the_figures_of_a_park(any_network):
    park = busiest()
    today, books = any_network.date(), Ledger(park.pk)
    it = park_figures(park, today, any_network)
    assert (it.position.now, it.position.before) == (books.position(park.pk), books.position(park.pk, QUARTER_END))
    owes = sum(n for (_, debtor), n in books.balances().items() if debtor == park.pk)
    assert (it.owes.now, it.is_owed.now) == (owes, books.owed() - owes)
    for figure, side in ((it.hosted, "creditor"), (it.sent, "debtor")):
        months = [one.months for one in books.stays(year_before(today)) if getattr(one, side) == park.pk]
        then = [
            one.months for one in books.stays(year_before(QUARTER_END), QUARTER_END) if getattr(one, side) == park.pk
        ]
        assert (figure.now, figure.before) == (sum(months), sum(then))
    assert it.settled and it.settled.now == books.settled()
    assert it.late == judging.late(any_network).count(park.pk)
    counts = {state: landings_of(park).filter(state=state).count() for state in State}
    assert {one.state: one.figure.now for one in it.landings if one.figure.now} == {
        k: n for k, n in counts.items() if n
    }


def test_the_trend_and_the_forecast(any_network):
    today = any_network.date()
    for scope in (Scope(today, any_network), Scope(today, any_network, busiest())):
        books = Ledger(scope.pk)
        months, coming, later = queries.trend(scope)
        assert len(months) == 25 and months[-1].first == today.replace(day=1)
        for month in months[:-1]:
            end = month.first + relativedelta(months=1) - timedelta(days=1)
            assert month.owed == books.owed(end), month
            assert not scope.pk or month.position == books.position(scope.pk, end)
        assert months[-1].owed == books.owed()
        reserved = 0
        for month in coming:
            end = month.first + relativedelta(months=1) - timedelta(days=1)
            balances = books.coming(end)
            assert month.owed == sum(balances.values()), month
            if scope.pk:
                owed = sum(n for (creditor, _), n in balances.items() if creditor == scope.pk)
                assert month.position == 2 * owed - sum(balances.values())
            reserved += month.months
        sql = "SELECT count(*) FROM exchanges_freerentmonth f JOIN exchanges_landing l ON l.id = f.landing_id"
        sql += " WHERE f.state = 'reserved' AND (%s::bigint IS NULL OR %s IN (l.home_id, l.host_id))"
        assert reserved + later == rows(sql, scope.pk, scope.pk)[0][0]


def test_the_ages_and_the_list_of_open_months(any_network):
    today = any_network.date()
    bounds = [today - relativedelta(months=months) for months in (3, 6, 12, 24)]
    for scope in (Scope(today, any_network), Scope(today, any_network, busiest())):
        found, books = queries.ages(scope), Ledger(scope.pk)
        for age in found:
            here = [(it, n) for it, n in books.open() if sum(it.day <= bound for bound in bounds) == age.key]
            assert (age.months, age.postings) == (sum(n for _, n in here), len(here)), age
            if scope.pk:
                assert age.owes == sum(n for it, n in here if it.debtor == scope.pk)
    told = sorted((it.posting, it.months) for it in open_months())
    assert told == sorted((it.pk, n) for it, n in Ledger().open()) == sorted(open_postings().values_list("pk", "open"))


def test_the_matrix_of_parks(any_network):
    codes, balances = dict(rows("SELECT id, code FROM parks_park")), Ledger().balances()
    by_code = {(codes[a], codes[b]): n for (a, b), n in balances.items()}
    it = matrix.of_parks(matrix.Wanted())
    cells = [(line.side.key, column.key, cell.months) for line in it.lines for column, cell in line.cells if cell]
    assert cells and all(
        months == by_code.get((row, column), 0) - by_code.get((column, row), 0) for row, column, months in cells
    )
    parties = {code for key in by_code for code in key}
    assert len(it.lines) == min(matrix.MOST, len(parties)) and it.rows_left == len(parties) - len(it.lines)
    if len(parties) <= matrix.MOST:
        assert len(cells) == 2 * len(by_code)
        assert all(line.side.total == sum(cell.months for _, cell in line.cells if cell) for line in it.lines)
    far = {code: sum(n for key, n in by_code.items() if code in key) for code in parties}
    assert min(far[line.side.key] for line in it.lines) >= max(
        (n for code, n in far.items() if code not in {line.side.key for line in it.lines}), default=0
    )


def test_the_matrix_of_regions(any_network):
    country, expected = dict(rows("SELECT id, country FROM parks_park")), {}
    for (creditor, debtor), n in Ledger().balances().items():
        key = region_of(country[creditor]), region_of(country[debtor])
        expected[key] = expected.get(key, 0) + n
    it = matrix.of_regions(matrix.Wanted())
    for line in it.lines:
        for column, cell in line.cells:
            here, back = (expected.get(key, 0) for key in ((line.side.key, column.key), (column.key, line.side.key)))
            assert (cell is None) == (here == back == 0)
            if cell and line.side.key != column.key:
                assert (cell.owed, cell.owes, cell.months) == (here, back, here - back)
            elif cell:
                assert (cell.owed, cell.months) == (here, 0)
    assert len(it.lines) <= matrix.MOST + 2


def test_the_flows(any_network):
    today = any_network.date()
    for key in ("", "2025", "ever"):
        period = period_of(key, today)
        told = queries.flows(Scope(today, any_network), period, "region")
        assert {(it.source, it.target): it.months for it in told.flows} == Ledger().flows(period.since, period.until)
        parks = queries.flows(Scope(today, any_network), period, "park")
        assert parks.total == told.total
    park = busiest()
    own = queries.flows(Scope(today, any_network, park), period_of("ever", today), "")
    assert own.total == sum(Ledger(park.pk).flows(date(1900, 1, 1), date.max).values())


def test_the_whole_page_tells_the_same(any_network):
    today = any_network.date()
    it = queries.overview(Scope(today, any_network), period_of("", today))
    months, coming, later = queries.trend(Scope(today, any_network))
    assert (it.trend, it.forecast, it.later, it.ages) == (
        months,
        coming,
        later,
        queries.ages(Scope(today, any_network)),
    )
    positions = {far.code: far for far in it.far}
    for code, far in positions.items():
        pk = Park.objects.get(code=code).pk
        books = Ledger(pk)
        assert far.position == books.position(pk) == far.months[-1]
        ends = [month.first + relativedelta(months=1) - timedelta(days=1) for month in months[:-1]]
        assert far.months[:-1] == [books.position(pk, end) for end in ends]
    owed = {code: abs(n) for code, n in _positions().items()}
    assert (
        sorted((abs(far.position) for far in it.far), reverse=True)
        == sorted(owed.values(), reverse=True)[: len(it.far)]
    )
    in_force = "FROM exchanges_agreement a JOIN exchanges_agreementversion v ON v.id = a.ruling_id"
    in_force += " JOIN exchanges_pair p ON p.id = a.pair_id WHERE a.state = 'signed'"
    in_force += " AND lower(a.period) <= %s AND upper(a.period) > %s"
    asked = "count(*) FILTER (WHERE abs(p.balance) > v.alert_at), count(*) FILTER (WHERE abs(p.balance) > v.limit_at)"
    [(alert, limit, many)] = rows(f"SELECT {asked}, count(*) {in_force}", today, today)
    assert (it.past.alert, it.past.limit, it.past.in_force) == (alert, limit, many)
    assert it.clearable.total == judging.largest_clearing(today)


def _positions() -> dict[str, int]:
    sql = "SELECT code, sum(n) FROM (SELECT low_id AS park, balance AS n FROM exchanges_pair UNION ALL"
    sql += " SELECT high_id, -balance FROM exchanges_pair) it JOIN parks_park p ON p.id = park GROUP BY 1 HAVING sum(n) <> 0"
    return dict(rows(sql))
