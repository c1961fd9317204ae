"""The lines of the page: what waits for a person and what she waits for, each with its day. Pure: figures come in."""

from dataclasses import dataclass
from datetime import date

from softlanding.kernel import words
from softlanding.kernel.todos import Row


@dataclass(frozen=True)
class Todo:
    """One line under "Waiting for you". Without a deadline of its own it says since when it waits."""

    headline: str
    text: str
    url: str
    verb: str
    by: date
    days: int  # until `by`; negative: late
    has_deadline: bool
    since: date | None
    waits: str = ""  # in place of a deadline: "5 days ago", "9 months"
    soon: bool = False
    clock: str = ""  # whose day `by` is


@dataclass(frozen=True)
class Waited:
    """One line under "You wait for": who must act and by when."""

    headline: str
    url: str
    who: str
    due: date | None
    since: date | None
    today: date  # where they are
    clock: str


def todo(row: Row, today: date, effect: str = "", soon: bool = False) -> Todo:
    """`today` is where whoever must act is; `effect`: what the decision does, in a sentence."""
    asked, clock = row.asked, row.clock
    ends = f"The day ends by {clock}." if clock else ""
    text = " ".join(filter(None, (asked.text, effect, ends)))
    waits = asked.waits or (words.distance(row.since, today) if row.since else "")
    days, has_deadline = (row.by - today).days, row.due is not None
    return Todo(
        asked.headline, text, asked.url, asked.verb, row.by, days, has_deadline, row.since, waits, soon, clock
    )  # fmt: skip


def waited(row: Row, today: date) -> Waited:
    """Who must act for this person to go on; `today` is where they are."""
    awaited = row.awaited
    return Waited(awaited.headline, awaited.url, awaited.who, row.due, row.since, today, row.clock)


def heading(count: int, is_more: bool) -> str:
    """ "Four things wait for you"; `is_more`: there are more than `count`."""
    if is_more:
        return f"More than {count} things wait for you"
    if count == 0:
        return "Nothing waits for you today"
    return f"{words.counted(count, 'thing').capitalize()} {'waits' if count == 1 else 'wait'} for you"


def first_day(todos: list[Todo], today: date) -> str:
    """When the first deadline is: "The first by 26 November, in 3 days."."""
    dated = next((it for it in todos if it.has_deadline), None)
    if dated is None:
        return ""
    when = f"{words.near_day(dated.by, today, dated.clock)}, {words.distance(dated.by, today)}"
    if len(todos) == 1:
        return f"It was due {when}." if dated.days < 0 else f"By {when}."
    return f"The first was due {when}." if dated.days < 0 else f"The first by {when}."
