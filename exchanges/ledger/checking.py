"""Proof that the books are whole: every chain, number and balance recomputed from the postings alone (rule 19)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.db import transaction

from exchanges.ledger.models import BEGINNING, Pair
from exchanges.ledger.tampering import Facts, what_differs
from softlanding.kernel import words

CHUNK = 5000  # rows held in memory at a time


@dataclass(frozen=True)
class Verdict:
    """What a check found: how much it read, and the first row that lies, in a sentence (None: every row holds)."""

    postings: int
    pairs: int
    lie: str | None

    def __str__(self) -> str:
        return self.lie or (
            f"{words.plural(self.postings, 'posting')} of {words.plural(self.pairs, 'pair')}: "
            "every hash, number and balance holds."
        )


class Row(NamedTuple):
    """A pair beside one of its postings; a pair without postings has one row with `number` None."""

    pair: int
    low: int
    high: int
    balance: int
    counted: int
    head: str
    number: int | None
    day: date
    debtor: int
    creditor: int
    months: int
    because: str
    reference: str
    text: str
    reverses: int | None
    previous_hash: str
    hash: str


FIELDS = (
    "pk", "low_id", "high_id", "balance", "postings_count", "head", "postings__number", "postings__day",
    "postings__debtor_id", "postings__creditor_id", "postings__months", "postings__because", "postings__reference",
    "postings__text", "postings__reverses_id", "postings__previous_hash", "postings__hash",
)  # fmt: skip


def check() -> Verdict:
    """Read all pairs and postings once, in constant memory, and stop at the first row that lies."""
    postings = pairs = 0
    for _, rows in groupby(_rows(), key=lambda row: row.pair):
        count, lie = _check_pair(rows)
        postings, pairs = postings + count, pairs + 1
        if lie:
            return Verdict(postings, pairs, lie)
    return Verdict(postings, pairs, None)


def _rows() -> Iterator[Row]:
    # One statement sees one moment: whoever posts meanwhile cannot make the pair and its postings disagree.
    # The transaction lets PostgreSQL stream the rows instead of storing them first.
    with transaction.atomic():
        found = Pair.objects.order_by("pk", "postings__number").values_list(*FIELDS)
        yield from map(Row._make, found.iterator(chunk_size=CHUNK))


def _check_pair(rows: Iterator[Row]) -> tuple[int, str | None]:
    """How many postings were read, and the pair's first lie."""
    count = balance = 0
    head = BEGINNING
    row = None
    for row in rows:
        if row.number is None:
            break
        count += 1
        lie = _posting_lie(row, count, head)
        if lie:
            return count, f"Posting {row.number} of {_names(row.pair)} ({row.reference}, {words.day(row.day)}): {lie}"
        balance += row.months if row.creditor == row.low else -row.months
        head = row.hash
    assert row is not None  # groupby gives no empty group
    return count, _pair_lie(row, count, balance, head)


def _posting_lie(row: Row, expected: int, head: str) -> str | None:
    if row.number != expected:
        left = words.plural(abs((row.number or 0) - expected), "posting")
        return f"it should have number {expected}; {left} before it left the books."
    if {row.debtor, row.creditor} != {row.low, row.high}:
        return "it moves months between parks that are not this pair."
    if row.previous_hash != head:
        return "it does not follow the posting before it: its link to that one was changed."
    facts = Facts(
        row.previous_hash, row.number, row.day, row.debtor, row.creditor, row.months, row.because, row.reference,
        row.text, row.reverses,
    )  # fmt: skip
    if facts.hash != row.hash:
        return f"it was changed after it was posted: {what_differs(facts, row.hash)}."
    return None


def _pair_lie(row: Row, count: int, balance: int, head: str) -> str | None:
    if row.counted != count:
        be = "is" if count == 1 else "are"
        return (
            f"The row of {_names(row.pair)} counts {words.plural(row.counted, 'posting')}, "
            f"and {words.number_word(count)} {be} in the books."
        )
    if row.head != head:
        return f"The row of {_names(row.pair)} names another newest posting than the one in the books (number {count})."
    if row.balance != balance:
        return (
            f"The row of {_names(row.pair)} gives {_pair(row.pair).low} a balance of {words.months(row.balance)}; "
            f"what is posted adds up to {words.months(balance)}."
        )
    return None


def _pair(pair_id: int) -> Pair:
    return Pair.objects.select_related("low", "high").get(pk=pair_id)


def _names(pair_id: int) -> str:
    return str(_pair(pair_id))
