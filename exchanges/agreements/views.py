"""The pages of agreements: the list, one agreement, and one page a verb."""

from datetime import date, datetime
from typing import Any, cast

import rules
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from exchanges.agreements import actions, queries
from exchanges.agreements.filters import AgreementFilter
from exchanges.agreements.forms import ProposeForm, ReasonForm, SignForm, first_terms
from exchanges.agreements.models import Agreement
from exchanges.agreements.states import TONES, WORKFLOW
from parks.models import Membership, Park
from parks.states import Role
from softlanding.accounts.models import User
from softlanding.kernel.refusals import Refused, Stale
from softlanding.kernel.views import ActionView, SeeOther, page_of, place_refusal


def today() -> date:
    return timezone.now().date()


class List(LoginRequiredMixin, View):
    """Every agreement the person may see; opens with those that wait for her signature."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = cast(User, request.user)
        found = AgreementFilter(request.GET, Agreement.objects.visible_to(user), today=today())
        page = page_of(queries.whole(found.qs), request.GET)
        waiting = [] if request.GET else queries.whole(queries.waiting_for(user))[:6]
        context = {
            "filter": found,
            "page_obj": page,
            "rows": [queries.Row(agreement, today()) for agreement in page],
            "waiting": [queries.Row(agreement, today()) for agreement in waiting],
            "can_propose": rules.has_perm("exchanges.propose_agreement", user, None),
        }
        return render(request, "exchanges/agreements/list.html", context)


class Detail(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        user = cast(User, request.user)
        agreement = get_object_or_404(queries.whole(Agreement.objects.visible_to(user)), code=key)
        return render(request, "exchanges/agreements/detail.html", page_context(agreement, user))


def page_context(agreement: Agreement, user: User) -> dict[str, Any]:
    """What every page about one agreement shows."""
    phase = agreement.phase(today())
    version = agreement.ruling or agreement.newest
    return {
        "agreement": agreement,
        "version": version,
        "directions": queries.directions_of(agreement, version),
        "phase": phase,
        "tone": TONES[phase],
        "today": today(),
        "history": queries.history(agreement),
        "verbs": queries.verbs_for(agreement, user),
        "waits_for": queries.waits_for(agreement),
        "mine": Membership.objects.roles_of(user),
    }


class Propose(LoginRequiredMixin, View):
    """The first verb, which has no agreement yet."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated and not rules.has_perm("exchanges.propose_agreement", request.user, None):
            raise PermissionDenied
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = Park.objects.admitted().filter(code=request.GET.get("partner", "")[:20]).first()
        initial = {**first_terms(today()), "partner": wanted}
        return self.show(self.form(initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        proposer, partner = form.cleaned_data["proposer"], form.cleaned_data["partner"]
        try:
            agreement = actions.propose(
                by=cast(User, request.user), proposer=proposer, partner=partner, terms=form.terms(), now=timezone.now()
            )
        except Refused as refused:
            place_refusal(form, refused)
            return self.show(form)
        messages.success(request, f"{partner} has been asked. It is in force once both parks have signed.")
        return SeeOther(agreement.get_absolute_url())

    def form(self, data: Any = None, **kwargs: Any) -> ProposeForm:
        roles = Membership.objects.roles_of(self.request.user)
        mine = [park for park, role in roles.items() if role == Role.MANAGER]
        proposers = Park.objects.filter(pk__in=mine)
        partners = Park.objects.admitted()
        if len(mine) == 1:
            partners = partners.exclude(pk=mine[0])
        return ProposeForm(data, proposers=proposers, partners=partners, **kwargs)

    def show(self, form: ProposeForm) -> HttpResponse:
        return render(self.request, "exchanges/agreements/propose.html", {"form": form, "verb": WORKFLOW["propose"]})


class AgreementView(ActionView):
    """One verb on one agreement."""

    workflow = WORKFLOW
    slug_field = "code"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.permission = f"exchanges.{cls.verb}_agreement"
        cls.template_name = f"exchanges/agreements/{cls.verb}.html"

    def get_queryset(self) -> QuerySet[Agreement]:
        return queries.whole(Agreement.objects.visible_to(self.user))

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return page_context(self.object, self.user)


class Sign(AgreementView):
    verb = "sign"

    def get_form(self, data: Any = None) -> BaseForm:
        mine = [park.pk for park in queries.unsigned_parks(self.object, self.user)]
        if not mine:  # a double click, or a colleague was first
            raise Stale(f"You have signed these terms already. They wait for {queries.waits_for(self.object)}.")
        initial = {"content_hash": self.object.newest.content_hash}
        return SignForm(data, parks=Park.objects.filter(pk__in=mine), initial=initial)

    def perform(self, form: Any, now: datetime) -> Agreement:
        return actions.sign(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Agreement) -> str:
        waits_for = queries.waits_for(record)
        return f"You signed. Now {waits_for} has to sign." if waits_for else "Both parks have signed the same terms."


class Refuse(AgreementView):
    verb = "refuse"
    form_class = ReasonForm

    def perform(self, form: Any, now: datetime) -> Agreement:
        partner = self.object.partner_of(self.object.proposed_by)
        reason = form.cleaned_data["reason"]
        return actions.refuse(self.object, by=self.user, park=partner, reason=reason, now=now)

    def done(self, record: Agreement) -> str:
        return f"{record.proposed_by} has been told that you refuse, and why."


class Withdraw(AgreementView):
    verb = "withdraw"
    form_class = ReasonForm

    def perform(self, form: Any, now: datetime) -> Agreement:
        reason = form.cleaned_data["reason"]
        return actions.withdraw(self.object, by=self.user, park=self.object.proposed_by, reason=reason, now=now)

    def done(self, record: Agreement) -> str:
        return "The proposal is off the table."
