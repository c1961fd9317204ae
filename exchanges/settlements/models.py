"""A posting that needs consent: of the park that loses by it always its own, then in the books (rule 20)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from exchanges.ledger.causes import FORGIVING
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements.content import LOSER, OTHER, Content, gains_by, loses_by, title
from exchanges.settlements.states import KINDS, NETWORK, TONES, State
from exchanges.settlements.triggers import CONSENTS, FITS_PAIR, NEVER_CHANGES, POSTING_IS_SIGNED, SIGNATURE_FITS
from parks.park.models import Park
from parks.rights import parks_seen_by
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel import words
from softlanding.kernel.calendar import clock_said, has_ended
from softlanding.kernel.days import local_day_in
from softlanding.kernel.models import AbstractStep, append_only

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User

TEXT_LENGTH = 300  # as long as the text of a posting


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those who see either park's pages, and network admins."""
        if user.is_anonymous:
            return self.none()
        if is_network_admin(user):
            return self
        mine = parks_seen_by(user)
        return self.filter(Q(pair__low__in=mine) | Q(pair__high__in=mine))

    def proposed(self) -> Self:
        """Open: a consent is missing."""
        return self.filter(state=State.PROPOSED)

    def lacks(self, parks: list[int]) -> Self:
        """Open ones that lack the own signature of one of these parks."""
        return self.proposed().filter(
            Q(**{f"{LOSER}__in": parks}) & ~signed_by(LOSER) | Q(**{f"{OTHER}__in": parks}) & ~signed_by(OTHER)
        )

    def waits_for_other(self) -> Self:
        """Open ones that the park which gains by them has not signed."""
        return self.proposed().filter(~signed_by(OTHER), answer_by__isnull=False)

    def silent(self, now: datetime) -> Self:
        """Those in which a network admin may stand in: the losing park signed, the other let its days go by."""
        days = {"answer_by__lt": local_day_in(f"{OTHER}__time_zone", now)}
        return self.waits_for_other().filter(signed_by(LOSER), **days)


def signed_by(side: str) -> Exists:
    """Whether the park of a side (LOSER or OTHER) signed itself."""
    return Exists(SettlementSignature.objects.filter(settlement=OuterRef("pk"), park=OuterRef(side)))


class Settlement(models.Model):
    """`debtor`, `creditor`, `months` and `day` are those of the posting to be.

    `proposed_by` null: the network; `proposer` is the person. `answer_by`: the last day, by its own clock, on which the
    park that gains answers for itself; null when it proposed. `told_soon_at`, `told_now_at`: when both parks were told
    that a network admin will soon, and now, be able to sign in its place.
    """

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="settlements")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.label) for kind in KINDS])
    debtor = models.ForeignKey(Park, models.PROTECT, related_name="+")
    creditor = models.ForeignKey(Park, models.PROTECT, related_name="+")
    months = models.PositiveIntegerField()
    day = models.DateField()
    text = models.CharField(max_length=TEXT_LENGTH)
    reverses = models.ForeignKey(Posting, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer_by = models.DateField(null=True, blank=True)
    told_soon_at = models.DateTimeField(null=True, blank=True)
    told_now_at = models.DateTimeField(null=True, blank=True)
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, blank=True, related_name="settlement")
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = SettlementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-changed_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="settlement_state_known"),
            models.CheckConstraint(condition=Q(kind__in=[str(kind.value) for kind in KINDS]), name="settlement_kind"),
            models.CheckConstraint(condition=Q(months__gte=1), name="settlement_moves_something"),
            models.CheckConstraint(condition=~Q(debtor=F("creditor")), name="settlement_two_parks"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | Q(kind=Because.ADJUSTMENT), name="settlement_reverses_to_adjust"
            ),
            models.CheckConstraint(
                condition=Q(state=State.SIGNED, posting__isnull=False)
                | (~Q(state=State.SIGNED) & Q(posting__isnull=True)),
                name="settlement_signed_is_posted",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=F(OTHER), answer_by__isnull=True)
                | (Q(proposed_by__isnull=True) | ~Q(proposed_by=F(OTHER))) & Q(answer_by__isnull=False),
                name="settlement_other_park_has_days",
            ),
            # A button pressed twice, or two people with the same thought.
            models.UniqueConstraint(
                fields=["pair", "content_hash"], condition=Q(state=State.PROPOSED), name="settlement_open_once"
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(state=State.PROPOSED), name="settlement_takes_back_once"
            ),
            models.UniqueConstraint(
                fields=["pair"], condition=Q(state=State.PROPOSED, kind=Because.OPENING), name="settlement_opens_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["pair", "state"], name="settlement_pair_state")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="settlement_stays", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="settlement_fits_pair", operation=pgtrigger.Insert, when=pgtrigger.Before, func=FITS_PAIR
            ),
            pgtrigger.Trigger(
                name="settlement_never_changes", operation=pgtrigger.Update, when=pgtrigger.Before, func=NEVER_CHANGES
            ),
            pgtrigger.Trigger(
                name="settlement_consents",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__state=State.SIGNED),
                func=CONSENTS,
            ),
        ]

    def __str__(self) -> str:
        """ "Waiver of 2 months Porto owes Málaga". Reads debtor, creditor and the posting it takes back."""
        line = f"“{self.reverses.text or self.reverses.get_because_display()}”" if self.reverses else None
        return title(self.kind, self.debtor, self.creditor, self.months, line)

    def get_absolute_url(self) -> str:
        return reverse("exchanges:settlements:detail", args=[self.pk])

    @property
    def content(self) -> Content:
        """What is signed, from the row as it is now."""
        return Content(
            self.kind, self.debtor, self.creditor, self.months, self.day, self.text, self.reverses
        )  # fmt: skip

    @property
    def reference(self) -> str:
        """Of the posting it becomes."""
        return f"settlement/{self.pk}"

    @property
    def tone(self) -> str:
        return TONES[State(self.state)]

    @property
    def forgives(self) -> bool:
        return self.kind in FORGIVING

    @property
    def maker(self) -> str:
        """Who proposed it, by name."""
        return str(self.proposed_by or NETWORK)

    @property
    def parties(self) -> tuple[Park, Park]:
        return self.pair.low, self.pair.high

    @property
    def loser(self) -> Park:
        return loses_by(self)

    @property
    def other(self) -> Park:
        """The park that gains by it."""
        return gains_by(self)

    @property
    def signed_parks(self) -> set[int]:
        """Ids of the parks that signed themselves; `queries.whole` reads them with the settlement."""
        return {one.park_id for one in self.signatures.all() if one.park_id}

    @property
    def missing(self) -> list[Park]:
        """The parks that have to sign, the losing one first; none once it is no longer open."""
        if self.state != State.PROPOSED:
            return []
        signed = self.signed_parks
        return [park for park in (self.loser, self.other) if park.pk not in signed]

    @property
    def waits_for(self) -> str:
        """ "Málaga", "Málaga and Porto"; empty when it waits for nobody."""
        return words.listed([park.name for park in self.missing])

    @property
    def clock(self) -> str:
        """Whose clock `answer_by` goes by: "Recife time"; empty where both parks' days end at once."""
        if self.answer_by is None:
            return ""
        return clock_said(self.answer_by, self.other.time_zone, [self.loser.time_zone])

    @property
    def stand_in_from(self) -> date | None:
        """The first day, by the clock of the park that gains, on which a network admin may sign in its place."""
        return date.fromordinal(self.answer_by.toordinal() + 1) if self.answer_by else None

    def is_silent(self, now: datetime) -> bool:
        """Whether the park that gains let its days go by."""
        waits = self.other in self.missing
        return waits and self.answer_by is not None and has_ended(self.answer_by, now, self.other.time_zone)


class SettlementSignature(models.Model):
    """A yes to the content: a park's own, or (park null) a network admin's `instead_of` a silent park, who says why."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="signatures")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")
    instead_of = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["signed_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["settlement", "park"], name="settlement_park_signs_once"),
            models.UniqueConstraint(
                fields=["settlement"], condition=Q(instead_of__isnull=False), name="settlement_stood_in_once"
            ),
            # Two consents are two people's.
            models.UniqueConstraint(fields=["settlement", "signer"], name="settlement_person_signs_once"),
            models.CheckConstraint(
                condition=Q(park__isnull=False) | ~Q(reason=""), name="settlement_network_says_why"
            ),
        ]  # fmt: skip
        triggers: ClassVar = [
            *append_only("settlement_signature"),
            pgtrigger.Trigger(
                name="settlement_signature_fits", operation=pgtrigger.Insert, when=pgtrigger.Before, func=SIGNATURE_FITS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.park or NETWORK}: {self.signer_name}"

    @property
    def given_for(self) -> str:
        """ "Málaga", "The network for Porto"."""
        return f"{NETWORK} for {self.instead_of}" if self.instead_of else str(self.park or NETWORK)


class SettlementStep(AbstractStep):
    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="steps")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")  # null: the network

    class Meta(AbstractStep.Meta):
        triggers: ClassVar = append_only("settlement_step")


# The ledger knows no settlement; the books still take nothing that needs one without it.
pgtrigger.register(
    pgtrigger.Trigger(
        name="posting_is_signed",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(new__because__in=[str(kind.value) for kind in KINDS]),
        func=POSTING_IS_SIGNED,
    )
)(Posting)
