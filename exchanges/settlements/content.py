"""What two sides consent to: the posting to be, as canonical text, and the hash of that text. Pure."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from exchanges.ledger.models import Because
from softlanding.kernel import words

if TYPE_CHECKING:
    from exchanges.ledger.models import Posting
    from parks.park.models import Park

# Rule 20. A posting says that its debtor comes to owe its creditor: whatever stood between them, the debtor's claim
# shrinks or its debt grows, and the creditor's claim grows or its debt shrinks. A waiver is a posting of the park that
# is owed, so it loses by it.
TITLES = {
    Because.WAIVER: "Waiver of {months} {creditor} owes {debtor}",
    Because.COMPENSATION: "Compensation for {months} {creditor} owes {debtor}",
    Because.OPENING: "Opening balance: {debtor} owes {creditor} {months}",
    Because.ADJUSTMENT: "Adjustment: {debtor} owes {creditor} {months} more",
}
LOSER, OTHER = "debtor", "creditor"  # the fields that name them, for questions to the database


class Moves(Protocol):
    """What moves months between two parks: a posting to be, a settlement, a posting."""

    @property
    def debtor(self) -> "Park": ...
    @property
    def creditor(self) -> "Park": ...


def loses_by(it: Moves) -> "Park":
    """The park whose claim shrinks or whose debt grows: nothing is posted without its own signature."""
    park: Park = getattr(it, LOSER)
    return park


def gains_by(it: Moves) -> "Park":
    """The other park: a network admin may stand in for it once it stayed silent."""
    park: Park = getattr(it, OTHER)
    return park


def title(kind: str, debtor: object, creditor: object, months: int, taken_back: str | None = None) -> str:
    """ "Waiver of 2 months Porto owes Málaga": the posting to be, named; `taken_back`: the line it takes back."""
    if taken_back is not None:
        return f"Taking back {taken_back}"
    return TITLES[Because(kind)].format(debtor=debtor, creditor=creditor, months=words.months(months))


@dataclass(frozen=True)
class Content:
    """On `day`, `debtor` comes to owe `creditor` `months` months because of `kind`; `text` is what people read of it.

    A waiver or compensation of what Porto owes Málaga is a posting the other way round: Málaga is its debtor.
    `reverses` names the one posting an adjustment takes back.
    """

    kind: str
    debtor: "Park"
    creditor: "Park"
    months: int
    day: date
    text: str
    reverses: "Posting | None" = None

    @property
    def canonical(self) -> str:
        """JSON with sorted keys: the same settlement gives the same text, everywhere."""
        content = {
            "kind": str(self.kind),
            "debtor": self.debtor.code,
            "creditor": self.creditor.code,
            "months": self.months,
            "day": self.day.isoformat(),
            "text": self.text,
            "reverses": self.reverses.hash if self.reverses else None,
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical text: what a signature binds to."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()
