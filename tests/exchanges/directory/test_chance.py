"""The chance of landing, worked out by hand: each side of each threshold, and the reason as it is read."""

from typing import TypedDict

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from exchanges.directory.chance import chance

ORDER = ["none", "slim", "fair", "good"]


class Figures(TypedDict, total=False):
    quota: int
    places: int
    limit: int | None
    asked: int
    months: int
    shortest: int
    answered: int
    taken: int


CASES = """
# case | quota, places, limit | asked, months | shortest | answered, taken | level | reason
the example | 6 6 - | 6 3 | 1 | 0 0 | slim | Room for 6 months; 9 months are asked for, yours among them.
quota binds | 6 9 - | 0 3 | 1 | 0 0 | good | 6 months of the quota are left; you ask for 3 months, and nobody asks before you.
places bind | 9 6 - | 0 3 | 1 | 0 0 | good | A place is free for 6 months; you ask for 3 months, and nobody asks before you.
limit binds | 9 9 6 | 0 3 | 1 | 0 0 | good | The exchange has room for 6 months; you ask for 3 months, and nobody asks before you.
limit does not bind | 6 9 12 | 0 3 | 1 | 0 0 | good | 6 months of the quota are left; you ask for 3 months, and nobody asks before you.
quota and limit bind | 6 9 6 | 2 1 | 1 | 0 0 | good | Room for 6 months; 3 months are asked for, yours among them.
places and limit bind | 9 6 6 | 2 2 | 1 | 0 0 | fair | Room for 6 months; 4 months are asked for, yours among them.
all bind | 6 6 6 | 4 3 | 1 | 0 0 | slim | Room for 6 months; 7 months are asked for, yours among them.
# Room for each month asked for: 1 and 2 are the thresholds.
below one | 5 9 - | 3 3 | 1 | 0 0 | slim | 5 months of the quota are left; 6 months are asked for, yours among them.
exactly one | 6 9 - | 3 3 | 1 | 0 0 | fair | 6 months of the quota are left; 6 months are asked for, yours among them.
above one | 7 9 - | 3 3 | 1 | 0 0 | fair | 7 months of the quota are left; 6 months are asked for, yours among them.
below two | 11 20 - | 3 3 | 1 | 0 0 | fair | 11 months of the quota are left; 6 months are asked for, yours among them.
exactly two | 12 20 - | 3 3 | 1 | 0 0 | good | 12 months of the quota are left; 6 months are asked for, yours among them.
above two | 13 20 - | 3 3 | 1 | 0 0 | good | 13 months of the quota are left; 6 months are asked for, yours among them.
alone, one | 3 9 - | 0 3 | 1 | 0 0 | fair | 3 months of the quota are left; you ask for 3 months, and nobody asks before you.
alone, below one | 2 9 - | 0 3 | 1 | 0 0 | slim | 2 months of the quota are left; you ask for 3 months, and nobody asks before you.
# The shortest stay
just the shortest | 3 9 - | 0 3 | 3 | 0 0 | fair | 3 months of the quota are left; you ask for 3 months, and nobody asks before you.
below the shortest | 2 9 - | 0 3 | 3 | 0 0 | none | 2 months of the quota are left; the shortest stay is 3 months.
places below the shortest | 9 2 - | 0 3 | 3 | 0 0 | none | A place is free for 2 months; the shortest stay is 3 months.
limit below the shortest | 9 9 2 | 0 3 | 3 | 0 0 | none | The exchange has room for 2 months; the shortest stay is 3 months.
all below the shortest | 2 2 2 | 0 3 | 3 | 0 0 | none | Room for 2 months; the shortest stay is 3 months.
# Nought and one
no quota | 0 9 - | 0 3 | 1 | 0 0 | none | No month of the quota is left; the shortest stay is 1 month.
no place | 9 0 - | 5 3 | 2 | 0 0 | none | No place is free; the shortest stay is 2 months.
no room by the limit | 9 9 0 | 0 3 | 1 | 0 0 | none | The exchange has no room; the shortest stay is 1 month.
no room at all | 0 0 0 | 0 1 | 1 | 0 0 | none | No room; the shortest stay is 1 month.
one of the quota | 1 9 - | 0 1 | 1 | 0 0 | fair | 1 month of the quota is left; you ask for 1 month, and nobody asks before you.
one by places | 9 1 - | 1 1 | 1 | 0 0 | slim | A place is free for 1 month; 2 months are asked for, yours among them.
one by the limit | 9 9 1 | 0 1 | 1 | 0 0 | fair | The exchange has room for 1 month; you ask for 1 month, and nobody asks before you.
# The host's habit
four answers do not count | 6 9 - | 0 3 | 1 | 4 0 | good | 6 months of the quota are left; you ask for 3 months, and nobody asks before you.
five answers, none taken | 6 9 - | 0 3 | 1 | 5 0 | fair | 6 months of the quota are left; you ask for 3 months, and nobody asks before you; in 24 months the park took none of the 5 applications that it had room for.
fewer than half of five | 6 9 - | 0 3 | 1 | 5 2 | fair | 6 months of the quota are left; you ask for 3 months, and nobody asks before you; in 24 months the park took 2 of the 5 applications that it had room for.
more than half of five | 6 9 - | 0 3 | 1 | 5 3 | good | 6 months of the quota are left; you ask for 3 months, and nobody asks before you.
half of six | 6 9 - | 0 3 | 1 | 6 3 | good | 6 months of the quota are left; you ask for 3 months, and nobody asks before you.
fewer than half of six | 6 9 - | 0 3 | 1 | 6 2 | fair | 6 months of the quota are left; you ask for 3 months, and nobody asks before you; in 24 months the park took 2 of the 6 applications that it had room for.
fair becomes slim | 3 9 - | 0 3 | 1 | 8 1 | slim | 3 months of the quota are left; you ask for 3 months, and nobody asks before you; in 24 months the park took 1 of the 8 applications that it had room for.
slim stays slim | 6 6 - | 6 3 | 1 | 8 1 | slim | Room for 6 months; 9 months are asked for, yours among them; in 24 months the park took 1 of the 8 applications that it had room for.
none stays none | 1 9 - | 0 3 | 2 | 8 1 | none | 1 month of the quota is left; the shortest stay is 2 months.
"""


def rows() -> list[list[str]]:
    lines = [line for line in CASES.splitlines() if line and not line.startswith("#")]
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_chance_is_what_is_reckoned_by_hand(row: list[str]) -> None:
    numbers = [None if n == "-" else int(n) for n in " ".join(row[1:5]).split()]
    names = ("quota", "places", "limit", "asked", "months", "shortest", "answered", "taken")
    found = chance(**dict(zip(names, numbers, strict=True)))  # type: ignore[arg-type]
    assert [found.level, found.reason] == row[5:]


def test_a_habit_is_none_unless_it_is_told() -> None:
    assert chance(quota=6, places=6, limit=None, asked=0, months=3, shortest=1).level == "good"


SENSE: Figures = {
    "quota": 6,
    "places": 6,
    "limit": 6,
    "asked": 3,
    "months": 3,
    "shortest": 1,
    "answered": 6,
    "taken": 3,
}
SENSELESS: list[Figures] = [
    {"quota": -1},
    {"places": -1},
    {"limit": -1},
    {"asked": -1},
    {"months": 0},
    {"months": -1},
    {"shortest": 0},
    {"answered": -1, "taken": -1},
    {"taken": -1},
    {"taken": 7},
]


@pytest.mark.parametrize("wrong", SENSELESS, ids=str)
def test_what_cannot_be_is_refused(wrong: Figures) -> None:
    assert chance(**SENSE)
    with pytest.raises(ValueError, match="quota="):
        chance(**{**SENSE, **wrong})


FEW = st.integers(0, 12)
ANY = st.fixed_dictionaries(
    {
        "quota": FEW,
        "places": FEW,
        "limit": st.none() | FEW,
        "asked": FEW,
        "months": st.integers(1, 6),
        "shortest": st.integers(1, 6),
        "answered": FEW,
        "taken": FEW,
    }
)


def level_of(figures: Figures) -> int:
    return ORDER.index(chance(**figures).level)


@given(ANY, st.sampled_from(["quota", "places", "limit", "taken"]), st.integers(1, 6))
def test_more_room_and_a_kinder_host_never_lower_it(figures: Figures, what: str, more: int) -> None:
    known = {key: value for key, value in figures.items() if isinstance(value, int)}
    assume(figures["taken"] <= figures["answered"] and what in known)
    after = Figures(**{**figures, what: known[what] + more})  # type: ignore[typeddict-item]
    assume(after["taken"] <= after["answered"])
    assert level_of(after) >= level_of(figures)


@given(ANY)
def test_no_limit_is_never_worse_than_one(figures: Figures) -> None:
    assume(figures["taken"] <= figures["answered"])
    assert level_of({**figures, "limit": None}) >= level_of(figures)


@given(ANY, st.sampled_from(["asked", "months", "shortest"]), st.integers(1, 6))
def test_more_that_is_asked_never_raises_it(figures: Figures, what: str, more: int) -> None:
    assume(figures["taken"] <= figures["answered"])
    known = {key: value for key, value in figures.items() if isinstance(value, int)}
    after = Figures(**{**figures, what: known[what] + more})  # type: ignore[typeddict-item]
    assert level_of(after) <= level_of(figures)


@given(ANY)
def test_a_reason_is_one_sentence_that_says_the_room_and_nothing_of_debts(figures: Figures) -> None:
    assume(figures["taken"] <= figures["answered"])
    reason = chance(**figures).reason
    assert reason.endswith(".") and reason.count(".") == 1 and reason[0] in "0123456789ANRT"
    assert not [word for word in ("owe", "debt", "balance", "limit", " 1 months", " 0 ") if word in f" {reason}"]
