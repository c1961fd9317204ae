"""What the network owes, read from the books: the debts a clearing starts from."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from exchanges.agreements.ruling import RulingDays
from exchanges.clearing.answers import ClearingRefusal
from exchanges.clearing.models import Clearing, ClearingPart
from exchanges.clearing.netting import Debt
from exchanges.ledger.ages import oldest_open
from exchanges.ledger.models import Pair
from parks.park.states import ParkState


@dataclass(frozen=True)
class PairDebt:
    """What one park of a pair owes the other, with park ids, and who lets circles through it be cleared.

    A party consents when the agreement that rules between the two says so of it, the network has admitted it, and it
    did not refuse a clearing without saying since that it takes part again.
    `has_agreement`: the two have an agreement in force, or once had one; without it nobody consents.
    """

    pair: int
    debt: Debt
    debtor_consents: bool
    creditor_consents: bool
    has_agreement: bool
    stays_away: bool = False  # nobody consents only because a park refused a clearing
    asked: tuple[int, ...] = ()  # the parks of the two that are asked about an open clearing

    @property
    def as_agreed(self) -> "PairDebt":
        """With the consents of the agreement alone, as if no park had refused a clearing."""
        if not self.stays_away:
            return self
        return PairDebt(self.pair, replace(self.debt, consents=True), True, True, self.has_agreement, asked=self.asked)


def network_debts(today: date) -> list[PairDebt]:
    """Every pair that is not even on `today`, in order of id; two statements, however many pairs."""
    return _read(Pair.objects.exclude(balance=0), today, oldest_open())


def debts_of(pairs: Collection[int], today: date) -> list[PairDebt]:
    """Those of these pairs that are not even, without their ages; one statement."""
    return _read(Pair.objects.exclude(balance=0).filter(pk__in=pairs), today, {})


def _read(pairs: QuerySet[Pair], today: date, since: dict[int, date]) -> list[PairDebt]:
    rows = (
        pairs.annotate(flags=Subquery(_flags(today)))
        .annotate(low_away=stays_away("low"), high_away=stays_away("high"))
        .annotate(low_asked=_asked("low"), high_asked=_asked("high"))
        .order_by("pk")
        .values_list(
            "pk", "low_id", "high_id", "balance", "low__state", "high__state", "flags", "low_away", "high_away",
            "low_asked", "high_asked",
        )
    )  # fmt: skip
    debts = []
    for pk, low, high, balance, low_state, high_state, flags, low_away, high_away, *are_asked in rows:
        allowed = flags or {"low": False, "high": False}
        as_agreed = {
            low: allowed["low"] and low_state == ParkState.ADMITTED,
            high: allowed["high"] and high_state == ParkState.ADMITTED,
        }
        sides = ((low, as_agreed[low] and not low_away), (high, as_agreed[high] and not high_away))
        (creditor, creditor_consents), (debtor, debtor_consents) = sides if balance > 0 else sides[::-1]
        debt = Debt(
            debtor,
            creditor,
            abs(balance),
            consents=debtor_consents and creditor_consents,
            # A debt without an open posting was written past the ledger's actions; its age is not known.
            age_days=max(0, (today - since.get(pk, today)).days),
        )
        only_refused = all(as_agreed.values()) and (low_away or high_away)
        asked = tuple(park for park, is_asked in zip((low, high), are_asked, strict=True) if is_asked)
        debts.append(PairDebt(pk, debt, debtor_consents, creditor_consents, flags is not None, only_refused, asked))
    return debts


def _asked(side: str) -> Exists:
    """Whether the park of that side has a part in an open clearing."""
    return Exists(ClearingPart.objects.filter(park=OuterRef(side), clearing__in=Clearing.objects.open()))


def stays_away(side: str) -> Exists:
    """Of a row: whether its park of that side refused a clearing and stays away since."""
    return Exists(ClearingRefusal.objects.filter(park=OuterRef(side), ended_at=None))


def _flags(today: date) -> QuerySet[RulingDays, Any]:
    """Of a pair: which of its parks lets circles be cleared, by the terms that rule or the last that did.

    No two of a pair rule on one day, so those are the last that have begun, of suspended and ended agreements too.
    """
    return (
        RulingDays.objects.filter(pair=OuterRef("pk"), first__lte=today)
        .order_by("-first")
        .values(flags=JSONObject(low="version__clearing_low", high="version__clearing_high"))[:1]
    )
