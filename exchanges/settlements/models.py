"""A posting that needs two consents: proposed by one side, signed by another, then in the books (rule 20)."""

from typing import TYPE_CHECKING, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements.content import Content, title
from exchanges.settlements.states import FORGIVING, KINDS, NETWORK, TONES, State
from exchanges.settlements.triggers import FITS_PAIR, NEVER_CHANGES, SIGNATURE_FITS, TWO_CONSENTS
from parks.models import Membership, Park
from softlanding.kernel.models import AbstractStep, append_only

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User

TEXT_LENGTH = 300  # as long as the text of a posting


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The people of either park, and network admins."""
        if user.is_anonymous:
            return self.none()
        if user.is_network_admin:
            return self
        mine = list(Membership.objects.roles_of(user))
        return self.filter(Q(pair__low__in=mine) | Q(pair__high__in=mine))

    def proposed(self) -> Self:
        """Open: the second consent is missing."""
        return self.filter(state=State.PROPOSED)

    def lacks(self, parks: list[int]) -> Self:
        """Open ones that lack the signature of one of these parks: the maker signed, nobody else."""
        made = Q(proposed_by__isnull=True)
        return self.proposed().filter(
            Q(pair__low__in=parks) & (made | Q(proposed_by=F("pair__high")))
            | Q(pair__high__in=parks) & (made | Q(proposed_by=F("pair__low")))
        )


class Settlement(models.Model):
    """`debtor`, `creditor`, `months` and `day` are those of the posting to be; `proposed_by` null: a network admin."""

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
                name="settlement_two_consents",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__state=State.SIGNED),
                func=TWO_CONSENTS,
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
    def missing(self) -> list[Park]:
        """The parks one of which has to sign; none once it is no longer open."""
        if self.state != State.PROPOSED:
            return []
        return [park for park in self.parties if park.pk != self.proposed_by_id]

    @property
    def waits_for(self) -> str:
        """ "Málaga"; of a proposal by the network "Málaga or Porto"; empty when it waits for nobody."""
        return " or ".join(park.name for park in self.missing)


class SettlementSignature(models.Model):
    """A side's yes to the content: a park's, or a network admin's (park null), who says why."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="signatures")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")
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
                fields=["settlement"], condition=Q(park__isnull=True), name="settlement_network_signs_once"
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


class SettlementStep(AbstractStep):
    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="steps")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")  # null: the network

    class Meta(AbstractStep.Meta):
        triggers: ClassVar = append_only("settlement_step")
