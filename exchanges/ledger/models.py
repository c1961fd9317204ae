"""Who owes whom: pairs of parks with their running balance, and the postings that prove it (design, rules 16 to 19)."""

import hashlib
from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Abs

from parks.park.models import Park
from parks.rights import parks_seen_by
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.models import append_only

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User

BEGINNING = ""  # the hash before a pair's first posting


class Because(models.TextChoices):
    STAY = "stay", "stay"
    CLEARING = "clearing", "clearing"
    WAIVER = "waiver", "waiver"
    COMPENSATION = "compensation", "compensation"
    OPENING = "opening", "opening balance"
    ADJUSTMENT = "adjustment", "adjustment"


class PairQuerySet(models.QuerySet["Pair"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those who see either park's pages, and network admins."""
        if user.is_anonymous:
            return self.none()
        if is_network_admin(user):
            return self
        return self.of_parks(parks_seen_by(user))

    def of_parks(self, ids: Collection[int]) -> Self:
        """Those with one of these parks in them."""
        return self.filter(Q(low__in=ids) | Q(high__in=ids))

    def of_park(self, park: Park) -> Self:
        return self.filter(Q(low=park) | Q(high=park))

    def between(self, one: Park, other: Park) -> "Pair":
        """The row of two parks, made when they first meet."""
        low, high = sorted((one, other), key=lambda park: park.pk)
        pair, _ = self.get_or_create(low=low, high=high)
        return pair

    def locked(self, pk: int) -> "Pair":
        """The pair, locked until the transaction ends: whoever changes quota, places or balance holds it."""
        return self.select_for_update(no_key=True).get(pk=pk)


class Pair(models.Model):
    """Two parks, the lower id first. `balance` > 0: low is owed by high; < 0: low owes high; in months."""

    low = models.ForeignKey(Park, models.PROTECT, related_name="+")
    high = models.ForeignKey(Park, models.PROTECT, related_name="+")
    balance = models.IntegerField(default=0)
    postings_count = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=BEGINNING, blank=True)  # hash of the newest posting
    # Both parks confirmed what was posted up to this day: nothing is posted on it or before it any more.
    closed_until = models.DateField(null=True, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["low", "high"], name="pair_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="pair_low_first"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["high"], name="pair_high"),
            models.Index(Abs("balance").desc(), name="pair_by_distance"),  # farthest from zero first
        ]
        triggers: ClassVar = [
            # What both parks confirmed stays closed.
            pgtrigger.Protect(
                name="pair_closed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_until__isnull=False)
                & (
                    pgtrigger.Q(new__closed_until__isnull=True)
                    | pgtrigger.Q(new__closed_until__lt=pgtrigger.F("old__closed_until"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.low} and {self.high}"

    def balance_of(self, park: Park) -> int:
        """Months, from the park's side: > 0 is owed, < 0 owes."""
        return self.balance if park.pk == self.low_id else -self.balance

    def partner_of(self, park: Park) -> Park:
        return self.high if park.pk == self.low_id else self.low


def is_reversed() -> models.Exists:
    """Whether a posting was taken back by another one."""
    # Not by joining that one: PostgreSQL then reads every reversal there is, for the few postings of one park.
    return models.Exists(Posting.objects.filter(reverses=models.OuterRef("pk")))


class PostingQuerySet(models.QuerySet["Posting"]):
    def not_reversed(self) -> Self:
        return self.filter(~is_reversed())

    def stays(self) -> Self:
        """Months of stays that stand: reversed ones are not counted."""
        return self.not_reversed().filter(because=Because.STAY)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        if is_network_admin(user):
            return self
        return self.filter(pair__in=Pair.objects.visible_to(user))


class Posting(models.Model):
    """On `day`, `debtor` came to owe `creditor` `months` months. One row is one debit and one credit."""

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="postings")
    number = models.PositiveIntegerField()  # 1, 2, ... within the pair: the order of the chain
    day = models.DateField()
    debtor = models.ForeignKey(Park, models.PROTECT, related_name="+")
    creditor = models.ForeignKey(Park, models.PROTECT, related_name="+")
    months = models.PositiveIntegerField()
    because = models.CharField(max_length=12, choices=Because)
    reference = models.CharField(max_length=80, unique=True)  # a retry posts nothing twice
    text = models.CharField(max_length=300, blank=True)  # what people read: "Lumen Optics, month 2 of 3"
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversal")
    recorded_at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pair", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pair", "number"], name="posting_number_in_pair"),
            models.CheckConstraint(condition=Q(months__gt=0), name="posting_moves_something"),
            models.CheckConstraint(condition=~Q(debtor=F("creditor")), name="posting_two_parks"),
            models.CheckConstraint(condition=Q(because__in=Because.values), name="posting_because_known"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | Q(because=Because.ADJUSTMENT), name="posting_reverses_to_adjust"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["pair", "debtor", "day"], condition=Q(because="stay"), name="posting_stays"),
            models.Index(fields=["pair", "day"], name="posting_pair_day"),
            # Months sent and hosted of a park, or of all, in a year or a window.
            models.Index(fields=["debtor", "day"], condition=Q(because="stay"), name="posting_sent"),
            models.Index(fields=["creditor", "day"], condition=Q(because="stay"), name="posting_hosted"),
            models.Index(fields=["day"], include=["months"], condition=Q(because="stay"), name="posting_stay_day"),
        ]
        triggers: ClassVar = [
            *append_only("posting"),
            pgtrigger.Trigger(
                name="posting_fits_pair",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("its", "exchanges_pair%ROWTYPE")],
                func="""
                    SELECT * INTO its FROM exchanges_pair p WHERE p.id = NEW.pair_id;
                    IF its.low_id <> LEAST(NEW.debtor_id, NEW.creditor_id)
                        OR its.high_id <> GREATEST(NEW.debtor_id, NEW.creditor_id) THEN
                        RAISE EXCEPTION 'posting %: debtor and creditor are not the parks of its pair', NEW.reference
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.day <= its.closed_until THEN
                        RAISE EXCEPTION 'posting %: the books of its pair are closed until %', NEW.reference,
                            its.closed_until USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="posting_mirrors",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__reverses__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM exchanges_posting p WHERE p.id = NEW.reverses_id AND p.pair_id = NEW.pair_id
                        AND p.debtor_id = NEW.creditor_id AND p.months = NEW.months AND p.reverses_id IS NULL
                    ) THEN
                        RAISE EXCEPTION 'posting %: it does not mirror the one it takes back', NEW.reference
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # Rooms above hang theirs here: what only a settlement, only a clearing may post (their models.py).
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.months} ({self.text})"

    def computed_hash(self) -> str:
        """SHA-256 (hex) over every fact of the row and the hash before it: change one row and the chain breaks."""
        return posting_hash(
            self.previous_hash, self.number, self.day, self.debtor_id, self.creditor_id, self.months,
            self.because, self.reference, self.text, self.reverses_id,
        )  # fmt: skip


def posting_hash(
    previous_hash: str, number: int, day: "date", debtor_id: int, creditor_id: int, months: int,
    because: str, reference: str, text: str, reverses_id: int | None,
) -> str:  # fmt: skip
    """The hash of a posting from its facts; the unit separator keeps two fields from reading as one."""
    facts = (previous_hash, number, day.isoformat(), debtor_id, creditor_id, months, because, reference, text,
             reverses_id or "")  # fmt: skip
    return hashlib.sha256("\x1f".join(map(str, facts)).encode()).hexdigest()


class LedgerRoot(models.Model):
    """The fingerprint of a day: one hash over the heads of all chains and every append-only record (rule 19).

    `content` is the canonical text that is hashed; it names the root before it, so that one root kept outside the
    portal proves everything older. Whoever rewrites a chain, however well, ends with other roots.
    """

    number = models.PositiveIntegerField(unique=True)  # 1, 2, ...
    day = models.DateField(unique=True)  # in UTC
    made_at = models.DateTimeField()
    content = models.TextField()
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["number"]
        triggers: ClassVar = append_only("ledger_root")

    def __str__(self) -> str:
        return f"root {self.number} of {self.day}"


class RootStamp(models.Model):
    """A time-stamp authority's word (RFC 3161) that a root existed at a moment."""

    root = models.OneToOneField(LedgerRoot, models.PROTECT, related_name="stamp")
    server = models.URLField(max_length=300)
    token = models.BinaryField()  # the whole response, DER
    stamped_at = models.DateTimeField()  # as the authority says

    class Meta:
        triggers: ClassVar = append_only("root_stamp")

    def __str__(self) -> str:
        return f"{self.root}, {self.stamped_at}"
