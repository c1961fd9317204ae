"""The same numbers another way: every row read once by plain SQL, and counted one by one in Python."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

from parks.park.regions import region_of


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@dataclass
class Posted:
    pk: int
    pair: int
    number: int
    day: date
    debtor: int
    creditor: int
    months: int
    because: str
    reverses: int | None


class Ledger:
    """All postings; `park` (an id) keeps only those of its pairs."""

    def __init__(self, park: int | None = None) -> None:
        read = rows(
            "SELECT id, pair_id, number, day, debtor_id, creditor_id, months, because, reverses_id"
            " FROM exchanges_posting ORDER BY pair_id, number"
        )
        self.park = park
        self.posted = [it for it in (Posted(*row) for row in read) if park in (None, it.debtor, it.creditor)]

    def until(self, day: date) -> list[Posted]:
        return [it for it in self.posted if it.day <= day]

    def balances(self, day: date = date.max) -> dict[tuple[int, int], int]:
        """{(creditor, debtor): months} of pairs that are not even."""
        found: Counter[tuple[int, int]] = Counter()
        for it in self.until(day):
            a, b = sorted((it.debtor, it.creditor))
            found[a, b] += it.months if it.creditor == a else -it.months
        return {(a, b) if n > 0 else (b, a): abs(n) for (a, b), n in found.items() if n}

    def owed(self, day: date = date.max) -> int:
        return sum(self.balances(day).values())

    def position(self, park: int, day: date = date.max) -> int:
        return sum((n if a == park else -n if b == park else 0) for (a, b), n in self.balances(day).items())

    def standing(self, day: date = date.max) -> list[Posted]:
        """Postings that were not taken back by that day, and take nothing back themselves."""
        gone = {it.reverses for it in self.until(day) if it.reverses}
        return [it for it in self.until(day) if it.pk not in gone and it.reverses is None]

    def stays(self, since: date = date.min, until: date = date.max) -> list[Posted]:
        return [it for it in self.standing(until) if it.because == "stay" and it.day >= since]

    def open(self, day: date = date.max) -> list[tuple[Posted, int]]:
        """Each pair's newest months of who owes, until they make up the balance."""
        left = dict(self.balances(day))
        found = []
        for it in sorted(self.standing(day), key=lambda it: (it.day, it.number), reverse=True):
            key = it.creditor, it.debtor
            if n := min(it.months, left.get(key, 0)):
                left[key] -= n
                found.append((it, n))
        assert not any(left.values())
        return found

    def settled(self, day: date = date.max) -> int | None:
        stays = sum(it.months for it in self.stays(until=day))
        still = sum(n for it, n in self.open(day) if it.because == "stay")
        return int((Decimal(stays - still) * 100 / stays).quantize(Decimal(1), ROUND_HALF_UP)) if stays else None

    def flows(self, since: date, until: date) -> Counter[tuple[str, str]]:
        """Months from home region to host region."""
        country = dict(rows("SELECT id, country FROM parks_park"))
        found: Counter[tuple[str, str]] = Counter()
        gone = {it.reverses for it in self.posted if it.reverses}
        for it in self.posted:
            if it.because == "stay" and it.pk not in gone and since <= it.day <= until:
                found[region_of(country[it.debtor]), region_of(country[it.creditor])] += it.months
        return found

    def coming(self, until: date) -> dict[tuple[int, int], int]:
        """The balances once every month reserved up to a day has begun and nothing else happened."""
        sums: dict[tuple[int, int], int] = defaultdict(int)
        for (creditor, debtor), n in self.balances().items():
            sums[creditor, debtor] += n
            sums[debtor, creditor] -= n
        reserved = rows(
            "SELECT f.home_id, l.host_id FROM exchanges_freerentmonth f JOIN exchanges_landing l ON l.id = f.landing_id"
            " WHERE f.state = 'reserved' AND f.begins_on <= %s", until,
        )  # fmt: skip
        for home, host in reserved:
            if self.park in (None, home, host):
                sums[host, home] += 1
                sums[home, host] -= 1
        return {key: n for key, n in sums.items() if n > 0}


def states_at(day: date) -> dict[str, int]:
    """Landings by the state their last step up to the end of a day (UTC) left them in."""
    found = rows(
        "SELECT to_state, count(*) FROM (SELECT DISTINCT ON (landing_id) landing_id, to_state FROM exchanges_landingstep"
        " WHERE at < %s::date + 1 ORDER BY landing_id, at DESC, id DESC) last GROUP BY 1", day,
    )  # fmt: skip
    return dict(found)
