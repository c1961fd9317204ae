"""The pages of one pair of parks: its statement of a period, its quota and places, its closing plan."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from exchanges.balances import queries
from exchanges.balances.ending import closing_of
from exchanges.balances.quota import pair_quota, year_asked
from exchanges.balances.statements import choices, neighbours, open_quarters, years_of
from exchanges.policy.queries import of_pair
from exchanges.settlements.queries import open_of
from exchanges.statements import paper, periods
from exchanges.statements.answering import verbs_for
from exchanges.statements.lines import shown
from exchanges.statements.periods import Period
from exchanges.statements.queries import Dossier, answer_parts, dossier, history
from exchanges.statements.waiting import oldest_open
from parks.park.models import Park
from parks.rights import parks_run_by
from softlanding.accounts.models import User
from softlanding.kernel.addresses import path_to
from softlanding.kernel.calendar import local_day
from softlanding.kernel.paging import page_of
from softlanding.kernel.views import SeeOther, or_404


def pair_asked(request: HttpRequest, key: str, partner: str) -> tuple[Any, Park]:
    """The pair with its figures, and the park from whose side the page speaks."""
    user = cast(User, request.user)
    pair = or_404(queries.opened(user, key, partner, timezone.now().date()))
    if not user.has_perm("exchanges.view_pair", pair):
        raise Http404
    return pair, pair.low if pair.low.code == key else pair.high


def in_its_place(request: HttpRequest, key: str, partner: str) -> HttpResponse | None:
    """The period is a part of the address; a choice or an old link names it behind the question mark."""
    asked = request.GET.get("period") or request.GET.get("year") or ""
    found = periods.named(asked)
    return SeeOther(address_of(key, partner, found)) if found else None


def address_of(key: str, partner: str, period: Period) -> str:
    args = [key, partner] + ([period.name] if period.until else [])
    return path_to("exchanges:balances:statement", *args)


class Statement(LoginRequiredMixin, View):
    """A pair's page: the balance, the months both ways, and the statement of a period, every posting of it."""

    def get(self, request: HttpRequest, key: str, partner: str, period: str = "all") -> HttpResponse:
        if moved := in_its_place(request, key, partner):
            return moved
        shown = periods.named(period)
        if shown is None:
            raise Http404
        user, now = cast(User, request.user), timezone.now()
        pair, park = pair_asked(request, key, partner)
        context = statement_context(pair, park, shown, local_day(now, park.time_zone), request.GET)
        context |= answering(context["case"], park, user, now)
        # What is proposed is not of a period that is over.
        proposed = open_of(pair) if shown.until is None else []
        context |= {"may_settle": user.has_perm("exchanges.propose_settlement", pair), "proposed": proposed}
        return render(request, "exchanges/balances/statement.html", context)


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
    """What can be answered, what is in the way of confirming, and where the oldest open quarter lies."""
    verbs, problem = verbs_for(case, user, now)
    today = local_day(now, park.time_zone)
    oldest = oldest_open(case.pair, today)
    quiet = [(name, verb) for name, verb in verbs if name != "confirm"]
    found: dict[str, Any] = {"verbs": verbs, "quiet": quiet, "problem": problem}
    return found | (open_quarters(case.period, oldest, today) if oldest else {})


class ClosingPlan(LoginRequiredMixin, View):
    """How the balance of two parks comes to zero until their agreement ends, and what is left to settle."""

    def get(self, request: HttpRequest, key: str, partner: str) -> HttpResponse:
        pair, park = pair_asked(request, key, partner)
        day = local_day(timezone.now(), park.time_zone)
        context = {
            "it": closing_of(pair, park, day), "today": day, "proposed": open_of(pair),
            "may_settle": request.user.has_perm("exchanges.propose_settlement", pair),
        }  # fmt: skip
        return render(request, "exchanges/balances/closing.html", context)


class Quota(LoginRequiredMixin, View):
    """A pair's months and places in both directions, as the rules of an offer count them."""

    def get(self, request: HttpRequest, key: str, partner: str) -> HttpResponse:
        now = timezone.now()
        pair, park = pair_asked(request, key, partner)
        other = pair.partner_of(park)
        days = {one.pk: local_day(now, one.time_zone) for one in (park, other)}
        year = year_asked(request.GET.get("year", ""))
        found = pair_quota(pair, park, days, year)
        context = {
            "it": found, "year": year or days[park.pk].year, "mine": parks_run_by(request.user),
            "exceptions": of_pair(pair.pk, days[park.pk]), "today": days[park.pk],
        }  # fmt: skip
        return render(request, "exchanges/balances/quota.html", context)
