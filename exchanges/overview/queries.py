"""What the overview and its pages read: the network, or one park of it, on a day."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from exchanges.clearing.asked import Asked, waiting_of
from exchanges.clearing.versions import proposable
from exchanges.overview import matrix
from exchanges.overview.contents import Far, Flows, NewClearing, Overview, Past, Scope
from exchanges.overview.figures import NetworkFigures, ParkFigures, figure_questions, network_figures, park_figures
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
from exchanges.overview.sums import clearings, debts, months, positions
from exchanges.overview.sums import flows as hosted
from exchanges.overview.sums.debts import OpenMonths, PairsAgreed, PairsUnagreed, Parties, Totals
from exchanges.overview.sums.flows import AllFlows, CountryFlow, ParkFlow
from exchanges.overview.sums.months import MonthPosted, MonthReserved
from exchanges.overview.sums.positions import Position, PositionChange
from parks.park.models import country_name
from parks.park.regions import region_of
from softlanding.kernel.questions import Answers, Question, ask

FAR = 6  # parks farthest from balance
MOST_FLOWS = 60  # between parks; the others go together
FEW_COUNTRIES = 8


def overview(scope: Scope, period: Period) -> Overview:
    """The whole page, in six statements for the network and seven for a park."""
    answers = ask(*_questions(scope, period))
    figures: NetworkFigures | ParkFigures
    if scope.park:
        figures = park_figures(scope.park, scope.today, scope.now, answers)
        owed, position = figures.owes.now + figures.is_owed.now, figures.position.now
        shown = matrix.of_parks(matrix.Wanted(named=(scope.park.pk,)))
        flowing, far = _park_flows(answers, period), []
    else:
        figures = network_figures(scope.today, scope.now, answers)
        owed, position = figures.owed.now, 0
        few = answers.one(Parties).number <= matrix.MOST
        shown = matrix.of_parks(matrix.Wanted()) if few else matrix.of_regions(matrix.Wanted())
        flowing, far = _country_flows(answers, period, ""), _far(answers, scope.today)
    coming, later = forecast_of(answers.of(MonthReserved), scope.today, owed, position)
    return Overview(
        scope, figures, trend_of(answers.of(MonthPosted), scope.today, owed, position), coming, later,
        ages_of(answers.of(OpenMonths)), shown, flowing, _past(answers), clearable(scope, answers.of(Asked)), far,
    )  # fmt: skip


def _questions(scope: Scope, period: Period) -> list[Question[Any]]:
    first = first_month(scope.today)
    found = [
        *figure_questions(scope.today, scope.now, scope.park), months.posted(first, scope.pk),
        months.reserved(scope.today, scope.pk), debts.open_months(age_starts(scope.today), scope.pk),
        clearings.asked(scope.pk),
    ]  # fmt: skip
    if scope.park:
        return [*found, *_park_flow_questions(scope, period)]
    return [
        *found, hosted.by_country(period.since, period.until), debts.parties(), positions.farthest(FAR),
        positions.changes_of_farthest(FAR, first),
    ]  # fmt: skip


def _past(answers: Answers) -> Past:
    agreed, unagreed = answers.one(PairsAgreed), answers.one(PairsUnagreed)
    return Past(agreed.past_alert, agreed.past_limit, agreed.in_force, unagreed.number, unagreed.months)


def _far(answers: Answers, today: date) -> list[Far]:
    found = []
    for it in answers.of(Position):
        changes = [row for row in answers.of(PositionChange) if row.park == it.park]
        found.append(Far(it.code, it.name, it.months, it.partners, positions_of(changes, today, it.months)))
    return sorted(found, key=lambda it: (-abs(it.position), it.name))


def clearable(scope: Scope, asked: Iterable[Asked]) -> NewClearing:
    """What a proposal of today would cancel, and what was proposed already; two statements."""
    plan = proposable(scope.today)
    share = plan.cleared_of(scope.park.pk) if scope.park else 0
    return NewClearing(plan.total, share, waiting_of(asked, scope.park))


def flows(scope: Scope, period: Period, by: str) -> Flows:
    """`by` "country", "region" or "park"; else what suits. One statement."""
    if by == "park" or scope.park:
        return _park_flows(ask(*_park_flow_questions(scope, period)), period)
    return _country_flows(ask(hosted.by_country(period.since, period.until)), period, by)


def _park_flow_questions(scope: Scope, period: Period) -> list[Question[Any]]:
    return [
        hosted.by_park(period.since, period.until, MOST_FLOWS, scope.pk),
        hosted.together(period.since, period.until, scope.pk),
    ]


def _park_flows(answers: Answers, period: Period) -> Flows:
    rows = answers.of(ParkFlow)
    names: dict[str, str] = {}
    for row in rows:
        names |= {row.home: matrix.short(row.home_name), row.host: matrix.short(row.host_name)}
    found = [Flow(row.home, row.host, row.months) for row in rows]
    rest = answers.one(AllFlows).months - sum(flow.months for flow in found)
    found += [Flow(OTHERS, OTHERS, rest)] if rest else []
    return Flows(period, "park", _largest_first(found), names)


def _country_flows(answers: Answers, period: Period, by: str) -> Flows:
    rows = answers.of(CountryFlow)
    countries = {row.home for row in rows} | {row.host for row in rows}
    by = by if by in ("country", "region") else "country" if len(countries) <= FEW_COUNTRIES else "region"
    of = region_of if by == "region" else str
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        sums[of(row.home), of(row.host)] += row.months
    found = [Flow(home, host, months) for (home, host), months in sums.items()]
    names = {code: country_name(code) for code in countries} if by == "country" else {}
    return Flows(period, by, _largest_first(found), names)


def _largest_first(flows: list[Flow]) -> list[Flow]:
    """What goes together for the others comes last."""
    return sorted(flows, key=lambda it: (OTHERS in (it.source, it.target), -it.months, it.source, it.target))


def trend(scope: Scope) -> tuple[list[Month], list[Coming], int]:
    """The months that were, those to come, and what is reserved for later; one statement."""
    today = scope.today
    answers = ask(
        debts.totals(None, today, scope.pk), months.posted(first_month(today), scope.pk),
        months.reserved(today, scope.pk),
    )  # fmt: skip
    totals = answers.one(Totals)
    coming, later = forecast_of(answers.of(MonthReserved), today, totals.owed, totals.position)
    return trend_of(answers.of(MonthPosted), today, totals.owed, totals.position), coming, later


def farthest(scope: Scope, most: int) -> list[Far]:
    """The parks farthest from balance with their positions of 24 months; one statement."""
    first = first_month(scope.today)
    return _far(ask(positions.farthest(most), positions.changes_of_farthest(most, first)), scope.today)


def ages(scope: Scope) -> list[Age]:
    return ages_of(ask(debts.open_months(age_starts(scope.today), scope.pk)).of(OpenMonths))
