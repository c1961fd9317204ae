"""HTTP to one action or one query."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model
from django.forms import BaseForm
from django.utils import timezone
from django.utils.text import capfirst

from parks.catalogue.queries import services
from parks.park.checked_facts import is_old
from parks.park.models import Park
from parks.park.views import ParkView
from parks.programmes import actions, queries
from parks.programmes.completeness import completeness
from parks.programmes.facts import ProgrammeFacts
from parks.programmes.forms import ServicesForm, SpacesForm, currencies, keys_asked
from parks.programmes.wording import checked_said, grant_line, incentive_line, lines_said, space_line, terms_said
from softlanding.kernel import words
from softlanding.kernel.calendar import local_day
from softlanding.kernel.editing import NOTHING
from softlanding.kernel.views import EditView, ImproperView


class ProgrammeView(ParkView):
    """A verb on a park's programme; `facts` are read once."""

    @cached_property
    def facts(self) -> ProgrammeFacts:
        return queries.facts_of(self.object)

    @property
    def today(self) -> Any:
        return local_day(timezone.now(), self.object.time_zone)

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        old = is_old(self.facts.checked_on, self.today)
        return {
            "completeness": completeness(self.facts),
            "is_old": old,
            "checked": checked_said(self.facts.checked_on, old),
            "is_there": self.facts != ProgrammeFacts(),
        }


class EditProgramme(EditView, ProgrammeView):
    """A page that edits a part of a programme; what was there and what was typed are told by `said`."""

    permission = "parks.edit_programme"

    def said(self, name: str, value: Any) -> str:
        raise ImproperView(self, "said")

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {
            **super().get_context(form),
            "currencies": currencies(),
            "steps": queries.history(self.object),
        }

    def both(self, form: Any, record: Model) -> Iterator[dict[str, str]]:
        typed = form.facts()
        now = self.overtaken.now if self.overtaken else {}
        for name, value in typed.items():
            if value != now.get(name):
                stands, yours = self.said(name, now.get(name)), self.said(name, value)
                yield {"field": self.label(form, name), "now": stands, "yours": yours}


class Edit(EditProgramme):
    verb = "edit"
    template_name = "parks/programmes/edit.html"

    def get_form(self, data: Any = None) -> ServicesForm:
        opened = self.facts.terms
        chosen_from = services([*opened, *keys_asked(data or {})])
        return ServicesForm(data, services=chosen_from, opened=opened)

    def values(self, form: Any) -> Mapping[str, Any]:
        return self.facts.terms

    def label(self, form: Any, name: str) -> str:
        return next(str(service.name) for service in form.services if service.key == name)

    def said(self, name: str, value: Any) -> str:
        return terms_said(value)

    def save(self, form: Any, now: datetime, read: str | None) -> Park:
        return actions.edit(self.object, services=form.facts(), by=self.user, now=now, read=read)

    def done(self, record: Park) -> str:
        offered = words.plural(len(queries.facts_of(record).services), "service")
        return f"The programme is saved: {offered} offered, checked today."


class Spaces(EditProgramme):
    verb = "edit_spaces"
    template_name = "parks/programmes/spaces.html"
    LINES: ClassVar[Any] = {"spaces": space_line, "incentives": incentive_line, "grants": grant_line}

    def get_form(self, data: Any = None) -> SpacesForm:
        return SpacesForm(data, opened=self.facts)

    def values(self, form: Any) -> Mapping[str, Any]:
        return {name: getattr(self.facts, name) for name in self.LINES}

    def label(self, form: Any, name: str) -> str:
        return capfirst(name)

    def said(self, name: str, value: Any) -> str:
        return lines_said(map(self.LINES[name], value)) or NOTHING

    def save(self, form: Any, now: datetime, read: str | None) -> Park:
        return actions.edit_spaces(self.object, **form.facts(), by=self.user, now=now, read=read)

    def done(self, record: Park) -> str:
        return "Spaces and funding are saved, and checked today."


class Check(ProgrammeView):
    verb, permission = "check", "parks.check_programme"
    template_name = "parks/programmes/check.html"

    def perform(self, form: Any, now: datetime) -> Park:
        return actions.check(self.object, by=self.user, now=now)

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {**super().get_context(form), "programme": queries.shown(self.facts, self.today)}

    def done(self, record: Park) -> str:
        return "The programme is marked as checked today."
