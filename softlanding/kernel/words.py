"""Numbers, days and balances as people read them. Pure: today is passed in, plain text comes out."""

import math
from datetime import date, timedelta

SMALL = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def plural(n: int, one: str, many: str | None = None) -> str:
    """The number n with its noun: "1 day", "3 days"; `many` for irregular nouns ("companies")."""
    return f"{n:,} {one if abs(n) == 1 else many or one + 's'}"


def months(n: int) -> str:
    """n free-rent months: "1 month", "3 months"."""
    return plural(n, "month")


def number_word(n: int) -> str:
    """A small count as a word, for sentences: "four"; digits from 13 on and below 0."""
    return SMALL[n] if 0 <= n < len(SMALL) else f"{n:,}"


def counted(n: int, one: str, many: str | None = None) -> str:
    """A small count in words with its noun, for headings: "four things", "no landings", "one company"."""
    return f"{number_word(n)} {one if n == 1 else many or one + 's'}"


def balance(n: int) -> str:
    """A balance in months (negative owes): "owes 5 months", "is owed 5 months", "even"."""
    if n == 0:
        return "even"
    return f"{'owes' if n < 0 else 'is owed'} {months(abs(n))}"


def balance_you(n: int) -> str:
    """A balance in months said to its holder: "you owe 5 months", "you are owed 5 months", "you are even"."""
    if n == 0:
        return "you are even"
    return f"{'you owe' if n < 0 else 'you are owed'} {months(abs(n))}"


def day(when: date) -> str:
    """A whole date: "12 December 2026"."""
    return f"{when.day} {when:%B} {when.year}"


def day_by(when: date, clock: str) -> str:
    """A whole date with whose it is, where that is said: "12 December 2026 (Recife time)"."""
    return f"{day(when)} ({clock})" if clock else day(when)


def near_day(when: date, today: date, clock: str = "") -> str:
    """A date without its year, "12 December", unless it is in another year and over 183 days off; `clock`: whose."""
    if when.year == today.year or abs((when - today).days) <= 183:
        return f"{when.day} {when:%B}{f' ({clock})' if clock else ''}"
    return day_by(when, clock)


def span(days: int) -> str:
    """A length of time from days: "6 days", from four weeks on "5 weeks", from three months on "4 months"."""
    days = abs(days)
    if days < 28:
        return plural(days, "day")
    if days < 91:
        return plural(round(days / 7), "week")
    if days < 730:
        return plural(round(days / 30.44), "month")
    return plural(round(days / 365.25), "year")


def wait(length: timedelta) -> str:
    """How long one waits, rounded up: "40 seconds", "12 minutes", from two hours on "3 hours"."""
    seconds = max(1, math.ceil(length.total_seconds()))
    if seconds < 60:
        return plural(seconds, "second")
    if seconds <= 7200:
        return plural(math.ceil(seconds / 60), "minute")
    return plural(math.ceil(seconds / 3600), "hour")


def distance(when: date, today: date) -> str:
    """How far a date is: "today", "tomorrow", "in 6 days", "yesterday", "2 days ago"."""
    days = (when - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    if near:
        return near
    return f"in {span(days)}" if days > 0 else f"{span(days)} ago"


def remaining(when: date, today: date) -> str:
    """What is left until a deadline: "6 days left", "1 day left", "last day today", "2 days late"."""
    days = (when - today).days
    if days == 0:
        return "last day today"
    return f"{span(days)} left" if days > 0 else f"{span(days)} late"


def due(when: date, today: date) -> str:
    """A deadline both ways: "until 12 December, 6 days left"; past it: "was due 12 December, 2 days late"."""
    lead = "until" if when >= today else "was due"
    return f"{lead} {near_day(when, today)}, {remaining(when, today)}"


def due_tone(when: date, today: date) -> str:
    """The tone of a deadline: stop (late), wait (three days or fewer), idle (later)."""
    days = (when - today).days
    if days < 0:
        return "stop"
    return "wait" if days <= 3 else "idle"


def sentence_case(text: str) -> str:
    """Title Case From Elsewhere to sentence case; words in capitals (IP, TOTP) and their like stay."""
    words = text.split(" ")
    first = next((i for i, word in enumerate(words) if word), 0)
    return " ".join(word if i <= first or not word.istitle() else word.lower() for i, word in enumerate(words)).replace(
        "Two-Factor", "Two-factor"
    )


def listed(names: list[str]) -> str:
    """Names in a row: "Porto", "Porto and Málaga", "Porto, Málaga and Songdo"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def browser(agent: str) -> str:
    """The User-Agent header as people call it: "Firefox on Windows"; "a browser" when it is unknown."""
    name = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    return " on ".join(part for part in (name, system) if part) or "a browser"
