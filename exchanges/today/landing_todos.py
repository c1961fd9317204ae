"""Landings that wait, in words, as todos.py asks for them: who must decide, and what that does. Pure."""

from collections.abc import Callable

from django.utils.text import capfirst

from exchanges.balances.queries import Standing, excepted
from exchanges.landings.availability import Available, NewStay, available
from exchanges.today.rows import Row
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to

Standings = dict[tuple[int, int], Standing]  # by pair id and the id of the park that sees it


def landing_url(row: Row, verb: str = "detail") -> str:
    return path_to(f"exchanges:landings:{verb}", row.pk)


def _stay(row: Row) -> str:
    """ "3 months from 1 March 2027"."""
    start = f" from {words.day(row.first)}" if row.first else ""
    return f"{words.months(row.n)}{start}" if row.n else f"a stay{start}"


def _asks(row: Row) -> str:
    people = f" for {words.counted(row.m, 'person', 'people')}" if row.m else ""
    return f"Asks for {_stay(row)}{people}."


def _can_at(standing: Standing | None, year: int, sends: bool) -> Available | None:
    years = (standing.sent if sends else standing.hosted) if standing else ()
    return next((can for can in years if can.year == year), None)


def _until(can: Available) -> str:
    """ ", until 31 January 2027": where the agreement ends before the year does."""
    return f", until {words.day(can.until)}" if can.until and can.is_cut else ""


def _leaves(row: Row, standing: Standing | None) -> str:
    """What offering the wish would leave of the quota and the balance, from the host's side."""
    if not (standing and row.first and row.n):
        return ""
    stay = NewStay(row.first, row.n)
    wanted, can, room = stay.in_years(), _can_at(standing, row.first.year, False), standing.rooms.get(row.home or 0)
    parts = []
    if can and room and can.quota.total:
        of = f"{can.quota.total} in {can.year}{_until(can)}"
        if can.months >= wanted[can.year]:
            parts.append(f"Leaves {available(room.promising(stay), can.year).months} of {of}")
        else:
            parts.append(f"Only {can.months} of {of} left{excepted(can, room)}")
    after = standing.projected + row.n
    owes = f"owes you {words.months(after)}" if after > 0 else f"is owed {words.months(-after)} by you"
    parts.append(f"{row.b} {owes} after" if after else f"you and {row.b} are even after")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def nominated(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    effect = _leaves(row, standings.get((row.pair or 0, row.host or 0)))
    return f"Decide on {row.a} from {row.b}", f"{_asks(row)} {effect}".strip(), landing_url(row, "offer"), "Decide"


def submitted(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    standing = standings.get((row.pair or 0, row.home or 0))
    can = _can_at(standing, row.first.year, sends=True) if row.first else None
    left = ""
    if can and can.quota.total:
        of = words.months(can.quota.total)
        under = excepted(can, standing.rooms.get(row.home or 0) if standing else None)
        left = f" Your park has {can.months} of {of} left there in {can.year}{_until(can)}{under}."
    return f"Nominate {row.a} for {row.c}", f"{_asks(row)}{left}", landing_url(row, "nominate"), "Decide"


def draft(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    text = f"{capfirst(_stay(row))}. Neither park sees it before you apply."
    return f"Finish your application to {row.c}", text, landing_url(row, "edit"), "Go on"


def offered(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    text = f"{capfirst(_stay(row))}, free of rent. The months are kept for {row.a} until you answer."
    return f"Answer the offer of {row.c}", text, landing_url(row), "Read the offer"


def confirmed(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    text = f"Comes for {_stay(row)}. Its months begin when you check it in."
    return f"Check in {row.a} from {row.b}", text, landing_url(row, "check_in"), "Check in"


def landed(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
    text = f"Its {_stay(row)} come to an end." if (row.n or 0) > 1 else "Its month comes to an end."
    return f"Check out {row.a} from {row.b}", text, landing_url(row, "check_out"), "Check out"


def late(side: str) -> Callable[..., tuple[str, str, str, str]]:
    def says(row: Row, mine: set[int], standings: Standings) -> tuple[str, str, str, str]:
        park = row.b if side == "home" else row.c
        text = f"{row.a} waits longer than the agreement of {row.b} and {row.c} allows."
        return f"{park} has not decided on {row.a}", text, landing_url(row), "Look"

    return says


def landing_waited(who: str, does: str) -> Callable[[Row, set[int]], tuple[str, str, str]]:
    def says(row: Row, mine: set[int]) -> tuple[str, str, str]:
        name = getattr(row, who)
        return f"{name} {does.format(row=row, stay=_stay(row))}", landing_url(row), name

    return says


SAYS: dict[str, Callable[..., tuple[str, str, str, str]]] = {
    "draft": draft, "submitted": submitted, "nominated": nominated, "offered": offered, "confirmed": confirmed,
    "landed": landed, "late_submitted": late("home"), "late_nominated": late("host"),
}  # fmt: skip
WAITED: dict[str, Callable[[Row, set[int]], tuple[str, str, str]]] = {
    "submitted": landing_waited("b", "to nominate {row.a} for {row.c}, {stay}"),
    "nominated": landing_waited("c", "to decide on {row.a}, {stay}"),
    "offered": landing_waited("a", "to answer the offer of {row.c}, {stay}"),
}  # fmt: skip
