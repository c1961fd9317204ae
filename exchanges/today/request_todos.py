"""What one side asks of another, settlements and exceptions, in words, as todos.py asks for them. Pure."""

from collections.abc import Callable

from exchanges.settlements.content import title
from exchanges.today.rows import Row
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to


def _settlement(row: Row) -> tuple[str, str]:
    """ "Waiver of 2 months Porto owes Málaga", and its address."""
    name = title(row.key, row.b, row.c, row.n or 0, "a posting" if row.m else None)
    return name, path_to("exchanges:settlements:detail", row.pk)


def settle(row: Row, mine: set[int], standings: object) -> tuple[str, str, str, str]:
    name, url = _settlement(row)
    if row.home in mine:
        text = f"{row.a} proposed it. {row.b} loses {words.months(row.n or 0)} by it, so nobody can sign in its place."
    else:
        text = f"{row.a} proposed it. After that day a network admin may sign in place of {row.c}."
    return f"Sign or refuse: {name[0].lower()}{name[1:]}", text, f"{url}sign/", "Read and sign"


def stand_in(row: Row, mine: set[int], standings: object) -> tuple[str, str, str, str]:
    name, url = _settlement(row)
    text = f"{row.b}, which loses by it, has signed. You can sign in place of {row.c}, with a reason."
    return f"{row.c} has not answered: {name[0].lower()}{name[1:]}", text, url, "Look"


def exception(row: Row, mine: set[int], standings: object) -> tuple[str, str, str, str]:
    what = f"for {words.months(row.n or 0)} of {row.c}" if row.c else f"for {words.months(row.n or 0)} in all"
    text = f"It asks to send past the limit of its agreement with {row.b}, {what}."
    return (
        f"{row.a} asks for an exception",
        text,
        path_to("exchanges:exceptions:grant", row.pk),
        "Read and answer",
    )


def settle_waited(row: Row, mine: set[int]) -> tuple[str, str, str]:
    return _to_sign(row, f"{row.b} and {row.c}")


def settle_loser_waited(row: Row, mine: set[int]) -> tuple[str, str, str]:
    return _to_sign(row, row.b)


def settle_other_waited(row: Row, mine: set[int]) -> tuple[str, str, str]:
    return _to_sign(row, row.c)


def _to_sign(row: Row, who: str) -> tuple[str, str, str]:
    name, url = _settlement(row)
    return f"{who} to sign: {name[0].lower()}{name[1:]}", url, who


def exception_waited(row: Row, mine: set[int]) -> tuple[str, str, str]:
    what = f"{row.c} at {row.b}" if row.c else f"{words.months(row.n or 0)} at {row.b}"
    url = path_to("exchanges:exceptions:detail", row.pk)
    return f"The network to answer your request for an exception, {what}", url, "the network"


SAYS: dict[str, Callable[..., tuple[str, str, str, str]]] = {
    "settle": settle, "stand_in": stand_in, "exception": exception,
}  # fmt: skip
WAITED: dict[str, Callable[[Row, set[int]], tuple[str, str, str]]] = {
    "settle": settle_waited, "settle_loser": settle_loser_waited, "settle_other": settle_other_waited,
    "exception": exception_waited,
}  # fmt: skip
