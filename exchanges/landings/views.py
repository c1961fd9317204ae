"""The pages of landings: the list, one landing, and one page a verb."""

from datetime import date, datetime
from typing import Any, ClassVar, cast

import rules
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from companies.company.conditions import eligibility
from exchanges.landings import actions, decisions, overlaps, queries, standing
from exchanges.landings.answers import clock_at
from exchanges.landings.effects import effect_of
from exchanges.landings.filters import LandingFilter
from exchanges.landings.forms import (
    ArrivalForm,
    CheckInForm,
    CheckOutForm,
    DepartureForm,
    NominateForm,
    OfferForm,
    PreviewForm,
    next_day,
)
from exchanges.landings.models import Landing
from exchanges.landings.permissions import sides_seen_by, sides_worked_for
from exchanges.landings.states import WORKFLOW, State
from exchanges.policy.queries import of_landing, rows
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel import words
from softlanding.kernel.calendar import answer_day, local_day
from softlanding.kernel.listing import OwnListView
from softlanding.kernel.views import ActionView, or_404

WAITING_SHOWN = 5


class List(OwnListView):
    """Every landing the person may see; opens with what waits for her."""

    template_name, nouns, filterset_class = "exchanges/landings/list.html", "landing", LandingFilter

    def get_queryset(self) -> QuerySet[Landing]:
        return queries.seen_by(cast(User, self.request.user))

    def get_context(self, filterset: LandingFilter) -> dict[str, Any]:
        user, now = cast(User, self.request.user), timezone.now()
        return {
            "waiting": [] if self.request.GET else queries.waiting_for(user, now.date(), WAITING_SHOWN + 1),
            "today": now.date(),
            "now": now,
            "can_apply": rules.has_perm("exchanges.draft_landing", user),
        }


class Detail(LoginRequiredMixin, View):
    """Where a landing stands, what comes next, who must act by when, and its whole history."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        user = cast(User, request.user)
        landing = or_404(queries.opened(key, user))
        context = page_context(landing, user)
        shown = of_landing(landing.pk) if context["sees_debts"] else ()
        months = standing.month_rows(landing, queries.months_ever(landing.pk))
        context |= {"months": months, "exceptions": rows(shown, context["today"])}
        return render(request, "exchanges/landings/detail.html", context)


def page_context(landing: Landing, user: User) -> dict[str, Any]:
    """What every page about one landing shows."""
    today = local_day(timezone.now(), landing.host.time_zone)
    steps = queries.steps(landing.pk)
    sides = sides_seen_by(user, landing)
    return {
        "landing": landing,
        "ruling": queries.ruling_of(landing, today),
        "sides": sides,
        "sees_debts": is_network_admin(user) or sides - {"company"},  # an entrepreneur reads of months and days
        "today": today,
        "answer_today": local_day(timezone.now(), landing.answer_zone),
        "eligibility": eligibility(landing.company, today),
        "overlaps": overlaps.warnings_of(landing, sides),
        "badge": standing.badge_words(landing, sides_worked_for(user, landing), today),
        "stages": standing.stages(landing, steps),
        "history": standing.history(landing, steps),
        "verbs": [(name, verb) for name, verb in queries.verbs_for(landing, user) if name != "edit"],
        "may_ask": landing.state in (State.SUBMITTED, State.NOMINATED)
        and user.has_perm("exchanges.ask_exception", landing.home),
        "may_except": landing.state in (State.SUBMITTED, State.NOMINATED)
        and rules.has_perm("exchanges.grant_exception", user),
        "can_edit": landing.state in WORKFLOW["edit"].frm and user.has_perm("exchanges.edit_landing", landing),
    }


class LandingView(ActionView):
    """One verb on one landing."""

    workflow = WORKFLOW

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "verb" not in vars(cls):
            return  # what several verbs share
        cls.permission = f"exchanges.{cls.verb}_landing"
        cls.template_name = f"exchanges/landings/{cls.verb}.html"

    def get_object(self, **kwargs: Any) -> Landing:
        return or_404(queries.opened(kwargs["key"], self.user))

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return page_context(self.object, self.user)

    @property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def today(self) -> date:
        return local_day(self.now, self.object.host.time_zone)


class Nominate(LandingView):
    verb = "nominate"
    form_class = NominateForm

    def perform(self, form: Any, now: datetime) -> Landing:
        return actions.nominate(self.object, by=self.user, message=form.cleaned_data["message"], now=now)

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        wished = effect_of(self.object, self.object.wished_start, self.object.wished_months, self.now, side="home")
        return {**super().get_context(form), "effect": wished}

    def done(self, record: Landing) -> str:
        return f"{record.company} is nominated. {record.host} decides until {record.due_said}."


class PreviewView(LandingView):
    """A page that answers to what is typed, before anything is pressed."""

    preview_class: ClassVar[type[BaseForm]]
    tells: ClassVar[str]  # the field whose presence in the address says that something was typed

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.tells not in request.GET:
            return super().get(request, **kwargs)
        # As typed: htmx asks for the effect alone, a browser without JavaScript for the page.
        form = self.preview_class(request.GET)
        if request.headers.get("HX-Request"):
            return render(request, "exchanges/landings/_effect.html", self.get_context(form))
        return self.show(form)


class Offer(PreviewView):
    """The host's decision: the case, the offer, and what it does to quota, places and balances."""

    verb = "offer"
    form_class = OfferForm
    preview_class = PreviewForm
    tells = "length"

    def get_initial(self) -> dict[str, Any]:
        days = queries.ruling_of(self.object, self.today)["offer_days"]
        start = next_day(self.object.wished_start, self.today)
        return {
            "starts_on": start,
            "length": self.object.wished_months,
            "answer_by": min(start, answer_day(self.now, days, self.object.home.time_zone)),
        }

    def get_form(self, data: Any = None) -> BaseForm:
        form = super().get_form(data)
        if clock := clock_at(self.object, self.get_initial()["answer_by"], "home"):
            form.fields["answer_by"].help_text = f"The day ends by {clock}."
        return form

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        typed, first = PreviewForm(form.data or None), self.get_initial()
        starts_on = typed.value_or("starts_on", first["starts_on"])
        months = typed.value_or("length", first["length"])
        effect = effect_of(self.object, starts_on, months, self.now)
        return {**super().get_context(form), "effect": effect, "offered": months}

    def perform(self, form: Any, now: datetime) -> Landing:
        return actions.offer(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Landing) -> str:
        offered = words.months(record.months or 0)
        return f"You offered {offered} to {record.company}, which answers until {record.due_said}."


class Confirm(LandingView):
    verb = "confirm"

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        effect = decisions.confirming(self.object, self.now)
        return {**super().get_context(form), "effect": effect}

    def perform(self, form: Any, now: datetime) -> Landing:
        return actions.confirm(self.object, by=self.user, now=now)

    def done(self, record: Landing) -> str:
        return f"Your stay at {record.host} is confirmed. It begins on {words.day(cast(date, record.starts_on))}."


class CheckIn(PreviewView):
    verb = "check_in"
    form_class = CheckInForm
    preview_class = ArrivalForm
    tells = "arrived_on"

    def get_initial(self) -> dict[str, Any]:
        return {"arrived_on": max(self.today, self.object.starts_on)}

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        typed, first = ArrivalForm(form.data or None), self.get_initial()
        arrived_on = typed.value_or("arrived_on", first["arrived_on"])
        return {**super().get_context(form), "effect": decisions.arriving(self.object, arrived_on, self.now)}

    def perform(self, form: Any, now: datetime) -> Landing:
        return actions.check_in(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Landing) -> str:
        return f"{record.company} is here until {words.day(cast(date, record.last_day))}."


class CheckOut(PreviewView):
    verb = "check_out"
    form_class = CheckOutForm
    preview_class = DepartureForm
    tells = "left_on"

    def get_initial(self) -> dict[str, Any]:
        return {"left_on": min(self.today, self.object.last_day)}

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        left_on = DepartureForm(form.data or None).value_or("left_on", self.get_initial()["left_on"])
        return {**super().get_context(form), "effect": decisions.leaving(self.object, left_on, self.now)}

    def perform(self, form: Any, now: datetime) -> Landing:
        return actions.check_out(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Landing) -> str:
        return f"{record.company} left on {words.day(cast(date, record.checked_out_on))}. The stay is complete."
