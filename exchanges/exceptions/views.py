"""The pages of exceptions: the list, one of them, and one page a verb."""

from datetime import datetime, timedelta
from typing import Any, cast

import rules
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, Value, When
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from exchanges.agreements.queries import direction_for
from exchanges.exceptions import actions, queries
from exchanges.exceptions.forms import AskForm, DirectionForm, ReasonForm, WithdrawForm
from exchanges.exceptions.states import WORKFLOW, State
from exchanges.landings.effects import effect_of
from exchanges.landings.models import Landing
from exchanges.landings.positions import position_of
from exchanges.landings.states import State as LandingState
from exchanges.ledger.models import Pair
from exchanges.policy.models import LimitException
from exchanges.policy.queries import rows
from parks.park.models import Park
from parks.rights import parks_run_by, parks_seen_by, sees_parks_inside
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel import words
from softlanding.kernel.calendar import local_day
from softlanding.kernel.listing import OwnListView
from softlanding.kernel.making import MakeView
from softlanding.kernel.views import ActionView

FIRST_DAYS = 90  # how long an exception lasts unless one says otherwise
# States in which a landing's months are still asked for, offered, or waited for.
MAY_BE_OFFERED = (
    LandingState.DRAFT, LandingState.SUBMITTED, LandingState.NOMINATED, LandingState.OFFERED, LandingState.CONFIRMED,
)  # fmt: skip
KNOWN = ("home", "host")  # what a landing or a request already says


class List(OwnListView):
    """Every exception the person may see: the requests that wait first, then the newest."""

    template_name, nouns = "exchanges/exceptions/list.html", "exception"

    def get_queryset(self) -> QuerySet[LimitException]:
        user = cast(User, self.request.user)
        if not sees_parks_inside(user):
            raise Http404
        first = Case(When(state=State.ASKED, then=Value(0)), default=Value(1))
        return LimitException.objects.visible_to(user).with_used().order_by(first, "-created_at", "-pk")

    def rows(self, page: Any) -> Any:
        return rows(page, timezone.now().date())

    def get_context(self, filterset: None) -> dict[str, Any]:
        user = self.request.user
        return {
            "may_grant": rules.has_perm("exchanges.grant_exception", user),
            "may_ask": rules.has_perm("exchanges.ask_exception", user),
        }


class Detail(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        user = cast(User, request.user)
        exception = get_object_or_404(LimitException.objects.visible_to(user).with_used(), pk=key)
        landing = landing_of(exception)
        context = {
            "landing": landing,
            # The host may read of a landing that it is not shown yet.
            "sees_landing": landing
            and (landing.nominated_at or is_network_admin(user) or exception.home_id in parks_seen_by(user)),
            "row": rows([exception], local_day(timezone.now(), exception.host.time_zone))[0],
            "exception": exception,
            "wish": queries.wish(exception),
            "uses": exception.uses.select_related("landing__company"),
            "history": queries.history(exception),
            "verbs": [
                (name, verb)
                for name, verb in WORKFLOW.items()
                if exception.state in verb.frm and user.has_perm(f"exchanges.{name}_exception", exception)
            ],
        }
        return render(request, "exchanges/exceptions/detail.html", context)


class DirectionView(MakeView):
    """For the landing, or the direction, that the address names; without one the parks are chosen here."""

    workflow = WORKFLOW

    def knows_of_it(self) -> bool:
        return sees_parks_inside(self.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self._landing: Landing | None = None
        return super().dispatch(request, *args, **kwargs)

    @property
    def landing(self) -> Landing | None:
        key = self.request.GET.get("landing", "")
        if key and self._landing is None:
            seen = Landing.objects.visible_to(self.user).select_related("company", "home", "host", "pair")
            fits = key.isascii() and key.isdigit() and len(key) < 12
            self._landing = get_object_or_404(seen, pk=key) if fits else None
        return self._landing

    @property
    def named(self) -> dict[str, Park]:
        """The parks that the address names by their codes."""
        codes = {name: self.request.GET.get(name, "")[:20].replace("\x00", "") for name in KNOWN}
        found = {park.code: park for park in Park.objects.filter(code__in=filter(None, codes.values()))}
        return {name: found[code] for name, code in codes.items() if code in found}

    def first_values(self, data: Any) -> dict[str, Any]:
        parks = self.named if data is None and not self.landing else {}
        return {**parks, "ends_on": timezone.now().date() + timedelta(days=FIRST_DAYS)}

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        found = effect(self.landing, self.user) if self.landing else None
        return {"landing": self.landing, "effect": found, "sees_debts": is_network_admin(self.user)}


class Ask(DirectionView):
    verb = "ask"
    permission = "exchanges.ask_exception"
    template_name = "exchanges/exceptions/ask.html"

    def get_form(self, data: Any = None) -> BaseForm:
        if self.landing and not self.user.has_perm("exchanges.ask_exception", self.landing.home):
            raise PermissionDenied
        known = (*KNOWN, "months") if self.landing else ()
        return AskForm(data, known=known, mine=parks_run_by(self.user), initial=self.first_values(data))

    def perform(self, form: Any, now: datetime) -> LimitException:
        return actions.ask(by=self.user, now=now, **with_parks(form, self.landing))

    def done(self, record: LimitException) -> str:
        return f"The network admins and {record.host} have been told. The limit holds until they answer."


class Grant(DirectionView):
    """One that nobody asked for."""

    verb = "grant"
    permission = "exchanges.grant_exception"
    template_name = "exchanges/exceptions/grant.html"

    def get_form(self, data: Any = None) -> BaseForm:
        known = (*KNOWN, "months") if self.landing else ()
        return DirectionForm(data, known=known, initial=self.first_values(data))

    def perform(self, form: Any, now: datetime) -> LimitException:
        return actions.grant(by=self.user, now=now, **with_parks(form, self.landing))

    def done(self, record: LimitException) -> str:
        return told(record)


class ExceptionView(ActionView):
    """One verb on one exception."""

    workflow = WORKFLOW

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.permission = f"exchanges.{cls.verb}_exception"
        cls.template_name = f"exchanges/exceptions/{cls.verb}.html"

    def get_queryset(self) -> QuerySet[LimitException]:
        return LimitException.objects.visible_to(self.user).with_used()


class AnswerView(ExceptionView):
    """What a network admin answers a request with; beside it the request and what it would do."""

    verb = "turn_down"
    landing: Landing | None = None

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        asked: LimitException = self.object
        landing = landing_of(asked)
        return {
            "asked": asked,
            "landing": landing,
            "history": queries.history(asked),
            "effect": effect(landing, self.user) if landing else None,
            "sees_debts": True,
            "position": None if landing else position(asked.pair, asked.home, timezone.now()),
        }


class GrantAsked(AnswerView):
    """Grants a request; the months and the end may be changed."""

    verb = "grant"

    def get_form(self, data: Any = None) -> BaseForm:
        asked: LimitException = self.object
        known = (*KNOWN, "months") if asked.landing_id else KNOWN
        today = timezone.now().date()
        return DirectionForm(data, known=known, initial={"months": asked.months, "ends_on": max(asked.ends_on, today)})

    def perform(self, form: Any, now: datetime) -> LimitException:
        asked: LimitException = self.object
        values = {**form.cleaned_data, "home": asked.home, "host": asked.host, "asked": asked}
        return actions.grant(by=self.user, now=now, **values)

    def done(self, record: LimitException) -> str:
        return told(record)


class TurnDown(AnswerView):
    verb = "turn_down"
    form_class = ReasonForm

    def perform(self, form: Any, now: datetime) -> LimitException:
        return actions.turn_down(self.object, reason=form.cleaned_data["reason"], by=self.user, now=now)

    def done(self, record: LimitException) -> str:
        return f"It is turned down. {record.home} and {record.host} have been told why."


class Withdraw(ExceptionView):
    verb = "withdraw"
    form_class = WithdrawForm

    def perform(self, form: Any, now: datetime) -> LimitException:
        return actions.withdraw(self.object, reason=form.cleaned_data["reason"], by=self.user, now=now)

    def done(self, record: LimitException) -> str:
        return f"The request is withdrawn. The network admins and {record.host} have been told."


class Revoke(ExceptionView):
    verb = "revoke"
    form_class = ReasonForm

    def perform(self, form: Any, now: datetime) -> LimitException:
        return actions.revoke(self.object, reason=form.cleaned_data["reason"], by=self.user, now=now)

    def done(self, record: LimitException) -> str:
        return f"It is revoked. {record.home} and {record.host} have been told why."


def landing_of(exception: LimitException) -> Landing | None:
    """The landing it is for, with the parks that are loaded already."""
    landing: Landing | None = exception.landing
    if landing:
        landing.home, landing.host = exception.home, exception.host
    return landing


def with_parks(form: Any, landing: Landing | None) -> dict[str, Any]:
    """What was typed, and for a landing the parks it knows."""
    values: dict[str, Any] = form.cleaned_data
    return {**values, "landing": landing, "home": landing.home, "host": landing.host} if landing else values


def told(record: LimitException) -> str:
    return f"{record.home} and {record.host} have been told. It ends on {words.day(record.ends_on)}."


def effect(landing: Landing, user: User) -> Any:
    """What the landing's months do, offered or as wished, from the side of whoever reads; None where none are asked for
    or they have begun or ended.
    """
    if not landing.first_day or not landing.length or landing.state not in MAY_BE_OFFERED:
        return None
    side = "home" if landing.home_id in parks_seen_by(user) else "network"
    return effect_of(landing, landing.first_day, landing.length, timezone.now(), side)


def position(pair: Pair, home: Park, now: datetime) -> Any:
    host = pair.partner_of(home)
    terms = direction_for(home, host, local_day(now, host.time_zone))
    return position_of(pair, home, now, terms.version if terms else None)
