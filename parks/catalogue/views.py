"""HTTP to one action or one query."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import datetime
from typing import Any, ClassVar

import rules
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from parks.catalogue import actions, queries
from parks.catalogue.forms import SectorForm, ServiceForm
from parks.catalogue.models import CLASSIFICATION, Sector, Service
from parks.catalogue.states import WORKFLOW
from parks.catalogue.wording import used_said
from softlanding.kernel.making import MakeView
from softlanding.kernel.views import ActionView, EditView, or_404

Uses = Callable[[Service | Sector], int]
KINDS: Mapping[str, type[Service] | type[Sector]] = {"services": Service, "sectors": Sector}


class List(LoginRequiredMixin, View):
    """The whole catalogue, for everybody signed in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        elements, groups = queries.whole()
        context = {
            "elements": elements,
            "groups": groups,
            "classification": CLASSIFICATION,
            "may_change": rules.has_perm("parks.add_service", request.user),
        }
        return render(request, "parks/catalogue/list.html", context)


class AddService(MakeView):
    verb, permission = "add_service", "parks.add_service"
    template_name = "parks/catalogue/add_service.html"
    form_class = ServiceForm

    def get_form(self, data: Any = None) -> BaseForm:
        return self.form_class(data)

    def perform(self, form: Any, now: datetime) -> Service:
        return actions.add_service(facts=form.facts(), by=self.user, now=now)

    def done(self, record: Service) -> str:
        return f"“{record.name}” stands in the catalogue. Parks can offer it from now on."


class AddSector(MakeView):
    verb, permission = "add_sector", "parks.add_sector"
    template_name = "parks/catalogue/add_sector.html"
    form_class = SectorForm

    def get_form(self, data: Any = None) -> BaseForm:
        return self.form_class(data)

    def perform(self, form: Any, now: datetime) -> Sector:
        return actions.add_sector(facts=form.facts(), by=self.user, now=now)

    def done(self, record: Sector) -> str:
        return f"“{record.name}” stands in the catalogue. Parks and companies can choose it from now on."


class EntryView(ActionView):
    """A verb on one entry. `uses` counts the parks that use it; the rooms above know."""

    slug_field = "key"
    workflow = WORKFLOW
    uses: Uses | None = None

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        is_service = isinstance(self.object, Service)
        return {
            "used": used_said(self.object, self.uses(self.object)) if self.uses else "",
            "kind": "services" if is_service else "sectors",
        }


class EditEntry(EditView, EntryView):
    """The page of an entry: what is said of it, and how it came to be so."""

    form_class: ClassVar[Any]

    def get_form(self, data: Any = None) -> BaseForm:
        # A copy: the form writes what was typed into its instance, and the page shows the entry as it is.
        form: BaseForm = self.form_class(data, instance=copy(self.object))
        return form

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {**super().get_context(form), "steps": queries.history(self.object)}

    def done(self, record: Service | Sector) -> str:
        return f"“{record.name}” is shown as you entered it, wherever it is used."


class EditService(EditEntry):
    verb, permission = "edit_service", "parks.edit_service"
    template_name = "parks/catalogue/edit_service.html"
    form_class = ServiceForm

    def get_queryset(self) -> QuerySet[Service]:
        return Service.objects.all()

    def save(self, form: Any, now: datetime, read: str | None) -> Service:
        return actions.edit_service(self.object, facts=form.facts(), by=self.user, now=now, read=read)


class EditSector(EditEntry):
    verb, permission = "edit_sector", "parks.edit_sector"
    template_name = "parks/catalogue/edit_sector.html"
    form_class = SectorForm

    def get_queryset(self) -> QuerySet[Sector]:
        return Sector.objects.select_related("parent")

    def save(self, form: Any, now: datetime, read: str | None) -> Sector:
        return actions.edit_sector(self.object, facts=form.facts(), by=self.user, now=now, read=read)


class MoveEntry(EntryView):
    """Of a service or of a sector, as the address says."""

    def get_queryset(self) -> QuerySet[Any]:
        return or_404(KINDS.get(self.kwargs["entries"]))._default_manager.all()


class Retire(MoveEntry):
    verb, permission = "retire", "parks.retire_entry"
    template_name = "parks/catalogue/retire.html"

    def perform(self, form: Any, now: datetime) -> Service | Sector:
        moved: Service | Sector = actions.retire(self.object, by=self.user, now=now)
        return moved

    def done(self, record: Service | Sector) -> str:
        return f"“{record.name}” is retired. Where it is used it stays."


class Restore(MoveEntry):
    verb, permission = "restore", "parks.restore_entry"
    template_name = "parks/catalogue/restore.html"

    def perform(self, form: Any, now: datetime) -> Service | Sector:
        moved: Service | Sector = actions.restore(self.object, by=self.user, now=now)
        return moved

    def done(self, record: Service | Sector) -> str:
        return f"“{record.name}” can be chosen again."
