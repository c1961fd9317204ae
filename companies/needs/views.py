"""HTTP to one action or one query."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict

from companies.company import views as company
from companies.company.models import Company
from companies.needs import actions, queries
from companies.needs.forms import FIELDS, MUST, SERVICE, NeedsForm
from companies.needs.kinds import NAMES, Suggestion, suggest
from companies.needs.models import Needs
from companies.needs.wording import markets_said, value_said
from parks.catalogue.languages import languages_said
from parks.catalogue.queries import Catalogue, catalogue
from softlanding.kernel.editing import label_of
from softlanding.kernel.views import EditView


class Detail(company.Detail):
    """A company's page, with what it looks for."""

    def get_context(self, company: Company) -> dict[str, Any]:
        user, context = self.request.user, super().get_context(company)
        if not user.has_perm("companies.see_needs", company):
            return context
        needs = queries.needs_of(company.pk)
        context |= {
            "needs": needs,
            "sees_needs": True,
            "may_state": user.has_perm("companies.state_needs", company),
        }
        if needs is not None:
            known = catalogue()
            names, wanted = queries.names(known), queries.weights(needs, known.services)
            context |= {
                "musts": [names.services[key] for key, weight in wanted.items() if weight == MUST],
                "wishes": [names.services[key] for key, weight in wanted.items() if weight != MUST],
                "sectors": value_said(names, needs, "sectors", needs.sectors),
                "markets": markets_said(needs.markets),
                "languages": languages_said(needs.languages),
                "statements": queries.statements_of(needs),
            }
        return context


class StateNeeds(EditView, company.CompanyView):
    """One page: what the company looks for. Two of its buttons only help to fill it in, and save nothing."""

    verb, permission = "state", "companies.state_needs"
    template_name = "companies/needs/state.html"
    suggestion: Suggestion | None = None
    usual = ""  # the kind whose usual needs were just filled in
    asks_kind = False  # the usual needs were asked for, and no kind was chosen

    @cached_property
    def record(self) -> Needs:
        return queries.needs_of(self.object.pk) or Needs(company=self.object)

    @cached_property
    def known(self) -> Catalogue:
        return catalogue()

    @cached_property
    def shown(self) -> Needs:
        return self.record if self.record.pk else queries.prefilled(self.object, self.known)

    def get_form(self, data: Any = None) -> BaseForm:
        return NeedsForm(data, needs=self.shown, known=self.known, today=company.today())

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        prefilled = "" if self.record.pk or form.is_bound else self.shown.kind
        return {
            "suggestion": self.suggestion,
            "usual": NAMES.get(self.usual, ""),
            "prefilled": NAMES.get(prefilled, ""),
            "asks_kind": self.asks_kind,
            "is_first": not self.record.pk,
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "suggest" in request.POST:
            return self.show(self.get_form(self.with_suggestion(request.POST)))
        if "usual" in request.POST:
            return self.show(self.get_form(self.with_usual(request.POST)))
        return super().post(request, **kwargs)

    def with_suggestion(self, typed: QueryDict) -> QueryDict:
        """What was typed, with the suggested kind chosen where none was."""
        self.suggestion, given = suggest(typed.getlist("answers")), typed.copy()
        if self.suggestion.kind and not given.get("kind"):
            given["kind"] = self.suggestion.kind
        return given

    def with_usual(self, typed: QueryDict) -> QueryDict:
        """What was typed, with the services that the chosen kind usually needs instead of those typed."""
        self.asks_kind, self.usual = not typed.get("kind"), typed.get("kind", "")
        if self.asks_kind:
            return typed
        given = typed.copy()
        for name in [name for name in given if name.startswith(SERVICE)]:
            del given[name]
        for key in queries.usual_musts(self.usual, self.known.services):
            given[f"{SERVICE}{key}"] = MUST
        return given

    def save(self, form: Any, now: datetime, read: str | None) -> Company:
        return actions.state(self.object, by=self.user, now=now, facts=form.facts(), read=read).company

    def edited(self, form: BaseForm) -> list[str]:
        return list(FIELDS)

    def label(self, form: BaseForm, name: str) -> str:
        return label_of(self.record, name)

    def said(self, name: str, value: Any) -> str:
        return value_said(queries.names(self.known), self.record, name, value)

    def done(self, record: Company) -> str:
        return "What you need is saved. Each park says how well it fits."
