"""The lists of balances: HTTP to one query."""

from typing import Any, cast

import rules
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from exchanges.balances import company, network, queries, standings
from exchanges.balances.filters import NetworkParkFilter, PairFilter, PartnerFilter, StandingFilter
from exchanges.balances.park_summary import summary_and_rows
from exchanges.landings.records import standing_of
from exchanges.policy.queries import in_force
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.calendar import local_day
from softlanding.kernel.listing import ListFilter
from softlanding.kernel.paging import page_of
from softlanding.kernel.tables import file_response
from softlanding.limits.views import refused_file
from softlanding.navigation import Hat, hat_of


class Balances(LoginRequiredMixin, View):
    """The balances of whom one acts for: a park's partners, a company's stays; for network admins all."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user, hat = cast(User, request.user), hat_of(request)
        if is_network_admin(user):
            return of_network(request)
        if hat is None:
            raise Http404
        if hat.kind == "park":
            return of_park(request, queries.park_of(hat.pk)[0], is_first=True)
        return of_company(request, hat)


def of_network(request: HttpRequest) -> HttpResponse:
    """All pairs, or all parks, farthest from zero first."""
    day, by_park = timezone.now().date(), request.GET.get("view") == "parks"
    figures = network.network_figures(day)
    filters: ListFilter
    rows: Any  # a query set, or slices
    if by_park:
        filters = NetworkParkFilter(request.GET)
        rows = filters.among(network.parks_by_distance(day))
    else:
        filters = PairFilter(request.GET)
        rows = network.all_pairs(day, figures.pairs)
        if filters.is_used:
            rows = filters.among(network.pairs_by_distance(day))
    page = page_of(rows, request.GET)
    context = {
        "filter": filters, "page_obj": page, "by_park": by_park, "figures": figures,
        "today": day, "hosted_in": f"Hosted in {day.year}", "sent_in": f"Sent in {day.year}",
        "rows": page.object_list if by_park else [network.debt(pair) for pair in page],
    }  # fmt: skip
    return render(request, "exchanges/balances/network.html", context)


class Standings(LoginRequiredMixin, View):
    """The standing of every park, the worst first; as a page, or as a file of what the filters leave."""

    def get(self, request: HttpRequest, kind: str = "") -> HttpResponse:
        if not rules.has_perm("exchanges.view_standings", request.user):
            raise Http404
        now, policy = timezone.now(), in_force()
        day = now.date()
        filters = StandingFilter(request.GET, standings.parks_by_level(policy, now))
        if kind:
            return refused_file(request, "export") or file_response(
                f"standings-{day}.{kind}", "Standings", standings.HEAD, standings.table(filters.qs, policy)
            )
        page = page_of(filters.qs, request.GET)
        context = {
            "filter": filters, "page_obj": page, "rows": standings.rows(page, policy), "policy": policy,
            "shares": standings.counts(policy, now), "query": request.GET.urlencode(),
        }  # fmt: skip
        return render(request, "exchanges/balances/standings.html", context)


def of_park(request: HttpRequest, park: Park, is_first: bool = False) -> HttpResponse:
    """One row a partner, farthest from zero first."""
    now = timezone.now()
    day = local_day(now, park.time_zone)
    filters = PartnerFilter(request.GET)
    pairs = filters.among(queries.pairs_seen_from(park)) if filters.is_used else queries.partners_of(park)
    page = page_of(pairs, request.GET)
    summary, rows = summary_and_rows(park, page, day)
    context = {
        "park": park, "summary": summary, "rows": rows, "today": day, "filter": filters, "page_obj": page,
        "is_first": is_first, "standing": standing_of(park, now),
        "may_propose": request.user.has_perm("exchanges.propose_agreement", park),
    }  # fmt: skip
    return render(request, "exchanges/balances/park.html", context)


def of_company(request: HttpRequest, hat: Hat) -> HttpResponse:
    """A company's stays, the latest first."""
    stays = company.stays_of(hat.pk)
    page = page_of(stays, request.GET)
    rows = [company.Stay.of(one) for one in page]
    context = {
        "company": hat, "page_obj": page, "rows": rows, "lead": company.months_of(hat.pk),
        "may_apply": rules.has_perm("exchanges.draft_landing", request.user),
    }  # fmt: skip
    return render(request, "exchanges/balances/company.html", context)


class ParkBalances(LoginRequiredMixin, View):
    """The same list for a park whose pages one sees; for network admins any park's."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return of_park(request, get_object_or_404(Park.objects.known_inside_to(request.user), code=key))
