"""Numbers, days and balances as people read them."""

from datetime import date, timedelta

import pytest

from softlanding.kernel import words

TODAY = date(2026, 12, 6)


@pytest.mark.parametrize(("n", "text"), [(0, "0 months"), (1, "1 month"), (3, "3 months"), (1200, "1,200 months")])
def test_months(n: int, text: str) -> None:
    assert words.months(n) == text


@pytest.mark.parametrize(
    ("n", "text"), [(-5, "owes 5 months"), (-1, "owes 1 month"), (0, "even"), (5, "is owed 5 months")]
)
def test_balance(n: int, text: str) -> None:
    assert words.balance(n) == text


def test_balance_said_to_its_holder() -> None:
    assert [words.balance_you(n) for n in (-2, 0, 1)] == [
        "you owe 2 months",
        "you are even",
        "you are owed 1 month",
    ]


def test_counted() -> None:
    assert words.counted(4, "thing") == "four things"
    assert words.counted(0, "landing") == "no landings"
    assert words.counted(1, "company", "companies") == "one company"
    assert words.counted(13, "company", "companies") == "13 companies"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "today"), (1, "tomorrow"), (-1, "yesterday"), (6, "in 6 days"), (-2, "2 days ago"),
        (35, "in 5 weeks"), (120, "in 4 months"), (800, "in 2 years"),
    ],
)  # fmt: skip
def test_distance(days: int, text: str) -> None:
    assert words.distance(TODAY + timedelta(days=days), TODAY) == text


@pytest.mark.parametrize(
    ("days", "text", "tone"),
    [
        (6, "until 12 December, 6 days left", "idle"),
        (3, "until 9 December, 3 days left", "wait"),
        (0, "until 6 December, last day today", "wait"),
        (-2, "was due 4 December, 2 days late", "stop"),
    ],
)
def test_due(days: int, text: str, tone: str) -> None:
    when = TODAY + timedelta(days=days)
    assert (words.due(when, TODAY), words.due_tone(when, TODAY)) == (text, tone)


def test_near_day_says_the_year_only_where_it_is_not_clear() -> None:
    assert words.near_day(date(2027, 1, 12), TODAY) == "12 January"
    assert words.near_day(date(2027, 12, 12), TODAY) == "12 December 2027"
    assert words.day(date(2027, 1, 2)) == "2 January 2027"


def test_sentence_case() -> None:
    assert words.sentence_case("Verify Your Email Address") == "Verify your email address"
    assert words.sentence_case("IP Address") == "IP address"
    assert words.sentence_case("Two-Factor Authentication") == "Two-factor authentication"
    assert words.sentence_case("") == ""


@pytest.mark.parametrize(
    ("agent", "text"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8", "a browser"),
    ],
)
def test_browser(agent: str, text: str) -> None:
    assert words.browser(agent) == text


def test_listed() -> None:
    assert [words.listed(n) for n in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
