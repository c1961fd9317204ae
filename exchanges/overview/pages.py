"""What each page shows, ready to be put into its frame: the parts that are the same for everybody who may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.urls import reverse

from exchanges.overview import drawings, queries, tables
from exchanges.overview import wording as sayings
from exchanges.overview.contents import Overview, Scope
from exchanges.overview.drawings import address
from exchanges.overview.lists import landing_of
from exchanges.overview.matrix import MOST, Matrix, Wanted, of_parks, of_regions
from exchanges.overview.periods import Period, period_of
from exchanges.policy.standing import Level
from parks.park.models import Park
from parks.park.regions import KEYS, REGIONS, key_of
from softlanding.kernel.listing import LONGEST_SEARCH, folded, folded_field

BY = {"country": "countries", "region": "regions", "park": "parks"}
REGION_CHOICES = [(key_of(region), region) for region in REGIONS]
TABS = (
    ("overview", "Overview"), ("matrix", "Who owes whom"), ("trend", "Trend"), ("flows", "Flows"),
    ("ages", "Open months"), ("landings", "Landings"), ("postings", "Postings"), ("parks", "Standing"),
)  # fmt: skip


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_current: bool


def tabs(scope: Scope, current: str) -> list[Tab]:
    """The pages of this network or park."""
    found = []
    for name, label in TABS:
        if name == "overview":
            url = (
                reverse("exchanges:overview:park", args=[scope.key])
                if scope.park
                else reverse("exchanges:overview:overview")
            )
        elif name == "parks" and scope.park:
            continue
        else:
            url = address(scope, name)
        found.append(Tab(label, url, name == current or (current == "reserved" and name == "trend")))
    return found


@dataclass(frozen=True)
class Kept:
    """A page's own part as it was rendered, and the words around it."""

    html: str
    heading: str = ""
    lead: str = ""
    clearing: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


def first(scope: Scope, period: Period) -> Kept:
    """The overview itself."""
    it = queries.overview(scope, period)
    context: dict[str, Any] = {
        "it": it, "scope": scope, "figures": it.figures, "today": scope.today, "links": links(it),
        "than": sayings.than(it), "ages": drawings.age_bars(scope, it.ages), "flow": drawings.flow(it.flows),
        "states": drawings.state_bars(scope, it.figures.landings), "flow_rows": tables.flows(it.flows).rows,
    }  # fmt: skip
    if scope.park:
        context["positions"] = drawings.positions(it.trend, it.forecast)
        html = render_to_string("exchanges/overview/_park.html", context)
        return Kept(html, f"{scope.park} {it.figures.says}", sayings.park_lead(it), it.clearable.share)
    context["debts"] = drawings.debts(scope, it.trend, it.forecast)
    context["levels"] = list(it.figures.standings.items())
    context["far"] = drawings.far_bars(it.far)
    html = render_to_string("exchanges/overview/_network.html", context)
    return Kept(html, sayings.heading(it), sayings.lead(it), it.clearable.total)


def links(it: Overview) -> dict[str, str]:
    """What each figure is made of."""
    scope = it.scope
    since = (scope.today - relativedelta(years=1) + timedelta(days=1)).isoformat()
    sides = {"hosted": {"side": "hosted"}, "sent": {"side": "sent"}} if scope.park else {"hosted": {}, "sent": {}}
    return {
        "hosted": address(scope, "postings", what="stays", since=since, **sides["hosted"]),
        "sent": address(scope, "postings", what="stays", since=since, **sides["sent"]),
        "open": address(scope, "ages"),
        "open_stays": address(scope, "ages", what="stays"),
        "stays": address(scope, "postings", what="stays"),
        "late": address(scope, "landings", late="on"),
        "reserved": address(scope, "reserved"),
        **{page: address(scope, page) for page in ("matrix", "trend", "flows", "ages", "landings", "parks")},
    }


def wanted(query: Mapping[str, str]) -> dict[str, str]:
    """The matrix that an address asks for; what it does not know it ignores."""
    asked = {name: KEYS.get(query.get(name, ""), "") for name in ("region", "partner")}
    shown = {"q": query.get("q", "").replace("\x00", "")[:LONGEST_SEARCH].strip()}
    view = query.get("view", "")
    return {**asked, **shown, "view": view if view in ("parks", "regions") else ""}


def matrix_of(scope: Scope, asked: Mapping[str, str]) -> Matrix:
    """Of a park its partners; else regions by regions where all parks would be too many to show."""
    named = None
    if scope.park:
        named = (scope.park.pk,)
    elif asked["q"]:
        rows = Park.objects.alias(plain=folded_field("name"))
        for word in asked["q"].split():
            rows = rows.filter(plain__contains=folded(word))
        named = tuple(rows.order_by().aggregate(ids=ArrayAgg("pk", default=[]))["ids"])
    choice = Wanted(asked["region"], asked["partner"], named)
    if asked["view"] == "regions" and not scope.park:
        return of_regions(choice)
    found = of_parks(choice)
    too_many = found.rows_left > 0 and choice == Wanted() and asked["view"] != "parks"
    return of_regions(choice) if too_many else found


def matrix(scope: Scope, asked: Mapping[str, str]) -> Kept:
    found = matrix_of(scope, asked)
    html = render_to_string(
        "exchanges/overview/_matrix.html", {"matrix": found, "scope": scope, "most": MOST, "is_page": True}
    )
    return Kept(html, facts={"is_regions": found.is_regions, "is_empty": not found.lines})


def flows(scope: Scope, period: Period, by: str) -> Kept:
    found = queries.flows(scope, period, by)
    context = {"flow": drawings.flow(found), "flows": found, "rows": tables.flows(found).rows, "scope": scope}
    return Kept(render_to_string("exchanges/overview/_flows.html", context), facts={"by": found.by})


def trend(scope: Scope) -> Kept:
    months, coming, later = queries.trend(scope)
    far = [] if scope.park else queries.farthest(scope, 12)
    context = {
        "scope": scope, "months": months[::-1], "coming": coming, "later": later, "today": scope.today,
        "debts": drawings.debts(scope, months, coming), "reserved_url": address(scope, "reserved"),
        "positions": drawings.positions(months, coming) if scope.park else None,
        "far": [(one, drawings.small(one, months)) for one in far],
    }  # fmt: skip
    return Kept(render_to_string("exchanges/overview/_trend.html", context))


def table(scope: Scope, name: str, query: Mapping[str, str]) -> tables.Table | None:
    """A picture's table by its name in an address; None: there is no such table."""
    has_side = scope.park is not None
    period = period_of(query.get("period", ""), scope.today)
    if name == "figures":
        return tables.figures(queries.overview(scope, period))
    if name == "matrix":
        return tables.debts(matrix_of(scope, wanted(query)))
    if name == "flows":
        return tables.flows(queries.flows(scope, period, query.get("by", "")))
    if name in ("trend", "forecast"):
        months, coming, _ = queries.trend(scope)
        return tables.trend(months, has_side) if name == "trend" else tables.forecast(coming, has_side)
    if name == "bands":
        return tables.ages(queries.ages(scope), has_side)
    if name == "positions" and not scope.park:
        return tables.far(queries.farthest(scope, MOST), queries.trend(scope)[0])
    return None


def rows(name: str, page: Page[Any]) -> list[Any]:
    """What a list's rows need besides themselves."""
    if name in ("postings", "ages"):
        return [(posting, landing_of(posting)) for posting in page]
    if name == "parks":
        return [(park, Level(park.level)) for park in page]
    return list(page)
