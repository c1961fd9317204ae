"""Random verbs by random people in random order: the portal and a plain model say the same yes, no and figures.

Three parks, on whose clocks a year begins at three different moments. The model is plain_model.py.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from tests.exchanges.landings.plain_records import Version
from tests.exchanges.landings.side_by_side import SideBySide
from tests.exchanges.landings.three_parks import WAYS, World, world
from tests.machines import DatabaseMachine, run

ways = st.sampled_from([*WAYS[:3], *WAYS])  # the last of them is closed
companies, lengths = st.integers(0, 1), st.integers(1, 4)
ahead = st.sampled_from([-1, 0, 0, 1]) | st.integers(2, 90)  # days until a first day, often the edge of what can be
ENDS_OF = {"nominated": ["decline", "withdraw"], "offered": ["withdraw"], "confirmed": ["cancel", "no_show"]}


def some(*states: str) -> Any:
    """A rule for a stay in one of these states, when there is one; among others, so that the wrong verb is tried too."""
    return precondition(lambda self: any(one.state in states for one in self.model.stays.values()))


class Exchange(DatabaseMachine):
    """Two agreements, six companies, and a clock that only goes forward."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.both = SideBySide(self.world)
        self.model = self.both.model

    def pick(self, data: Any, *states: str) -> int:
        return data.draw(st.sampled_from([key for key, one in self.model.stays.items() if one.state in states]))

    @initialize(wishes=st.lists(st.tuples(ways, companies, ahead, lengths), min_size=4, max_size=6))
    def some_come(self, wishes: list[tuple[tuple[str, str], int, int, int]]) -> None:
        for way, n, start, months in wishes:
            self.come(way, n, start, months, "offer" if n and start > 60 else "confirm")

    @rule(
        way=ways,
        n=companies,
        start=ahead,
        months=lengths,
        until=st.sampled_from(["", "offer", *["confirm"] * 3]),
    )
    def come(self, way: tuple[str, str], n: int, start: int, months: int, until: str) -> None:
        """The straight way to an application, an offer or a confirmed stay, as far as it goes.

        Who wishes to begin today is offered yesterday first, which has passed at the host, if not everywhere.
        """
        first = self.model.today(way[1]) + timedelta(days=start)
        key = self.both.apply(*way, n, first, months)
        if key and until:
            for day in (first - timedelta(days=1), first) if start == 0 else (first,):
                self.both.offer(key, day, months)
        if key and until == "confirm":
            self.both.confirm(key)

    @some("nominated")
    @rule(data=st.data(), shift=ahead, months=lengths)
    def offer(self, data: Any, shift: int, months: int) -> None:
        key = self.pick(data, "nominated", "declined", "offered")
        self.both.offer(key, self.model.today(self.model.stays[key].host) + timedelta(shift), months)

    @some("offered")
    @rule(data=st.data())
    def confirm(self, data: Any) -> None:
        self.both.confirm(self.pick(data, "offered", "lapsed"))

    @some("confirmed")
    @rule(data=st.data(), late=st.sampled_from([-1, 0, 0, 0, 1, 6, 20, 29, 30, 31, 40]), waits=st.integers(0, 3))
    def check_in(self, data: Any, late: int, waits: int) -> None:
        key = self.pick(data, "confirmed")
        stay = self.model.stays[key]
        assert stay.starts
        day = stay.starts + timedelta(days=late)
        if waits:
            self.both.wait_until(day, stay.host)
        self.both.check_in(key, day)

    @some("landed")
    @rule(data=st.data(), ago=st.integers(-1, 45), on_a_month=st.booleans(), posted=st.booleans())
    def check_out(self, data: Any, ago: int, on_a_month: bool, posted: bool) -> None:
        """Also on the very day on which a month begins, before and after it is posted."""
        key = self.pick(data, "landed", "completed")
        stay = self.model.stays[key]
        day = self.model.today(stay.host) - timedelta(days=ago)
        if on_a_month:
            day = data.draw(st.sampled_from(stay.promised))
            self.both.wait_until(day, stay.host)
        if posted:
            self.both.daily()
        self.both.check_out(key, day)

    @some("nominated", "offered", "confirmed")
    @rule(data=st.data(), other=st.booleans())
    def end(self, data: Any, other: bool) -> None:
        key = self.pick(data, "nominated", "offered", "confirmed")
        verbs = ["withdraw", "decline", "cancel", "no_show"] if other else ENDS_OF[self.model.stays[key].state]
        self.both.end(key, data.draw(st.sampled_from(verbs)))

    @precondition(lambda self: sum(len(one.signed) for one in self.model.books) < 7)
    @rule(
        n=st.integers(0, 1), by=st.integers(0, 1), rules_in=st.sampled_from([-1, 0, 1, 30, 60, 120, 400]),
        months=st.tuples(*[st.integers(0, 5)] * 2), places=st.tuples(*[st.integers(1, 3)] * 2),
        longest=lengths, limit=st.sampled_from([None, 1, 2, 4]), floor=st.integers(0, 2), carries=st.booleans(),
    )  # fmt: skip
    def amend(self, n: int, by: int, rules_in: int, months: Any, places: Any, **more: Any) -> None:
        """It rules from its first day, at the earliest on the day of the park whose clock is ahead."""
        parks = self.model.books[n].parks
        rules_from = self.model.today(parks[by]) + timedelta(days=rules_in)
        first = max(rules_from, *map(self.model.today, parks))
        new = Version(first, dict(zip(parks, months, strict=True)), dict(zip(parks, places, strict=True)), **more)
        self.both.amend(n, by, rules_from, new)

    @precondition(lambda self: len(self.model.exempt) < 4)
    @some("nominated")
    @rule(data=st.data(), months=st.integers(1, 3), until=st.integers(-1, 60), for_one=st.booleans(), length=lengths)
    def grant(self, data: Any, months: int, until: int, for_one: bool, length: int) -> None:
        """For an application or for months of its direction; then it is offered a stay."""
        key = self.pick(data, "nominated")
        stay = self.model.stays[key]
        today = self.model.today(stay.host)
        self.both.grant(stay.home, stay.host, months, today + timedelta(days=until), key if for_one else None)
        self.both.offer(key, today + timedelta(days=20), length)

    @precondition(lambda self: self.model.now.year < 2029)
    @rule(hours=st.sampled_from([1, 13, 24, 24 * 8, 24 * 20, 24 * 45]), job=st.booleans())
    def time_passes(self, hours: int, job: bool) -> None:
        self.both.later(self.model.now + timedelta(hours=hours))
        if job:
            self.both.daily()

    @precondition(lambda self: self.model.now.year < 2028)
    @rule(hours=st.sampled_from([10, 11, 34, 35]))
    def a_year_ends(self, hours: int) -> None:
        """The next one has begun nowhere, in Auckland alone, in Lisbon too, everywhere."""
        self.both.later(datetime(self.model.now.year, 12, 31, tzinfo=UTC) + timedelta(hours=hours, minutes=30))

    @invariant()
    def both_say_the_same(self) -> None:
        self.both.compare()

    def teardown(self) -> None:
        try:
            self.both.compare_books()
        finally:
            super().teardown()


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_happens_the_portal_and_the_plain_model_say_the_same() -> None:
    Exchange.world = world()
    run(Exchange, steps=50, cost=16)
