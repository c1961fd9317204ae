"""How old debts are, whatever is posted in whatever order: beside a queue from whose front every month is paid back."""

from collections import deque
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from exchanges.clearing.debts import debts_of, network_debts
from exchanges.ledger import actions
from exchanges.ledger.ages import oldest_open, open_months, open_postings
from exchanges.ledger.models import Because, Pair, Posting
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.consent import without_consent
from tests.machines import DatabaseMachine, run

FIRST = date(2026, 1, 1)
NAMES = ("Porto", "Malaga", "Songdo")
sides = st.permutations(NAMES).map(lambda names: (names[0], names[1]))
some = st.integers(1, 6)
Way = tuple[str, str]  # debtor, creditor
Open = list[tuple[int, date, int]]  # the posting's id, its day, months of it that are open


@dataclass(frozen=True)
class Written:
    """A posting as the plain model keeps it."""

    key: int
    day: date
    debtor: str
    creditor: str
    months: int


class Queues:
    """What stands, in the order of its days; each pair's debt is a queue of months."""

    def __init__(self) -> None:
        self.written: list[Written] = []
        self.gone: set[int] = set()

    def of(self, one: str, other: str) -> tuple[str, Open]:
        """Who owes, and its open months, oldest first; nobody: an empty name."""
        owes, queue = "", deque[tuple[int, date]]()
        standing = [it for it in self.written if {it.debtor, it.creditor} == {one, other} and it.key not in self.gone]
        for it in sorted(standing, key=lambda it: it.day):  # of one day in the order in which they were written
            for _ in range(it.months):
                if queue and owes != it.debtor:
                    queue.popleft()
                else:
                    owes = it.debtor
                    queue.append((it.key, it.day))
        found: dict[tuple[int, date], int] = {}
        for month in queue:
            found[month] = found.get(month, 0) + 1
        return owes if queue else "", [(key, day, months) for (key, day), months in found.items()]

    def debt(self, debtor: str, creditor: str) -> int:
        owes, opened = self.of(debtor, creditor)
        return sum(months for _, _, months in opened) if owes == debtor else 0


class Ages(DatabaseMachine):
    """Three parks; days are entered late and out of order, as people do."""

    parks: dict[str, Park]

    def __init__(self) -> None:
        super().__init__()
        self.queues, self.today, self.numbers = Queues(), FIRST, count(1)

    def post(self, debtor: str, creditor: str, months: int, because: Because, day: date) -> None:
        entry = actions.Entry(
            day=day, debtor=self.parks[debtor], creditor=self.parks[creditor], months=months, because=because,
            reference=f"test/{next(self.numbers)}",
        )  # fmt: skip
        made = actions.post(entry, now=NOW)
        self.queues.written.append(Written(made.pk, day, debtor, creditor, months))

    @rule(way=sides, months=some, ago=st.integers(0, 200))
    def a_company_stays(self, way: Way, months: int, ago: int) -> None:
        """Also the other way round: then it pays back."""
        self.post(*way, months, Because.STAY, self.today - timedelta(days=ago))

    @rule(way=sides, part=st.integers(1, 3), kind=st.sampled_from([Because.WAIVER, Because.COMPENSATION]))
    def months_are_let_off(self, way: Way, part: int, kind: Because) -> None:
        """All that is owed, or a part; a posting the other way round."""
        debtor, creditor = way
        if owed := self.queues.debt(debtor, creditor):
            self.post(creditor, debtor, max(1, owed // part), kind, self.today)

    @rule(turned=st.booleans())
    def a_circle_is_cleared(self, turned: bool) -> None:
        circle = NAMES[::-1] if turned else NAMES
        ways = list(zip(circle, [*circle[1:], circle[0]], strict=True))
        if months := min(self.queues.debt(*way) for way in ways):
            for debtor, creditor in ways:
                self.post(creditor, debtor, months, Because.CLEARING, self.today)

    @precondition(lambda self: self.queues.written)
    @rule(data=st.data())
    def one_is_taken_back(self, data: Any) -> None:
        it = data.draw(st.sampled_from(self.queues.written))
        posting, reference = Posting.objects.get(pk=it.key), f"back/{next(self.numbers)}"
        day = max(self.today, it.day)
        try:
            with transaction.atomic():
                actions.reverse(posting, day=day, reason="A mistake", reference=reference, now=NOW)
        except Refused:
            assert it.key in self.queues.gone
        else:
            assert it.key not in self.queues.gone
            self.queues.gone.add(it.key)

    @rule(forward=st.integers(1, 60))
    def time_passes(self, forward: int) -> None:
        self.today += timedelta(days=forward)

    @invariant()
    def ages_are_the_same(self) -> None:
        pairs = Pair.objects.select_related("low", "high")
        expected = {pair.pk: self.queues.of(pair.low.name, pair.high.name) for pair in pairs}
        found: dict[int, Open] = {pk: [] for pk in expected}
        for row in open_months():
            found[row.pair].append((row.posting, row.day, row.months))
        assert found == {pk: opened for pk, (_, opened) in expected.items()}
        rows = open_postings().order_by("day", "number").values_list("pair", "pk", "day", "open")
        assert sorted(rows) == sorted((pk, *it) for pk, its in found.items() for it in its)
        oldest = {pk: opened[0][1] for pk, (_, opened) in expected.items() if opened}
        assert oldest_open() == oldest
        names = {park.pk: name for name, park in self.parks.items()}
        debts = {it.pair: it.debt for it in network_debts(self.today)}
        assert {pk: (names[it.debtor], it.months, it.age_days) for pk, it in debts.items()} == {
            pk: (owes, sum(it[2] for it in opened), (self.today - oldest[pk]).days)
            for pk, (owes, opened) in expected.items()
            if opened
        }
        assert {it.pair: it.debt.months for it in debts_of(expected, self.today)} == {
            pk: it.months for pk, it in debts.items()
        }


@pytest.mark.slow
@pytest.mark.django_db
def test_a_debt_is_as_old_as_the_month_at_the_front_of_its_queue() -> None:
    Ages.parks = {name: cast.park(name) for name in NAMES}
    with without_consent():  # what a debt's age is does not hang on who signed
        run(Ages, steps=40, cost=10)
