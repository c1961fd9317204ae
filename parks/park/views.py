"""HTTP to one action or one query."""

from copy import copy
from datetime import datetime
from typing import Any, ClassVar

import rules
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View
from django_filters import FilterSet

from parks.park import actions, queries
from parks.park.filters import ParkFilter
from parks.park.forms import AddForm, AdminEditForm, ApplyForm, ParkForm, SuspendForm
from parks.park.models import Park
from parks.park.states import WORKFLOW
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.listing import ListView
from softlanding.kernel.making import MakeView
from softlanding.kernel.views import ActionView, EditView, or_404

# What the directory shows of a park.
SHOWN = (
    "code", "name", "short_name", "country", "city", "state", "sectors", "sector_keys", "founded", "resident_companies",
)  # fmt: skip


class Directory(ListView):
    """The public list of parks. exchanges.directory extends its queryset, filters and context."""

    template_name, nouns = "parks/directory.html", "park"
    filterset_class: ClassVar[type[FilterSet]] = ParkFilter

    def get_queryset(self) -> QuerySet[Park]:
        return Park.objects.visible_to(self.request.user).only(*SHOWN)

    def get_context(self, filterset: FilterSet) -> dict[str, Any]:
        user = self.request.user
        return {
            "may_add": rules.has_perm("parks.add_park", user),
            "may_apply": user.is_authenticated,
        }


class Detail(View):
    """A park's public page. exchanges.directory extends its context."""

    template_name = "parks/detail.html"

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        self.object = or_404(queries.opened(key, request.user))
        return render(request, self.template_name, self.get_context())

    def get_context(self) -> dict[str, Any]:
        park, user = self.object, self.request.user
        context: dict[str, Any] = {
            "park": park,
            "buttons": queries.verbs_for(park, user),
            "may_edit": user.has_perm("parks.edit_park", park),
            "sector_names": getattr(park, "sector_names", []),
        }
        if user.has_perm("parks.see_history", park):
            context["steps"] = queries.history(park)
        elif user.is_authenticated:
            context["may_join"] = True
        return context


class ParkView(ActionView):
    """A verb on one park."""

    slug_field = "code"
    workflow = WORKFLOW

    def get_queryset(self) -> QuerySet[Park]:
        return Park.objects.known_inside_to(self.user)


class Edit(EditView, ParkView):
    verb, permission = "edit", "parks.edit_park"
    template_name = "parks/edit.html"

    def get_form(self, data: Any = None) -> BaseForm:
        form_class = AdminEditForm if is_network_admin(self.user) else ParkForm
        # A copy: the form writes what was typed into its instance, and the page shows the park as it is.
        return form_class(data, instance=copy(self.object), this_year=timezone.now().year)

    def save(self, form: Any, now: datetime, read: str | None) -> Park:
        return actions.edit(self.object, by=self.user, now=now, facts=form.facts(), read=read)

    def said(self, name: str, value: Any) -> str:
        return actions.fact_said(self.object, name, value)

    def done(self, record: Park) -> str:
        return "The page shows what you entered."


class Admit(ParkView):
    verb, permission = "admit", "parks.admit_park"
    template_name = "parks/admit.html"

    def perform(self, form: Any, now: datetime) -> Park:
        return actions.admit(self.object, by=self.user, now=now)

    def done(self, record: Park) -> str:
        return f"{record.name} is in the network. Its people get a mail."


class Suspend(ParkView):
    verb, permission = "suspend", "parks.suspend_park"
    template_name = "parks/suspend.html"
    form_class = SuspendForm

    def perform(self, form: Any, now: datetime) -> Park:
        return actions.suspend(self.object, **form.cleaned_data, by=self.user, now=now)

    def done(self, record: Park) -> str:
        return f"{record.name} is suspended. Its people get a mail with your reason."


class Add(MakeView):
    verb, permission = "add", "parks.add_park"
    template_name = "parks/add.html"
    form_class: ClassVar[Any] = AddForm

    def get_form(self, data: Any = None) -> BaseForm:
        form: BaseForm = self.form_class(data, this_year=timezone.now().year)
        return form

    def perform(self, form: Any, now: datetime) -> Park:
        return actions.add(by=self.user, now=now, **form.facts())

    def done(self, record: Park) -> str:
        return f"{record.name} is in the network. Invite its first manager under People."


class Apply(Add):
    verb, permission = "apply", "parks.apply_park"
    template_name = "parks/apply.html"
    form_class: ClassVar[Any] = ApplyForm

    def perform(self, form: Any, now: datetime) -> Park:
        return actions.apply(by=self.user, now=now, **form.facts())

    def done(self, record: Park) -> str:
        return "The network admins read this and answer by mail. You can complete the page meanwhile."
