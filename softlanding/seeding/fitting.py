"""Terms that fit what happened: quota, places and squares of every direction, so that the database's rules hold."""

from collections import defaultdict
from datetime import date

from exchanges.landings.states import PROMISED, MonthState, State
from softlanding.seeding.world import Direction, Link, Network, Promise, Stay, month_of

NICE = (4, 6, 8, 10, 12, 15, 18, 24, 30, 36, 48, 60, 72, 96, 120)
ROOMY = 0.8  # of the directions also have room for who waits


def fit(network: Network) -> None:
    """Squares of all months, then quota and places of all directions."""
    dice, days = network.dice, _days(network)
    for link in network.links:
        link.directions = {link.low.pk: Direction(), link.high.pk: Direction()}
    for stay in network.stays:
        _promise(stay)
    waiting = _waiting(network)
    walked = {(stay.link.pk, stay.home.pk) for stay in network.stays}
    for link in network.links:
        for home, direction in link.directions.items():
            key = link.pk, home
            roomy = dice.random() < ROOMY
            years = defaultdict(int, direction.by_year)
            for year, months in waiting.get(key, []) if roomy else []:
                years[year] += months
            needed = max(years.values(), default=0)
            is_open = key in walked or dice.random() < 0.95
            direction.months_per_year = _nice(needed + dice.randrange(3)) if is_open else 0
            direction.places = max(1, _most(days[key]) + (roomy or dice.random() < 0.3))
            direction.max_months = 12 if dice.random() < 0.5 else 6


def _nice(months: int) -> int:
    return next((one for one in NICE if one >= months), -(-months // 24) * 24)


def _promise(stay: Stay) -> None:
    """A row for each month of an offered stay: used, reserved, or given back."""
    if not stay.was_offered:
        return
    direction = stay.link.directions[stay.home.pk]
    standing = stay.state in PROMISED and stay.state != State.COMPLETED
    for k in range(stay.months):
        begins = month_of(stay.start, k)
        state = MonthState.USED if k < stay.used else MonthState.RESERVED if standing else MonthState.RELEASED
        square = 1
        if state != MonthState.RELEASED:
            direction.by_year[begins.year] += 1
            square = direction.by_year[begins.year]
        stay.promises.append(Promise(stay, k + 1, begins, str(state), square))


def _waiting(network: Network) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """{direction: [(year, months)]} of the nominated applications."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for stay in network.stays:
        if stay.state == State.NOMINATED:
            years: dict[int, int] = defaultdict(int)
            for k in range(stay.months):
                years[month_of(stay.start, k).year] += 1
            found[stay.link.pk, stay.home.pk] += years.items()
    return found


def _days(network: Network) -> dict[tuple[int, int], list[tuple[date, int]]]:
    """{direction: [(day, +1 or -1)]}: when companies come and are gone, promised ones."""
    found: dict[tuple[int, int], list[tuple[date, int]]] = defaultdict(list)
    for stay in network.stays:
        if stay.state in PROMISED:
            found[stay.link.pk, stay.home.pk] += [(stay.start, 1), (stay.last_day, -1)]
    return found


def _most(days: list[tuple[date, int]]) -> int:
    """The most companies at once; who leaves on a day still counts on it."""
    most = here = 0
    for _, change in sorted(days, key=lambda one: (one[0], -one[1])):
        here += change
        most = max(most, here)
    return most


def tolerance(link: Link, reserved: int, network: Network) -> tuple[int | None, int | None]:
    """Alert and limit of a pair: mostly above what is owed, sometimes below, often none."""
    dice = network.dice
    if dice.random() < 0.35:
        return None, None
    limit = max(6, abs(link.balance) + reserved + dice.randrange(-4, 14))
    return max(1, limit - dice.randrange(2, 5)), limit
