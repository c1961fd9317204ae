"""Who landed where and when: a company's stays follow each other, and each took the steps people take."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from exchanges.landings.states import WORKFLOW, State
from softlanding.seeding.geography import company_name
from softlanding.seeding.world import OFFERED, Firm, Link, Network, Stay, Step, month_of

LENGTHS = {1: 4, 2: 9, 3: 20, 4: 15, 5: 8, 6: 26, 8: 6, 9: 4, 12: 8}  # months of a stay, of a hundred
COMING = {State.DRAFT: 12, State.SUBMITTED: 18, State.NOMINATED: 24, State.OFFERED: 18, State.CONFIRMED: 28}
PAST = {
    State.COMPLETED: 850, State.DECLINED: 50, State.WITHDRAWN: 35, State.LAPSED: 20, State.CANCELLED: 33,
    State.NO_SHOW: 12,
}  # fmt: skip
AHEAD = 150  # days: as far as applications look ahead
LEAD = 45  # days: from a draft to the first day, at least
# Verbs of a landing on its way to a state, and who does them.
PATHS = {
    State.DRAFT: "draft", State.SUBMITTED: "draft submit", State.NOMINATED: "draft submit nominate",
    State.OFFERED: "draft submit nominate offer", State.CONFIRMED: "draft submit nominate offer confirm",
    State.LANDED: "draft submit nominate offer confirm check_in",
    State.COMPLETED: "draft submit nominate offer confirm check_in check_out",
    State.DECLINED: "draft submit nominate decline", State.WITHDRAWN: "draft submit withdraw",
    State.LAPSED: "draft submit nominate offer lapse", State.CANCELLED: "draft submit nominate offer confirm cancel",
    State.NO_SHOW: "draft submit nominate offer confirm no_show",
}  # fmt: skip
SIDES = {
    "draft": "company", "submit": "company", "nominate": "home", "offer": "host", "confirm": "company",
    "check_in": "host", "check_out": "host", "decline": "host", "withdraw": "company", "lapse": "clock",
    "cancel": "company", "no_show": "host",
}  # fmt: skip
DAYS = {"submit": 4, "nominate": 12, "offer": 14, "confirm": 10, "decline": 14, "withdraw": 10, "cancel": 5}  # most
REASONS = {
    "decline": "All desks are taken in these months; we would look at a later start.",
    "withdraw": "Our customer there postponed the project.",
    "cancel": "The team is needed at home this year.",
    "no_show": "Nobody came and nobody answered.",
}


def found_companies(network: Network, first_company: int, first_user: int) -> None:
    """Companies with their homes: larger parks have more."""
    dice = network.dice
    homes = [place for place in network.places if place.links]
    sums = list(accumulate(place.pull for place in homes))
    for number in range(network.plan.companies):
        home = dice.choices(homes, cum_weights=sums)[0]
        since = network.beginning - timedelta(days=dice.randrange(100, 2000))
        is_verified = number < 2 or dice.random() < 0.97
        network.firms.append(
            Firm(first_company + number, company_name(number), home, first_user + number, since, is_verified)
        )


def live(network: Network, first_landing: int) -> None:
    """All landings, in the order in which they were started."""
    dice, firms = network.dice, [firm for firm in network.firms if firm.is_verified]
    counts: dict[int, int] = {}
    for _ in range(network.plan.landings):
        firm = dice.randrange(len(firms))
        counts[firm] = counts.get(firm, 0) + 1
    for number in sorted(counts):
        network.stays += _life(network, firms[number], counts[number])
    network.stays.sort(key=lambda stay: (stay.steps[0].at, stay.firm.pk, stay.start))
    for pk, stay in enumerate(network.stays, start=first_landing):
        stay.pk = pk


def _life(network: Network, firm: Firm, count: int) -> list[Stay]:
    """A company's landings: whatever is a stay begins after the one before it is over."""
    dice, today = network.dice, network.today
    earliest = network.beginning + timedelta(days=LEAD + 20)
    days = (today - earliest).days + AHEAD
    free_from, found = earliest, []
    for wish in sorted(dice.randrange(days) for _ in range(count)):
        months = dice.choices(list(LENGTHS), weights=list(LENGTHS.values()))[0]
        start = _month_day(max(earliest + timedelta(days=wish), free_from), today)
        if start > today + timedelta(days=AHEAD + 60):  # no time left for it: it came to nothing long ago
            start = _month_day(earliest + timedelta(days=dice.randrange(max(1, days - AHEAD))), today)
            state = State.DECLINED
        else:
            state = _state(dice, start, months, today)
        link, span = _host(firm, start, months, dice)
        stay = Stay(firm, link, span, link.partner_of(firm.home), state, start, months, [])
        _arrange(stay, network)
        if stay.state in (State.CONFIRMED, State.LANDED, State.COMPLETED):
            free_from = month_of(stay.start, stay.months) + timedelta(days=5)
        found.append(stay)
    return found


def _month_day(day: date, today: date) -> date:
    """A first day whose months never begin today or tomorrow (a clock ahead may be there) and are never clipped."""
    number = min(day.day, 28) if day.day % 3 else 1
    while number in (today.day, today.day + 1, (today + timedelta(days=1)).day):
        number = number % 28 + 1
    moved = day.replace(day=number)
    return moved if moved >= day else month_of(moved, 1)


def _state(dice: Random, start: date, months: int, today: date) -> State:
    if start > today:
        return dice.choices(list(COMING), weights=list(COMING.values()))[0]
    state = dice.choices(list(PAST), weights=list(PAST.values()))[0]
    return State.LANDED if state == State.COMPLETED and month_of(start, months) > today else state


def _host(firm: Firm, start: date, months: int, dice: Random) -> tuple[Link, int]:
    """A partner whose agreement covers the whole stay; every park has one that always does."""
    last = month_of(start, months) - timedelta(days=1)
    for _ in range(8):
        link = firm.home.partner(dice)
        span = link.covering(start, last)
        if span is not None:
            return link, span
    return next((link, span) for link in firm.home.links if (span := link.covering(start, last)) is not None)


def _arrange(stay: Stay, network: Network) -> None:
    """The steps a landing took, and what they left: months begun, a day it left on, a day to answer by."""
    dice, today = network.dice, network.today
    verbs = PATHS[State(stay.state)].split()
    if stay.start <= today:
        at = _moment(stay.start - timedelta(days=LEAD + dice.randrange(40)), dice)
    else:
        at = network.now - timedelta(days=dice.randrange(1, 4), hours=dice.randrange(9))
        at -= timedelta(days=sum(DAYS.get(verb, 0) for verb in verbs) + 25 * (dice.random() < 0.1))
    if stay.state == State.COMPLETED and dice.random() < 0.06 and stay.months > 1:
        _leave_early(stay, dice)
    before = ""
    for verb in verbs:
        at = min(_next(stay, verb, at, dice), network.now)
        after = WORKFLOW[verb].to
        reason = "A better offer at home" if verb == "check_out" and stay.left_on else REASONS.get(verb, "")
        stay.steps.append(Step(verb, before, after, SIDES[verb], at, reason))
        before = after
    if stay.state in OFFERED:
        offered = next(step.at.date() for step in stay.steps if step.verb == "offer")
        stay.answer_by = min(offered + timedelta(days=14), stay.start)
        if stay.state == State.OFFERED:
            stay.answer_by = min(today + timedelta(days=dice.randrange(2, 14)), stay.start)
    if stay.state == State.COMPLETED:
        stay.used = stay.months if stay.left_on is None else _begun(stay, stay.left_on)
    elif stay.state == State.LANDED:
        stay.used = _begun(stay, today)
    elif stay.state == State.NO_SHOW:
        stay.used = 1


def _leave_early(stay: Stay, dice: Random) -> None:
    """Gone before its last day; of some the next month was posted before anybody said so."""
    whole = (month_of(stay.start, stay.months) - stay.start).days
    stay.left_on = stay.start + timedelta(days=dice.randrange(10, whole - 1))
    stay.wrong = int(dice.random() < 0.25 and _begun(stay, stay.left_on) < stay.months)


def _begun(stay: Stay, until: date) -> int:
    return sum(month_of(stay.start, k) <= until for k in range(stay.months))


def _next(stay: Stay, verb: str, at: datetime, dice: Random) -> datetime:
    """When the next step was taken."""
    if verb == "check_in":
        return _moment(stay.start, dice)
    if verb == "check_out":
        # Told late, so that the next month had been posted by then.
        late = month_of(stay.start, _begun(stay, stay.last_day)) + timedelta(days=2)
        return _moment(late if stay.wrong else stay.last_day, dice)
    if verb == "no_show":
        return _moment(stay.start + timedelta(days=8), dice)
    if verb == "lapse":
        return _moment(min(at.date() + timedelta(days=15), stay.start), dice)
    return at + timedelta(days=dice.randrange(DAYS.get(verb, 1) or 1), minutes=dice.randrange(1, 50))


def _moment(day: date, dice: Random) -> datetime:
    """Some time in office hours."""
    return datetime.combine(day, time(8 + dice.randrange(9), dice.randrange(60)), UTC)
