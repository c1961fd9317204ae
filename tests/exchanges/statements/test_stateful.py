"""Postings, stays, answers and the clock in any order: every period's figures, and who may say what, as in plain books."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from exchanges.agreements.terms import Direction
from exchanges.landings import actions as landings
from exchanges.landings.models import Landing
from exchanges.ledger import actions as ledger
from exchanges.ledger.checking import check
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.statements import actions, waiting
from exchanges.statements.models import BalanceStatement
from exchanges.statements.periods import ALL, quarter, quarter_of, up_to, year
from exchanges.statements.queries import content_of
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast
from tests.exchanges.statements.making import read
from tests.exchanges.statements.plain_books import Plain, Promise, Written
from tests.machines import DatabaseMachine, run

BEGINS = datetime(2026, 7, 2, 10, 30, tzinfo=UTC)
ZONES = {"Auckland": "Pacific/Auckland", "Honolulu": "Pacific/Honolulu"}
QUARTERS = [quarter(2026, 2), quarter(2026, 3), quarter(2026, 4), quarter(2027, 1), quarter(2027, 2)]
PERIODS = [*QUARTERS, year(2026), up_to(quarter(2026, 3)), up_to(quarter(2026, 4))]
# Home park, first day, months: the second, third and second month begin on the last day of a quarter.
STAYS = [
    ("Auckland", date(2026, 8, 30), 2),
    ("Honolulu", date(2026, 10, 31), 4),
    ("Auckland", date(2027, 5, 31), 2),
]
names = st.sampled_from(list(ZONES))


class World:
    """The two parks with their agreement, and what was confirmed before the machine begins."""

    def __init__(self) -> None:
        self.parks = {name: cast.park(name, f"Manager {name}") for name in ZONES}
        for name, zone in ZONES.items():
            Park.objects.filter(pk=self.parks[name].pk).update(time_zone=zone)
            self.parks[name].refresh_from_db()
        cast.agreed(self.parks["Auckland"], self.parks["Honolulu"], Direction(24, places=9))
        self.pair = Pair.objects.select_related("low", "high").get()
        self.stays: dict[int, tuple[str, date, int]] = {}
        for n, (home, starts, months) in enumerate(STAYS):
            company = cast.company(f"Company {n}", self.parks[home], f"Lead {n}")
            host = self.parks[partner_of(home)]
            made = cast.confirmed(company, host, starts, months, cast.at(2026, 1, 5))
            self.stays[made.pk] = (home, starts, months)


def partner_of(name: str) -> str:
    return next(one for one in ZONES if one != name)


class Statements(DatabaseMachine):
    world: World

    def __init__(self) -> None:
        super().__init__()
        self.parks, self.pair = self.world.parks, self.world.pair
        self.plain, self.is_compared = Plain(str(self.pair.low), str(self.pair.high), ZONES, BEGINS), False
        for key, (home, starts, months) in self.world.stays.items():
            begins = sorted(Landing.objects.get(pk=key).free_rent_months.values_list("begins_on", flat=True))
            assert len(begins) == months
            self.plain.stays[key] = Promise(home, partner_of(home), starts, begins)

    def attempt(self, why_not: str, verb: Any, *args: Any, **kwargs: Any) -> bool:
        self.is_compared = False
        try:
            with transaction.atomic():
                verb(*args, now=self.plain.now, **kwargs)
        except Refused as refused:
            assert why_not, f"The plain books see nothing against it: {refused.sentence}"
            return False
        assert not why_not, f"The plain books refuse it: {why_not}"
        return True

    def write(self, day: date, debtor: str, months: int, reference: str, reverses: int = 0) -> None:
        number = len(self.plain.written) + 1
        self.plain.written.append(Written(number, day, debtor, partner_of(debtor), months, reference, reverses))

    def lowest_today(self) -> date:
        return min(map(self.plain.today, ZONES))

    # What moves the books

    @initialize(debtor=names, months=st.integers(1, 5))
    def something_stands(self, debtor: str, months: int) -> None:
        self.post(debtor, months, 0, edge=True)

    @rule(debtor=names, months=st.integers(1, 5), ago=st.integers(0, 120), edge=st.booleans())
    def post(self, debtor: str, months: int, ago: int, edge: bool) -> None:
        """On any day that has been, as often as not the last of a quarter."""
        day = self.lowest_today() - timedelta(days=ago)
        if edge:
            before = quarter_of(day).before
            assert before and before.until
            day = before.until
        entry = ledger.Entry(
            day=day, debtor=self.parks[debtor], creditor=self.parks[partner_of(debtor)], months=months,
            because=Because.STAY, reference=f"post/{len(self.plain.written)}",
        )  # fmt: skip
        if self.attempt("closed" if day <= self.plain.closed_until else "", ledger.post, entry):
            self.write(day, debtor, months, entry.reference)

    @precondition(lambda self: self.plain.written)
    @rule(data=st.data())
    def correct(self, data: Any) -> None:
        """A posting that takes another back, today: once, and never in closed books."""
        it, day = data.draw(st.sampled_from(self.plain.written)), self.lowest_today()
        gone = {one.reverses for one in self.plain.written}
        why_not = "twice" if it.reverses or it.number in gone else "closed" if day <= self.plain.closed_until else ""
        posting = Posting.objects.get(reference=it.reference)
        back: dict[str, Any] = {
            "day": day,
            "reason": "A mistake",
            "reference": f"back/{it.number}/{len(self.plain.written)}",
        }
        if self.attempt(why_not, ledger.reverse, posting, **back):
            self.write(day, it.creditor, it.months, back["reference"], it.number)

    @precondition(lambda self: any(one.state == "confirmed" for one in self.plain.stays.values()))
    @rule(data=st.data(), comes=st.integers(0, 4))
    def decide_an_arrival(self, data: Any, comes: int) -> None:
        """They come on the first day, tried before it, entered then or later; or it is called off."""
        key = data.draw(st.sampled_from([key for key, it in self.plain.stays.items() if it.state == "confirmed"]))
        stay, landing = self.plain.stays[key], Landing.objects.get(pk=key)
        while comes > 1 and self.plain.today(stay.host) < stay.starts:
            self.plain.now += timedelta(hours=12)
        by, early = cast.manager_of(landing.host), self.plain.today(stay.host) < stay.starts
        if not comes:
            self.attempt("", landings.cancel, landing, by=by, side="host", reason="Because")
            stay.state = "cancelled"
        elif self.attempt("early" if early else "", landings.check_in, landing, by=by, arrived_on=stay.starts):
            stay.state = "landed"
            self.begin(key)

    def begin(self, key: int) -> None:
        stay, (_, _, months) = self.plain.stays[key], self.world.stays[key]
        begun = [day for day in stay.waits if day <= self.plain.today(stay.host)]
        for n, day in enumerate(begun, start=months - len(stay.waits) + 1):
            self.write(day, stay.home, 1, f"landing/{key}/month/{n}")
        stay.waits = [day for day in stay.waits if day not in begun]

    def daily_job(self) -> None:
        landings.daily(self.plain.now)
        self.is_compared = False
        for key in sorted(self.plain.stays):
            if self.plain.stays[key].state == "landed":
                self.begin(key)

    @precondition(lambda self: self.plain.now.year < 2027 or self.plain.now.month < 8)
    @rule(hours=st.sampled_from([1, 13, 24 * 3, 24 * 20]), job=st.booleans())
    def time_passes(self, hours: int, job: bool) -> None:
        self.plain.now += timedelta(hours=hours)
        if job:
            self.daily_job()

    @precondition(lambda self: self.plain.now.year < 2027 or self.plain.now.month < 7)
    @rule(hours=st.sampled_from([10, 11, 34, 34, 35]), answered=st.booleans())
    def a_quarter_ends(self, hours: int, answered: bool) -> None:
        """Nowhere yet, in Auckland alone, everywhere; and at once both parks would have it confirmed."""
        over = quarter_of(self.plain.now.date())
        assert over.until
        turn = datetime(over.until.year, over.until.month, over.until.day, tzinfo=UTC)
        self.plain.now = max(self.plain.now, turn + timedelta(hours=hours, minutes=30))
        for park in ZONES if answered else ():
            self.say("confirm", over, park)

    # What the parks say

    @rule(
        data=st.data(), park=names, verb=st.sampled_from(["confirm"] * 3 + ["dispute", "withdraw"]), both=st.booleans()
    )
    def answer(self, data: Any, park: str, verb: str, both: bool) -> None:
        """About a period that is over, or nearly."""
        soon = self.plain.now.date() + timedelta(days=45)
        period = data.draw(st.sampled_from([one for one in PERIODS if one.until and one.until < soon]))
        self.say(verb, period, park)
        if both:
            self.say(verb, period, partner_of(park))

    def say(self, verb: str, period: Any, park: str) -> None:
        pair = Pair.objects.select_related("low", "high").get(pk=self.pair.pk)
        statement, bound = read(pair, period)
        bound = {} if verb == "withdraw" else {**bound, **({"reason": "Wrong"} if verb == "dispute" else {})}
        by, it = cast.manager_of(self.parks[park]), self.parks[park]
        if self.attempt(
            self.plain.why_not(verb, period, park), getattr(actions, verb), statement, by=by, park=it, **bound
        ):
            self.plain.answer(verb, period, park)

    # What must be the same

    @invariant()
    def both_say_the_same(self) -> None:
        """Figures and answers change only by a verb; which statement waits, also by the clock."""
        if not self.is_compared:
            self.figures_are_the_same()
            self.answers_are_the_same()
        self.is_compared = True
        waits = self.plain.oldest_open(self.plain.now.date())
        assert waiting.oldest_open(self.pair, self.plain.now.date()) == (waits.until if waits else None)

    def figures_are_the_same(self) -> None:
        for period in (*PERIODS, ALL):
            content, lines = content_of(self.pair, period), self.plain.inside(period)
            found = (content.opening, content.hosted, content.sent, content.closing)
            assert found == self.plain.figures(period), period
            assert [(it.day, it.months) for it in content.lines] == [(it.day, it.months) for it in lines]
        assert Pair.objects.get(pk=self.pair.pk).balance == self.plain.balance(None)

    def answers_are_the_same(self) -> None:
        rows = BalanceStatement.objects.values_list("since", "until", "state", "closing")
        assert sorted(rows, key=str) == sorted(
            ((period.since, period.until, said.state, said.closing) for period, said in self.plain.said.items()),
            key=str,
        )
        closed = Pair.objects.get(pk=self.pair.pk).closed_until or date.min
        assert closed == self.plain.closed_until

    def the_list_is_the_same(self) -> None:
        """The oldest open quarter, for whom it waits, and what it comes to."""
        today, mine = self.plain.now.date(), self.parks["Honolulu"]
        shown = [waiting.Row(*it) for it in waiting.rows(Pair.objects.all(), {mine.pk}, today, ["us", "them"], None)]
        quarter = self.plain.oldest_open(today)
        expected = []
        if quarter:
            expected = [("them" if self.plain.word(quarter, "Honolulu") == "confirm" else "us", quarter.until)]
        assert [(row.kind, row.until) for row in shown] == expected
        for (_, until), balance in waiting.closings(shown).items():
            assert balance == self.plain.balance(until)

    def teardown(self) -> None:
        try:
            assert check().lie is None
            self.the_list_is_the_same()
        finally:
            super().teardown()


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_is_posted_and_said_the_statements_are_those_of_plain_books() -> None:
    Statements.world = World()
    run(Statements, steps=50, cost=6)
