"""What waits, in words: a headline, what hangs on it, by when, and the button. Pure: figures come in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from exchanges.today import landing_todos, request_todos, statement_todos
from exchanges.today.landing_todos import Standings
from exchanges.today.rows import Row
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to


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


def todo(row: Row, mine: set[int], standings: Standings, today: date, soon: bool = False) -> Todo:
    """`mine`: ids of the parks this person runs."""
    headline, text, url, verb = SAYS[row.kind](row, mine, standings)
    text += statement_todos.later(row, today) if row.kind == "statement" else row.clock_says
    waits = words.distance(row.since, today) if row.since else ""
    if row.kind in ("limit", "unagreed"):
        waits = words.months(abs(row.n or 0))
    return Todo(
        headline, text, url, verb, row.by, (row.by - today).days, row.due is not None, row.since, waits, soon, row.clock
    )


def waited(row: Row, mine: set[int], today: date) -> Waited:
    """Who must act for this person to go on; `today` is where they are."""
    headline, url, who = WAITED[row.kind](row, mine)
    return Waited(headline, url, who, row.due, row.since, today, row.clock)


def _sign(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    partner = row.c if row.home in mine else row.b
    who = f"{row.a} put the terms on the table" if row.a == partner else "They are your terms; you have not signed them"
    if row.m:
        text = f"{who}. Until both parks have signed, the agreement stays as it is."
        url = path_to("exchanges:agreements:detail", row.key)
        return f"Answer the amendment with {partner}", text, url, "Read and answer"
    text = f"{who}. It is in force once both parks have signed the same terms."
    url = path_to("exchanges:agreements:sign", row.key)
    return f"Sign the agreement with {partner}", text, url, "Read and sign"


def _claim(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    text = f"It says it is resident at {row.b}. Once you verify that, it can apply to your partners."
    return f"Verify that {row.a} is your resident", text, path_to("companies:detail", row.key), "Check"


def _clear(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    months = words.months(row.n or 0)
    text = f"{months} that {row.a} owes vanish, and as many that it is owed; the net position stays."
    return f"Agree to a clearing of {months}", text, path_to("exchanges:clearing:agree", row.key), "Read"


def _unclear(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    text = f"{words.months(row.n or 0)} that {row.a} owed would be owed again, and as many that it was owed."
    return (
        "Sign or keep a clearing that may be undone",
        text,
        path_to("exchanges:clearing:sign", row.key),
        "Read",
    )


def _joins(room: str) -> Callable[..., tuple[str, str, str, str]]:
    def says(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
        text = f"Whoever joins can see and do what the people of {row.b} can."
        return f"{row.a} asks to join {row.b}", text, path_to(f"{room}:people", row.key), "Answer"

    return says


def _applied(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    place = f" from {row.b}" if row.b and row.b not in row.a else ""
    text = "A park that is admitted can sign agreements and is listed for everybody."
    return (
        f"{row.a}{place} asks to join the network",
        text,
        path_to("parks:detail", row.key),
        "Read and decide",
    )


def _limit(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    debtor, creditor = (row.b, row.c) if (row.n or 0) < 0 else (row.c, row.b)
    codes = row.key.split("/") if (row.n or 0) < 0 else row.key.split("/")[::-1]
    text = f"Their limit is {row.m}: new stays wait until {creditor} has sent companies the other way."
    url = path_to("exchanges:balances:statement", *codes)
    return f"{debtor} owes {creditor} {words.months(abs(row.n or 0))}", text, url, "See the statement"


def _unagreed(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    many, months = row.m or 0, words.months(row.n or 0)
    headline = (
        f"{words.counted(many, 'pair').capitalize()} of parks {'owes' if many == 1 else 'owe'} without an agreement"
    )
    be = "is" if row.n == 1 else "are"
    text = f"{months} {be} owed where no stay can bring them back. Ask for agreements, or for settlements."
    return headline, text, f"{path_to('exchanges:balances:list')}?past=unagreed", "See the pairs"


def _books(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    return "The books do not add up", row.a, path_to("notices:open", row.pk), "Read"


SAYS: dict[str, Callable[..., tuple[str, str, str, str]]] = {
    "sign": _sign, "claim": _claim,
    "join_park": _joins("parks"), "join_company": _joins("companies"), "applied": _applied,
    "clear": _clear, "unclear": _unclear,
    "limit": _limit, "unagreed": _unagreed, "books": _books,
    **landing_todos.SAYS, **statement_todos.SAYS, **request_todos.SAYS,
}  # fmt: skip


def _sign_waited(row: Row, mine: set[int]) -> tuple[str, str, str]:
    partner = row.c if row.home in mine else row.b
    url = path_to("exchanges:agreements:detail", row.key)
    return f"{partner} to sign the agreement with you", url, partner


def _claim_waited(row: Row, mine: set[int]) -> tuple[str, str, str]:
    return (
        f"{row.b} to verify that {row.a} is its resident",
        path_to("companies:detail", row.key),
        row.b,
    )


def _join_waited(row: Row, mine: set[int]) -> tuple[str, str, str]:
    return f"{row.b} to let you in", "", row.b


def _clear_waited(row: Row, mine: set[int]) -> tuple[str, str, str]:
    url = path_to("exchanges:clearing:detail", row.key)
    months = words.months((row.n if mine else row.m) or 0)  # of a park its own part, for the network the whole
    return f"The other parks to answer the clearing of {months}", url, "the parks"


WAITED: dict[str, Callable[[Row, set[int]], tuple[str, str, str]]] = {
    "sign": _sign_waited, "claim": _claim_waited, "join_park": _join_waited, "join_company": _join_waited,
    **landing_todos.WAITED, **statement_todos.WAITED, **request_todos.WAITED,
    "clear": _clear_waited,
}  # fmt: skip


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
