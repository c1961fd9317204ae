"""How a company applies: it chooses a park, writes its draft, which is saved as typed, and sends it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import rules
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from companies.company.models import Residency
from companies.needs.queries import needs_of
from companies.rights import companies_spoken_for
from exchanges.landings import actions
from exchanges.landings.effects import bar_of
from exchanges.landings.forms import WishForm
from exchanges.landings.limits import excepted_says
from exchanges.landings.models import Landing
from exchanges.landings.openings import OpenPark, openings
from exchanges.landings.views import LandingView
from exchanges.landings.wishing import wish_room
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.editing import mark_of, values_of
from softlanding.kernel.pictures import MonthsBar
from softlanding.kernel.refusals import Refused
from softlanding.kernel.views import EditView, SeeOther


@dataclass(frozen=True)
class Choice:
    """A partner park to choose, as the page shows it."""

    opening: OpenPark
    home: Park

    @property
    def excepted(self) -> str:
        """Why a restricted home park's company gets no more than exceptions leave; it reads of no debts."""
        return excepted_says(self.home, self.opening.room.excepted)

    @property
    def bars(self) -> list[MonthsBar]:
        years = [can for can in self.opening.years if can.until]
        return [bar_of(can.quota, can) for can in years or self.opening.years[:1]]


def choices(home: Park, today: date) -> list[Choice]:
    """Partners that give residents of `home` months, now or later; those with room first."""
    found = [opening for opening in openings(home, today) if not opening.is_closed]
    return [Choice(opening, home) for opening in sorted(found, key=lambda opening: not opening.has_room)]


def first_wish(company_id: int, today: date) -> actions.Wish:
    """What a new draft begins with: the day, months and people of the company's needs, unless the day has passed."""
    needs = needs_of(company_id)
    if needs is None:
        return actions.Wish()
    start = needs.starts_on if needs.starts_on and needs.starts_on >= today else None
    return actions.Wish(wished_start=start, wished_months=needs.months, people=needs.people)


class Draft(LoginRequiredMixin, View):
    """Choose the company (when she speaks for several) and the park; the application opens as a draft."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated and not rules.has_perm("exchanges.draft_landing", request.user):
            raise PermissionDenied
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))

    def get(self, request: HttpRequest, refusal: str = "") -> HttpResponse:
        residencies = self.residencies()
        chosen = self.chosen(residencies, request.GET.get("company", ""))
        today = local_day(timezone.now(), chosen.park.time_zone) if chosen else timezone.now().date()
        context = {
            "residencies": residencies,
            "chosen": chosen,
            "choices": choices(chosen.park, today) if chosen else [],
            "wanted": request.GET.get("host", ""),
            "refusal": refusal,
        }
        return render(request, "exchanges/landings/draft.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = self.chosen(self.residencies(), request.POST.get("company", ""))
        code = request.POST.get("host", "")[:20].replace("\x00", "")  # PostgreSQL holds no NUL
        host = get_object_or_404(Park.objects.visible_to(request.user), code=code)
        if chosen is None:
            return self.get(request)
        now = timezone.now()
        wish = first_wish(chosen.company_id, local_day(now, host.time_zone))
        try:
            landing = actions.draft(
                company=chosen.company, home=chosen.park, host=host, wish=wish,
                by=cast(User, request.user), now=now,
            )  # fmt: skip
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return self.get(request)
        return SeeOther(reverse("exchanges:landings:edit", args=[landing.pk]))

    def residencies(self) -> list[Residency]:
        """The verified residencies of the companies she speaks for."""
        mine = companies_spoken_for(self.request.user)
        found = Residency.objects.verified().filter(company__in=mine).select_related("company", "park")
        return list(found.order_by("company__name"))

    @staticmethod
    def chosen(residencies: list[Residency], company: str) -> Residency | None:
        """The one the address names, else the first."""
        return next((one for one in residencies if str(one.company_id) == company), next(iter(residencies), None))


class Edit(EditView, LandingView):
    verb = "edit"
    form_class = WishForm

    def get_form(self, data: Any = None) -> BaseForm:
        return WishForm(data, instance=Landing.objects.get(pk=self.object.pk))

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {**super().get_context(form), "room": wish_room(self.object, self.today)}

    def save(self, form: Any, now: datetime, read: str | None) -> Landing:
        wish = actions.Wish(**form.cleaned_data)
        landing = self.object = actions.edit(self.object, wish=wish, by=self.user, now=now, read=read)
        return landing

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, **kwargs)
        if request.headers.get("HX-Request"):  # saved as typed
            read = mark_of(values_of(self.object, WishForm.Meta.fields))
            context = {
                "saved": isinstance(answer, SeeOther),
                "overtaken": self.overtaken,
                "now": timezone.now(),
                "read": read,
            }
            return render(request, "exchanges/landings/_saved.html", context)
        if isinstance(answer, SeeOther) and "apply" in request.POST:
            return SeeOther(reverse("exchanges:landings:submit", args=[self.object.pk]))
        return answer


class Submit(LandingView):
    verb = "submit"

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {**super().get_context(form), "room": wish_room(self.object, self.today)}

    def perform(self, form: Any, now: datetime) -> Landing:
        return actions.submit(self.object, by=self.user, now=now)

    def done(self, record: Landing) -> str:
        return f"Your application is with {record.home}, which answers until {record.due_said}."
