"""The only writer of a company's needs: lock the company, ask whether, write, record."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from companies.company.models import Company
from companies.needs import conditions, queries
from companies.needs.models import Needs, NeedsStep
from companies.needs.wording import value_said
from parks.catalogue.queries import catalogue
from softlanding.accounts.models import User
from softlanding.kernel.editing import change


@transaction.atomic
def state(company: Company, *, by: User, now: datetime, facts: Mapping[str, Any], read: str | None = None) -> Needs:
    """Say what a company looks for, by field; a step says what changed. `read`: the mark of what one saw.

    Raises Overtaken, and Refused for what cannot be chosen.
    """
    company = Company.objects.select_for_update().get(pk=company.pk)
    needs = Needs.objects.filter(company=company).first() or Needs(company=company)
    known = catalogue()
    conditions.can_be_stated(needs, facts, known)
    is_first = needs.pk is None
    changes = change(needs, facts, read, say=partial(value_said, queries.names(known)))
    if changes or is_first:
        needs.full_clean()
        needs.save()
        NeedsStep.objects.create(
            needs=needs, verb="state", to_state="", actor=by, acted_for=company.name, at=now, changes=changes
        )
    return needs
