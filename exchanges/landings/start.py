"""The page of the first verb, which has no landing yet: a company chooses the park it wants to land at."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from companies.models import Membership, Residency
from companies.states import Role
from exchanges.agreements.models import DirectionTerms
from exchanges.agreements.queries import directions_in_force
from exchanges.landings import actions, queries
from exchanges.landings.effects import bar_of
from exchanges.landings.quota import QuotaYear
from parks.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.pictures import MonthsBar
from softlanding.kernel.refusals import Refused
from softlanding.kernel.views import SeeOther


@dataclass(frozen=True)
class Open:
    """A partner park open to residents of the home park, with its months this exchange year and the next."""

    terms: DirectionTerms
    this_year: QuotaYear
    next_year: QuotaYear

    @property
    def park(self) -> Park:
        return self.terms.host

    @property
    def bars(self) -> list[MonthsBar]:
        return [bar_of(self.this_year), bar_of(self.next_year)]

    @property
    def left(self) -> int:
        return self.this_year.left + self.next_year.left


def open_parks(home: Park, today: date) -> list[Open]:
    """Parks with an agreement in force that residents of `home` may apply to; most months left first."""
    directions = list(
        directions_in_force(today).filter(home=home).select_related("host", "version__agreement").order_by("host__name")
    )
    found = queries.quotas(directions, [today.year, today.year + 1], today)
    parks = [Open(terms, found[terms.pk, today.year], found[terms.pk, today.year + 1]) for terms in directions]
    return sorted(parks, key=lambda park: (park.left == 0, park.park.name))


class Draft(LoginRequiredMixin, View):
    """Choose the company (when she speaks for several) and the park; the application opens as a draft."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated and not request.user.has_perm("exchanges.draft_landing"):
            raise PermissionDenied
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))

    def get(self, request: HttpRequest, refusal: str = "") -> HttpResponse:
        residencies = self.residencies()
        chosen = self.chosen(residencies, request.GET.get("company", ""))
        today = local_day(timezone.now(), chosen.park.time_zone) if chosen else timezone.now().date()
        context = {
            "residencies": residencies,
            "chosen": chosen,
            "parks": open_parks(chosen.park, today) if chosen else [],
            "wanted": request.GET.get("host", ""),
            "refusal": refusal,
        }
        return render(request, "exchanges/landings/draft.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = self.chosen(self.residencies(), request.POST.get("company", ""))
        host = get_object_or_404(Park.objects.visible_to(request.user), code=request.POST.get("host", "")[:20])
        if chosen is None:
            return self.get(request)
        try:
            landing = actions.draft(
                company=chosen.company, home=chosen.park, host=host, wish=actions.Wish(),
                by=cast(User, request.user), now=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return self.get(request)
        return SeeOther(reverse("exchanges:landings:edit", args=[landing.pk]))

    def residencies(self) -> list[Residency]:
        """The verified residencies of the companies she speaks for."""
        roles = Membership.objects.roles_of(self.request.user)
        leads = [company for company, role in roles.items() if role == Role.LEAD]
        found = Residency.objects.verified().filter(company__in=leads).select_related("company", "park")
        return list(found.order_by("company__name"))

    @staticmethod
    def chosen(residencies: list[Residency], company: str) -> Residency | None:
        """The one the address names, else the first."""
        return next((one for one in residencies if str(one.company_id) == company), next(iter(residencies), None))
