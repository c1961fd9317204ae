"""A notice is one row: what the person reads in the portal, and the mail that is on its way to her.

The mails of signing in are such rows too, without a reader in the portal: urgent, secret, and over when their code is.
"""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from softlanding.kernel import words

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.none() if user.is_anonymous else self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def waiting(self) -> Self:
        """Mails that are not sent yet and will be tried."""
        return self.filter(sent_at__isnull=True, next_try_at__isnull=False)

    def over(self) -> Self:
        """Those whose mail is sent or given up, or that never had one."""
        return self.filter(next_try_at__isnull=True)

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
    # What the mail's link is signed with as it goes (links.py): the signed link itself is kept nowhere.
    seal = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Null when sent, or given up after too many tries.
    next_try_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)  # too many tries, or it came too late
    expires_at = models.DateTimeField(null=True, blank=True)  # of no use afterwards, such as a code
    is_urgent = models.BooleanField(default=False)  # somebody sits and waits for it: goes before all others
    is_secret = models.BooleanField(default=False)  # lets one sign in: the text is kept no longer than it waits
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["address", "key"], name="notice_once_per_person_and_step"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(next_try_at__isnull=True, given_up_at__isnull=True),
                name="notice_sent_is_over",
            ),
            models.CheckConstraint(
                condition=Q(is_secret=False) | Q(body="") | Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="notice_secret_is_blank_once_over",
            ),
            models.CheckConstraint(condition=Q(seal="") | ~Q(url__contains=":"), name="notice_sealed_only_in_its_mail"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["is_urgent", "next_try_at"], condition=Q(sent_at__isnull=True), name="notice_due"),
            models.Index(
                fields=["expires_at"],
                condition=Q(next_try_at__isnull=False, expires_at__isnull=False),
                name="notice_expiring",
            ),
            models.Index(fields=["recipient", "-created_at"], name="notice_inbox"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def delivery(self) -> str:
        """What became of the mail, in words: sent, given up, or on its way."""
        failed = f", {words.plural(self.tries, 'failed try', 'failed tries')}" if self.tries else ""
        if self.sent_at:
            return f"sent{failed}"
        if self.given_up_at:
            return f"given up{failed}"
        return f"waits{failed}" if self.next_try_at else "in the portal only"
