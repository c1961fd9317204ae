"""What every room's history is made of."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models


class AbstractStep(models.Model):
    """One thing that happened to a record: who did which verb, for whom, when and why. Never changed afterwards."""

    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The park, company or network the actor spoke for, as its name was then: history does not follow renames.
    acted_for = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    # Of an edited record, for each field that became another: {field, old, new} as people read them.
    changes = models.JSONField(default=list, db_default=[], blank=True)
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["at", "pk"]


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse every UPDATE, DELETE and TRUNCATE of a table (design, rule 17)."""
    return [
        pgtrigger.Protect(name=f"{name}_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        # Protect knows rows only; TRUNCATE has none.
        pgtrigger.Trigger(
            name=f"{name}_no_truncate",
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            func=f"RAISE EXCEPTION 'the table of {name} is append-only';",
        ),
    ]
