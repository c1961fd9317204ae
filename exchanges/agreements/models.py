"""What two parks promise each other: versions that never change, signatures bound to their content (rules 1 to 4)."""

import hashlib
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from psycopg2.extras import DateRange

from exchanges.agreements.states import AgreementState, Phase
from exchanges.ledger.models import Pair
from parks.models import Membership, Park
from softlanding.kernel.models import AbstractStep, append_only

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User


class IdRange(Func):
    """A whole number as a range of itself, so that GiST can compare it for equality without an extension."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The managers of either party, and network admins."""
        if user.is_anonymous:
            return self.none()
        if user.is_network_admin:
            return self
        mine = list(Membership.objects.roles_of(user))
        return self.filter(Q(pair__low__in=mine) | Q(pair__high__in=mine))

    def in_force(self, on: date) -> Self:
        return self.filter(state=AgreementState.SIGNED, period__contains=on)

    def of_park(self, park: Park) -> Self:
        return self.filter(Q(pair__low=park) | Q(pair__high=park))


class Agreement(models.Model):
    """One agreement of a pair. Its terms are those of `ruling`, the version both parties signed last."""

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="agreements")
    code = models.CharField(max_length=40, unique=True)
    proposed_by = models.ForeignKey(Park, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.PROPOSED)
    ruling = models.OneToOneField("AgreementVersion", models.PROTECT, null=True, blank=True, related_name="ruled")
    period = DateRangeField(
        null=True, blank=True
    )  # of the ruling version: from the first day, until the day after the last
    created_at = models.DateTimeField()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="agreement_one_in_force",
                expressions=[(IdRange(F("pair")), RangeOperators.OVERLAPS), ("period", RangeOperators.OVERLAPS)],
                condition=Q(state=AgreementState.SIGNED),
            ),
            models.CheckConstraint(
                condition=~Q(state=AgreementState.SIGNED) | Q(ruling__isnull=False, period__isnull=False),
                name="agreement_signed_has_terms",
            ),
            models.CheckConstraint(condition=Q(state__in=AgreementState.values), name="agreement_state_known"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="agreement_both_signed",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__state="signed"),
                func="""
                    IF (SELECT count(*) FROM exchanges_signature s
                        JOIN exchanges_agreementversion v ON v.id = s.version_id
                        WHERE v.id = NEW.ruling_id AND v.agreement_id = NEW.id
                        AND s.content_hash = v.content_hash) < 2 THEN
                        RAISE EXCEPTION 'agreement %: both parties must have signed the ruling version', NEW.code
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair.low} and {self.pair.high}"

    def get_absolute_url(self) -> str:
        return reverse("exchanges:agreements:detail", args=[self.code])

    def phase(self, today: date) -> Phase:
        """What it is called on `today`: a signed one is not begun, in force or expired."""
        if self.state != AgreementState.SIGNED:
            return Phase(self.state)
        if today < self.period.lower:
            return Phase.SIGNED
        return Phase.IN_FORCE if today < self.period.upper else Phase.EXPIRED

    def partner_of(self, park: Park) -> Park:
        return self.pair.partner_of(park)

    @property
    def newest(self) -> "AgreementVersion":
        """The version on the table: the highest number (reads prefetched `versions` where there are some)."""
        return max(self.versions.all(), key=lambda version: version.number)


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
        ]
        triggers: ClassVar = append_only("version")

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def date_range(self) -> DateRange:
        """From the first day until the day after the last."""
        return DateRange(self.valid_from, self.valid_until + timedelta(days=1))

    def direction(self, home: Park | int) -> "DirectionTerms":
        """The terms for residents of `home` at the other park."""
        home_id = home if isinstance(home, int) else home.pk
        return next(terms for terms in self.directions.all() if terms.home_id == home_id)

    def signed_by(self, park: Park | int) -> "Signature | None":
        park_id = park if isinstance(park, int) else park.pk
        return next((signature for signature in self.signatures.all() if signature.park_id == park_id), None)


class DirectionTerms(models.Model):
    """What a version grants the residents of `home` at `host`."""

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="directions")
    home = models.ForeignKey(Park, models.PROTECT, related_name="+")
    host = models.ForeignKey(Park, models.PROTECT, related_name="+")
    months_per_year = models.PositiveSmallIntegerField("free-rent months a year")  # 0: this direction is closed
    places = models.PositiveSmallIntegerField("companies at once", default=1)
    min_months = models.PositiveSmallIntegerField("shortest stay (months)", default=1)
    max_months = models.PositiveSmallIntegerField("longest stay (months)", default=6)
    services = models.TextField("services included", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "home"], name="direction_once"),
            models.CheckConstraint(condition=~Q(home=F("host")), name="direction_two_parks"),
            models.CheckConstraint(
                condition=Q(min_months__gte=1, max_months__gte=F("min_months")), name="direction_stay_lengths"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["home", "host"], name="direction_home_host")]
        triggers: ClassVar = append_only("direction")

    def __str__(self) -> str:
        return f"{self.home} to {self.host}: {self.months_per_year} months a year"


class Signature(models.Model):
    """A party's yes to one version's content, by its hash."""

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="signatures")
    park = models.ForeignKey(Park, models.PROTECT, related_name="+")
    # Null: signed on paper before the portal, and imported.
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signer_name = models.CharField(max_length=150, blank=True)
    signed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "park"], name="signature_once")]
        triggers: ClassVar = append_only("signature")

    def __str__(self) -> str:
        return f"{self.park}: {self.signer_name}"


class AgreementStep(AbstractStep):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="steps")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(AbstractStep.Meta):
        triggers: ClassVar = append_only("agreement_step")


VERSION_TERMS = (
    "valid_from", "valid_until", "alert_at", "limit_at", "floor_months", "carry_over", "notice_months",
    "decision_days", "offer_days",
)  # fmt: skip
DIRECTION_TERMS = ("months_per_year", "places", "min_months", "max_months", "services")


def canonical_terms(version: AgreementVersion, directions: list[DirectionTerms], pair: Pair) -> str:
    """The content two parties sign, as JSON with sorted keys: the same terms give the same text, everywhere."""
    content: dict[str, Any] = {name: getattr(version, name) for name in VERSION_TERMS}
    content["parties"] = [pair.low.code, pair.high.code]
    content["clearing_allowed"] = {pair.low.code: version.clearing_low, pair.high.code: version.clearing_high}
    content["directions"] = {
        f"{terms.home.code} > {terms.host.code}": {name: getattr(terms, name) for name in DIRECTION_TERMS}
        for terms in directions
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def terms_hash(canonical: str) -> str:
    """SHA-256 (hex) of canonical terms."""
    return hashlib.sha256(canonical.encode()).hexdigest()
