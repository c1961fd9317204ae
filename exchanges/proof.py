"""Proof of everything that must never change: the books, the daily roots, and what each room can hold against them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from exchanges.agreements import proof as agreements
from exchanges.clearing import proof as clearing
from exchanges.landings import proof as landings
from exchanges.ledger import roots, timestamps
from exchanges.ledger.checking import Verdict, check
from exchanges.ledger.models import LedgerRoot
from exchanges.settlements import proof as settlements
from exchanges.statements import proof as statements
from softlanding.kernel import words

# What is compared, each by what it is called where nothing lies.
COMPARED: dict[str, Callable[[], Iterator[str]]] = {
    "root": roots.lies,
    "time stamp": timestamps.lies,
    "agreement": agreements.lies,
    "settlement": settlements.lies,
    "clearing": clearing.lies,
    "statement": statements.lies,
    "used month": landings.lies,
}
TOLD = 5  # sentences of each kind


@dataclass(frozen=True)
class Proof:
    """`verdict` on the chains, how many `roots` were recomputed, and everything that lies, in sentences."""

    verdict: Verdict
    roots: int
    lies: list[str]

    @property
    def is_whole(self) -> bool:
        return not self.lies

    def __str__(self) -> str:
        if self.lies:
            return "\n".join(self.lies)
        compared = "agreements, settlements, clearings, closed statements and used months fit the books"
        return f"{self.verdict} {words.plural(self.roots, 'daily root')} recomputed; {compared}."


def prove() -> Proof:
    """Recompute and compare everything. Reads only; each part sees its own moment."""
    verdict = check()
    lies = [verdict.lie] if verdict.lie else []
    for find in COMPARED.values():
        lies += islice(find(), TOLD)
    return Proof(verdict, LedgerRoot.objects.count(), lies)
