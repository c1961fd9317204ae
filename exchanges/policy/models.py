"""What the network as a whole has laid down: its policy in versions, and exceptions from the limit of a direction."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from exchanges.ledger.models import Pair
from exchanges.policy.states import MOVES, TONES, ExceptionState, Phase
from parks.park.models import Park
from parks.rights import parks_seen_by
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.models import AbstractStep, append_only

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User


def count(label: str, default: int, least: int = 0, most: int = 999, help_text: str = "") -> models.Field:  # type: ignore[type-arg]
    """A whole number of a policy: what the form calls it, what holds before anybody changed it, and its bounds."""
    says = f"Enter a whole number from {least} to {most}."
    bounds = [MinValueValidator(least, says), MaxValueValidator(most, says)]
    return models.PositiveSmallIntegerField(label, default=default, validators=bounds, help_text=help_text)


class PolicyVersion(models.Model):
    """The network's policy as one change left it. Never edited: a change is the next version.

    The defaults are the policy of a network that never changed it (`number` 0, not saved).
    """

    number = models.PositiveIntegerField(unique=True, default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)
    reason = models.TextField()

    # The terms a new proposal starts from; the parks change them as they like.
    months_per_year = count("Free-rent months a year", 6)
    places = count("Companies at once", 2, 1, 99)
    min_months = count("Shortest stay (months)", 1, 1, 24)
    max_months = count("Longest stay (months)", 4, 1, 24)
    alert_at = models.PositiveSmallIntegerField(
        "Warn at a debt of (months)", null=True, blank=True, default=4, validators=[MaxValueValidator(999)],
        help_text="Empty: no warning.",
    )  # fmt: skip
    limit_at = models.PositiveSmallIntegerField(
        "Stop sending at a debt of (months)", null=True, blank=True, default=6, validators=[MaxValueValidator(999)],
        help_text="Empty: no limit.",
    )  # fmt: skip
    floor_months = count("Always possible (months a year)", 2)
    carry_over = models.BooleanField("Unused months go to the next year, once", default=False)
    notice_months = count("Notice to end it (months)", 6, 0, 60)
    decision_days = count("A park decides within (days)", 14, 1, 180)
    offer_days = count("A company answers within (days)", 14, 1, 180)

    # From where on a park's standing is "alert" or "restricted"; it is past a threshold when it has more.
    window_months = count("Months the standing looks back", 24, 1, 120)
    alert_debt = count("Alert: net debt of more than (months)", 6)
    restricted_debt = count("Restricted: net debt of more than (months)", 12)
    alert_unagreed = count("Alert: owed without an agreement, more than (months)", 0)
    restricted_unagreed = count("Restricted: owed without an agreement, more than (months)", 12)
    alert_late = count("Alert: more late answers than", 1)
    restricted_late = count("Restricted: more late answers than", 4)
    alert_refused = count("Alert: more refused than (%)", 50, 0, 100)
    restricted_refused = count("Restricted: more refused than (%)", 80, 0, 100)
    restricted_by_exception = models.BooleanField(
        "Companies of a restricted park are offered months only under an exception", default=False
    )

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1), name="policy_numbered"),
            models.CheckConstraint(condition=Q(window_months__gte=1), name="policy_window"),
            models.CheckConstraint(
                condition=Q(min_months__gte=1, max_months__gte=F("min_months")), name="policy_stay_lengths"
            ),
            models.CheckConstraint(
                condition=Q(alert_at__isnull=True) | Q(limit_at__isnull=True) | Q(alert_at__lte=F("limit_at")),
                name="policy_alert_before_limit",
            ),
            models.CheckConstraint(
                condition=Q(
                    alert_debt__lt=F("restricted_debt"),
                    alert_unagreed__lt=F("restricted_unagreed"),
                    alert_late__lt=F("restricted_late"),
                    alert_refused__lt=F("restricted_refused"),
                ),
                name="policy_thresholds_in_order",
            ),
        ]
        triggers: ClassVar = append_only("policy")

    def __str__(self) -> str:
        return f"policy {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("exchanges:policy:detail")

    def validate_constraints(self, exclude: Any = None) -> None:
        """What two values may be together the action says, one sentence at its field; the database holds it too."""


class LimitExceptionQuerySet(models.QuerySet["LimitException"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The people of either park, and network admins."""
        if user.is_anonymous:
            return self.none()
        if is_network_admin(user):
            return self
        mine = parks_seen_by(user)
        return self.filter(Q(pair__low__in=mine) | Q(pair__high__in=mine))

    def granted(self) -> Self:
        return self.filter(state=ExceptionState.GRANTED)

    def asked(self) -> Self:
        """Requests that wait for a network admin."""
        return self.filter(state=ExceptionState.ASKED)

    def in_force(self, on: "date") -> Self:
        return self.granted().filter(ends_on__gte=on)

    def direction(self, pair_id: int, home_id: int) -> Self:
        return self.filter(pair=pair_id, home=home_id)

    def with_used(self, but: int = 0) -> Self:
        """Each with `months_used`: what offers that stand took of it, those to the landing of id `but` left out.

        Those are its `months_held`.
        """
        # Summed beside it: in one grouping with all that is loaded here it takes PostgreSQL long to plan.
        standing = ExceptionUse.objects.filter(exception=OuterRef("pk"), is_returned=False).order_by()
        used = standing.exclude(landing_id=but).values("exception").annotate(n=Sum("months")).values("n")
        held = standing.filter(landing_id=but).values("months")
        return (
            self.annotate(months_used=Coalesce(Subquery(used), 0), months_held=Coalesce(Subquery(held), 0))
            .select_related("pair__low", "pair__high", "home", "landing__company")
            .order_by("-created_at", "-pk")
        )


class LimitException(models.Model):
    """A network admin lets a direction past its limit: for one landing, or for a number of months.

    It may begin as a request of the home park; until it is granted it lets nobody past anything.
    """

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="exceptions")
    home = models.ForeignKey(Park, models.PROTECT, related_name="+")
    landing = models.ForeignKey("exchanges.Landing", models.PROTECT, null=True, blank=True, related_name="exceptions")
    months = models.PositiveSmallIntegerField(null=True, blank=True)  # null: as many as the landing needs
    ends_on = models.DateField("until")  # the last day on which an offer can use it
    # What the home park asked for, when it asked; what was granted may differ.
    wished_months = models.PositiveSmallIntegerField(null=True, blank=True)
    wished_end = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=ExceptionState, default=ExceptionState.GRANTED)
    created_at = models.DateTimeField()

    months_used: int  # of `with_used`
    months_held: int  # of `with_used`: by the landing left out of them
    objects = LimitExceptionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(landing__isnull=False, months__isnull=True) | Q(landing__isnull=True, months__gte=1),
                name="exception_for_a_landing_or_months",
            ),
            models.CheckConstraint(condition=Q(state__in=ExceptionState.values), name="exception_state_known"),
            models.UniqueConstraint(
                fields=["landing"], condition=Q(state=ExceptionState.GRANTED), name="exception_once_a_landing"
            ),
            models.UniqueConstraint(
                fields=["landing"], condition=Q(state=ExceptionState.ASKED), name="exception_asked_once_a_landing"
            ),
            models.UniqueConstraint(
                fields=["pair", "home"],
                condition=Q(state=ExceptionState.ASKED, landing__isnull=True),
                name="exception_asked_once_a_direction",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ExceptionState.GRANTED, ExceptionState.REVOKED]) | Q(wished_end__isnull=False),
                name="exception_asked_is_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["pair", "home", "ends_on"], name="exception_direction")]
        triggers: ClassVar = [pgtrigger.FSM(name="exception_moves", field="state", transitions=list(MOVES))]

    def __str__(self) -> str:
        return f"{self.home} at {self.host}"

    def get_absolute_url(self) -> str:
        return reverse("exchanges:exceptions:detail", args=[self.pk])

    @property
    def host(self) -> Park:
        return self.pair.partner_of(self.home)

    @property
    def months_left(self) -> int | None:
        """None: as many as its landing needs. Read it on a row of `with_used`."""
        return None if self.months is None else max(0, self.months - self.months_used)

    def phase(self, today: "date") -> Phase:
        """What it is called on a day."""
        if self.state != ExceptionState.GRANTED:
            return Phase(self.state)
        if self.months_left == 0:
            return Phase.SPENT
        return Phase.OVER if self.ends_on < today else Phase.IN_FORCE

    def tone(self, today: "date") -> str:
        return TONES[self.phase(today)]


USES_TRIGGER = """
    IF NOT NEW.is_returned
        AND (SELECT x.state FROM exchanges_limitexception x WHERE x.id = NEW.exception_id) <> 'granted' THEN
        RAISE EXCEPTION 'exception %: used though it is not granted', NEW.exception_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF (SELECT sum(u.months) FROM exchanges_exceptionuse u
        WHERE u.exception_id = NEW.exception_id AND NOT u.is_returned)
        > (SELECT x.months FROM exchanges_limitexception x WHERE x.id = NEW.exception_id) THEN
        RAISE EXCEPTION 'exception %: more months used than granted', NEW.exception_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class ExceptionUse(models.Model):
    """Months past the limit that one landing took from an exception; returned when nothing of its offer stands."""

    exception = models.ForeignKey(LimitException, models.PROTECT, related_name="uses")
    landing = models.ForeignKey("exchanges.Landing", models.PROTECT, related_name="exception_uses")
    months = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    is_returned = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(months__gte=1), name="exception_use_of_months"),
            models.UniqueConstraint(
                fields=["exception", "landing"], condition=Q(is_returned=False), name="exception_use_once"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="exception_uses_within_months",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func=USES_TRIGGER,
            ),
        ]


class ExceptionStep(AbstractStep):
    exception = models.ForeignKey(LimitException, models.CASCADE, related_name="steps")

    class Meta(AbstractStep.Meta):
        triggers: ClassVar = append_only("exception_step")
