"""Random verbs by random people in random order: whatever happens, the books and promises hold."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from exchanges.agreements.models import DirectionTerms
from exchanges.agreements.terms import Direction
from exchanges.landings import actions
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.states import STAYS, MonthState, State
from exchanges.ledger.checking import check
from exchanges.ledger.models import Pair, Posting
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast

FIRST = date(2026, 1, 10)
days = st.integers(-20, 300)
lengths = st.integers(1, 4)


class Exchange(RuleBasedStateMachine):
    """Three parks, six companies, and a clock that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()  # each example leaves nothing behind
        self.transaction.__enter__()
        self.today = FIRST
        self.parks = [cast.park(name, f"Manager {name}") for name in ("Porto", "Malaga", "Turin")]
        porto, malaga, turin = self.parks
        cast.agreed(
            porto, malaga, Direction(3, places=1, max_months=4), Direction(6, places=2, max_months=4), limit_at=4
        )
        cast.agreed(malaga, turin, Direction(5, places=2, max_months=3), carry_over=True)
        cast.agreed(turin, porto, Direction(0, places=0), Direction(4, places=3), limit_at=2, floor_months=1)
        self.companies = [
            cast.company(f"{park} {n}", park, f"Lead {park} {n}") for park in self.parks for n in range(2)
        ]
        for company, host in zip(self.companies[:4], (malaga, malaga, porto, turin), strict=True):
            cast.nominated(company, host, FIRST + timedelta(days=20), 2, self.now)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @property
    def now(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)

    def attempt(self, verb: Any, *args: Any, **kwargs: Any) -> None:
        """Do it, or be refused with a sentence; anything else is a fault."""
        try:
            verb(*args, now=self.now, **kwargs)
        except Refused as refused:
            assert len(refused.sentence) > 20 and refused.sentence.endswith(".")

    def pick(self, data: Any, *states: str) -> Landing | None:
        found = list(Landing.objects.filter(state__in=states).order_by("pk")) if states else list(Landing.objects.all())
        return data.draw(st.sampled_from(found)) if found else None

    @rule(data=st.data(), start=days, months=lengths)
    def apply(self, data: Any, start: int, months: int) -> None:
        company = data.draw(st.sampled_from(self.companies))
        host = data.draw(st.sampled_from(self.parks))
        try:
            landing = cast.submitted(company, host, self.today + timedelta(days=start), months, self.now)
            actions.nominate(landing, by=cast.manager_of(landing.home), now=self.now)
        except Refused as refused:
            assert refused.sentence

    @rule(data=st.data(), shift=st.integers(0, 200), months=lengths)
    def offer(self, data: Any, shift: int, months: int) -> None:
        if landing := self.pick(data, State.NOMINATED, State.OFFERED, State.DECLINED):
            start = self.today + timedelta(days=shift)
            answer_by = min(start, self.today + timedelta(days=14))
            self.attempt(
                actions.offer, landing, by=cast.manager_of(landing.host), starts_on=start, length=months,
                answer_by=answer_by,
            )  # fmt: skip

    @rule(data=st.data())
    def confirm(self, data: Any) -> None:
        if landing := self.pick(data, State.OFFERED, State.LAPSED):
            self.attempt(actions.confirm, landing, by=cast.lead_of(landing.company))

    @rule(data=st.data(), late=st.integers(-2, 40))
    def check_in(self, data: Any, late: int) -> None:
        if landing := self.pick(data, State.CONFIRMED):
            arrived_on = landing.starts_on + timedelta(days=late)
            self.attempt(actions.check_in, landing, by=cast.manager_of(landing.host), arrived_on=arrived_on)

    @rule(data=st.data(), ago=st.integers(0, 60))
    def check_out(self, data: Any, ago: int) -> None:
        if landing := self.pick(data, State.LANDED):
            self.attempt(
                actions.check_out, landing, by=cast.manager_of(landing.host),
                left_on=min(self.today - timedelta(days=ago), landing.last_day), reason="They left",
            )  # fmt: skip

    @rule(data=st.data())
    def go_on(self, data: Any) -> None:
        """One landing takes its next straight step, so that many come far enough for the rest to bite."""
        landing = self.pick(data, State.NOMINATED, State.OFFERED, State.CONFIRMED)
        if landing is None:
            return
        if landing.state == State.NOMINATED:
            start = max(landing.wished_start, self.today)
            self.attempt(
                actions.offer, landing, by=cast.manager_of(landing.host), starts_on=start,
                length=landing.wished_months, answer_by=start,
            )  # fmt: skip
        elif landing.state == State.OFFERED:
            self.attempt(actions.confirm, landing, by=cast.lead_of(landing.company))
        else:
            self.today = max(self.today, landing.starts_on)
            arrived_on = landing.starts_on
            self.attempt(actions.check_in, landing, by=cast.manager_of(landing.host), arrived_on=arrived_on)

    @rule(data=st.data(), verb=st.sampled_from(["withdraw", "decline", "cancel", "no_show"]))
    def end(self, data: Any, verb: str) -> None:
        if data.draw(st.integers(0, 2)) == 0 and (landing := self.pick(data)):
            extra = {"side": "host"} if verb == "cancel" else {}
            by = cast.manager_of(landing.host)
            self.attempt(getattr(actions, verb), landing, by=by, reason="Because", **extra)

    @rule(forward=st.integers(1, 60), job=st.booleans())
    @precondition(lambda self: self.today < date(2028, 6, 1))
    def time_passes(self, forward: int, job: bool) -> None:
        self.today += timedelta(days=forward)
        if job:
            actions.daily(self.now)

    @invariant()
    def books_balance(self) -> None:
        for pair in Pair.objects.all():
            postings = Posting.objects.filter(pair=pair)
            owed_to_low = sum(p.months if p.creditor_id == pair.low_id else -p.months for p in postings)
            assert pair.balance == owed_to_low
        assert check().lie is None

    @invariant()
    def used_months_are_posted(self) -> None:
        used = FreeRentMonth.objects.filter(state=MonthState.USED).count()
        assert used == Posting.objects.stays().count()

    @invariant()
    def promised_within_quota_and_places(self) -> None:
        promised = Counter(FreeRentMonth.objects.promised().values_list("pair", "home", "year"))
        terms = {
            (t.version.agreement.pair_id, t.home_id): t
            for t in DirectionTerms.objects.select_related("version__agreement")
        }
        for (pair, home, _), months in promised.items():
            direction = terms[pair, home]
            assert months <= direction.months_per_year * (2 if direction.version.carry_over else 1)
        for (pair, home), direction in terms.items():
            stays = list(Landing.objects.direction(pair, home).promised().values_list("period", flat=True))
            together = [sum(o.lower <= s.lower < o.upper for o in stays) for s in stays]
            assert max(together, default=0) <= direction.places

    @invariant()
    def no_two_stays_overlap(self) -> None:
        stays: dict[int, list[Any]] = {}
        for company, period in Landing.objects.filter(state__in=STAYS).values_list("company", "period"):
            for other in stays.setdefault(company, []):
                assert period.upper <= other.lower or other.upper <= period.lower
            stays[company].append(period)

    @invariant()
    def nothing_is_reserved_for_what_ended(self) -> None:
        live = [State.OFFERED, State.CONFIRMED, State.LANDED]
        assert not FreeRentMonth.objects.reserved().exclude(landing__state__in=live).exists()


@pytest.mark.django_db
def test_whatever_happens_books_and_promises_hold() -> None:
    found = settings(max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Exchange, settings=found)
