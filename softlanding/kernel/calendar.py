"""Months and days as the agreements count them (design, rule 6). Pure: every date is passed in."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta


def month_begins(start: date, k: int) -> date:
    """The day the k-th month (k = 0, 1, ...) of a stay that starts on `start` begins.

    The day of the month is clipped: from 31 January, month 1 begins on 28 (or 29) February and month 2 on 31 March.
    """
    return start + relativedelta(months=k)


def months_from(start: date, months: int) -> Iterator[date]:
    """The days on which each of `months` months begins."""
    return (month_begins(start, k) for k in range(months))


def stay_ends(start: date, months: int) -> date:
    """The first day that no longer belongs to a stay of `months` months (exclusive end)."""
    return month_begins(start, months)


def local_day(now: datetime, time_zone: str) -> date:
    """The calendar day at `now` (aware) in a park's time zone, an IANA name such as "Europe/Madrid"."""
    return now.astimezone(ZoneInfo(time_zone)).date()
