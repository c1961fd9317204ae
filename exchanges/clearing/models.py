"""A clearing as it was frozen: the debts it cancels, in circles, what each park answered, and what came of it.

What is proposed at once falls into independent groups that share no park; each is a clearing of its own.
"""

from typing import TYPE_CHECKING, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from exchanges.clearing.states import BOOKED, MOVES, TONES, State
from exchanges.clearing.triggers import (
    GROUPS_MAKE_THE_WHOLE,
    LEG_WHILE_PROPOSED,
    LINE_FITS_PAIR,
    ON_POSTINGS,
    ONLY_WHILE_PROPOSED,
    PART_OF_ONE_OPEN,
    POSTED_WHOLE,
    UNDONE_WHOLE,
    before_insert,
    before_state,
)
from exchanges.ledger.models import Pair, Posting
from parks.park.models import Park
from parks.rights import parks_seen_by
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.models import AbstractStep, append_only

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User

FROZEN = (
    "proposal", "number", "version", "predecessor", "frozen_at", "frozen_on", "answer_by", "total", "gross",
    "content_hash",
)  # fmt: skip


class ClearingQuerySet(models.QuerySet["Clearing"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those who see the pages of a park it affects, and network admins."""
        if user.is_anonymous:
            return self.none()
        if is_network_admin(user):
            return self
        mine = parks_seen_by(user)
        return self.filter(pk__in=ClearingPart.objects.filter(park__in=mine).values("clearing"))

    def open(self) -> Self:
        """Waiting for answers; no park has a part in two of them."""
        return self.filter(state=State.PROPOSED)

    def newest_versions(self) -> Self:
        """Each clearing once, by the last of these versions: a park that left it has no part in later ones."""
        later = self.order_by().filter(predecessor__isnull=False)
        return self.exclude(pk__in=later.values("predecessor"))


class ClearingProposal(models.Model):
    """What was proposed at once on the debts of a day: `groups` clearings that share no park, `total` months in all."""

    # Null: the yearly schedule.
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    groups = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    gross = models.PositiveIntegerField()  # owed in the whole network on that day
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(groups__gt=0, total__gte=F("groups"), total__lte=F("gross")),
                name="clearing_proposal_adds_up",
            ),
        ]
        triggers: ClassVar = [
            *append_only("clearing_proposal"),
            pgtrigger.Trigger(
                name="clearing_proposal_whole", operation=pgtrigger.Insert, when=pgtrigger.After,
                timing=pgtrigger.Deferred, func=GROUPS_MAKE_THE_WHOLE,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Proposal of {self.on}"

    def get_absolute_url(self) -> str:
        """The page of its only clearing, or the one that lists them."""
        if self.groups == 1:
            return self.clearings.get(version=1).get_absolute_url()
        return reverse("exchanges:clearing:proposal", args=[self.pk])


class Clearing(models.Model):
    """One version of a clearing, frozen when it was proposed or computed anew; months. Only its state ever changes.

    What it cancels may fall apart when it is computed anew: then several clearings follow it.
    """

    proposal = models.ForeignKey(ClearingProposal, models.PROTECT, related_name="clearings")
    number = models.PositiveIntegerField(default=1)  # which group of the proposal it is, or comes from: 1, 2, ...
    version = models.PositiveSmallIntegerField(default=1)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    frozen_at = models.DateTimeField()
    frozen_on = models.DateField()
    answer_by = models.DateField()
    total = models.PositiveIntegerField()  # cancelled
    gross = models.PositiveIntegerField()  # owed in the whole network on that day
    content_hash = models.CharField(max_length=64)
    posted_on = models.DateField(null=True, blank=True)
    undos = models.PositiveSmallIntegerField(default=0)  # how often it was proposed to undo it
    undo_by = models.DateField(null=True, blank=True)  # the day to sign its newest undoing by

    objects = ClearingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-frozen_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="clearing_state_known"),
            models.CheckConstraint(condition=Q(total__gt=0, total__lte=F("gross")), name="clearing_of_what_is_owed"),
            models.CheckConstraint(condition=Q(answer_by__gte=F("frozen_on")), name="clearing_answer_ahead"),
            models.CheckConstraint(
                condition=Q(state__in=BOOKED, posted_on__isnull=False) | ~Q(state__in=BOOKED) & Q(posted_on=None),
                name="clearing_posted_has_day",
            ),
            models.UniqueConstraint(
                fields=["proposal", "number"], condition=Q(version=1), name="clearing_group_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.UNDOING) | Q(undo_by__isnull=False), name="clearing_undoing_has_day"
            ),
            models.CheckConstraint(
                condition=Q(version=1, predecessor=None) | Q(version__gt=1, predecessor__isnull=False),
                name="clearing_versions_in_a_row",
            ),
        ]  # fmt: skip
        triggers: ClassVar = [
            pgtrigger.Protect(name="clearing_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="clearing_frozen", fields=list(FROZEN)),
            pgtrigger.FSM(name="clearing_moves", field="state", transitions=MOVES),
            pgtrigger.Protect(
                name="clearing_posted_day_stays", operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__posted_on__df=pgtrigger.F("new__posted_on"), old__posted_on__isnull=False),
            ),
            before_state("clearing_posted_whole", "proposed", "posted", POSTED_WHOLE),
            before_state("clearing_undone_whole", "undoing", "undone", UNDONE_WHOLE),
            pgtrigger.Trigger(
                name="clearing_begins_proposed", operation=pgtrigger.Insert, when=pgtrigger.Before,
                condition=~pgtrigger.Q(new__state="proposed"),
                func="RAISE EXCEPTION 'a clearing begins as a proposal' USING ERRCODE = 'check_violation';",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Clearing of {self.frozen_on}"

    def get_absolute_url(self) -> str:
        return reverse("exchanges:clearing:detail", args=[self.pk])

    @property
    def tone(self) -> str:
        return TONES[State(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state == State.PROPOSED

    @property
    def is_taken_back(self) -> bool:
        """Undone, or proposed to be."""
        return self.state in (State.UNDOING, State.UNDONE)

    @property
    def asked(self) -> int:
        """What the parks answer now, the `undo` of their answers: 0 the clearing itself, else its newest undoing."""
        return self.undos if self.is_taken_back else 0


class ClearingPart(models.Model):
    """What a version does to one park: `months` of its debts vanish and as many of what it is owed."""

    clearing = models.ForeignKey(Clearing, models.PROTECT, related_name="parts")
    park = models.ForeignKey(Park, models.PROTECT, related_name="+")
    months = models.PositiveIntegerField()
    part_hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clearing", "park"], name="clearing_part_once"),
            models.CheckConstraint(condition=Q(months__gt=0), name="clearing_part_of_months"),
        ]
        indexes: ClassVar = [models.Index(fields=["park", "clearing"], name="clearing_part_park")]
        triggers: ClassVar = [
            *append_only("clearing_part"),
            before_insert("clearing_part_in_time", ONLY_WHILE_PROPOSED),
            before_insert("clearing_part_of_one_open", PART_OF_ONE_OPEN),
        ]

    def __str__(self) -> str:
        return f"{self.park}: {self.months}"


class ClearingLine(models.Model):
    """A debt and how much of it vanishes; `owed` is what it was when the version was frozen."""

    clearing = models.ForeignKey(Clearing, models.PROTECT, related_name="lines")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="+")
    debtor = models.ForeignKey(Park, models.PROTECT, related_name="+")
    creditor = models.ForeignKey(Park, models.PROTECT, related_name="+")
    months = models.PositiveIntegerField()
    owed = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["-months", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clearing", "pair"], name="clearing_line_once"),
            models.CheckConstraint(condition=Q(months__gt=0, months__lte=F("owed")), name="clearing_line_within_debt"),
            models.CheckConstraint(condition=~Q(debtor=F("creditor")), name="clearing_line_two_parks"),
        ]
        triggers: ClassVar = [
            *append_only("clearing_line"),
            before_insert("clearing_line_in_time", ONLY_WHILE_PROPOSED),
            before_insert("clearing_line_fits_pair", LINE_FITS_PAIR),
        ]

    def __str__(self) -> str:
        return f"{self.debtor} owes {self.creditor} {self.owed}, {self.months} vanish"


class Circle(models.Model):
    """`months` fall from each of its debts: each park owes the next, the last one the first."""

    clearing = models.ForeignKey(Clearing, models.PROTECT, related_name="circles")
    number = models.PositiveIntegerField()  # 1, 2, ...: the shortest first
    months = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clearing", "number"], name="circle_number_once"),
            models.CheckConstraint(condition=Q(months__gt=0), name="circle_of_months"),
        ]
        triggers: ClassVar = [*append_only("circle"), before_insert("circle_in_time", ONLY_WHILE_PROPOSED)]

    def __str__(self) -> str:
        return f"circle {self.number}: {self.months}"


class CircleLine(models.Model):
    """A debt's place in a circle."""

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="legs")
    line = models.ForeignKey(ClearingLine, models.PROTECT, related_name="legs")
    position = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["circle", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["circle", "position"], name="circle_position_once"),
            models.UniqueConstraint(fields=["circle", "line"], name="circle_line_once"),
        ]
        triggers: ClassVar = [*append_only("circle_line"), before_insert("circle_leg_in_time", LEG_WHILE_PROPOSED)]

    def __str__(self) -> str:
        return f"{self.position}: {self.line}"


class ClearingYear(models.Model):
    """The schedule looked in a year; `proposal` is what it proposed, null when nothing could be cleared."""

    year = models.PositiveSmallIntegerField(unique=True)
    at = models.DateTimeField()
    proposal = models.OneToOneField(ClearingProposal, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        triggers: ClassVar = append_only("clearing_year")

    def __str__(self) -> str:
        return str(self.year)


class ClearingStep(AbstractStep):
    clearing = models.ForeignKey(Clearing, models.CASCADE, related_name="steps")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(AbstractStep.Meta):
        triggers: ClassVar = append_only("clearing_step")


# The ledger knows no clearing; the books still take no part of one alone.
pgtrigger.register(*ON_POSTINGS)(Posting)
