"""Statements that wait, in words, as todos.py asks for them. Pure."""

from collections.abc import Callable
from datetime import date

from exchanges.statements.periods import Period, quarter_of
from exchanges.statements.waiting import open_quarters
from exchanges.today.rows import Row
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to


def statement(row: Row, mine: set[int], standings: object) -> tuple[str, str, str, str]:
    period, partner, url = _quarter(row, mine, "exchanges:statements:confirm")
    text = f"What was posted from {period.days}. Once both parks confirmed it, the books up to then are closed."
    return f"Confirm the statement with {partner}, {period.label}", text, url, "Read and confirm"


def later(row: Row, today: date) -> str:
    """How many quarters more are open between the two."""
    more = open_quarters(row.first, today) - 1 if row.first else 0
    count = words.counted(more, "later quarter").capitalize()
    return f" {count} {'is' if more == 1 else 'are'} open too." if more else ""


def disputed(row: Row, mine: set[int], standings: object) -> tuple[str, str, str, str]:
    period, partner, url = _quarter(row, mine, "exchanges:balances:statement")
    text = "Nothing of that period or later is closed until it is settled. Read what is wrong."
    return f"{partner} disputes the statement, {period.label}", text, url, "Read"


def changed(row: Row, mine: set[int], standings: object) -> tuple[str, str, str, str]:
    period, partner, url = _quarter(row, mine, "exchanges:balances:statement")
    text = "Something was posted since you disputed it. Confirm it if that settles the dispute."
    return f"Read the statement with {partner} again, {period.label}", text, url, "Read again"


def _quarter(row: Row, mine: set[int], page: str) -> tuple[Period, str, str]:
    """The statement's period, the partner's name, and a page of it from her park's side."""
    assert row.first
    period = quarter_of(row.first)
    if row.kind != "statement":
        period = Period(date.fromisoformat(row.a) if row.a else None, row.first)
    codes = row.key.split("/")
    is_low = row.home in mine
    return period, row.c if is_low else row.b, path_to(page, *(codes if is_low else codes[::-1]), period.name)


def statement_waited(row: Row, mine: set[int]) -> tuple[str, str, str]:
    period, partner, url = _quarter(row, mine, "exchanges:balances:statement")
    return f"{partner} to confirm the statement, {period.label}", url, partner


def disputed_waited(row: Row, mine: set[int]) -> tuple[str, str, str]:
    period, partner, url = _quarter(row, mine, "exchanges:balances:statement")
    return f"{partner} to settle your dispute, {period.label}", url, partner


SAYS: dict[str, Callable[..., tuple[str, str, str, str]]] = {
    "statement": statement, "disputed": disputed, "changed": changed,
}  # fmt: skip
WAITED: dict[str, Callable[[Row, set[int]], tuple[str, str, str]]] = {
    "statement": statement_waited, "disputed": disputed_waited,
}  # fmt: skip
