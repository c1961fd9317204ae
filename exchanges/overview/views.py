"""The first page of everybody, and the pages of balances: HTTP to one query."""

from typing import Any, cast

import rules
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from exchanges.landings.records import standing_of
from exchanges.ledger.models import Pair
from exchanges.ledger.queries import Statement as PairStatement
from exchanges.ledger.queries import statement
from exchanges.overview import network, queries, standings, today
from exchanges.overview.books import park_books
from exchanges.overview.ending import closing_of
from exchanges.overview.filters import NetworkParkFilter, PairFilter, PartnerFilter, StandingFilter
from exchanges.overview.quota import pair_quota
from exchanges.overview.statements import bounds, lines, table, year_asked, years_of
from exchanges.policy.queries import in_force, of_pair
from exchanges.settlements.queries import open_of
from parks.models import Membership, Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.tables import file_response
from softlanding.kernel.views import page_of
from softlanding.navigation import SESSION_KEY, Hat, hats_of, worn


def hat_of(request: HttpRequest) -> Hat | None:
    """The park or company this person acts for now."""
    hats, _ = hats_of(cast(User, request.user))
    return worn(hats, request.session.get(SESSION_KEY, ""))


class Today(View):
    """What waits for this person; for a visitor what the network is."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            return render(request, "welcome.html")
        found = today.today_of(request.user, hat_of(request), timezone.now())
        has_place = request.user.is_network_admin or hat_of(request) is not None
        return render(
            request,
            "exchanges/overview/today.html",
            {"it": found, "today": found.day, "has_place": has_place},
        )


class Balances(LoginRequiredMixin, View):
    """The balances of whom one acts for: a park's partners, a company's stays; for network admins all."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user, hat = cast(User, request.user), hat_of(request)
        if user.is_network_admin:
            return of_network(request)
        if hat is None:
            raise Http404
        if hat.kind == "park":
            return of_park(request, get_object_or_404(Park, pk=hat.pk), is_first=True)
        return of_company(request, hat)


def of_network(request: HttpRequest) -> HttpResponse:
    """All pairs, or all parks, farthest from zero first."""
    day = timezone.now().date()
    by_park = request.GET.get("view") == "parks"
    filters = (
        NetworkParkFilter(request.GET, network.parks_by_distance(day))
        if by_park
        else PairFilter(request.GET, network.pairs_by_distance(day))
    )
    page = page_of(filters.qs, request.GET)
    context = {
        "filter": filters, "page_obj": page, "by_park": by_park, "figures": network.network_figures(day),
        "today": day, "hosted_in": f"Hosted in {day.year}", "sent_in": f"Sent in {day.year}",
        "rows": page.object_list if by_park else [network.debt(pair) for pair in page],
    }  # fmt: skip
    return render(request, "exchanges/overview/network.html", context)


class Standings(LoginRequiredMixin, View):
    """The standing of every park, the worst first; as a page, or as a file of what the filters leave."""

    def get(self, request: HttpRequest, kind: str = "") -> HttpResponse:
        if not rules.has_perm("exchanges.view_standings", request.user):
            raise PermissionDenied
        day, policy = timezone.now().date(), in_force()
        filters = StandingFilter(request.GET, standings.parks_by_level(policy, day))
        if kind:
            return file_response(
                f"standings-{day}.{kind}", "Standings", standings.HEAD, standings.table(filters.qs, policy)
            )
        page = page_of(filters.qs, request.GET)
        context = {
            "filter": filters, "page_obj": page, "rows": standings.rows(page, policy), "policy": policy,
            "shares": standings.counts(policy, day), "query": request.GET.urlencode(),
        }  # fmt: skip
        return render(request, "exchanges/overview/standings.html", context)


def of_park(request: HttpRequest, park: Park, is_first: bool = False) -> HttpResponse:
    """One row a partner, farthest from zero first."""
    day = local_day(timezone.now(), park.time_zone)
    filters = PartnerFilter(request.GET, queries.pairs_seen_from(park, day))
    page = page_of(filters.qs, request.GET)
    context = {
        "park": park, "books": park_books(park, day), "today": day, "filter": filters, "page_obj": page,
        "is_first": is_first, "standing": standing_of(park, day),
        "rows": [queries.standing(pair, park, day) for pair in page],
    }  # fmt: skip
    return render(request, "exchanges/overview/park.html", context)


def of_company(request: HttpRequest, hat: Hat) -> HttpResponse:
    """A company's stays, the latest first."""
    stays = today.stays_of(hat.pk)
    page = page_of(stays, request.GET)
    rows = [today.Stay.of(one) for one in page]
    context = {"company": hat, "page_obj": page, "rows": rows, "lead": today.months_of(hat.pk)}
    return render(request, "exchanges/overview/company.html", context)


class ParkBalances(LoginRequiredMixin, View):
    """The same list for a park one runs; for network admins any park's."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        user = cast(User, request.user)
        seen = Park.objects.all() if user.is_network_admin else Park.objects.run_by(user)
        return of_park(request, get_object_or_404(seen, code=key))


def pair_asked(request: HttpRequest, key: str, partner: str) -> tuple[Any, Park]:
    """The pair with its figures, and the park from whose side the page speaks."""
    user = cast(User, request.user)
    seen = queries.pair_of(Pair.objects.visible_to(user), key, partner)
    pair: Any = get_object_or_404(queries.with_figures(seen, timezone.now().date()))
    if not user.has_perm("exchanges.view_pair", pair):
        raise PermissionDenied
    return pair, pair.low if pair.low.code == key else pair.high


def statement_of(request: HttpRequest, key: str, partner: str) -> tuple[Any, PairStatement, int | None]:
    """The pair with its figures, its statement from the first park's side, and the year that is asked for."""
    pair, park = pair_asked(request, key, partner)
    year = year_asked(request.GET.get("year", ""))
    since, until = bounds(year)
    return pair, statement(pair, park, since=since, until=until), year


class Statement(LoginRequiredMixin, View):
    """A pair's page: the balance, the months both ways, and every posting."""

    def get(self, request: HttpRequest, key: str, partner: str) -> HttpResponse:
        pair, found, year = statement_of(request, key, partner)
        day = local_day(timezone.now(), found.park.time_zone)
        page = page_of(found.lines, request.GET)
        shown = lines(page, found)
        context = {
            "it": queries.standing(pair, found.park, day), "statement": found, "year": year, "today": day,
            "years": years_of(pair, found.park), "page_obj": page, "lines": shown,
            "after": shown[0].after if shown else found.closing,
            "before": shown[-1].after - shown[-1].change if shown else found.opening,
            "may_settle": request.user.has_perm("exchanges.propose_settlement", pair), "proposed": open_of(pair),
        }  # fmt: skip
        return render(request, "exchanges/overview/statement.html", context)


class ClosingPlan(LoginRequiredMixin, View):
    """How the balance of two parks comes to zero until their agreement ends, and what is left to settle."""

    def get(self, request: HttpRequest, key: str, partner: str) -> HttpResponse:
        pair, park = pair_asked(request, key, partner)
        day = local_day(timezone.now(), park.time_zone)
        context = {
            "it": closing_of(pair, park, day), "today": day, "proposed": open_of(pair),
            "may_settle": request.user.has_perm("exchanges.propose_settlement", pair),
        }  # fmt: skip
        return render(request, "exchanges/overview/closing.html", context)


class Quota(LoginRequiredMixin, View):
    """A pair's months and places in both directions, as the rules of an offer count them."""

    def get(self, request: HttpRequest, key: str, partner: str) -> HttpResponse:
        user, now = cast(User, request.user), timezone.now()
        seen = queries.pair_of(Pair.objects.visible_to(user), key, partner)
        pair: Any = get_object_or_404(queries.with_figures(seen, now.date()))
        park, other = (pair.low, pair.high) if pair.low.code == key else (pair.high, pair.low)
        days = {one.pk: local_day(now, one.time_zone) for one in (park, other)}
        year = year_asked(request.GET.get("year", ""))
        found = pair_quota(pair, park, days, year)
        context = {
            "it": found, "year": year or days[park.pk].year, "mine": Membership.objects.roles_of(user),
            "exceptions": of_pair(pair.pk, days[park.pk]), "today": days[park.pk],
        }  # fmt: skip
        return render(request, "exchanges/overview/quota.html", context)


class Export(LoginRequiredMixin, View):
    """The statement as a file for a spreadsheet."""

    def get(self, request: HttpRequest, key: str, partner: str) -> HttpResponse:
        _, found, year = statement_of(request, key, partner)
        name = f"statement-{found.park.code}-{found.partner.code}{f'-{year}' if year else ''}.csv"
        title = f"Statement of {found.park} and {found.partner}"
        return file_response(name, title, *table(found))
