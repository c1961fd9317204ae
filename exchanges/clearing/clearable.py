"""The network's debts today, what a clearing would leave of them, and what one more stay would change about that."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from exchanges.clearing.asked import Waiting, waiting_months
from exchanges.clearing.netting import Debt
from exchanges.clearing.planning import Plan
from exchanges.clearing.versions import proposable
from parks.park.models import Park


def left(debts: Iterable[Debt], cleared: Iterable[int], *, debtor: int = 0, creditor: int = 0) -> int:
    """Months that stay after a clearing: of one debtor, of one creditor, or of the whole network."""
    return sum(
        debt.months - gone
        for debt, gone in zip(debts, cleared, strict=True)
        if debtor in (0, debt.debtor) and creditor in (0, debt.creditor)
    )


@dataclass(frozen=True)
class Clearable:
    """The network's debts, and what of them can be newly cleared: `waiting` is what a clearing asks for already."""

    plan: Plan
    waiting: Waiting | None = None

    @property
    def debts(self) -> list[Debt]:
        return self.plan.asked

    @property
    def owed(self) -> int:
        """Gross, before a clearing."""
        return self.plan.gross

    @property
    def left(self) -> int:
        return self.plan.gross - self.plan.total

    def left_of(self, park: int) -> tuple[int, int]:
        """Months the park owes, and months it is owed, after the largest clearing."""
        return left(self.debts, self.plan.cleared, debtor=park), left(self.debts, self.plan.cleared, creditor=park)

    def with_stay(self, home: int, host: int, months: int, consents: bool) -> list[Debt]:
        """The debts once `home` owes `host` `months` more; `consents`: of both parks, should the pair be even now."""
        found = list(self.debts)
        for i, debt in enumerate(found):
            if (debt.debtor, debt.creditor) == (home, host):
                found[i] = replace(debt, months=debt.months + months)
                return found
            if (debt.debtor, debt.creditor) == (host, home):
                if rest := debt.months - months:
                    turned = Debt(home, host, -rest, None, debt.consents, 0)
                    found[i] = replace(debt, months=rest) if rest > 0 else turned
                else:
                    del found[i]
                return found
        return [*found, Debt(home, host, months, None, consents, 0)]


def clearable_today(today: date, park: Park | None = None) -> Clearable:
    """The network's debts, read once for everything a page computes from them, and what waits of one park's or of all.

    Two queries, and a third while a clearing is open.
    """
    plan = proposable(today)
    return Clearable(plan, waiting_months(park) if plan.without else None)
