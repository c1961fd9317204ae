"""The pages of the overview: whose it is, what it shows, and the same as a file."""

from typing import Any, ClassVar, cast

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from exchanges.ledger.freshness import moment
from exchanges.overview import drawings, pages, queries, tables
from exchanges.overview.contents import ALL, Scope
from exchanges.overview.lists import LISTS
from exchanges.overview.paper import content
from exchanges.overview.periods import offered, period_of
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.paging import page_of
from softlanding.kernel.paper import pdf
from softlanding.kernel.tables import download, file_response
from softlanding.limits.views import CountedFile, CountedPdf

MOST_IN_A_FILE = 100_000  # rows


def scope_of(user: User, key: str) -> Scope:
    """The network for its admins, a park for its own people and for them; nobody else learns that it is there."""
    now = timezone.now()
    if key == ALL:
        if not user.has_perm("exchanges.view_network"):
            raise Http404
        return Scope(now.date(), now)
    park = get_object_or_404(Park.objects.known_inside_to(user), code=key)
    return Scope(local_day(now, park.time_zone), now, park)


class Page(LoginRequiredMixin, View):
    """One page of the room."""

    name: ClassVar[str]

    def get(self, request: HttpRequest, key: str = ALL) -> HttpResponse:
        scope = scope_of(cast(User, request.user), key)
        context = {
            "scope": scope,
            "today": scope.today,
            "now": scope.now,
            "tabs": pages.tabs(scope, self.name),
            **self.context(scope),
        }
        return render(request, f"exchanges/overview/{self.name}.html", context)

    def context(self, scope: Scope) -> dict[str, Any]:
        raise NotImplementedError

    def asked(self, name: str) -> str:
        return self.request.GET.get(name, "")


class Overview(Page):
    """Is it in balance, who is far from it, is it getting better, what needs me."""

    name = "overview"

    def context(self, scope: Scope) -> dict[str, Any]:
        period = period_of(self.asked("period"), scope.today)
        return {
            "page": moment().keep(
                f"overview {scope.key} {period.key}", scope.moment, lambda: pages.first(scope, period)
            )
        }


class Matrix(Page):
    """Who owes whom, by region or park; of a park its partners."""

    name = "matrix"

    def context(self, scope: Scope) -> dict[str, Any]:
        wanted = pages.wanted(self.request.GET)
        page = moment().keep(f"matrix {scope.key} {wanted}", scope.today, lambda: pages.matrix(scope, wanted))
        return {"page": page, "wanted": wanted, "regions": pages.REGION_CHOICES}


class Flows(Page):
    """Where the months were hosted, and whose companies they were."""

    name = "flows"

    def context(self, scope: Scope) -> dict[str, Any]:
        period, by = period_of(self.asked("period"), scope.today), self.asked("by")
        by = by if by in pages.BY else ""
        page = moment().keep(
            f"flows {scope.key} {period.key} {by}", scope.today, lambda: pages.flows(scope, period, by)
        )
        return {
            "page": page,
            "period": period,
            "periods": offered(scope.today),
            "by": by,
            "by_choices": pages.BY.items(),
        }


class Trend(Page):
    """The debts of the last two years and of the year to come, month by month."""

    name = "trend"

    def context(self, scope: Scope) -> dict[str, Any]:
        return {"page": moment().keep(f"trend {scope.key}", scope.today, lambda: pages.trend(scope))}


class List(Page):
    """What a figure is made of, row by row; filters stay in the address."""

    def context(self, scope: Scope) -> dict[str, Any]:
        listing = LISTS[self.name]
        filters = listing.filtered(scope, self.request.GET)
        page = page_of(filters.qs, self.request.GET)
        return {
            "filter": filters, "page_obj": page, "listing": listing, "rows": pages.rows(self.name, page),
            "total": listing.total(filters.qs) if listing.months else None, **self.more(scope),
        }  # fmt: skip

    def more(self, scope: Scope) -> dict[str, Any]:
        return {}


class Postings(List):
    name = "postings"


class Ages(List):
    name = "ages"

    def more(self, scope: Scope) -> dict[str, Any]:
        found = moment().keep(f"ages {scope.key}", scope.today, lambda: queries.ages(scope))
        return {"bars": drawings.age_bars(scope, found)}


class Reserved(List):
    name = "reserved"


class Landings(List):
    name = "landings"


class Parks(List):
    """Parks by their standing in the network."""

    name = "parks"

    def context(self, scope: Scope) -> dict[str, Any]:
        if scope.park:
            raise Http404
        return super().context(scope)


class Export(LoginRequiredMixin, CountedFile, View):
    """A table of the room as CSV or XLSX: the same rows as its page with the same address."""

    def get(self, request: HttpRequest, key: str, table: str, kind: str) -> HttpResponse:
        scope = scope_of(cast(User, request.user), key)
        found = self.table(scope, table, request.GET)
        if found is None or kind not in ("csv", "xlsx") or (table == "parks" and scope.park):
            raise Http404
        name = f"{table}-{scope.key}-{scope.today.isoformat()}.{kind}"
        return file_response(name, found.title, found.head, found.rows)

    def table(self, scope: Scope, name: str, query: Any) -> tables.Table | None:
        if listing := LISTS.get(name):
            rows = listing.filtered(scope, query).qs[:MOST_IN_A_FILE]
            return tables.Table(listing.title, listing.head, [listing.line(row) for row in rows])
        return pages.table(scope, name, query)


class Paper(LoginRequiredMixin, CountedPdf, View):
    """The page as a PDF."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        scope = scope_of(cast(User, request.user), key)
        period = period_of(request.GET.get("period", ""), scope.today)
        it = moment().keep(f"data {scope.key} {period.key}", scope.moment, lambda: queries.overview(scope, period))
        name = f"overview-{scope.key}-{scope.today.isoformat()}.pdf"
        return download(name, pdf("overview", content(it)), "application/pdf")
