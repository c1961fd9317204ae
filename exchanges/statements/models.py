"""What two parks said about their books of a period: one row a pair and period, made by the first answer."""

from typing import TYPE_CHECKING, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from exchanges.ledger.models import Pair, Posting
from exchanges.statements.periods import Period
from exchanges.statements.states import State
from exchanges.statements.triggers import BOTH_CONFIRMED, DAYS_ARE_CLOSED
from parks.park.models import Park
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.models import AbstractStep, append_only

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User


class StatementQuerySet(models.QuerySet["BalanceStatement"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        if is_network_admin(user):
            return self
        return self.filter(pair__in=Pair.objects.visible_to(user))

    def of(self, pair: Pair, period: Period) -> Self:
        return self.filter(pair=pair, since=period.since, until=period.until)


class BalanceStatement(models.Model):
    """A pair's books of a period as they were when a park answered last; `closed` they never change again.

    `opening` and `closing` in months from the pair's low park: > 0 it is owed. What a statement says is always read
    from the postings; these columns tell lists what was answered.
    """

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="statements")
    since = models.DateField(null=True, blank=True)  # null: from the beginning
    until = models.DateField()  # the last day
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opening = models.IntegerField(default=0)
    closing = models.IntegerField(default=0)
    postings = models.PositiveIntegerField(default=0)  # in the period
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = StatementQuerySet.as_manager()
    seen_from: Park | None = None  # whose page it is on; not stored

    class Meta:
        ordering: ClassVar = ["-until", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pair", "since", "until"], nulls_distinct=False, name="statement_once_a_period"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(since__lte=F("until")), name="statement_begins_before_it_ends"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="statement_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True)),
                name="statement_closed_has_its_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["content_hash"], name="statement_hash")]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="statement_closed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=State.CLOSED.value),
            ),
            pgtrigger.Protect(name="statement_no_delete", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="statement_no_truncate",
                operation=pgtrigger.Truncate,
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                func="RAISE EXCEPTION 'statements are never removed';",
            ),
            pgtrigger.Trigger(
                name="statement_both_confirmed",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__state=State.CLOSED.value),
                func=BOTH_CONFIRMED,
            ),
            pgtrigger.Trigger(
                name="statement_days_are_closed",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__state=State.CLOSED.value),
                func=DAYS_ARE_CLOSED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair}, {self.period.label}"

    def get_absolute_url(self) -> str:
        """From the side of `seen_from`; without one, of the low park."""
        return self.url_for(self.seen_from or self.pair.low)

    def url_for(self, park: Park) -> str:
        partner = self.pair.partner_of(park)
        return reverse("exchanges:balances:statement", args=[park.code, partner.code, self.period.name])

    @property
    def period(self) -> Period:
        return Period(self.since, self.until)


class StepQuerySet(models.QuerySet["StatementStep"]):
    def standing_confirmations(self) -> Self:
        """Newest answers that confirm what the books say now: nothing was posted up to that day since."""
        its_days = Q(pair=OuterRef("statement__pair"), day__lte=OuterRef("statement__until"))
        posted = Posting.objects.filter(its_days).order_by().values("pair").annotate(n=Count("pk")).values("n")
        later = StatementStep.objects.filter(
            statement=OuterRef("statement"), park=OuterRef("park"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), verb="confirm", counted=Subquery(posted))


class StatementStep(AbstractStep):
    """A park's answer, bound to the content that was on the page; the newest one of a park counts."""

    statement = models.ForeignKey(BalanceStatement, models.PROTECT, related_name="steps")
    park = models.ForeignKey(Park, models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    # Postings up to the statement's last day when it was given: there are more, so the content is another.
    counted = models.PositiveIntegerField()

    objects = StepQuerySet.as_manager()

    class Meta(AbstractStep.Meta):
        indexes: ClassVar = [
            models.Index(fields=["statement", "park"], name="statement_step"),
            models.Index(fields=["content_hash"], name="statement_step_hash"),
        ]
        triggers: ClassVar = append_only("statement_step")
