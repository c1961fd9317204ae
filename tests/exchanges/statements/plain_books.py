"""The books of two parks and what they say of them, in plain Python: lists of postings, answers and promised months."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from exchanges.statements.periods import Period, quarter_of

Words = dict[str, tuple[str, frozenset[int]]]  # by park: its newest answer, and the postings it was given to


@dataclass
class Written:
    number: int
    day: date
    debtor: str
    creditor: str
    months: int
    reference: str
    reverses: int = 0


@dataclass
class Promise:
    """A stay: `waits` lists its months that are not in the books."""

    home: str
    host: str
    starts: date
    waits: list[date]
    state: str = "confirmed"


@dataclass
class Said:
    """A statement that somebody answered."""

    words: Words = field(default_factory=dict)
    state: str = "open"
    closing: int = 0


class Plain:
    """Balances are months from `low`: > 0 it is owed."""

    def __init__(self, low: str, high: str, zones: dict[str, str], now: datetime) -> None:
        self.low, self.high, self.zones, self.now = low, high, zones, now
        self.written: list[Written] = []
        self.stays: dict[int, Promise] = {}
        self.said: dict[Period, Said] = {}
        self.closed_until = date.min

    def today(self, park: str) -> date:
        return self.now.astimezone(ZoneInfo(self.zones[park])).date()

    # Figures

    def balance(self, until: date | None) -> int:
        """At the end of a day."""
        return sum(
            it.months if it.creditor == self.low else -it.months
            for it in self.written
            if until is None or it.day <= until
        )

    def inside(self, period: Period) -> list[Written]:
        """In the order of their days, those of one day in that of the chain."""
        found = [
            it for it in self.written
            if (period.since is None or it.day >= period.since) and (period.until is None or it.day <= period.until)
        ]  # fmt: skip
        return sorted(found, key=lambda it: (it.day, it.number))

    def figures(self, period: Period) -> tuple[int, int, int, int]:
        """Opening, hosted, sent and closing."""
        lines = self.inside(period)
        hosted = sum(it.months for it in lines if it.creditor == self.low)
        sent = sum(it.months for it in lines if it.debtor == self.low)
        closing = self.balance(period.until)
        return closing - hosted + sent, hosted, sent, closing

    def known(self, until: date | None) -> frozenset[int]:
        """What an answer is given to: all postings up to the last day."""
        return frozenset(it.number for it in self.written if until is None or it.day <= until)

    # Answers

    def word(self, period: Period, park: str) -> str:
        """A dispute stands until it is taken back; a confirmation while nothing came to what was confirmed."""
        verb, read = self.said[period].words.get(park, ("", frozenset())) if period in self.said else ("", frozenset())
        return "" if verb == "withdraw" or (verb == "confirm" and read != self.known(period.until)) else verb

    def why_not(self, verb: str, period: Period, park: str) -> str:
        state, until = self.said.get(period, Said()).state, period.until
        assert until
        if state == "closed" or (verb == "withdraw" and state != "disputed"):
            return "state"
        word = self.word(period, park)
        if verb == "withdraw":
            return "" if word == "dispute" else "no dispute"
        if word == verb:
            return "said"
        if not self.known(until):
            return "nothing"
        if any(self.today(one) <= until for one in (self.low, self.high)):
            return "goes on"
        if verb == "dispute":
            return "covered" if until <= self.closed_until else ""
        return self._undecided(until) or self._disputed(period, until)

    def _undecided(self, until: date) -> str:
        for one in self.stays.values():
            if one.state == "confirmed" and one.starts <= until:
                return "arrival"
            if one.state == "landed" and any(day <= until for day in one.waits):
                return "month"
        return ""

    def _disputed(self, period: Period, until: date) -> str:
        others = [one for one, said in self.said.items() if said.state == "disputed" and one != period]
        return "disputed" if any(one.since is None or one.since <= until for one in others) else ""

    def answer(self, verb: str, period: Period, park: str) -> None:
        assert period.until
        said = self.said.setdefault(period, Said())
        other = self.word(period, self.high if park == self.low else self.low)
        said.words[park] = verb, self.known(period.until)
        both = {verb, other}
        said.state = "disputed" if "dispute" in both else "closed" if both == {"confirm"} else "open"
        said.closing = self.balance(period.until)
        if said.state == "closed":
            self.closed_until = max(self.closed_until, period.until)

    def oldest_open(self, today: date) -> Period | None:
        """The first finished quarter that is not closed and in which something was posted, or before which it was uneven."""
        days = sorted(it.day for it in self.written)
        quarter = quarter_of(days[0]) if days else None
        while quarter and quarter.until and quarter.until < today:
            opening, hosted, sent, _ = self.figures(quarter)
            if quarter.until > self.closed_until and (opening or hosted or sent):
                return None if self._disputed(Period(None, None), quarter.until) else quarter
            quarter = quarter.after
        return None
