"""The first page of everybody, and the pages of balances: HTTP to one query."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from exchanges.landings.records import standing_of
from exchanges.ledger.models import Pair
from exchanges.overview import network, queries, today
from exchanges.overview.books import park_books
from exchanges.overview.filters import NetworkParkFilter, PairFilter, PartnerFilter
from exchanges.overview.statements import choices, neighbours, open_quarters, years_of
from exchanges.statements import conditions, paper, periods
from exchanges.statements.lines import shown
from exchanges.statements.periods import Period
from exchanges.statements.permissions import parks_answered_for
from exchanges.statements.queries import Dossier, answer_parts, dossier, history
from exchanges.statements.states import WORKFLOW
from exchanges.statements.waiting import with_oldest_open
from parks.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.refusals import Refused, Stale
from softlanding.kernel.views import SeeOther, page_of
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


def in_its_place(request: HttpRequest, key: str, partner: str) -> HttpResponse | None:
    """The period is a part of the address; a choice or an old link names it behind the question mark."""
    asked = request.GET.get("period") or request.GET.get("year") or ""
    found = periods.named(asked)
    return SeeOther(address_of(key, partner, found)) if found else None


def address_of(key: str, partner: str, period: Period) -> str:
    args = [key, partner] + ([period.name] if period.until else [])
    return reverse("exchanges:balances:statement", args=args)


class Statement(LoginRequiredMixin, View):
    """A pair's page: the balance, the months both ways, and the statement of a period, every posting of it."""

    def get(self, request: HttpRequest, key: str, partner: str, period: str = "all") -> HttpResponse:
        if moved := in_its_place(request, key, partner):
            return moved
        shown = periods.named(period)
        if shown is None:
            raise Http404
        user, now = cast(User, request.user), timezone.now()
        seen = queries.pair_of(Pair.objects.visible_to(user), key, partner)
        pair: Any = get_object_or_404(queries.with_figures(seen, now.date()))
        if not user.has_perm("exchanges.view_pair", pair):
            raise PermissionDenied
        park = pair.low if pair.low.code == key else pair.high
        context = statement_context(pair, park, shown, local_day(now, park.time_zone), request.GET)
        context |= answering(context["case"], park, user, now)
        return render(request, "exchanges/overview/statement.html", context)


def statement_context(pair: Any, park: Park, period: Period, day: date, params: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows, whoever reads it; figures from the park's side."""
    case = dossier(pair, period)
    content, sign = case.content, case.content.sign(park)
    page = page_of(content.lines[::-1], params)
    rows = shown(case, park, list(page))
    years = years_of(pair, park)
    opening, closing = sign * content.opening, sign * content.closing
    earlier, later = neighbours(period, content.before, day)
    return {
        "it": queries.standing(pair, park, day), "case": case, "period": period, "today": day, "years": years,
        "page_obj": page, "lines": rows, "opening": opening, "closing": closing,
        "after": rows[0].after if rows else closing, "before": rows[-1].after - rows[-1].change if rows else opening,
        "choices": choices([one.year for one in years], period, day), "is_past": period.until is not None,
        "earlier": earlier, "later": later, "state": paper.state(case), "history": history(case),
        "answers": [(one, *answer_parts(case, one)) for one in case.parks],
        "network": settings.NETWORK_NAME,
    }  # fmt: skip


def answering(case: Dossier, park: Park, user: User, now: datetime) -> dict[str, Any]:
    """The verbs this person can press, what is in the way of confirming, and where the oldest open quarter lies."""
    mine = [one for one in case.parks if one.pk in parks_answered_for(user, case.statement)]
    found: dict[str, Any] = {"verbs": [], "problem": ""}
    opened = with_oldest_open(Pair.objects.filter(pk=case.pair.pk), local_day(now, park.time_zone)).first()
    if opened:
        found |= open_quarters(case.period, opened.q_until, local_day(now, park.time_zone))
    if case.period.until is None:
        return found
    checks: dict[str, Callable[[Park], None]] = {
        "confirm": lambda one: conditions.can_confirm(case, one, now),
        "dispute": lambda one: conditions.can_dispute(case, one, now),
        "withdraw": lambda one: conditions.can_withdraw(case, one),
    }
    for verb, check in checks.items():
        row = WORKFLOW[verb]
        for one in mine if case.statement.state in row.frm else []:
            try:
                check(one)
            except Stale:
                continue
            except Refused as refused:
                if verb == "confirm":
                    found["problem"] = refused.sentence
            else:
                found["verbs"].append((verb, row))
                break
    found["quiet"] = [(verb, row) for verb, row in found["verbs"] if verb != "confirm"]
    return found
