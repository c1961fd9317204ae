"""The closing plan of two parks as their page needs it: facts read once, and sentences for both of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch

from exchanges.agreements.models import Agreement, AgreementVersion
from exchanges.agreements.queries import notice_ends
from exchanges.agreements.states import AgreementState
from exchanges.balances.closing import Plan, Room, Slot, plan, slots_of
from exchanges.balances.headroom import restriction_in, room_in
from exchanges.landings.availability import Available, available
from exchanges.landings.figures import history_of, of_home, periods_of, quota_of
from exchanges.landings.limits import excepted_says
from exchanges.landings.models import FreeRentMonth
from exchanges.landings.quota import History, Ruled, ruling_between
from parks.park.models import Park
from parks.park.states import ParkState
from softlanding.kernel import words
from softlanding.kernel.calendar import local_day
from softlanding.kernel.pictures import Beam


@dataclass(frozen=True)
class Ending:
    """When an agreement ends, on a day: under notice, as it would if notice were given today, or over.

    `since`: the day the months are counted from; `last_day`: its last one in force.
    """

    agreement: Agreement
    since: date
    last_day: date
    today: date

    @property
    def terms(self) -> AgreementVersion:
        """Those that rule on the day, or did last."""
        version = self.agreement.version_on(self.today)
        assert version
        return version

    @property
    def is_over(self) -> bool:
        return self.last_day < self.today

    @property
    def is_preview(self) -> bool:
        """Nobody gave notice."""
        return not self.is_over and self.agreement.terminated_at is None

    @property
    def says(self) -> str:
        by, last = self.agreement.terminated_by, words.day(self.last_day)
        if self.is_over:
            return f"The agreement ended on {last}."
        if self.is_preview:
            return f"Nobody has given notice. If it were given today, the agreement would end on {last}."
        return f"{by} gave notice; the agreement ends on {last}."

    @property
    def first_start(self) -> date:
        """The first day of a stay that is decided on from today, when the host and the company take their days."""
        return self.today + timedelta(days=self.terms.decision_days + self.terms.offer_days)

    def rules(self, history: History) -> list[Ruled]:
        """Of a direction what rules while a stay could begin, the earliest first."""
        return ruling_between(history, min(self.first_start, self.last_day), self.last_day)

    @property
    def slots(self) -> list[Slot]:
        return slots_of(self.since, self.last_day + timedelta(days=1), self.today, self.first_start)


def ending_of(agreement: Agreement, today: date) -> Ending:
    assert agreement.period and agreement.last_day
    first: date = agreement.period.lower
    if agreement.terminated_at and agreement.terminated_by:
        given = local_day(agreement.terminated_at, agreement.terminated_by.time_zone)
        return Ending(agreement, max(given, first), agreement.last_day, today)
    notice = notice_ends(agreement, today) - timedelta(days=1)
    # Where a notice would end it later than it ends anyway, it runs out.
    return Ending(agreement, max(today, first), min(agreement.last_day, notice), today)


@dataclass(frozen=True)
class Closing:
    """The plan from one park's side; without an agreement there is nothing to lay months over."""

    park: Park
    partner: Park
    ending: Ending | None
    plan: Plan
    room: Room  # of the direction in which months are worked off
    restriction: str  # why that gives months only under an exception; empty: it asks none
    can: Sequence[Available]  # what can still begin there, by exchange year
    successor: date | None  # the first day of an agreement both have signed already

    @property
    def beam(self) -> Beam:
        after = self.plan.left if self.plan.rows else None
        return Beam(self.plan.balance, after, subject=self.park.name, partner=self.partner.name)

    @property
    def debtor(self) -> Park:
        """Who owes once everything promised has begun, and hosts to work it off; the partner where nobody does."""
        return self.park if self.plan.with_promised < 0 else self.partner

    @property
    def creditor(self) -> Park:
        return self.partner if self.debtor == self.park else self.park

    @property
    def left(self) -> int:
        """Months that cannot be worked off in kind."""
        return abs(self.plan.left)

    @property
    def owed_now(self) -> int:
        """Months of those left that are owed today: a waiver or compensation takes no more."""
        owed = -self.plan.balance if self.debtor == self.park else self.plan.balance
        return min(self.left, max(0, owed))

    @property
    def says(self) -> list[str]:
        """ "Porto owes Málaga 5 months today.", "3 can be worked off by 23 May 2027, and 2 months are left."."""
        return [_owes(self.park, self.partner, self.plan.balance, "today"), *self._promised(), self._rest()]

    def _promised(self) -> list[str]:
        if not self.plan.comes:
            return []
        after = _owes(self.park, self.partner, self.plan.with_promised, "after that")
        return [f"Stays that are promised still come: {self._coming()}. {after}"]

    def _coming(self) -> str:
        parts = [
            f"{words.months(n)} of {home} at {host}"
            for n, home, host in (
                (self.plan.hosted, self.partner, self.park),
                (self.plan.sent, self.park, self.partner),
            )
            if n
        ]
        return words.listed(parts)

    def _rest(self) -> str:
        if not self.plan.with_promised:
            return "Nothing is left to work off."
        left = f"{words.months(self.left)} {'is' if self.left == 1 else 'are'} left"
        if self.ending is None or self.ending.is_over:
            return f"{left[0].upper()}{left[1:]} to settle."
        if not self.plan.laid:
            return f"None of it can be worked off before the agreement ends; {left}."
        done = f"{self.plan.laid if self.left else 'All of it'} can be worked off by {words.day(self.ending.last_day)}"
        return f"{done}, and {left}." if self.left else f"{done}."

    @property
    def why_not_more(self) -> str:
        """What keeps the rest from being worked off in kind."""
        if self.ending is None or self.ending.is_over:
            return "No agreement is in force, so no new stay can begin."
        for park in (self.park, self.partner):
            if park.state != ParkState.ADMITTED:
                return f"{park} is {park.get_state_display()} and takes no part in exchanges now."
        if self.ending.agreement.state == AgreementState.SUSPENDED:
            return "The agreement is suspended; no new stay can begin until one park resumes it."
        first, until = self.ending.first_start, self.ending.last_day
        rules = self.ending.rules(self.room.history)
        if not rules:
            return f"The agreement gives residents of {self.creditor} no months at {self.debtor}."
        can = [f"{words.months(one.months)} in {one.year}" for one in self.can if one.months]
        terms = "; ".join(_terms_say(one, first) for one in rules)
        return (
            f"From {words.day(first)}, when an application of today can be decided on, until {words.day(until)} "
            f"residents of {self.creditor} can begin {words.listed(can) if can else 'no month'} at {self.debtor}: "
            f"{terms}.{self._excepted}"
        )

    @property
    def _excepted(self) -> str:
        return (
            f" {excepted_says(self.creditor, self.room.most, self.restriction)}" if self.room.most is not None else ""
        )

    @property
    def hosts(self) -> list[str]:
        """ "A company from 24 November 2026, 3 months"."""
        return [f"A company from {words.day(it.starts_on)}, {words.months(it.months)}" for it in self.plan.stays]

    @property
    def clearing_says(self) -> str:
        """Whether circles with other parks may take some of it."""
        if self.ending is None:
            return "Without an agreement no circle runs through these two parks."
        version, pair = self.ending.terms, self.ending.agreement.pair
        allowed = {pair.low: version.clearing_low, pair.high: version.clearing_high}
        against = [park.name for park, yes in allowed.items() if not yes]
        if against:
            return f"{words.listed(against)} {'does' if len(against) == 1 else 'do'} not allow clearing in circles."
        return "Both parks allow clearing in circles; it needs other parks that owe each other in a ring."

    @property
    def may_be_cleared(self) -> bool:
        version = self.ending.terms if self.ending else None
        return bool(version and version.clearing_low and version.clearing_high)

    @property
    def settle_text(self) -> str:
        """What a waiver says of itself, to begin with."""
        if self.ending is None:
            return f"Closing of the balance of {self.park} and {self.partner}"
        ended = "ended" if self.ending.is_over else "ends"
        return f"Closing of the agreement that {ended} on {words.day(self.ending.last_day)}"


def _terms_say(ruled: Ruled, first: date) -> str:
    """ "one company at once, for stays of 1 to 3 months"; of terms that rule later from which day on."""
    since = f"from {words.day(ruled.first)} on " if ruled.first > first else ""
    if not ruled.months:
        return f"{since}none"
    places = "one company at once" if ruled.places == 1 else f"{ruled.places} companies at once"
    return f"{since}{places}, for stays of {ruled.shortest} to {words.months(ruled.longest)}"


def _owes(park: Park, partner: Park, balance: int, when: str) -> str:
    """ "Porto owes Málaga 5 months today."."""
    if not balance:
        return f"{park} and {partner} are even {when}."
    debtor, creditor = (park, partner) if balance < 0 else (partner, park)
    return f"{debtor} owes {creditor} {words.months(abs(balance))} {when}."


def closing_of(pair: Any, park: Park, today: date) -> Closing:
    """Of a pair of `with_figures`, in four queries more."""
    partner = pair.partner_of(park)
    current, successor = _agreements(pair, today)
    ending = ending_of(current, today) if current else None
    reserved = FreeRentMonth.objects.reserved().filter(pair=pair).order_by().values_list("begins_on", "home_id")
    promised = [
        (day, -1 if home == park.pk else 1)
        for day, home, months in reserved.annotate(n=Count("pk"))
        for _ in range(months)
    ]
    here, there = _rooms(pair, ending, partner, park, today), _rooms(pair, ending, park, partner, today)
    slots = ending.slots if ending else []
    found = plan(pair.balance_of(park), promised, slots, here, there)
    hosts = found.with_promised < 0
    home = partner if hosts else park
    can, why = _beginnings(pair, ending, home, today), restriction_in(pair, home.pk, today)
    return Closing(park, partner, ending, found, here if hosts else there, why, can, successor)


def _agreements(pair: Any, today: date) -> tuple[Agreement | None, date | None]:
    """The agreement in force or that ended last, and the first day of one that is signed to come."""
    latest = Agreement.objects.standing().filter(pair=pair).order_by("-period")
    versions = Prefetch("versions", AgreementVersion.objects.filter(days__isnull=False).select_related("days"))
    found = list(latest.select_related("terminated_by").prefetch_related(versions, "versions__directions")[:3])
    for agreement in found:
        agreement.pair = pair
    begun = next((it for it in found if it.period.lower <= today), None)
    to_come = min((it.period.lower for it in found if it.period.lower > today), default=None)
    return begun, to_come


def _rooms(pair: Any, ending: Ending | None, home: Park, host: Park, today: date) -> Room:
    """What is left for residents of `home` at `host` until the end; none where no new stay can begin."""
    both_take_part = all(park.state == ParkState.ADMITTED for park in (home, host))
    if ending is None or ending.is_over or ending.agreement.state != AgreementState.SIGNED or not both_take_part:
        return Room()
    used, reserved = of_home(pair.used, home.pk), of_home(pair.reserved, home.pk)
    history = history_of(pair.ruled, home.pk)
    if not any(one.months for one in ending.rules(history)):
        return Room()
    left: Mapping[int, int] = {
        year: quota_of(history, year, used, reserved, today).left
        for year in range(today.year, ending.last_day.year + 1)
    }
    periods = periods_of(row for row in pair.stays if row["home"] == home.pk)
    stays = [(it.lower, it.upper) for it in periods]
    allowed = room_in(pair, home.pk, today)
    most = allowed.excepted if allowed and allowed.restriction else None
    return Room(left, stays=stays, history=history, most=most)


def _beginnings(pair: Any, ending: Ending | None, home: Park, today: date) -> list[Available]:
    """What residents of `home` can still begin from the first day a company can come until the agreement ends."""
    found = room_in(pair, home.pk, today)
    if ending is None or found is None:
        return []
    room = replace(found, since=max(found.since, ending.first_start), last_day=min(found.last_day, ending.last_day))
    return [available(room, year) for year in range(today.year, ending.last_day.year + 1)]
