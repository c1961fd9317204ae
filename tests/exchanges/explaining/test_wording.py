"""What a report says of a clearing, of an application and of a quarter, for each turn that it can take."""

from types import SimpleNamespace
from typing import Any

import pytest

from exchanges.explaining import wording as say


@pytest.mark.parametrize(
    ("owed", "left", "waits", "says"),
    [
        (0, 0, True, []),
        (17, 17, True, ["Beside that no circle of the 17 months owed today can be cleared."]),
        (17, 17, False, ["Of 17 months owed today no circle of consenting agreements can be cleared."]),
        (17, 6, True, ["Of 17 months owed today a new clearing would cancel 11 and leave 6."]),
        (17, 6, False, ["Of 17 months owed today a clearing would cancel 11 and leave 6."]),
    ],
)
def test_what_a_clearing_would_do(owed: int, left: int, waits: bool, says: list[str]) -> None:
    it: Any = SimpleNamespace(owed=owed, left=left, waiting=waits)
    assert say.network_ways(it) == says


@pytest.mark.parametrize(
    ("hosts", "after", "left", "says"),
    [
        (True, -3, 4, "Lumen from Porto, 2 months: with everything promised it owes 3 months then; "
                      "4 instead of 5 would be owed by it after a clearing."),
        (False, 3, 5, "Lumen to Málaga, 2 months: with everything promised it is owed 3 months then; "
                      "still 5 would be owed to it after a clearing."),
        (True, 0, 5, "Lumen from Porto, 2 months: with everything promised it is even then; "
                     "still 5 would be owed by it after a clearing."),
    ],
)  # fmt: skip
def test_what_an_application_would_change(hosts: bool, after: int, left: int, says: str) -> None:
    landing = SimpleNamespace(home="Porto", host="Málaga", company="Lumen")
    one: Any = SimpleNamespace(landing=landing, hosts=hosts, months=2, after=after, left_now=5, left_after=left)
    assert say._application(one) == says


@pytest.mark.parametrize(("is_over", "until"), [(True, "at its end"), (False, "now")])
def test_a_quarter_that_is_over_ended_and_one_that_runs_stands(is_over: bool, until: str) -> None:
    report: Any = SimpleNamespace(is_over=is_over, owed_start=60, owed_end=55, hosted=20, settled=4)
    assert say.network_sentence(report) == (
        f"Pair by pair 60 months were owed at its start and 55 {until}; 20 months were hosted and 4 settled."
    )
