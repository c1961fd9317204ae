"""What waits, whatever it is: columns go into one statement by their names and come back as they were."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db.models import Value

from softlanding.accounts.models import User
from softlanding.kernel.todos import DAY, Asked, Awaited, Kind, Row, read, rows_of, together
from tests.cast import person

JOINED = date(2026, 11, 3)


@dataclass(frozen=True)
class Greeting:
    """Of everything that a column may be."""

    name: str
    number: int
    first: date
    last: date | None
    is_new: bool
    many: int | None


def greet(it: Greeting) -> Asked:
    return Asked(f"Greet {it.name}", "", f"/people/{it.number}/", "Greet")


GREET = Kind("greet", Greeting, greet)
WAVE = Kind("wave", Greeting, greet)
COLUMNS = {
    "name": "name", "number": "pk", "first": Value(date(2026, 1, 31), DAY), "last": Value(None, DAY),
    "is_new": Value(True), "many": Value(None),
}  # fmt: skip
KINDS = {"greet": GREET, "wave": WAVE}


def joined(**more):
    return User.objects.all(), {"since": Value(JOINED, DAY), **COLUMNS, **more}


def test_columns_come_back_by_their_names_and_days_as_days(db) -> None:
    anna = person("Anna")
    found, given = joined()
    (row,) = read(together([rows_of(found, GREET, **given)], most=5), KINDS)
    assert row.its == Greeting("Anna", anna.pk, date(2026, 1, 31), None, True, None)
    assert (row.kind, row.pk, row.due, row.since, row.by) == (GREET, anna.pk, None, JOINED, date(2026, 11, 17))
    assert row.asked == Asked("Greet Anna", "", f"/people/{anna.pk}/", "Greet")


def test_the_soonest_come_first_by_their_own_day_the_day_they_are_sorted_under_or_two_weeks(db) -> None:
    person("Anna")
    found, given = joined()
    parts = [
        rows_of(found, WAVE, **given),
        rows_of(found, GREET, **given),
        rows_of(found, GREET, by=date(2026, 11, 16), **given),
        rows_of(found, WAVE, due=Value(date(2026, 11, 18)), **given),
    ]
    told = [(row.kind.name, row.due is not None, row.by.day) for row in read(together(parts, most=9), KINDS)]
    assert told == [("greet", False, 16), ("greet", False, 17), ("wave", False, 17), ("wave", True, 18)]
    assert len(read(together(parts, most=3), KINDS)) == 3


def test_rows_without_a_column_or_with_one_too_many_are_refused() -> None:
    found, given = joined(age=Value(3))
    with pytest.raises(TypeError, match="greet: its rows give age, not of Greeting"):
        rows_of(found, GREET, **given)
    del given["many"]
    with pytest.raises(TypeError, match="greet: its rows do not give many of Greeting"):
        rows_of(found, GREET, **given)


def test_a_part_has_no_order_of_its_own() -> None:
    """Some databases refuse it in a part of a UNION, and nobody would see it."""
    found, given = joined()
    assert "ORDER BY" not in str(rows_of(found.order_by("name"), GREET, **given).query.query)


def row(zone: str, *others: str, due: date | None = JOINED) -> Row:
    its = Greeting("Anna", 1, JOINED, None, True, None)
    return Row(GREET, 1, due, None, JOINED, zone, ",".join(others), its)


@pytest.mark.parametrize(
    ("it", "clock"),
    [
        (row("America/Los_Angeles", "Europe/Madrid"), "Los Angeles time"),
        (row("Europe/Paris", "Europe/Madrid"), ""),
        (row("", "Europe/Paris", "Asia/Seoul"), "each in its own time zone"),
        (row("", "Europe/Paris", "Europe/Madrid"), ""),
        (row("America/Los_Angeles", "Europe/Madrid", due=None), ""),
        (row("America/Los_Angeles"), ""),
    ],
)
def test_a_row_says_by_whose_clock_its_day_ends(it: Row, clock: str) -> None:
    assert it.clock == clock


def test_today_is_where_whoever_must_act_is() -> None:
    now = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
    assert row("Asia/Seoul").today(now, JOINED) == date(2026, 11, 4)
    assert row("").today(now, JOINED) == JOINED


def test_a_kind_of_which_others_wait_has_words_for_them() -> None:
    let_in = Kind("let_in", Greeting, waited=lambda it: Awaited(f"{it.name} to answer", "", it.name))
    its = Greeting("Anna", 1, JOINED, None, True, None)
    assert Row(let_in, 1, None, JOINED, JOINED, "", "", its).awaited.headline == "Anna to answer"
