"""What the overview and its pages read: the network, or one park of it, on a day."""

from collections.abc import Iterable
from datetime import date

from exchanges.clearing.asked import Asked, waiting_of
from exchanges.clearing.versions import proposable
from exchanges.overview import matrix, sums
from exchanges.overview.contents import Far, Flows, NewClearing, Overview, Past, Scope
from exchanges.overview.figures import NetworkFigures, ParkFigures, figure_parts, network_figures, park_figures
from exchanges.overview.periods import Period
from exchanges.overview.sankey import OTHERS, Flow
from exchanges.overview.series import (
    Age,
    Coming,
    Month,
    age_starts,
    ages_of,
    first_month,
    forecast_of,
    positions_of,
    trend_of,
)
from parks.models import country_name
from parks.regions import region_of

FAR = 6  # parks farthest from balance
MOST_FLOWS = 60  # between parks; the others go together
FEW_COUNTRIES = 8


def overview(scope: Scope, period: Period) -> Overview:
    """The whole page, in six statements for the network and seven for a park."""
    rows = sums.ask(_parts(scope, period))
    figures: NetworkFigures | ParkFigures
    if scope.park:
        figures = park_figures(scope.park, scope.today, scope.now, rows)
        owed, position = figures.owes.now + figures.is_owed.now, figures.position.now
        shown = matrix.of_parks(matrix.Wanted(named=(scope.park.pk,)))
    else:
        figures = network_figures(scope.today, scope.now, rows)
        owed, position = figures.owed.now, 0
        parties = next(row.n for row in rows if row.kind == "parties")
        shown = matrix.of_parks(matrix.Wanted()) if parties <= matrix.MOST else matrix.of_regions(matrix.Wanted())
    coming, later = forecast_of(rows, scope.today, owed, position)
    return Overview(
        scope, figures, trend_of(rows, scope.today, owed, position), coming, later, ages_of(rows), shown,
        _flows(rows, period, "park" if scope.park else ""), _past(rows), clearable(scope, rows),
        _far(rows, scope.today),
    )  # fmt: skip


def _parts(scope: Scope, period: Period) -> list[sums.Part]:
    found = [
        *figure_parts(scope.today, scope.now, scope.park),
        sums.trend(first_month(scope.today), scope.pk),
        sums.forecast(scope.today, scope.pk),
        sums.ages(age_starts(scope.today), scope.pk),
        sums.waiting(scope.pk),
    ]
    if scope.park:
        return [*found, *sums.park_flows(period.since, period.until, MOST_FLOWS, scope.pk)]
    return [
        *found, sums.flows(period.since, period.until), sums.farthest(FAR), sums.parties(),
        sums.positions_of_farthest(FAR, first_month(scope.today)),
    ]  # fmt: skip


def _past(rows: Iterable[sums.Row]) -> Past:
    told = {row.kind: row for row in rows if row.kind in ("past", "unagreed")}
    past, unagreed = told["past"], told["unagreed"]
    return Past(past.n, past.m, past.o, unagreed.n, unagreed.m)


def _far(rows: list[sums.Row], today: date) -> list[Far]:
    found = [row for row in rows if row.kind == "far"]
    return sorted(
        (Far(row.a, row.b, row.n, row.m, positions_of(rows, int(row.c), today, row.n)) for row in found),
        key=lambda it: (-abs(it.position), it.name),
    )


def _asked(rows: Iterable[sums.Row]) -> Iterable[Asked]:
    """Of rows of `sums.waiting`."""
    return (Asked(date.fromisoformat(row.c), int(row.a), int(row.b), row.n) for row in rows if row.kind == "waiting")


def clearable(scope: Scope, rows: Iterable[sums.Row]) -> NewClearing:
    """What a proposal of today would cancel, and what was proposed already; two statements."""
    plan = proposable(scope.today)
    share = plan.cleared_of(scope.park.pk) if scope.park else 0
    return NewClearing(plan.total, share, waiting_of(_asked(rows), scope.park))


def flows(scope: Scope, period: Period, by: str) -> Flows:
    """`by` "country", "region" or "park"; else what suits. One statement."""
    if by == "park" or scope.park:
        asked = sums.park_flows(period.since, period.until, MOST_FLOWS, scope.pk)
        return _flows(sums.ask(asked), period, "park")
    return _flows(sums.ask([sums.flows(period.since, period.until)]), period, by)


def _flows(rows: Iterable[sums.Row], period: Period, by: str) -> Flows:
    kept = [row for row in rows if row.kind == "flow"]
    names: dict[str, str] = {}
    if by == "park":
        for row in kept:
            home, host = row.c.split("\n")
            names |= {row.a: matrix.short(home), row.b: matrix.short(host)}
        found = [Flow(row.a, row.b, row.n) for row in kept]
        rest = sum(row.n for row in rows if row.kind == "flows") - sum(flow.months for flow in found)
        found += [Flow(OTHERS, OTHERS, rest)] if rest else []
    else:
        countries = {row.a for row in kept} | {row.b for row in kept}
        by = by if by in ("country", "region") else "country" if len(countries) <= FEW_COUNTRIES else "region"
        of = region_of if by == "region" else str
        sums: dict[tuple[str, str], int] = {}
        for row in kept:
            key = of(row.a), of(row.b)
            sums[key] = sums.get(key, 0) + row.n
        found = [Flow(home, host, months) for (home, host), months in sums.items()]
        names = {code: country_name(code) for code in countries} if by == "country" else {}
    found.sort(key=lambda it: (OTHERS in (it.source, it.target), -it.months, it.source, it.target))
    return Flows(period, by, found, names)


def trend(scope: Scope) -> tuple[list[Month], list[Coming], int]:
    """The months that were, those to come, and what is reserved for later; one statement."""
    rows = sums.ask(
        [sums.books("now", None, scope.today, scope.pk), sums.trend(first_month(scope.today), scope.pk),
         sums.forecast(scope.today, scope.pk)]
    )  # fmt: skip
    numbers = {row.b: row.n for row in rows if row.kind == "books"}
    owed, position = numbers["owed"], numbers["is_owed"] - numbers["owes"]
    coming, later = forecast_of(rows, scope.today, owed, position)
    return trend_of(rows, scope.today, owed, position), coming, later


def farthest(scope: Scope, most: int) -> list[Far]:
    """The parks farthest from balance with their positions of 24 months; one statement."""
    first = first_month(scope.today)
    return _far(sums.ask([sums.farthest(most), sums.positions_of_farthest(most, first)]), scope.today)


def ages(scope: Scope) -> list[Age]:
    return ages_of(sums.ask([sums.ages(age_starts(scope.today), scope.pk)]))
