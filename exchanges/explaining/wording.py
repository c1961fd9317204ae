"""A report's figures and sentences as page, mail and paper say them alike. Pure.

Ways back are of the day they are read; they stand beside a quarter that is under way, never in a written report.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from exchanges.clearing.clearable import Clearable
from exchanges.explaining import changes
from exchanges.explaining.applications import Application
from exchanges.explaining.network_reports import NetworkReport, Total
from exchanges.explaining.partner_ways import PartnerWay
from exchanges.explaining.reports import SINCE_THEN, FarPark, ParkReport, both_ways, words_of
from exchanges.explaining.ways_back import WaysBack
from exchanges.landings.late import Late
from exchanges.ledger.models import Because
from softlanding.kernel import words
from softlanding.kernel.pictures import side_of

WAYS, APPLICATIONS = 3, 3  # told in a report; the page of ways back has all


@dataclass(frozen=True)
class Figure:
    """A line of the account: its months as they are told and as a number, which has a side of zero in a park's."""

    label: str
    value: str
    n: int
    has_side: bool = True

    @property
    def side(self) -> str:
        return side_of(self.n) if self.n and self.has_side else ""


@dataclass(frozen=True)
class Far:
    """A park or partner far from zero: its balance at the quarter's start and end."""

    name: str
    code: str
    start: int
    end: int

    @property
    def says(self) -> str:
        """ "Porto: owes 6 months, at the start 4"."""
        told = f"{self.name}: {balance(self.end)}"
        if self.start == self.end:
            return f"{told}, as at the start"
        same_side = self.start and (self.start < 0) == (self.end < 0)
        return f"{told}, at the start {abs(self.start) if same_side else words.balance(self.start)}"

    @property
    def row(self) -> list[str]:
        return [self.name, words.balance(self.start), words.balance(self.end)]


def balance(n: int) -> str:
    return words.balance(n) if n else "is even"


def was(n: int) -> str:
    """ "owed 5 months", "was owed 5 months", "was even"."""
    if n == 0:
        return "was even"
    return f"{'owed' if n < 0 else 'was owed'} {words.months(abs(n))}"


def of_park(report: ParkReport) -> dict[str, Any]:
    """Everything that page, mail, file and paper say of it."""
    return {
        "title": title(report), "sentence": sentence(report), "figures": figures(report), "far": far(report.far),
        "far_title": "Farthest from zero at the end", **_both(report),
    }  # fmt: skip


def of_network(report: NetworkReport) -> dict[str, Any]:
    return {
        "title": network_title(report), "sentence": network_sentence(report), "figures": network_figures(report),
        "far": far(report.far), "far_title": "Parks farthest from zero at the end", **_both(report),
    }  # fmt: skip


def _both(report: ParkReport | NetworkReport) -> dict[str, Any]:
    return {
        "report": report, "quarter": report.quarter, "stays_so": stays_so(report), "root": root(report.root),
        "late_title": "Late when it ended" if report.is_over else "Late today",
        "late": late(report.late, is_over=report.is_over),
    }  # fmt: skip


def root(found: tuple[str, ...]) -> str:
    """The newest root of all books when the report was written, for whoever wants to prove them later."""
    if not found:
        return ""
    number, day, digest = found
    return f"Root {number} over all books, of {words.day(date.fromisoformat(day))}: {digest}"


def title(report: ParkReport) -> str:
    """ "Málaga in the third quarter of 2026"."""
    return f"{report.park} in {report.quarter.label}"


def network_title(report: NetworkReport) -> str:
    return f"The network in {report.quarter.label}"


def sentence(report: ParkReport) -> str:
    """ "It owed 10 months at its start and 12 at its end: it sent 5 and hosted 3 months; 1 was waived." """
    if not report.moved:
        return f"Nothing was posted; it {was(report.end)} at its start and its end."
    sums = report.sums
    parts = [part for part in (changes.stays(sums), *changes.clauses(sums)) if part]
    back = next((one.change for one in report.moved if one.kind == changes.TAKEN_BACK), 0)
    parts += [f"what was posted into earlier quarters since moved {words_of(it.change)}" for it in report.moved
              if it.kind == SINCE_THEN]  # fmt: skip
    if back:
        parts.append(f"what was taken back of earlier postings moved {words_of(back)}")
    if (report.start < 0) == (report.end < 0) and report.start and report.end:
        end = f"{abs(report.end)} at its end" if report.is_over else f"{balance(report.end)} now"
    else:
        end = f"{was(report.end)} at its end" if report.is_over else f"{balance(report.end)} now"
    return f"It {was(report.start)} at its start and {end}: {'; '.join(parts)}."


def figures(report: ParkReport) -> list[Figure]:
    """The position at the start, what moved it, and at the end: they add up."""
    moved = [Figure(one.label, one.says, one.change) for one in report.moved]
    end = "At the end of" if report.is_over else "So far, until"
    return [
        Figure(f"At the start of {words.day(report.quarter.first)}", balance(report.start), report.start),
        *moved,
        Figure(f"{end} {words.day(report.quarter.last)}", balance(report.end), report.end),
    ]


def far(parks: list[FarPark]) -> list[Far]:
    """The parks farthest from zero at the end."""
    return [Far(one.park.name, one.park.code, one.start, one.end) for one in parks]


def stays_so(report: ParkReport | NetworkReport) -> str:
    """Whether the quarter's figures can still change."""
    if report.written:
        return (
            f"Written on {words.day(report.written)}, and kept as it was written. What is posted into the quarter "
            "later is a line of its own in the report of the next."
        )
    if report.is_over:
        return "Nothing had happened by the end of the quarter, so no report of it was written."
    return (
        "The quarter is under way: each posting until it has ended in every time zone changes these figures. Then its "
        "report is written, once."
    )


def late(it: Late, *, is_over: bool) -> list[str]:
    """ "2 decisions are past the agreed days: Lumen to Málaga (6 days late)." """
    if not it.number:
        return []
    told = [f"{one.company} to {one.host} ({words.span(one.days)} late)" for one in it.told]
    more = it.number - len(told)
    rest = [f"{more} more"] if more > 0 else []
    be = ("was", "were") if is_over else ("is", "are")
    number = f"1 decision {be[0]}" if it.number == 1 else f"{it.number} decisions {be[1]}"
    return [f"{number} past the agreed days: {words.listed([*told, *rest])}."]


def ways(back: WaysBack) -> list[str]:
    """The nearest ways to zero on the day it is read."""
    found = [_way(way) for way in back.partners.ways[:WAYS]]
    found += [_application(one) for one in back.applications.rows[:APPLICATIONS]]
    if cleared := back.clearable.plan.cleared_of(back.park.pk):
        found.append(
            f"A clearing of the whole network today would cancel {words.months(cleared)} of what it owes and as many "
            "of what it is owed."
        )
    if not found and (back.position or back.projected):
        found.append("No partner has room now and no waiting application helps; a settlement or a new agreement may.")
    return found


def _way(way: PartnerWay) -> str:
    does = f"host up to {words.months(way.months)}" if way.hosts else f"send up to {words.months(way.months)}"
    after = words.balance(way.after) if way.after else "is even"
    return f"{way.partner}: {does} ({way.quota_says}). With everything promised it {after} then."


def _application(one: Application) -> str:
    where = f"from {one.landing.home}" if one.hosts else f"to {one.landing.host}"
    who = f"{one.landing.company} {where}, {words.months(one.months)}"
    after = words.balance(one.after) if one.after else "is even"
    left = f"{one.left_after} instead of {one.left_now}" if one.left_after != one.left_now else f"still {one.left_now}"
    side = "owed by it" if one.hosts else "owed to it"
    return f"{who}: with everything promised it {after} then; {left} would be {side} after a clearing."


def network_sentence(report: NetworkReport) -> str:
    """ "All parks together owed 60 months at its start and 55 at its end; 20 were hosted and 4 settled." """
    until = "at its end" if report.is_over else "now"
    return (
        f"Pair by pair {words.months(report.owed_start)} were owed at its start and {report.owed_end} {until}; "
        f"{words.months(report.hosted)} were hosted and {report.settled} settled."
    )


def network_figures(report: NetworkReport) -> list[Figure]:
    """What was owed at the start, what moved it, and at the end: they add up."""
    return [
        Figure("Owed at the start", _owed(report.owed_start, report.pairs_start), report.owed_start, has_side=False),
        *(row for one in report.totals for row in _rows(one)),
        Figure(
            "Owed at the end" if report.is_over else "Owed so far",
            _owed(report.owed_end, report.pairs_end),
            report.owed_end,
            has_side=False,
        ),
    ]


def _rows(one: Total) -> list[Figure]:
    """A hosted month is owed anew, or pays back what was owed the other way."""
    if one.cause != Because.STAY:
        return [Figure(one.label, both_ways(one.grew, one.fell), one.change, has_side=False)]
    both = ("Hosted, and owed", one.grew), ("Hosted, and paid older months back", -one.fell)
    return [Figure(label, words_of(n), n, has_side=False) for label, n in both if n]


def _owed(months: int, pairs: int) -> str:
    return f"{words.months(months)}, in {words.plural(pairs, 'pair')}"


def network_ways(it: Clearable) -> list[str]:
    """What a clearing would do on the day it is read."""
    if not it.owed:
        return []
    gone = it.owed - it.left
    if not gone and it.waiting:
        return [f"Beside that no circle of the {words.months(it.owed)} owed today can be cleared."]
    if not gone:
        return [f"Of {words.months(it.owed)} owed today no circle of consenting agreements can be cleared."]
    new = "a new clearing" if it.waiting else "a clearing"
    return [f"Of {words.months(it.owed)} owed today {new} would cancel {gone} and leave {it.left}."]
