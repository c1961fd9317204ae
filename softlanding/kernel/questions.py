"""Questions in plain SQL whose answers have named columns; several are one statement, so they tell of one moment.

    @dataclass(frozen=True)
    class Guests:
        park: int
        companies: int
        next_leaves: date

    guests = Question(Guests, "SELECT host_id AS park, count(*) AS companies, ... WHERE state = %(state)s", {...})
    answers = ask(guests, others)
    for row in answers.of(Guests): ...

The columns of a question's SELECT are those of its class: texts, whole numbers, days and whether something is so.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import connection

from softlanding.kernel.packing import unpacked

Row = TypeVar("Row")


@dataclass(frozen=True)
class Question(Generic[Row]):
    """A SELECT, and the values that it names as `%(name)s`; `row` is the class of its rows."""

    row: type[Row]
    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)


class Answers:
    """The rows of some questions, by their class."""

    def __init__(self, rows: Mapping[type[Any], list[Any]]) -> None:
        self._rows = rows

    def of(self, row: type[Row]) -> list[Row]:
        """All rows of a class, in no order. Raises KeyError when no question of it was asked."""
        return self._rows[row]

    def one(self, row: type[Row]) -> Row:
        """The row of a question that always has one. Raises ValueError when there are none or several."""
        (found,) = self.of(row)
        return found


def ask(*questions: Question[Any]) -> Answers:
    """One statement. Questions of the same class add up to one list."""
    texts: list[str] = []
    values: dict[str, Any] = {}
    rows: dict[type[Any], list[Any]] = {}
    for number, question in enumerate(questions):
        sql = question.sql.replace("%(", f"%(q{number}_")
        texts.append(f"SELECT {number}, to_jsonb(answer) FROM ({sql}) AS answer")
        values |= {f"q{number}_{name}": value for name, value in question.values.items()}
        rows[question.row] = []
    with connection.cursor() as cursor:
        cursor.execute("\nUNION ALL\n".join(texts), values)
        for number, columns in cursor.fetchall():
            row = questions[number].row
            rows[row].append(unpacked(row, json.loads(columns)))
    return Answers(rows)
