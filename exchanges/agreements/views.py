"""The pages of agreements: the list, one agreement, and one page a verb."""

from datetime import date
from typing import Any, ClassVar, cast

import rules
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from exchanges.agreements import actions, comparing, lists, paper, queries, ruling
from exchanges.agreements.before_signing import BEFORE_SIGNING
from exchanges.agreements.filters import QUICK, AgreementFilter
from exchanges.agreements.forms import ActingForm, ProposeForm, first_terms
from exchanges.agreements.histories import history
from exchanges.agreements.models import Agreement, AgreementVersion
from exchanges.agreements.permissions import parties_run_by, parties_signed_for
from exchanges.agreements.states import TABLE_VERBS, TONES, WORKFLOW
from exchanges.policy.queries import of_pair
from parks.park.models import Park
from parks.rights import parks_seen_by, parks_signed_for
from softlanding.accounts.models import User
from softlanding.kernel.listing import OwnListView
from softlanding.kernel.paper import pdf
from softlanding.kernel.refusals import Refused, Stale
from softlanding.kernel.views import ActionView, SeeOther, or_404, place_refusal
from softlanding.limits.views import CountedPdf


def today() -> date:
    return timezone.now().date()


class List(OwnListView):
    """Every agreement the person may see; opens with those that wait for her signature."""

    template_name, nouns, quick = "exchanges/agreements/list.html", "agreement", QUICK

    def get_filterset(self) -> AgreementFilter:
        user = cast(User, self.request.user)
        return AgreementFilter(self.request.GET, Agreement.objects.visible_to(user), today=today(), user=user)

    def found(self, filterset: AgreementFilter) -> QuerySet[Agreement, int]:
        found: QuerySet[Agreement, int] = filterset.qs.values_list("pk", flat=True)
        return found

    def rows(self, page: Any) -> Any:
        return lists.rows_of(list(page), today())

    def get_context(self, filterset: AgreementFilter) -> dict[str, Any]:
        user = cast(User, self.request.user)
        return {
            "waiting": [] if self.request.GET else lists.waiting_rows(user, today()),
            "can_propose": rules.has_perm("exchanges.propose_agreement", user, None),
        }


class Detail(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        user = cast(User, request.user)
        agreement = or_404(queries.opened(key, user))
        context = page_context(agreement, user)
        verbs = context["verbs"]
        context |= {
            # The main verb stands at the top; contacts are edited where they are shown.
            "quiet": [(name, verb) for name, verb in verbs if verb.tone != "main" and name != "name_contacts"],
            "can_talk": any(name == "name_contacts" for name, _ in verbs),
            "signers": queries.signers_of(agreement),
            "notes": queries.notes_of(agreement),
            "works_for": parties_run_by(user, agreement),
            "history": history(agreement),
            "exceptions": of_pair(agreement.pair_id, today()),
        }
        return render(request, "exchanges/agreements/detail.html", context)


def page_context(agreement: Agreement, user: User, version: AgreementVersion | None = None) -> dict[str, Any]:
    """What every page about one agreement shows; `version`: the terms it is about, when not those that rule."""
    phase, tabled = agreement.phase(today()), agreement.tabled
    version = version or agreement.shown(today())
    answered = comparing.answered_by(agreement, tabled) if tabled else None
    return {
        "agreement": agreement,
        "version": version,
        "directions": queries.directions_of(agreement, version),
        "coming": [(one, comparing.compared(agreement, version, one)) for one in agreement.coming_after(today())],
        "tabled": tabled,
        "is_amendment": tabled is not None and agreement.ruling_id is not None,
        "comparison": comparing.compared(agreement, answered, tabled) if tabled and answered else None,
        "phase": phase,
        "tone": TONES[phase],
        "today": today(),
        "verbs": queries.verbs_for(agreement, user, today()),
        "waits_for": queries.waits_for(agreement),
        "mine": parks_seen_by(user),
    }


class Versions(LoginRequiredMixin, View):
    """Every version with its hash and signatures; any two side by side."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        user = cast(User, request.user)
        agreement = or_404(queries.opened(key, user))
        versions = list(agreement.versions.all())
        known = {str(version.number): version for version in versions}
        new = known.get(request.GET.get("new", ""), versions[-1])
        old = known.get(request.GET.get("old", ""))
        if old is None:
            old = comparing.answered_by(agreement, new)
        context = {
            "agreement": agreement,
            "versions": versions[::-1],
            "signed": queries.signed_names(agreement),
            "states": {one.pk: comparing.state_of(agreement, one, today()) for one in versions},
            "comparison": comparing.compared(agreement, old, new) if old else None,
            "canonical": queries.canonical_of(new),
            "new": new,
        }
        return render(request, "exchanges/agreements/versions.html", context)


class Paper(LoginRequiredMixin, CountedPdf, View):
    """The agreement as a PDF: what is shown of it, the signed terms or else those on the table."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        user = cast(User, request.user)
        agreement = or_404(queries.opened(key, user))
        headers = {"Content-Disposition": f'inline; filename="agreement-{agreement.code}.pdf"'}
        check = f"{settings.BASE_URL}{reverse('exchanges:statements:check')}"
        data = {**paper.content(agreement, today()), "check": check, "network": settings.NETWORK_NAME}
        printed = pdf("agreement", data, attached=paper.attachments(agreement, today()))
        return HttpResponse(printed, content_type="application/pdf", headers=headers)


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
            place_refusal(form, form.placed(refused))
            return self.show(form)
        messages.success(request, f"{partner} has been asked. It is in force once both parks have signed.")
        return SeeOther(agreement.get_absolute_url())

    def form(self, data: Any = None, **kwargs: Any) -> ProposeForm:
        mine = parks_signed_for(self.request.user)
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
    is_decision: ClassVar[bool] = True  # it shows where the two parks stand, and what terms on the table do to that

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "verb" in vars(cls):
            cls.permission = f"exchanges.{cls.verb}_agreement"
            cls.template_name = f"exchanges/agreements/{cls.verb}.html"

    def get_object(self, **kwargs: Any) -> Agreement:
        return or_404(queries.opened(kwargs["key"], self.user))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check_when()
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check_when()
        return super().post(request, **kwargs)

    def check_when(self) -> None:
        """Stale, with how it stands, when the verb does not start now."""
        if why := queries.why_not(self.object, self.verb, today()):
            raise Stale(why)

    @property
    def signed_on(self) -> date:
        """The day a signature given now has for both parks."""
        return ruling.latest_day(self.object, timezone.now())

    @property
    def version(self) -> AgreementVersion:
        """The terms this verb is about."""
        agreement: Agreement = self.object
        return (agreement.tabled if self.verb in TABLE_VERBS else None) or agreement.shown(today())

    @property
    def parks(self) -> list[Park]:
        """The parties in whose name this person may do the verb."""
        mine = parties_signed_for(self.user, self.object)
        return [park for park in self.object.parties if park.pk in mine]

    def get_form(self, data: Any = None) -> BaseForm:
        return cast(type[ActingForm], self.form_class)(data, parks=self.parks, initial=self.get_initial())

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        context = page_context(self.object, self.user, self.version)
        readers = BEFORE_SIGNING if self.is_decision else []
        now, mine = timezone.now(), context["mine"]
        found = [read(self.object, self.version, self.signed_on, now, mine) for read in readers]
        return {**context, "before_signing": found}
