"""What the network owes, read from the books: the debts a clearing starts from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from exchanges.agreements.models import Agreement
from exchanges.clearing.netting import Debt
from exchanges.ledger.ages import oldest_open
from exchanges.ledger.models import Pair
from parks.states import ParkState


@dataclass(frozen=True)
class PairDebt:
    """What one park of a pair owes the other, with park ids, and who lets circles through it be cleared.

    A party consents when the agreement that rules between the two says so of it and the network has admitted it.
    `has_agreement`: the two have an agreement in force, or once had one; without it nobody consents.
    """

    pair: int
    debt: Debt
    debtor_consents: bool
    creditor_consents: bool
    has_agreement: bool


def network_debts(today: date) -> list[PairDebt]:
    """Every pair that is not even on `today`, in order of id; two statements, however many pairs."""
    since = oldest_open()
    rows = (
        Pair.objects.exclude(balance=0)
        .annotate(flags=Subquery(_flags(today)))
        .order_by("pk")
        .values_list("pk", "low_id", "high_id", "balance", "low__state", "high__state", "flags")
    )
    debts = []
    for pk, low, high, balance, low_state, high_state, flags in rows:
        allowed = flags or {"low": False, "high": False}
        sides = (
            (low, allowed["low"] and low_state == ParkState.ADMITTED),
            (high, allowed["high"] and high_state == ParkState.ADMITTED),
        )
        (creditor, creditor_consents), (debtor, debtor_consents) = sides if balance > 0 else sides[::-1]
        debt = Debt(
            debtor,
            creditor,
            abs(balance),
            consents=debtor_consents and creditor_consents,
            # A debt without an open posting was written past the ledger's actions; its age is not known.
            age_days=max(0, (today - since.get(pk, today)).days),
        )
        debts.append(PairDebt(pk, debt, debtor_consents, creditor_consents, flags is not None))
    return debts


def _flags(today: date) -> QuerySet[Agreement, Any]:
    """Of a pair: which of its parks lets circles be cleared, by the agreement in force or the last that was.

    Agreements of a pair do not overlap, so that is the last one that has begun, suspended and ended ones included.
    """
    return (
        Agreement.objects.standing()
        .filter(pair=OuterRef("pk"), period__startswith__lte=today)
        .order_by("-period__startswith")
        .values(flags=JSONObject(low="ruling__clearing_low", high="ruling__clearing_high"))[:1]
    )
