"""The pages of exceptions: the list, one of them, and one page a verb."""

from datetime import datetime, timedelta
from typing import Any, cast

import rules
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from exchanges.exceptions import actions
from exchanges.exceptions.forms import GrantForm, RevokeForm
from exchanges.exceptions.states import WORKFLOW
from exchanges.landings.models import Landing
from exchanges.policy.models import LimitException
from exchanges.policy.queries import Said, exception_history, rows
from parks.models import Membership, Park
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.calendar import local_day
from softlanding.kernel.making import MakeView
from softlanding.kernel.views import ActionView, page_of

FIRST_DAYS = 90  # how long an exception lasts unless the admin says otherwise


class List(LoginRequiredMixin, View):
    """Every exception the person may see, newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = cast(User, request.user)
        if not user.is_network_admin and not Membership.objects.roles_of(user):
            raise Http404
        page = page_of(LimitException.objects.visible_to(user).with_used(), request.GET)
        context = {
            "page_obj": page,
            "rows": rows(page, timezone.now().date()),
            "may_grant": rules.has_perm("exchanges.grant_exception", user),
        }
        return render(request, "exchanges/exceptions/list.html", context)


class Detail(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        user = cast(User, request.user)
        exception = get_object_or_404(LimitException.objects.visible_to(user).with_used(), pk=key)
        history: list[Said] = exception_history(exception)
        context = {
            "row": rows([exception], local_day(timezone.now(), exception.host.time_zone))[0],
            "exception": exception,
            "uses": exception.uses.select_related("landing__company"),
            "history": history,
            "may_revoke": exception.state in WORKFLOW["revoke"].frm
            and user.has_perm("exchanges.revoke_exception", exception),
        }
        return render(request, "exchanges/exceptions/detail.html", context)


class Grant(MakeView):
    """For the landing, or the direction, that the address names; without one the parks are chosen here."""

    verb = "grant"
    permission = "exchanges.grant_exception"
    template_name = "exchanges/exceptions/grant.html"
    workflow = WORKFLOW

    @property
    def landing(self) -> Landing | None:
        key = self.request.GET.get("landing", "")
        if not key:
            return None
        seen = Landing.objects.visible_to(self.user).select_related("company", "home", "host")
        return get_object_or_404(seen, pk=key) if key.isascii() and key.isdigit() and len(key) < 12 else None

    def get_form(self, data: Any = None) -> BaseForm:
        parks = {
            name: Park.objects.filter(code=self.request.GET.get(name, "")[:20].replace("\x00", "")).first()
            for name in ("home", "host")
            if self.request.GET.get(name)
        }
        initial = {**parks, "ends_on": timezone.now().date() + timedelta(days=FIRST_DAYS)}
        return GrantForm(data, for_landing=self.landing is not None, initial=initial)

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {"landing": self.landing}

    def perform(self, form: Any, now: datetime) -> LimitException:
        values, landing = form.cleaned_data, self.landing
        if landing:
            values = {**values, "landing": landing, "home": landing.home, "host": landing.host}
        return actions.grant(by=self.user, now=now, **values)

    def done(self, record: LimitException) -> str:
        return f"{record.home} and {record.host} have been told. It ends on {words.day(record.ends_on)}."


class Revoke(ActionView):
    verb = "revoke"
    permission = "exchanges.revoke_exception"
    template_name = "exchanges/exceptions/revoke.html"
    workflow = WORKFLOW
    form_class = RevokeForm

    def get_queryset(self) -> QuerySet[LimitException]:
        return LimitException.objects.visible_to(self.user).with_used()

    def perform(self, form: Any, now: datetime) -> LimitException:
        return actions.revoke(self.object, reason=form.cleaned_data["reason"], by=self.user, now=now)

    def done(self, record: LimitException) -> str:
        return f"It is revoked. {record.home} and {record.host} have been told why."
