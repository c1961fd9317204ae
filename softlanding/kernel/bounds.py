"""The least and the most of every day and number that people and files may give.

Months are counted on from a day and days added up: both must stay within what calendar and database can hold.
"""

from datetime import date

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
FIRST_YEAR, LAST_YEAR = FIRST_DAY.year, LAST_DAY.year
MOST = 1_000_000  # of anything that is counted


def is_day(day: date) -> bool:
    """Whether a day is one the portal can reckon with."""
    return FIRST_DAY <= day <= LAST_DAY
