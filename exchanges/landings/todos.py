"""What of landings waits for whom: each step by whoever takes it next, and decisions that are late."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat
from django.utils.text import capfirst

from exchanges.landings.answers import CLOCK_OF
from exchanges.landings.availability import Available, Headroom, NewStay, available
from exchanges.landings.models import Landing, places_seen_by
from exchanges.landings.queries import overdue
from exchanges.landings.states import State
from exchanges.landings.wording import excepted
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import TEXT, Asked, Awaited, Kind, Rows, Todos, rows_of


@dataclass(frozen=True)
class Stay:
    """A landing with what is offered, or else wished; a draft may have nothing of it yet."""

    landing: int
    company: str
    home: str
    host: str
    months: int | None
    starts_on: date | None
    people: int | None
    pair: int
    home_id: int
    host_id: int

    def url(self, verb: str = "detail") -> str:
        return path_to(f"exchanges:landings:{verb}", self.landing)

    @property
    def says(self) -> str:
        """ "3 months from 1 March 2027"."""
        start = f" from {words.day(self.starts_on)}" if self.starts_on else ""
        return f"{words.months(self.months)}{start}" if self.months else f"a stay{start}"

    @property
    def asks(self) -> str:
        people = f" for {words.counted(self.people, 'person', 'people')}" if self.people else ""
        return f"Asks for {self.says}{people}."


class PairFigures(Protocol):
    """A pair as one of its parks sees it: months; what each direction gives this year and the next, and its rooms."""

    @property
    def projected(self) -> int: ...
    @property
    def sent(self) -> tuple[Available, Available]: ...
    @property
    def hosted(self) -> tuple[Available, Available]: ...
    @property
    def rooms(self) -> Mapping[int, Headroom]: ...


@dataclass(frozen=True)
class Decision(Kind[Stay]):
    """A kind that also tells what the decision of the park of a side does to the pair; empty: nothing to tell."""

    side: Literal["home", "host"] = "host"
    effect: Callable[[Stay, PairFigures], str] = lambda it, figures: ""

    def park(self, it: Stay) -> int:
        """The id of the park that decides, from whose side the figures are."""
        return it.home_id if self.side == "home" else it.host_id


def finish(it: Stay) -> Asked:
    text = f"{capfirst(it.says)}. Neither park sees it before you apply."
    return Asked(f"Finish your application to {it.host}", text, it.url("edit"), "Go on")


def nominate(it: Stay) -> Asked:
    return Asked(f"Nominate {it.company} for {it.host}", it.asks, it.url("nominate"), "Decide")


def decide(it: Stay) -> Asked:
    return Asked(f"Decide on {it.company} from {it.home}", it.asks, it.url("offer"), "Decide")


def answer(it: Stay) -> Asked:
    text = f"{capfirst(it.says)}, free of rent. The months are kept for {it.company} until you answer."
    return Asked(f"Answer the offer of {it.host}", text, it.url(), "Read the offer")


def check_in(it: Stay) -> Asked:
    text = f"Comes for {it.says}. Its months begin when you check it in."
    return Asked(f"Check in {it.company} from {it.home}", text, it.url("check_in"), "Check in")


def check_out(it: Stay) -> Asked:
    text = f"Its {it.says} come to an end." if (it.months or 0) > 1 else "Its month comes to an end."
    return Asked(f"Check out {it.company} from {it.home}", text, it.url("check_out"), "Check out")


def home_is_late(it: Stay) -> Asked:
    return _late(it, it.home)


def host_is_late(it: Stay) -> Asked:
    return _late(it, it.host)


def _late(it: Stay, park: str) -> Asked:
    text = f"{it.company} waits longer than the agreement of {it.home} and {it.host} allows."
    return Asked(f"{park} has not decided on {it.company}", text, it.url(), "Look")


def to_be_nominated(it: Stay) -> Awaited:
    return Awaited(f"{it.home} to nominate {it.company} for {it.host}, {it.says}", it.url(), it.home)


def to_be_decided(it: Stay) -> Awaited:
    return Awaited(f"{it.host} to decide on {it.company}, {it.says}", it.url(), it.host)


def to_be_answered(it: Stay) -> Awaited:
    return Awaited(f"{it.company} to answer the offer of {it.host}, {it.says}", it.url(), it.company)


def left_there(it: Stay, figures: PairFigures) -> str:
    """What the home park has left where the company wants to go."""
    can = _can_in(figures.sent, it)
    if not (can and can.quota.total):
        return ""
    under = excepted(can, figures.rooms.get(it.home_id))
    of = words.months(can.quota.total)
    return f"Your park has {can.months} of {of} left there in {can.year}{_until(can)}{under}."


def leaves(it: Stay, figures: PairFigures) -> str:
    """What offering the wish would leave of the quota and the balance, from the host's side."""
    if not (it.starts_on and it.months):
        return ""
    stay = NewStay(it.starts_on, it.months)
    wanted, can, room = stay.in_years(), _can_in(figures.hosted, it), figures.rooms.get(it.home_id)
    parts = []
    if can and room and can.quota.total:
        of = f"{can.quota.total} in {can.year}{_until(can)}"
        if can.months >= wanted[can.year]:
            parts.append(f"Leaves {available(room.promising(stay), can.year).months} of {of}")
        else:
            parts.append(f"Only {can.months} of {of} left{excepted(can, room)}")
    after = figures.projected + it.months
    owes = f"owes you {words.months(after)}" if after > 0 else f"is owed {words.months(-after)} by you"
    parts.append(f"{it.home} {owes} after" if after else f"you and {it.home} are even after")
    return f"{capfirst('; '.join(parts))}."


def _can_in(years: tuple[Available, Available], it: Stay) -> Available | None:
    """Of the exchange year in which the stay would begin."""
    return next((can for can in years if it.starts_on and can.year == it.starts_on.year), None)


def _until(can: Available) -> str:
    """ ", until 31 January 2027": where the agreement ends before the year does."""
    return f", until {words.day(can.until)}" if can.until and can.is_cut else ""


DRAFT = Kind(State.DRAFT.value, Stay, finish)
SUBMITTED = Decision(State.SUBMITTED.value, Stay, nominate, to_be_nominated, side="home", effect=left_there)
NOMINATED = Decision(State.NOMINATED.value, Stay, decide, to_be_decided, side="host", effect=leaves)
OFFERED = Kind(State.OFFERED.value, Stay, answer, to_be_answered)
CONFIRMED = Kind(State.CONFIRMED.value, Stay, check_in)
LANDED = Kind(State.LANDED.value, Stay, check_out)
LATE_SUBMITTED = Kind(f"late_{State.SUBMITTED.value}", Stay, home_is_late)
LATE_NOMINATED = Kind(f"late_{State.NOMINATED.value}", Stay, host_is_late)


def waiting(user: User, today: date) -> list[Rows]:
    kinds = (DRAFT, SUBMITTED, NOMINATED, OFFERED, CONFIRMED, LANDED)
    return [_stays(Landing.objects.waiting_for(user, today), *kinds, named=F("state"))]


def for_network(user: User, today: date, now: datetime) -> list[Rows]:
    """Each by the clock of the park that had to decide."""
    late = Concat(Value("late_"), "state", output_field=TEXT)
    return [_stays(overdue(now), LATE_SUBMITTED, LATE_NOMINATED, named=late)]


def waited_for(user: User, today: date) -> list[Rows]:
    """Landings of hers in which another side must act now."""
    companies, parks = places_seen_by(user)
    found = Landing.objects.filter(
        Q(company__in=companies, state=State.SUBMITTED) & ~Q(home__in=parks)
        | (Q(company__in=companies) | Q(home__in=parks)) & Q(state=State.NOMINATED) & ~Q(host__in=parks)
        | (Q(home__in=parks) | Q(host__in=parks)) & Q(state=State.OFFERED) & ~Q(company__in=companies)
    )
    return [_stays(found, SUBMITTED, NOMINATED, OFFERED, named=F("state"))]


def _stays(found: QuerySet[Landing], *kinds: Kind[Stay], named: Any) -> Rows:
    at_home = Q(state__in=[state for state, side in CLOCK_OF.items() if side == "home"])
    zones = {
        name: Case(When(at_home, then=f"{one}__time_zone"), default=f"{two}__time_zone")
        for name, one, two in (("zone", "home", "host"), ("other_zones", "host", "home"))
    }
    return rows_of(
        found, *kinds, named=named, since="changed_at", due="due_on", **zones, landing="pk", company="company__name",
        home="home__name", host="host__name", months=Coalesce("months", "wished_months"),
        starts_on=Coalesce("starts_on", "wished_start"), people="people", pair="pair_id", home_id="home_id",
        host_id="host_id",
    )  # fmt: skip


TODOS = Todos(
    (DRAFT, SUBMITTED, NOMINATED, OFFERED, CONFIRMED, LANDED, LATE_SUBMITTED, LATE_NOMINATED),
    waiting, for_network, waited_for,
)  # fmt: skip
