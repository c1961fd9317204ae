"""A notice is one row: what the person reads in the portal, and the mail that is on its way to her."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.none() if user.is_anonymous else self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def due(self, now: "datetime") -> Self:
        """Mails not sent yet whose next try has come."""
        return self.filter(sent_at__isnull=True, next_try_at__lte=now)


class Notice(models.Model):
    """Told to one person about one step; `key` names the step, so that no retry tells it twice."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", null=True)
    address = models.EmailField()  # an invited person has an address before she has an account
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    url = models.CharField(max_length=300, blank=True)  # a path of the portal
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Null when sent, or given up after too many tries.
    next_try_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["address", "key"], name="notice_once_per_person_and_step")
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at__isnull=True), name="notice_due"),
            models.Index(fields=["recipient", "-created_at"], name="notice_inbox"),
        ]

    def __str__(self) -> str:
        return self.subject
