"""The list of statements as a person reads it: each row from the side of her park."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from exchanges.ledger.models import Pair
from exchanges.statements import waiting
from softlanding.kernel import words
from softlanding.kernel.listing import folded, folded_field

TONES = {waiting.US: "wait", waiting.THEM: "go", waiting.DISPUTED: "stop", waiting.CLOSED: "done"}
STATES = {
    waiting.US: "waits for us", waiting.THEM: "waits for the partner", waiting.DISPUTED: "disputed",
    waiting.CLOSED: "closed",
}  # fmt: skip


def named(pairs: QuerySet[Pair], text: str) -> QuerySet[Pair]:
    """Pairs one of whose parks has every word in its name, accents and case aside."""
    plain = {"plain_low": folded_field("low__name"), "plain_high": folded_field("high__name")}
    pairs = pairs.alias(**plain) if text else pairs
    for word in text.split():
        pairs = pairs.filter(Q(plain_low__contains=folded(word)) | Q(plain_high__contains=folded(word)))
    return pairs


def listed(shown: Collection[waiting.Row], mine: Collection[int], today: date) -> list["Listed"]:
    """The rows of a page; one query."""
    closings = waiting.closings(shown)
    return [Listed.of(row, mine, closings, today) for row in shown]


class Listed:
    """A row of the list from the side of the person's park."""

    def __init__(self, row: waiting.Row, is_low: bool, closing: int, later: int, is_network: bool) -> None:
        self.row, self.period = row, row.period
        self.park, self.partner = (row.low, row.high) if is_low else (row.high, row.low)
        self.codes = (row.low_code, row.high_code) if is_low else (row.high_code, row.low_code)
        self.closing, self.later, self.is_network = closing, later, is_network

    @classmethod
    def of(
        cls, row: waiting.Row, mine: Collection[int], closings: Mapping[tuple[int, date], int], today: date
    ) -> "Listed":
        is_low = not mine or row.low_id in mine
        closing = closings.get((row.pair, row.until), 0) if row.closing is None else row.closing
        is_open = row.kind in (waiting.US, waiting.THEM)
        later = waiting.open_quarters(row.until, today) - 1 if is_open else 0
        return cls(row, is_low, closing if is_low else -closing, later, not mine)

    @property
    def label(self) -> str:
        text = self.period.label
        return text[0].upper() + text[1:]

    @property
    def tone(self) -> str:
        return TONES[self.row.kind]

    @property
    def state(self) -> str:
        """The badge: a word or three."""
        return "open" if self.is_network and self.row.kind == waiting.THEM else STATES[self.row.kind]

    @property
    def waits_for(self) -> str:
        """Small, below it: who has confirmed, or for whom it waits."""
        if self.row.kind == waiting.CLOSED:
            return ""
        if self.is_network:
            return f"waits for {words.listed(self.row.missing)}" if self.row.kind == waiting.THEM else ""
        return "the partner has confirmed it" if self.partner not in self.row.missing else ""
