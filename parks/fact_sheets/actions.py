"""The only writers of fact sheets: lock the park, ask whether, write, record the step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from parks.catalogue.languages import languages_said
from parks.fact_sheets import conditions
from parks.fact_sheets.models import FactSheet
from parks.park.actions import check_facts
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.editing import change, said


@transaction.atomic
def edit(park: Park, *, facts: Mapping[str, Any], by: User, now: datetime, read: str | None = None) -> Park:
    """Change the facts named in `facts`; the first time a park's sheet begins. Saving counts as checking.

    `read`: the mark of what one saw. Raises Overtaken, Refused.
    """
    park = _locked(park)
    sheet = FactSheet.objects.filter(park=park).first() or FactSheet(park=park)
    changes = change(sheet, facts, read, say=fact_said)
    conditions.contacts_have_names(sheet)
    sheet.full_clean(exclude=["park"])
    check_facts(sheet, park, "edit", changes, by=by, now=now)
    return park


@transaction.atomic
def check(park: Park, *, by: User, now: datetime) -> Park:
    """Say that all of it is true today. Raises Refused when there is no sheet."""
    park = _locked(park)
    sheet = FactSheet.objects.filter(park=park).first()
    conditions.something_to_check(sheet)
    assert sheet
    check_facts(sheet, park, "check", [], by=by, now=now)
    return park


def fact_said(record: Model, name: str, value: Any) -> str:
    """A fact as a person reads it: languages by their names."""
    return languages_said(value) if name == "languages" and value else said(record, name, value)


def _locked(park: Park) -> Park:
    """Who saves at the same moment waits."""
    return Park.objects.select_for_update().get(pk=park.pk)
