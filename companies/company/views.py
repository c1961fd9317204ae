"""HTTP to one action or one query."""

from copy import copy
from datetime import date, datetime
from typing import Any, ClassVar

import rules
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django_filters import FilterSet

from companies.company import actions, queries
from companies.company.conditions import eligibility
from companies.company.filters import CompanyFilter, ResidentFilter
from companies.company.forms import AddResidentForm, ClaimForm, CompanyForm, CreateForm, JoinForm, ReasonForm
from companies.company.models import Company, Residency
from companies.company.states import WORKFLOW
from parks.park.models import Park
from softlanding.kernel.listing import OwnListView
from softlanding.kernel.making import MakeView
from softlanding.kernel.views import ActionView, EditView
from softlanding.memberships.actions import join
from softlanding.memberships.views import FirstPage


def today() -> date:
    return timezone.localdate()


class Companies(OwnListView):
    """All companies of the network."""

    template_name, nouns = "companies/list.html", "company,companies"
    filterset_class = CompanyFilter

    def get_queryset(self) -> QuerySet[Company]:
        if not rules.has_perm("companies.list_companies", self.request.user):
            raise Http404
        home = Residency.objects.verified().filter(company=OuterRef("pk"))
        return Company.objects.defer("about").annotate(home=Subquery(home.values("park__name")[:1]))


class Residents(OwnListView):
    """The companies of a park: those that wait for its word first, then everyone, filtered and sorted."""

    template_name, nouns = "companies/residents.html", "company,companies"
    filterset_class = ResidentFilter
    MOST_WAITING = 10

    def get_queryset(self) -> QuerySet[Residency]:
        user = self.request.user
        self.park = get_object_or_404(Park.objects.known_inside_to(user), code=self.kwargs["key"])
        if not user.has_perm("companies.see_residents", self.park):
            raise PermissionDenied
        return self.park.residencies.select_related("company").defer("company__about")

    def get_context(self, filterset: FilterSet) -> dict[str, Any]:
        claims = queries.claims_at(self.park).defer("company__about")
        return {
            "park": self.park,
            "waiting": claims[: self.MOST_WAITING],
            "waiting_count": claims.count(),
            "may_add": self.request.user.has_perm("companies.add_resident", self.park),
        }


class Detail(LoginRequiredMixin, View):
    """A company's page: its profile, its home park and what waits there."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        company = get_object_or_404(Company.objects.visible_to(request.user), pk=key)
        return render(request, "companies/detail.html", self.get_context(company))

    def get_context(self, company: Company) -> dict[str, Any]:
        user = self.request.user
        home, residencies = queries.residencies_of(company, user)
        return {
            "company": company,
            "home": home,
            "residencies": residencies,
            "eligibility": eligibility(company, today()),
            "may_edit": user.has_perm("companies.edit_company", company),
            "may_claim": user.has_perm("companies.claim_residency", company),
            "edits": queries.edits_of(company, user),
            "sees_people": user.has_perm("companies.see_people", company),
        }


class CompanyView(ActionView):
    """A verb on one company."""

    def get_queryset(self) -> QuerySet[Company]:
        return Company.objects.visible_to(self.user)


class Edit(EditView, CompanyView):
    verb, permission = "edit", "companies.edit_company"
    template_name = "companies/edit.html"

    def get_form(self, data: Any = None) -> BaseForm:
        # A copy: the form writes what was typed into its instance, and the page shows the company as it is.
        return CompanyForm(data, instance=copy(self.object), today=today())

    def save(self, form: Any, now: datetime, read: str | None) -> Company:
        return actions.edit(self.object, by=self.user, now=now, facts=form.facts(), read=read)

    def done(self, record: Company) -> str:
        return "The page shows what you entered."


class Claim(CompanyView):
    verb, permission = "claim", "companies.claim_residency"
    template_name = "companies/claim.html"

    def get_form(self, data: Any = None) -> BaseForm:
        return ClaimForm(data, today=today())

    def perform(self, form: Any, now: datetime) -> Company:
        residency = actions.claim(self.object, **form.cleaned_data, by=self.user, now=now)
        return residency.company

    def done(self, record: Company) -> str:
        return "The park has been told. You get a mail with its answer."


class Create(MakeView):
    verb, permission = "create", "companies.create_company"
    template_name = "companies/create.html"

    def get_form(self, data: Any = None) -> BaseForm:
        return CreateForm(data, today=today())

    def perform(self, form: Any, now: datetime) -> Company:
        return actions.create(by=self.user, now=now, **form.facts())

    def done(self, record: Company) -> str:
        return f"{record.name} is registered, and you speak for it."


class Join(MakeView):
    """Ask to join a company by its name: companies have no public list."""

    verb, permission = "join", "companies.create_company"
    template_name = "companies/join.html"
    form_class = JoinForm

    def perform(self, form: Any, now: datetime) -> Any:
        self.company = queries.company_named(form.cleaned_data["name"])
        join(self.company, role=queries.PEOPLE.first_role, by=self.user, now=now)
        return FirstPage()

    def done(self, record: Any) -> str:
        return f"Those who speak for {self.company.name} have been told. You get a mail with their answer."


class AddResident(ActionView):
    """A park registers a company it vouches for."""

    verb, permission = "add_resident", "companies.add_resident"
    template_name = "companies/add_resident.html"
    slug_field = "code"

    def get_queryset(self) -> QuerySet[Park]:
        return Park.objects.known_inside_to(self.user)

    def get_form(self, data: Any = None) -> BaseForm:
        return AddResidentForm(data, today=today())

    def perform(self, form: Any, now: datetime) -> Company:
        self.email = form.cleaned_data["email"]
        return actions.add_resident(self.object, **form.cleaned_data, by=self.user, now=now).company

    def done(self, record: Company) -> str:
        return f"{record.name} is a verified resident. The invitation to {self.email} is on its way."


class ResidencyView(ActionView):
    """A verb on one residency."""

    workflow = WORKFLOW
    form_class: ClassVar[Any] = ReasonForm

    def get_queryset(self) -> QuerySet[Residency]:
        return Residency.objects.visible_to(self.user).select_related("company", "park")

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {"eligibility": eligibility(self.object.company, today())}


class Verify(ResidencyView):
    verb, permission = "verify", "companies.verify_residency"
    template_name = "companies/verify.html"
    form_class = ActionView.form_class

    def perform(self, form: Any, now: datetime) -> Residency:
        return actions.verify(self.object, by=self.user, now=now)

    def done(self, record: Residency) -> str:
        return f"{record.park.name} is now the home park of {record.company.name}. Its people get a mail."


class Refuse(ResidencyView):
    verb, permission = "refuse", "companies.refuse_residency"
    template_name = "companies/refuse.html"

    def perform(self, form: Any, now: datetime) -> Any:
        actions.refuse(self.object, **form.cleaned_data, by=self.user, now=now)
        return ResidentsPage(self.object.park)

    def done(self, record: Any) -> str:
        return f"{self.object.company.name} gets a mail with your reason."


class End(ResidencyView):
    verb, permission = "end", "companies.end_residency"
    template_name = "companies/end.html"

    def perform(self, form: Any, now: datetime) -> Any:
        actions.end(self.object, **form.cleaned_data, by=self.user, now=now)
        return ResidentsPage(self.object.park)

    def done(self, record: Any) -> str:
        return f"{self.object.company.name} is no longer your resident. Its people get a mail with your reason."


class ResidentsPage:
    """Where a manager goes whose park no longer sees the company."""

    def __init__(self, park: Park) -> None:
        self.park = park

    def get_absolute_url(self) -> str:
        return reverse("companies:residents", args=[self.park.code])
