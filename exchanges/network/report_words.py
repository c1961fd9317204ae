"""A report's figures and sentences as page, mail and paper say them alike. Pure."""

from dataclasses import dataclass
from datetime import date

from exchanges.landings.models import Landing
from exchanges.network import kinds
from exchanges.network.clearable import Application
from exchanges.network.network_reports import NetworkReport
from exchanges.network.partner_ways import PartnerWay
from exchanges.network.reports import Late, ParkReport, words_of
from softlanding.kernel import words
from softlanding.kernel.pictures import side_of

WAYS, APPLICATIONS = 3, 3  # told in a report; the page of ways back has all


@dataclass(frozen=True)
class Figure:
    """A line of the account; `n` gives its side of zero where it has one."""

    label: str
    value: str
    n: int = 0

    @property
    def side(self) -> str:
        return side_of(self.n) if self.n else ""


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
    parts = [part for part in (kinds.stays(sums), *kinds.clauses(sums)) if part]
    back = next((one.change for one in report.moved if one.kind == kinds.TAKEN_BACK), 0)
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


def far(report: ParkReport) -> list[Far]:
    """The partners farthest from zero at the end."""
    return [Far(one.partner.name, one.partner.code, one.start, one.end) for one in report.far]


def stays_so(moved: int, still_open: int, *, is_over: bool = True) -> str:
    """Whether the quarter's figures can still change, and until when."""
    if not is_over:
        return "The quarter is under way: each posting until its end changes these figures."
    if not moved:
        return "Nothing was posted in the quarter; the figures change only if something is posted into it."
    if not still_open:
        return "All books of the quarter are confirmed by both parks: these figures stay as they are."
    none = "none is" if still_open == moved else f"{still_open} {'is' if still_open == 1 else 'are'} not"
    books = "The books of the one pair that moved are not" if moved == 1 else f"Of {moved} pairs that moved {none}"
    return (
        f"{books} confirmed by both parks yet. Until then something can still be posted into the quarter, and this "
        "report would say so."
    )


def waits(report: ParkReport) -> list[str]:
    """What waits on the day it is read: statements to confirm, late decisions."""
    found = []
    if report.pairs_open and report.is_over:
        names = [str(park) for park in report.unconfirmed]
        more = report.pairs_open - len(names)
        told = [*names, *([words.plural(more, "other")] if more > 0 else [])]
        found.append(f"The books of the quarter with {words.listed(told)} are to be confirmed by both parks.")
    return [*found, *late(report.late, report.today)]


def late(it: Late, today: date) -> list[str]:
    """ "2 decisions are late: Lumen Optics to Málaga, 6 days late." """
    if not it.number:
        return []
    told = [_late(landing, today) for landing in it.landings]
    more = it.number - len(told)
    rest = [f"{more} more"] if more > 0 else []
    number = "1 decision is" if it.number == 1 else f"{it.number} decisions are"
    return [f"{number} past the agreed days: {words.listed([*told, *rest])}."]


def _late(landing: Landing, today: date) -> str:
    days = words.span((today - landing.due_on).days) if landing.due_on else ""
    return f"{landing.company} to {landing.host} ({days} late)"


def ways(report: ParkReport) -> list[str]:
    """The nearest ways to zero on the day it is read."""
    back = report.back
    found = [_way(way) for way in back.partners.ways[:WAYS]]
    found += [_application(one) for one in back.applications.rows[:APPLICATIONS]]
    if cleared := back.clearable.cleared_of(report.park.pk):
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
    return [
        Figure("Owed at the start", _owed(report.owed_start, report.pairs_start)),
        *(Figure(one.label, words.months(one.months)) for one in report.totals),
        Figure("At the end" if report.is_over else "So far", _owed(report.owed_end, report.pairs_end)),
    ]


def _owed(months: int, pairs: int) -> str:
    return f"{words.months(months)}, in {words.plural(pairs, 'pair')}"


def network_far(report: NetworkReport) -> list[Far]:
    return [Far(one.park.name, one.park.code, one.start, one.end) for one in report.far]


def network_waits(report: NetworkReport) -> list[str]:
    found = []
    if report.pairs_open and report.is_over:
        pairs = words.plural(report.pairs_moved, "pair")
        found.append(f"Books of the quarter to be confirmed by both parks: {report.pairs_open} of {pairs}.")
    return [*found, *late(report.late, report.today)]


def network_ways(report: NetworkReport) -> list[str]:
    it = report.clearable
    if not it.owed:
        return []
    gone = it.owed - it.left
    if not gone:
        return [f"Of {words.months(it.owed)} owed today no circle of consenting agreements can be cleared."]
    return [f"Of {words.months(it.owed)} owed today a clearing would cancel {gone} and leave {it.left}."]
