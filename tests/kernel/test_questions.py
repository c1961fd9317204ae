"""Questions in plain SQL: columns come back by their names, days as days, and all of one statement."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pytest

from softlanding.kernel.questions import Question, ask
from tests.asking import asking

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Guest:
    """Of everything that a column may be."""

    name: str
    months: int
    first: date
    last: date | None
    is_late: bool


class Place(NamedTuple):
    number: int


GUEST = """
SELECT %(name)s AS name, sum(n) AS months, %(first)s::date AS first, NULL::date AS last, %(first)s::date < '2027-01-01'
    AS is_late FROM generate_series(1, %(most)s::bigint) AS n
"""
NUMBERS = "SELECT n AS number FROM generate_series(1, %(most)s) AS n"
FIRST = date(2026, 11, 23)


def guest(name: str, most: int) -> Question[Guest]:
    return Question(Guest, GUEST, {"name": name, "first": FIRST, "most": most})


def test_columns_come_back_by_their_names_and_as_they_were() -> None:
    name = '"%(most)s" \\ é'
    assert ask(guest(name, 4)).one(Guest) == Guest(name, 10, FIRST, None, True)


def test_questions_with_values_of_the_same_name_are_one_statement() -> None:
    with asking() as asked:
        answers = ask(guest("Lumen", 1), Question(Place, NUMBERS, {"most": 3}), guest("Vega", 2))
    assert len(asked.statements) == 1
    assert sorted(answers.of(Place)) == [Place(1), Place(2), Place(3)]
    assert sorted((it.name, it.months) for it in answers.of(Guest)) == [("Lumen", 1), ("Vega", 3)]


def test_an_order_and_a_limit_are_a_questions_own() -> None:
    most = Question(Place, f"{NUMBERS} ORDER BY n DESC LIMIT 2", {"most": 9})
    assert sorted(ask(most, guest("Lumen", 1)).of(Place)) == [Place(8), Place(9)]


def test_a_question_without_rows_has_none_and_an_unasked_one_is_an_error() -> None:
    answers = ask(Question(Place, NUMBERS, {"most": 0}))
    assert answers.of(Place) == []
    with pytest.raises(ValueError):
        answers.one(Place)
    with pytest.raises(KeyError):
        answers.of(Guest)


@pytest.mark.parametrize("columns", ["1 AS numbers", "1 AS number, 2 AS more"])
def test_columns_that_are_not_those_of_the_class_are_refused(columns: str) -> None:
    with pytest.raises(TypeError):
        ask(Question(Place, f"SELECT {columns}"))
