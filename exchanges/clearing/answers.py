"""What the parks said to a clearing: yes or no, nothing in time, and who stays away from every later one."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from exchanges.clearing.models import Clearing
from exchanges.clearing.states import Absence
from exchanges.clearing.triggers import ANSWERS_WHAT_IS_OPEN, ONLY_WHILE_PROPOSED, REFUSED_INDEED, before_insert
from parks.park.models import Park
from softlanding.kernel.models import append_only


class ClearingAnswer(models.Model):
    """A park's yes or no to its part of a version (`undo` 0), or to the n-th proposal to undo it. Never changed.

    `carried`: said to an earlier version in which the park's part was the same; `at` and `by` are of that day.
    """

    clearing = models.ForeignKey(Clearing, models.PROTECT, related_name="answers")
    park = models.ForeignKey(Park, models.PROTECT, related_name="+")
    undo = models.PositiveSmallIntegerField(default=0)
    is_yes = models.BooleanField()
    part_hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    carried = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clearing", "park", "undo"], name="clearing_answer_once"),
        ]
        triggers: ClassVar = [
            *append_only("clearing_answer"),
            before_insert("clearing_answer_to_what_is_open", ANSWERS_WHAT_IS_OPEN),
        ]

    def __str__(self) -> str:
        return f"{self.park}: {'yes' if self.is_yes else 'no'}"


class ClearingAbsence(models.Model):
    """A park that takes no part in a version, since it refused an earlier one or let its date pass."""

    clearing = models.ForeignKey(Clearing, models.PROTECT, related_name="absences")
    park = models.ForeignKey(Park, models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Absence)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clearing", "park"], name="clearing_absence_once"),
            models.CheckConstraint(condition=Q(why__in=Absence.values), name="clearing_absence_known"),
        ]
        triggers: ClassVar = [
            *append_only("clearing_absence"),
            before_insert("clearing_absence_in_time", ONLY_WHILE_PROPOSED),
        ]

    def __str__(self) -> str:
        return f"{self.park}: {self.why}"


class ClearingRefusal(models.Model):
    """A park that refused a clearing is left out of every later one, until it says that it takes part again."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+")
    clearing = models.ForeignKey(Clearing, models.PROTECT, related_name="refusals")  # which it refused
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["park"], condition=Q(ended_at=None), name="clearing_refusal_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__gte=F("at"), ended_by__isnull=False),
                name="clearing_refusal_ended_by_somebody",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="clearing_refusal_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="clearing_refusal_frozen", fields=["park", "clearing", "at", "by", "reason"]),
            pgtrigger.Protect(
                name="clearing_refusal_ends_once", operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
            before_insert("clearing_refusal_indeed", REFUSED_INDEED),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.park} takes no part"
