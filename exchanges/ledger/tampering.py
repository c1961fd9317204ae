"""What was changed in a posting whose hash does not fit it: the hash itself tells, because only the truth fits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from exchanges.ledger.models import Because, posting_hash
from softlanding.kernel import words

YEARS = 30  # how far a changed day is looked for, either way
MOST_MONTHS = 1000


@dataclass(frozen=True)
class Facts:
    """What a posting's hash is made of, as the row says now."""

    previous_hash: str
    number: int
    day: date
    debtor: int
    creditor: int
    months: int
    because: str
    reference: str
    text: str
    reverses: int | None

    @property
    def hash(self) -> str:
        return posting_hash(*vars(self).values())


def what_differs(row: Facts, kept: str) -> str:
    """ "its months were changed from 1 to 9": the one fact with which the kept hash fits again; else what is left."""
    for told, facts in _truths(row):
        if facts.hash == kept:
            return told
    return (
        f"its text (now “{row.text}”) or its reference was changed, or several facts at once; "
        "its months, day, parks or cause alone were not"
    )


def _truths(row: Facts) -> Iterator[tuple[str, Facts]]:
    for months in range(1, MOST_MONTHS):
        yield f"its months were changed from {months} to {row.months}", replace(row, months=months)
    yield "its debtor and creditor were exchanged", replace(row, debtor=row.creditor, creditor=row.debtor)
    for because in Because.values:
        told = f"its cause was changed from {Because(because).label} to {_label(row.because)}"
        yield told, replace(row, because=because)
    for away in range(-365 * YEARS, 365 * YEARS):
        if (row.day - date.min).days + away < 0 or (date.max - row.day).days < away:
            continue
        day = row.day + timedelta(days=away)
        yield f"its day was changed from {words.day(day)} to {words.day(row.day)}", replace(row, day=day)
    if row.reverses:
        yield "it was made a reversal afterwards", replace(row, reverses=None)


def _label(because: str) -> str:
    return Because(because).label if because in Because.values else f"“{because}”"
