"""The stay, from first draft to check-out: one noun, one record. Its free-rent months stand in free_rent_months.py."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from companies.company.models import Company
from companies.rights import companies_seen_by, companies_written_for
from exchanges.agreements.models import Agreement, IdRange
from exchanges.landings.answers import clock_at, clock_of
from exchanges.landings.free_rent_months import FreeRentMonth as FreeRentMonth
from exchanges.landings.states import ENDED, PROMISED, STAYS, TONES, WAITS_FOR, State
from exchanges.landings.triggers import PLACES_TRIGGER
from exchanges.ledger.models import Pair
from parks.park.models import Park
from parks.rights import parks_run_by, parks_seen_by
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.calendar import months_begun
from softlanding.kernel.models import AbstractStep, append_only

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User

CHECK_IN_NOTICE_DAYS = 7  # a coming check-in is shown as waiting this many days before its start


def places_seen_by(user: "User") -> tuple[list[int], list[int]]:
    """The companies and the parks (their ids) whose landings a person reads."""
    return companies_seen_by(user), parks_seen_by(user)


def places_worked_for(user: "User") -> tuple[list[int], list[int]]:
    """The companies and the parks (their ids) whose next steps are a person's business."""
    return companies_written_for(user), parks_run_by(user)


class LandingQuerySet(models.QuerySet["Landing"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Its company; its home park once submitted; its host park once nominated; network admins."""
        if user.is_anonymous:
            return self.none()
        if is_network_admin(user):
            return self
        return self.visible_at(*places_seen_by(user))

    def visible_at(self, companies: Collection[int], parks: Collection[int]) -> Self:
        """What people of these companies and parks (their ids) see."""
        return self.filter(
            Q(company__in=companies)
            | Q(home__in=parks, submitted_at__isnull=False)
            | Q(host__in=parks, nominated_at__isnull=False)
        )

    def waiting_for(self, user: "User", today: date) -> Self:
        """What this person, or the park or company she works for, must do next; soonest first."""
        return self.waiting_at(*places_worked_for(user), today + timedelta(days=CHECK_IN_NOTICE_DAYS))

    def waiting_at(self, companies: Collection[int], parks: Collection[int], soon: date) -> Self:
        """What these companies and parks (their ids) must do next, check-ins until `soon` included."""
        return self.filter(
            Q(company__in=companies, state__in=[State.DRAFT, State.OFFERED])
            | Q(home__in=parks, state=State.SUBMITTED)
            | Q(host__in=parks, state=State.NOMINATED)
            | Q(host__in=parks, state__in=[State.CONFIRMED, State.LANDED], due_on__lte=soon)
        ).order_by(F("due_on").asc(nulls_last=True), "pk")

    def promised(self) -> Self:
        return self.filter(state__in=PROMISED)

    def stays(self) -> Self:
        return self.filter(state__in=STAYS)

    def direction(self, pair_id: int, home_id: int) -> Self:
        return self.filter(pair_id=pair_id, home_id=home_id)


class Landing(models.Model):
    company = models.ForeignKey(Company, models.PROTECT, related_name="landings")
    home = models.ForeignKey(Park, models.PROTECT, related_name="sent_landings")
    host = models.ForeignKey(Park, models.PROTECT, related_name="hosted_landings")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="landings")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="landings")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)

    # What the company wishes
    wished_start = models.DateField("first day", null=True, blank=True)
    wished_months = models.PositiveSmallIntegerField(
        "months", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    people = models.PositiveSmallIntegerField(
        "people who come", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    purpose = models.TextField("why this park", blank=True)
    needs = models.TextField("what you need there", blank=True)

    # What the host offers
    starts_on = models.DateField("first day", null=True, blank=True)
    months = models.PositiveSmallIntegerField("months", null=True, blank=True)
    answer_by = models.DateField("they answer by", null=True, blank=True)
    offer_message = models.TextField("message to the company", blank=True)
    # From the first day until the day after the last; ends with the check-out when that is earlier.
    period = DateRangeField(null=True, blank=True)

    # What happened
    checked_in_on = models.DateField("arrived on", null=True, blank=True)
    checked_out_on = models.DateField("left on", null=True, blank=True)
    early_justified = models.BooleanField("leaving early was justified", null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)  # by when whoever must act next acts
    submitted_at = models.DateTimeField(null=True, blank=True)
    nominated_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = LandingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-changed_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="landing_state_known"),
            models.CheckConstraint(condition=~Q(home=F("host")), name="landing_two_parks"),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN])
                | Q(wished_start__isnull=False, wished_months__gte=1, agreement__isnull=False),
                name="landing_applied_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PROMISED)
                | Q(starts_on__isnull=False, months__gte=1, answer_by__isnull=False, period__isnull=False),
                name="landing_offered_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(period__isnull=True) | Q(period__startswith=F("starts_on")), name="landing_period_starts"
            ),
            models.CheckConstraint(
                condition=Q(checked_out_on__isnull=True) | Q(checked_out_on__gte=F("checked_in_on")),
                name="landing_out_after_in",
            ),
            # One company has no two stays that overlap (rule 15).
            ExclusionConstraint(
                name="landing_company_one_stay",
                expressions=[(IdRange(F("company")), RangeOperators.OVERLAPS), ("period", RangeOperators.OVERLAPS)],
                condition=Q(state__in=STAYS),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["home", "state"], name="landing_home_state"),
            models.Index(fields=["host", "state"], name="landing_host_state"),
            models.Index(fields=["company", "state"], name="landing_company_state"),
            models.Index(fields=["due_on"], condition=~Q(state__in=ENDED), name="landing_due"),
            models.Index(fields=["-changed_at", "-id"], name="landing_changed"),  # the network's list
        ]
        triggers: ClassVar = [
            # Companies present at once in a direction never exceed places (rule 8).
            pgtrigger.Trigger(
                name="landing_places",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "period"),
                when=pgtrigger.After,
                condition=pgtrigger.Q(new__state__in=list(PROMISED)),
                func=PLACES_TRIGGER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} at {self.host}"

    def get_absolute_url(self) -> str:
        return path_to("exchanges:landings:detail", self.pk)

    @property
    def state_word(self) -> str:
        return State(self.state).label

    @property
    def tone(self) -> str:
        return TONES[State(self.state)]

    @property
    def waits_for(self) -> str | None:
        """ "company", "home", "host", or None when it has ended."""
        return WAITS_FOR.get(State(self.state))

    @property
    def first_day(self) -> date | None:
        """The offered first day, or the wished one."""
        return self.starts_on or self.wished_start

    @property
    def length(self) -> int | None:
        """The months it became once the company left; before that the offered ones, or the wished ones."""
        if self.checked_out_on and self.starts_on and self.period:
            return months_begun(self.starts_on, self.months or 0, self.period.upper)
        return self.months or self.wished_months

    @property
    def last_day(self) -> date | None:
        return self.period.upper - timedelta(days=1) if self.period else None

    @property
    def answer_zone(self) -> str:
        """The time zone of whoever must answer now: `due_on` and `answer_by` end when they have ended there."""
        return (self.home if clock_of(self.state) == "home" else self.host).time_zone

    @property
    def answer_clock(self) -> str:
        """Whose clock `due_on` goes by: "Recife time"; empty where both parks' days end at once."""
        return clock_at(self, self.due_on, clock_of(self.state)) if self.due_on else ""

    @property
    def due_said(self) -> str:
        """ "7 December 2026 (Recife time)": by when whoever must act next acts."""
        return words.day_by(self.due_on, self.answer_clock) if self.due_on else ""


class LandingStep(AbstractStep):
    landing = models.ForeignKey(Landing, models.CASCADE, related_name="steps")
    side = models.CharField(max_length=8)  # company, home, host, network or clock
    # The park in whose record this step is an answer (answers.ANSWER_OF), and whether it came after it was due there.
    counts_for = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    is_late = models.BooleanField(default=False)

    class Meta(AbstractStep.Meta):
        indexes: ClassVar = [
            models.Index(fields=["landing", "at"], name="landing_step"),
            models.Index(
                fields=["counts_for", "at"], include=["verb", "side", "is_late"],
                condition=Q(counts_for__isnull=False), name="landing_step_answers",
            ),
        ]  # fmt: skip
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(counts_for__isnull=False), name="landing_step_late_is_an_answer"
            )
        ]
        triggers: ClassVar = append_only("landing_step")
