"""Quarters, years and the beginning: names, days, neighbours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.statements.periods import (
    ALL,
    Period,
    last_finished,
    named,
    quarter,
    quarter_of,
    quarters_between,
    up_to,
    year,
)

names = st.one_of(
    st.builds("{}-Q{}".format, st.integers(1900, 2999), st.integers(1, 4)),
    st.builds("to-{}-Q{}".format, st.integers(1900, 2999), st.integers(1, 4)),
    st.integers(1900, 2999).map(str),
    st.just("all"),
)


@given(names)
def test_a_name_names_its_period(name: str) -> None:
    period = named(name)
    assert period is not None and period.name == name


@given(names.filter(lambda name: name != "all"))
def test_neighbours_lie_end_to_end(name: str) -> None:
    period = named(name)
    assert period and period.until
    if later := period.after:
        assert later.before == period
        assert later.since is None or later.since == period.until + timedelta(days=1)
        assert later.until and later.until > period.until


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-Q5",
        "2026-Q0",
        "26",
        "20266",
        "to-2026",
        "2026-q3",
        "1899",
        "3000-Q1",
        "2026-Q3 ",
        "all ",
        "٢٠٢٦",
        "²",
        "to-all",
    ],
)
def test_what_is_no_period(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(
    ("name", "since", "until", "label", "title"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "1st quarter 2026", "Statement of the 1st quarter 2026"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "4th quarter 2026", "Statement of the 4th quarter 2026"),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2024", "Statement of 2024"),
        ("to-2026-Q2", None, date(2026, 6, 30), "everything up to 30 June 2026", "Statement since the beginning, up to 30 June 2026"),
        ("all", None, None, "everything up to now", "Statement since the beginning"),
    ],
)  # fmt: skip
def test_days_and_words(name: str, since: date | None, until: date | None, label: str, title: str) -> None:
    period = named(name)
    assert period == Period(since, until) and (period.label, period.title) == (label, title)


def test_the_ends_of_the_calendar_have_no_neighbour() -> None:
    assert year(1900).before is None and quarter(2999, 4).after is None and ALL.before is None and ALL.after is None


@given(st.dates(date(1901, 1, 1), date(2998, 12, 31)))
def test_a_day_lies_in_its_quarter_and_after_the_last_finished(day: date) -> None:
    period, last = quarter_of(day), last_finished(day)
    assert period.until and last.until
    assert period.first <= day <= period.until and last.until < day and last.after == period
    assert quarters_between(last.until, period.until) == 2 and up_to(period).until == period.until
