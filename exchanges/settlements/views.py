"""The pages of settlements: the list, one of them, and one page a verb; proposing one is in start.py."""

from datetime import datetime
from typing import Any, cast

import rules
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from exchanges.settlements import actions, conditions, queries
from exchanges.settlements.effects import effect_of
from exchanges.settlements.filters import QUICK, SettlementFilter
from exchanges.settlements.forms import ActingForm, RefuseForm, SignForm, StandInForm, WithdrawForm
from exchanges.settlements.models import Settlement
from exchanges.settlements.states import WORKFLOW, State
from exchanges.settlements.wording import consents_of, other_today
from parks.park.models import Park
from parks.rights import parks_seen_by, sees_parks_inside
from softlanding.accounts.models import User
from softlanding.kernel.listing import OwnListView
from softlanding.kernel.refusals import Refused
from softlanding.kernel.views import ActionView

MOST_WAITING = 6


class List(OwnListView):
    """Every settlement the person may see; opens with those that wait for her."""

    template_name, nouns, quick = "exchanges/settlements/list.html", "settlement", QUICK

    def get_filterset(self) -> SettlementFilter:
        user = cast(User, self.request.user)
        if not sees_parks_inside(user):
            raise Http404
        return SettlementFilter(self.request.GET, Settlement.objects.visible_to(user), user=user)

    def found(self, filterset: SettlementFilter) -> QuerySet[Settlement]:
        return queries.rows(filterset.qs)

    def rows(self, page: Any) -> Any:
        user = cast(User, self.request.user)
        self.waiting = [] if self.request.GET else list(queries.rows(queries.waiting_for(user))[:MOST_WAITING])
        queries.with_signatures(page, self.waiting)
        return page

    def get_context(self, filterset: SettlementFilter) -> dict[str, Any]:
        may_propose = rules.has_perm("exchanges.propose_settlement", self.request.user, None)
        return {"waiting": self.waiting, "may_propose": may_propose}


class Detail(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        user = cast(User, request.user)
        settlement = get_object_or_404(queries.whole(Settlement.objects.visible_to(user)), pk=key)
        return render(request, "exchanges/settlements/detail.html", page_context(settlement, user))


def page_context(settlement: Settlement, user: User) -> dict[str, Any]:
    """What every page about one settlement shows; the effect only while it can still come."""
    now, mine = timezone.now(), parks_seen_by(user)
    viewer = next((park for park in settlement.parties if park.pk in mine), settlement.pair.low)
    is_open = settlement.state == State.PROPOSED
    change = settlement.months if settlement.creditor == viewer else -settlement.months
    verbs = queries.verbs_for(settlement, user, now)
    return {
        "it": settlement,
        "viewer": viewer,
        "partner": settlement.pair.partner_of(viewer),
        "effect": effect_of(settlement.pair, viewer, change if is_open else None, now),
        "consents": consents_of(settlement, now),
        "other_today": other_today(settlement, now),
        "history": queries.history(settlement),
        "verbs": verbs,
        "quiet": [(name, verb) for name, verb in verbs if verb.tone != "main"],
        "may_stand_in": any(name == "stand_in" for name, _ in verbs),
        "may_sign": any(name == "sign" for name, _ in verbs),
    }


class SettlementView(ActionView):
    """One verb on one settlement."""

    workflow = WORKFLOW

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.permission = f"exchanges.{cls.verb}_settlement"
        cls.template_name = f"exchanges/settlements/{cls.verb}.html"

    def get_queryset(self) -> QuerySet[Settlement]:
        return queries.whole(Settlement.objects.visible_to(self.user))

    @property
    def parks(self) -> list[Park]:
        """The missing parks in whose name this person may answer."""
        return queries.missing_for(self.object, self.user)

    def get_initial(self) -> dict[str, Any]:
        return {"content_hash": self.object.content_hash}

    def get_form(self, data: Any = None) -> BaseForm:
        if issubclass(self.form_class, ActingForm):
            return self.form_class(data, parks=self.parks, initial=self.get_initial())
        return super().get_form(data)

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return page_context(self.object, self.user)


class Sign(SettlementView):
    verb = "sign"
    form_class = SignForm

    def perform(self, form: Any, now: datetime) -> Settlement:
        return actions.sign(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Settlement) -> str:
        if record.waits_for:
            return f"You have signed. It waits for {record.waits_for}; until then nothing is posted."
        return f"Both parks have signed. It is in the books of {record.pair}."


class StandIn(SettlementView):
    verb = "stand_in"
    form_class = StandInForm

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        """With what is in the way, said before anything is typed."""
        problem = ""
        try:
            conditions.may_stand_in(self.object, self.user, timezone.now())
        except Refused as refused:
            problem = refused.sentence
        return {**super().get_context(form), "problem": problem}

    def perform(self, form: Any, now: datetime) -> Settlement:
        return actions.stand_in(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Settlement) -> str:
        return f"It is in the books of {record.pair}. Both parks have been told why you signed."


class Refuse(SettlementView):
    verb = "refuse"
    form_class = RefuseForm

    def perform(self, form: Any, now: datetime) -> Settlement:
        return actions.refuse(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Settlement) -> str:
        return f"{record.maker} has been told that you refuse, and why. Nothing was posted."


class Withdraw(SettlementView):
    verb = "withdraw"
    form_class = WithdrawForm

    def perform(self, form: Any, now: datetime) -> Settlement:
        return actions.withdraw(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Settlement) -> str:
        return "It is withdrawn. Nothing was posted."
