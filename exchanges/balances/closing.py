"""How a balance comes to zero until an agreement ends: promised months, then payback in kind, month by month. Pure.

Months are whole free-rent months, balances from one park's side (> 0 it is owed), ends are exclusive.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from psycopg2.extras import DateRange

from exchanges.landings.places import most_at_once, places_by_days
from exchanges.landings.quota import History, ruling_on
from softlanding.kernel.calendar import month_begins, months_from

Period = tuple[date, date]


@dataclass(frozen=True)
class Slot:
    """A month of the notice period, counted from the day of the notice; `is_free`: a new stay can begin with it."""

    begins: date
    until: date
    is_free: bool


def slots_of(since: date, ends: date, today: date, first: date) -> list[Slot]:
    """The months from `since` until `ends` that are not over; the last may be a part of one, and takes no stay.

    `first`: the first day on which a company could come that applies today and is decided on in the agreed days.
    """
    found, k = [], 0
    while (begins := month_begins(since, k)) < ends:
        until = month_begins(since, k + 1)
        if min(until, ends) > today:
            found.append(Slot(begins, min(until, ends), begins >= first and until <= ends))
        k += 1
    return found


@dataclass(frozen=True)
class Room:
    """What a direction still gives: quota left by exchange year, places, lengths of a stay, and the promised stays.

    `history` says what rules when; places and lengths are those of days of which it says nothing. `most` months in all
    where each needs an exception; None: as many as fit.
    """

    left: Mapping[int, int] = field(default_factory=dict)
    places: int = 0
    min_months: int = 1
    max_months: int = 1
    stays: Sequence[Period] = ()
    history: History = ()
    most: int | None = None

    def free_in(self, slot: Slot) -> int:
        """Places that are free on every day of a month, by the terms that rule on the day."""
        if not slot.is_free:
            return 0
        stays = [DateRange(*stay) for stay in self.stays]
        days = places_by_days(self.history, DateRange(slot.begins, slot.until), self.places)
        return max(0, min(places - most_at_once(stays, part) for part, places in days))

    def lengths(self, slot: Slot) -> tuple[int, int]:
        """The shortest and the longest stay that can begin with a month; (1, 0) where the direction is closed then."""
        ruled = ruling_on(self.history, slot.begins)
        if ruled is None:
            return self.min_months, self.max_months
        return (ruled.shortest, ruled.longest) if ruled.months else (1, 0)


@dataclass(frozen=True)
class Stay:
    """A company that could still be hosted, from the first of `months` months."""

    starts_on: date
    months: int


def lay(rest: int, slots: Sequence[Slot], room: Room) -> list[Stay]:
    """Stays that work `rest` months off, the earliest first and one company at a time while that is enough.

    None is shorter or longer than the direction allows, and none takes a month or a place that is not free.
    """
    free, left, found = [room.free_in(slot) for slot in slots], dict(room.left), []
    rest = rest if room.most is None else min(rest, room.most)
    for place in range(max(free, default=0)):
        at = 0
        while at < len(slots) and rest:
            shortest, longest = room.lengths(slots[at])
            months = _longest(slots, at, [it > place for it in free], left, min(rest, longest))
            months = _leaving_no_scrap(months, rest, shortest)
            if not months:
                at += 1
                continue
            found.append(Stay(slots[at].begins, months))
            for slot in slots[at : at + months]:
                left[slot.begins.year] -= 1
            rest, at = rest - months, at + months
    return sorted(found, key=lambda stay: stay.starts_on)


def _longest(slots: Sequence[Slot], at: int, is_free: Sequence[bool], left: Mapping[int, int], most: int) -> int:
    """How many months in a row, from slot `at`, have a free place and a month of their year's quota."""
    taken: Counter[int] = Counter()
    for slot, free in list(zip(slots, is_free, strict=True))[at : at + most]:
        year = slot.begins.year
        if not free or taken[year] >= left.get(year, 0):
            break
        taken[year] += 1
    return taken.total()


def _leaving_no_scrap(longest: int, rest: int, shortest: int) -> int:
    """At most `longest` months, so that what remains of `rest` is nothing or enough for a stay; 0: no stay fits."""
    if longest < shortest:
        return 0
    whole = (months for months in range(longest, shortest - 1, -1) if not 0 < rest - months < shortest)
    return next(whole, longest)


@dataclass(frozen=True)
class Row:
    """A month of the plan: promised months that begin in it, both ways, what is laid in it, and the balance after it.

    `slot` None: after the end, where stays that were promised run on.
    """

    slot: Slot | None
    hosted: int
    sent: int
    in_kind: int  # with the sign of the change
    after: int

    @property
    def worked_off(self) -> int:
        """Months, without the sign."""
        return abs(self.in_kind)


@dataclass(frozen=True)
class Plan:
    """`balance` now, then `rows`; what is left after the last one could not be worked off in kind."""

    balance: int
    rows: list[Row]
    stays: list[Stay]

    @property
    def hosted(self) -> int:
        return sum(row.hosted for row in self.rows)

    @property
    def sent(self) -> int:
        return sum(row.sent for row in self.rows)

    @property
    def comes(self) -> int:
        """Promised months of both ways together."""
        return self.hosted + self.sent

    @property
    def with_promised(self) -> int:
        """The balance once everything promised has begun."""
        return self.balance + self.hosted - self.sent

    @property
    def laid(self) -> int:
        """Months worked off in kind."""
        return sum(stay.months for stay in self.stays)

    @property
    def left(self) -> int:
        """The balance after the last row."""
        return self.rows[-1].after if self.rows else self.balance


def plan(balance: int, promised: Iterable[tuple[date, int]], slots: Sequence[Slot], here: Room, there: Room) -> Plan:
    """The plan of a balance.

    `promised`: the day each reserved month begins, and 1 where the park hosts, -1 where it sends. `here` is the room
    for the partner's companies at the park, `there` for the park's at the partner: who owes in the end hosts.
    """
    begins = list(promised)
    rest = balance + sum(sign for _, sign in begins)
    stays = lay(abs(rest), slots, here if rest < 0 else there)
    way = 1 if rest < 0 else -1
    laid = Counter(_place(day, slots) for stay in stays for day in months_from(stay.starts_on, stay.months))
    hosted = Counter(_place(day, slots) for day, sign in begins if sign > 0)
    sent = Counter(_place(day, slots) for day, sign in begins if sign < 0)
    rows, after = [], balance
    for at in range(len(slots) + 1):
        if at == len(slots) and not hosted[at] and not sent[at]:
            break
        after += hosted[at] - sent[at] + way * laid[at]
        rows.append(Row(slots[at] if at < len(slots) else None, hosted[at], sent[at], way * laid[at], after))
    return Plan(balance, rows, stays)


def _place(day: date, slots: Sequence[Slot]) -> int:
    """The slot a month begins in: the first one for what should have begun, one past the last for what runs on."""
    return next((at for at, slot in enumerate(slots) if day < slot.until), len(slots))
