"""HTTP to one action or one query."""

from copy import copy
from datetime import datetime
from functools import cached_property
from typing import Any

from django.forms import BaseForm
from django.utils import timezone

from parks.fact_sheets import actions, queries
from parks.fact_sheets.forms import FactSheetForm
from parks.fact_sheets.models import FactSheet
from parks.fact_sheets.wording import missing
from parks.park.models import Park
from parks.park.views import ParkView
from softlanding.kernel.calendar import local_day
from softlanding.kernel.views import EditView


class FactSheetView(ParkView):
    """A verb on a park's fact sheet, which is read once."""

    workflow = {}

    @cached_property
    def sheet(self) -> FactSheet | None:
        return queries.sheet_of(self.object.pk)

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        today = local_day(timezone.now(), self.object.time_zone)
        return {
            "park": self.object,
            "sheet": queries.shown(self.sheet, today),
            "sees_emails": True,
            "steps": queries.history(self.sheet) if self.sheet else [],
        }


class Edit(EditView, FactSheetView):
    verb, permission = "edit", "parks.edit_fact_sheet"
    template_name = "parks/fact_sheets/edit.html"

    @cached_property
    def record(self) -> FactSheet:
        return self.sheet or FactSheet(park=self.object)

    def get_form(self, data: Any = None) -> BaseForm:
        # A copy: the form writes what was typed into its instance, and the page shows the sheet as it is.
        return FactSheetForm(data, instance=copy(self.record))

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {**super().get_context(form), "missing": missing(self.sheet)}

    def said(self, name: str, value: Any) -> str:
        return actions.fact_said(self.record, name, value)

    def save(self, form: Any, now: datetime, read: str | None) -> Park:
        return actions.edit(self.object, facts=form.facts(), by=self.user, now=now, read=read)

    def done(self, record: Park) -> str:
        return "The fact sheet is saved, and counts as checked today."


class Check(FactSheetView):
    verb, permission = "check", "parks.check_fact_sheet"
    template_name = "parks/fact_sheets/check.html"

    def perform(self, form: Any, now: datetime) -> Park:
        return actions.check(self.object, by=self.user, now=now)

    def done(self, record: Park) -> str:
        return "The fact sheet says that it was checked today."
