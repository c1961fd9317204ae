"""What two parks promise each other: versions that never change, signatures bound to their content (rules 1 to 4)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Expression, F, Func, Q
from psycopg2.extras import DateRange

from exchanges.agreements.directions import DirectionTerms as DirectionTerms
from exchanges.agreements.signatures import Signature as Signature
from exchanges.agreements.states import STANDING, AgreementState, Phase
from exchanges.agreements.triggers import AGREEMENT
from exchanges.ledger.models import Pair
from parks.park.models import Park
from parks.rights import parks_seen_by
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.addresses import path_to
from softlanding.kernel.models import AbstractStep, append_only

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from exchanges.agreements.ruling import RulingDays
    from softlanding.accounts.models import User


class IdRange(Func):
    """A whole number as a range of itself, so that GiST can compare it for equality without an extension."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those who see either party's pages, and network admins."""
        if user.is_anonymous:
            return self.none()
        if is_network_admin(user):
            return self
        return self.of_parks(parks_seen_by(user))

    def of_parks(self, ids: list[int]) -> Self:
        """Those with a party among these parks."""
        return self.filter(Q(pair__low__in=ids) | Q(pair__high__in=ids))

    def in_force(self, on: date | Expression) -> Self:
        return self.filter(state=AgreementState.SIGNED, period__contains=on)

    def standing(self) -> Self:
        """Signed by both, whether begun, suspended or over: their days are taken."""
        return self.filter(state__in=STANDING)

    def waiting(self) -> Self:
        """With terms on the table that lack a signature: a new agreement or an amendment."""
        return self.filter(on_table__isnull=False)


class Agreement(models.Model):
    """One agreement of a pair: `ruling` is the version both signed last, `on_table` the one under negotiation.

    Which version rules on a day say `ruling_days`: one signed last may begin later.
    """

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="agreements")
    code = models.CharField(max_length=40, unique=True)
    proposed_by = models.ForeignKey(Park, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.PROPOSED)
    ruling = models.OneToOneField("AgreementVersion", models.PROTECT, null=True, blank=True, related_name="ruled")
    on_table = models.OneToOneField("AgreementVersion", models.PROTECT, null=True, blank=True, related_name="tabled")
    # Of the ruling version: from the first day, until the day after the last; a notice cuts it.
    period = DateRangeField(null=True, blank=True)
    terminated_by = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")
    terminated_at = models.DateTimeField(null=True, blank=True)  # when notice was given, not when it takes effect
    created_at = models.DateTimeField()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="agreement_one_in_force",
                expressions=[(IdRange(F("pair")), RangeOperators.OVERLAPS), ("period", RangeOperators.OVERLAPS)],
                condition=Q(state__in=STANDING),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=STANDING) | Q(ruling__isnull=False, period__isnull=False),
                name="agreement_signed_has_terms",
            ),
            models.CheckConstraint(condition=Q(state__in=AgreementState.values), name="agreement_state_known"),
            models.CheckConstraint(
                condition=Q(terminated_by__isnull=True, terminated_at__isnull=True)
                | Q(terminated_by__isnull=False, terminated_at__isnull=False, state__in=STANDING),
                name="agreement_notice_is_whole",
            ),
        ]
        triggers: ClassVar = AGREEMENT

    def __str__(self) -> str:
        return f"{self.pair.low} and {self.pair.high}"

    def get_absolute_url(self) -> str:
        return path_to("exchanges:agreements:detail", self.code)

    def phase(self, today: date) -> Phase:
        """What it is called on `today`: a signed one is not begun, in force, ending or over."""
        if self.state not in STANDING:
            return Phase(self.state)
        if today >= self.period.upper:
            return Phase.TERMINATED if self.terminated_at else Phase.EXPIRED
        if self.state == AgreementState.SUSPENDED:
            return Phase.SUSPENDED
        if self.terminated_at:
            return Phase.ENDING
        return Phase.SIGNED if today < self.period.lower else Phase.IN_FORCE

    def partner_of(self, park: Park) -> Park:
        return self.pair.partner_of(park)

    @property
    def is_held_up(self) -> bool:
        """Suspended, or under notice: nothing new begins, what was confirmed goes on."""
        return self.state == AgreementState.SUSPENDED or self.terminated_at is not None

    @property
    def parties(self) -> tuple[Park, Park]:
        return self.pair.low, self.pair.high

    @property
    def last_day(self) -> date | None:
        """The last day it is in force: as agreed, or as a notice cut it."""
        return self.period.upper - timedelta(days=1) if self.period else None

    @property
    def newest(self) -> "AgreementVersion":
        """The highest number ever on the table (reads prefetched `versions` where there are some)."""
        return max(self.versions.all(), key=lambda version: version.number)

    def version_of(self, pk: int | None) -> "AgreementVersion | None":
        """The version of an id, from prefetched `versions` where there are some."""
        return next((version for version in self.versions.all() if version.pk == pk), None) if pk else None

    @property
    def tabled(self) -> "AgreementVersion | None":
        """The version on the table, with what `versions` prefetched."""
        return self.version_of(self.on_table_id)

    def version_on(self, day: date) -> "AgreementVersion | None":
        """The version that rules on a day, else the first to rule after it, else the last that did; None: none signed.

        Reads prefetched `versions` where there are some.
        """
        ruled = sorted((one for one in self.versions.all() if one.days_ruled), key=lambda one: one.days.first)
        return next((one for one in ruled if one.days.ends > day), ruled[-1] if ruled else None)

    def coming_after(self, day: date) -> "list[AgreementVersion]":
        """The signed versions that do not rule yet on a day and will, the next one first."""
        later = [one for one in self.versions.all() if one.days_ruled and one.days.first > day]
        return sorted(later, key=lambda one: one.days.first)

    def shown(self, today: date) -> "AgreementVersion":
        """What it says on a day: the terms that rule, else those on the table, else the last that were."""
        return self.version_on(today) or self.version_of(self.on_table_id) or self.newest


class AgreementVersion(models.Model):
    """Terms as one side put them on the table. Never changed: a change is a new version, without signatures."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(Park, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    valid_from = models.DateField("valid from")
    valid_until = models.DateField("valid until")  # the last day
    alert_at = models.PositiveSmallIntegerField("warn from (months)", null=True, blank=True)
    limit_at = models.PositiveSmallIntegerField("stop at (months)", null=True, blank=True)
    floor_months = models.PositiveSmallIntegerField("always possible (months a year)", default=0)
    carry_over = models.BooleanField("unused months go to the next year, once", default=False)
    notice_months = models.PositiveSmallIntegerField("notice (months)", default=6)
    decision_days = models.PositiveSmallIntegerField("a park decides within (days)", default=14)
    offer_days = models.PositiveSmallIntegerField("a company answers an offer within (days)", default=14)
    clearing_low = models.BooleanField(default=True)  # does the pair's first park let circles be cleared?
    clearing_high = models.BooleanField(default=True)
    # The first day of an amendment; null: it rules from the first valid day, or once both signed when that is later.
    rules_from = models.DateField("rules from", null=True, blank=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="version_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(alert_at__isnull=True) | Q(limit_at__isnull=True) | Q(alert_at__lte=F("limit_at")),
                name="version_alert_before_limit",
            ),
            models.CheckConstraint(
                condition=Q(rules_from__isnull=True)
                | Q(rules_from__gte=F("valid_from"), rules_from__lte=F("valid_until")),
                name="version_rules_while_valid",
            ),
        ]
        triggers: ClassVar = append_only("version")

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def date_range(self) -> DateRange:
        """From the first day until the day after the last."""
        return DateRange(self.valid_from, self.valid_until + timedelta(days=1))

    @property
    def days_ruled(self) -> "RulingDays | None":
        """The days on which it rules; None: it never did."""
        return getattr(self, "days", None)

    def first_day(self, signed_on: date) -> date:
        """The first day it rules when the last signature is given on a day: never one that has been."""
        return max(self.rules_from or self.valid_from, signed_on)

    def direction(self, home: Park | int) -> DirectionTerms:
        """The terms for residents of `home` at the other park."""
        home_id = home if isinstance(home, int) else home.pk
        return next(terms for terms in self.directions.all() if terms.home_id == home_id)

    def signed_by(self, park: Park | int) -> Signature | None:
        park_id = park if isinstance(park, int) else park.pk
        return next((signature for signature in self.signatures.all() if signature.park_id == park_id), None)


class AgreementStep(AbstractStep):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="steps")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(AbstractStep.Meta):
        triggers: ClassVar = append_only("agreement_step")
