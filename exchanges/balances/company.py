"""A company's stays with their months: what it has instead of a balance."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.states import PROMISED, MonthState, State
from softlanding.kernel import words
from softlanding.kernel.pictures import MonthsBar


@dataclass(frozen=True)
class Stay:
    """A company's stay with its months."""

    landing: Landing
    bar: MonthsBar

    @property
    def says(self) -> str:
        """ "2 used, 1 reserved": nothing is left over in a stay."""
        parts = [(self.bar.used, "used"), (self.bar.reserved, "reserved")]
        return ", ".join(f"{n} {what}" for n, what in parts if n) or "no months"

    @classmethod
    def of(cls, landing: Any) -> "Stay":
        """From a row of `stays_of`."""
        used, reserved = landing.used, landing.reserved
        return cls(landing, MonthsBar.of(used + reserved, used, reserved))


def stays_of(company_id: int) -> Any:
    """The company's promised stays, the latest first; each with its `used` and `reserved` months."""
    months = {
        name: Count("free_rent_months", filter=Q(free_rent_months__state=state))
        for name, state in (("used", MonthState.USED), ("reserved", MonthState.RESERVED))
    }
    return (
        Landing.objects.filter(company=company_id)
        .filter(state__in=(*PROMISED, State.NO_SHOW))
        .select_related("host", "home")
        .annotate(**months)
        .order_by("-period", "-pk")
    )


def months_of(company_id: int) -> str:
    """What a company has used and was promised, over all its stays; empty without any."""
    months = (
        FreeRentMonth.objects.promised()
        .filter(landing__company=company_id)
        .aggregate(
            used=Count("pk", filter=Q(state=MonthState.USED)),
            reserved=Count("pk", filter=Q(state=MonthState.RESERVED)),
            parks=Count("landing__host", distinct=True),
        )
    )
    if not months["parks"]:
        return ""
    used, at = words.months(months["used"]), words.counted(months["parks"], "park")
    return f"{used} used and {words.months(months['reserved'])} reserved, at {at}."
