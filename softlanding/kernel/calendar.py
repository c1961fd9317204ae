"""Months and days as the agreements count them (design, rule 6). Pure: every date is passed in."""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHORTEST_MONTH = 28  # days


def month_begins(start: date, k: int) -> date:
    """The day the k-th month (k = 0, 1, ...) of a stay that starts on `start` begins.

    The day of the month is clipped: from 31 January, month 1 begins on 28 (or 29) February and month 2 on 31 March.
    """
    years, month = divmod(start.month - 1 + k, 12)
    year, month = start.year + years, month + 1
    day = start.day if start.day <= SHORTEST_MONTH else min(start.day, monthrange(year, month)[1])
    return date(year, month, day)


def months_from(start: date, months: int) -> Iterator[date]:
    """The days on which each of `months` months begins."""
    return (month_begins(start, k) for k in range(months))


def months_in_years(start: date, months: int) -> Counter[int]:
    """How many of the months begin in each calendar year."""
    found, year, rest = Counter[int](), start.year, 13 - start.month
    while months > 0:
        found[year] = min(months, rest)
        months, year, rest = months - rest, year + 1, 12
    return found


def months_begun(start: date, months: int, before: date) -> int:
    """How many of the months begin before a day."""
    return sum(day < before for day in months_from(start, months))


def stay_ends(start: date, months: int) -> date:
    """The first day that no longer belongs to a stay of `months` months (exclusive end)."""
    return month_begins(start, months)


def months_until(start: date, end: date) -> int:
    """The most months a stay that starts on `start` can have to end by `end` (exclusive)."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(0, months if stay_ends(start, months) <= end else months - 1)


def local_day(now: datetime, time_zone: str) -> date:
    """The calendar day at `now` (aware) in a park's time zone, an IANA name such as "Europe/Madrid"."""
    return now.astimezone(ZoneInfo(time_zone)).date()


# A day for an answer ends when it has ended for whoever must answer: these four are the only ones that reckon it.


def answer_day(asked: datetime, days: int, time_zone: str) -> date:
    """The last day to answer what was asked at `asked`, `days` days after that day, where whoever answers is."""
    return local_day(asked, time_zone) + timedelta(days=days)


def day_ends(day: date, time_zone: str) -> datetime:
    """The moment (aware) a day has ended in a time zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))


def has_ended(day: date, now: datetime, time_zone: str) -> bool:
    """Whether a day for an answer is over for whoever must answer, whose time zone this is."""
    return local_day(now, time_zone) > day


EACH_ITS_OWN = "each in its own time zone"


def clock_name(time_zone: str) -> str:
    """A time zone as people read it: "Madrid", "Argentina, Cordoba", "UTC"."""
    return time_zone.partition("/")[2].replace("_", " ").replace("/", ", ") or time_zone


def clock_said(day: date, time_zone: str, others: Iterable[str]) -> str:
    """Whose clock a day goes by, "Los Angeles time"; empty when it ends at the same moment in all the other zones."""
    ends = day_ends(day, time_zone)
    if all(day_ends(day, other) == ends for other in others):
        return ""
    return f"{clock_name(time_zone)} time"


def clocks_said(day: date, answering: Collection[str], others: Iterable[str]) -> str:
    """The same of a day by which several must answer: their clock where they share one, else each its own."""
    if len({day_ends(day, zone) for zone in answering}) > 1:
        return EACH_ITS_OWN
    return clock_said(day, min(answering), others) if answering else ""
