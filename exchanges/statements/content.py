"""What a balance statement says: its canonical text, and the hash both parks confirm. Pure."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from exchanges.statements.periods import Period
from parks.park.models import Park

# The facts of a posting that stand in the canonical text.
POSTING = ("number", "day", "debtor", "creditor", "months", "because", "reference", "text", "hash")


@dataclass(frozen=True)
class Line:
    """A posting of the period. `change` and `after` in months from the pair's low park: > 0 it is owed."""

    number: int
    day: date
    debtor: str  # codes
    creditor: str
    months: int
    because: str
    reference: str
    text: str
    hash: str
    reverses: date | None  # the day of the posting it takes back
    reversed_on: date | None
    change: int
    after: int


@dataclass(frozen=True)
class Content:
    """A pair's books of a period, in months from its low park's side; `lines` in the order of their days.

    The opening is the sum of `before` postings; `before_hash` is the chain's hash at the newest of them. Both are part
    of the text, so that an opening stands for exactly these postings and no content can be guessed from its figures.
    """

    low: Park
    high: Park
    period: Period
    opening: int
    before: int
    before_hash: str
    lines: list[Line]

    @property
    def closing(self) -> int:
        return self.lines[-1].after if self.lines else self.opening

    @property
    def counted(self) -> int:
        """How many postings it is made of, with those before it: more means that it changed."""
        return self.before + len(self.lines)

    @property
    def hosted(self) -> int:
        """Months by which the low park came to be owed."""
        return sum(line.change for line in self.lines if line.change > 0)

    @property
    def sent(self) -> int:
        """Months by which it came to owe."""
        return -sum(line.change for line in self.lines if line.change < 0)

    @cached_property
    def canonical(self) -> str:
        """JSON with sorted keys and no spaces: the same books give the same text, everywhere."""
        content: dict[str, Any] = {
            "parties": [self.low.code, self.high.code],
            "since": self.period.since,
            "until": self.period.until,
            "opening": self.opening,
            "closing": self.closing,
            "before": {"postings": self.before, "hash": self.before_hash},
            "postings": [{name: getattr(line, name) for name in POSTING} for line in self.lines],
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical text in UTF-8."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    def sign(self, park: Park) -> int:
        """1 or -1: what a figure is multiplied with to be seen from a park's side."""
        return 1 if park.pk == self.low.pk else -1
