"""What leaves the portal as CSV, and which directions were used more than agreed."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TextIO

from django.db.models import F, Sum

from exchanges.agreements.models import DirectionTerms
from exchanges.landings.queries import quotas
from exchanges.ledger.models import Pair, Posting

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


@dataclass(frozen=True)
class Overuse:
    """A direction in an exchange year of which more months were used than agreed; both in months."""

    home: str
    host: str
    year: int
    used: int
    agreed: int

    def __str__(self) -> str:
        return f"{self.home} to {self.host} in {self.year}: {self.used} used, {self.agreed} agreed"


def closed_days(pair_ids: list[int]) -> dict[tuple[int, int], date]:
    """{(low park, high park): the day up to which both confirmed their books}, of pairs that did."""
    closed = Pair.objects.filter(pk__in=pair_ids, closed_until__isnull=False)
    rows = closed.values_list("low_id", "high_id", "closed_until")
    return {(low, high): day for low, high, day in rows if day}


def kept_here(pair_ids: list[int]) -> set[tuple[int, int]]:
    """(low park, high park) of the pairs in whose books stands anything that was not imported."""
    own = Posting.objects.filter(pair__in=pair_ids).exclude(reference__startswith="history/")
    return set(own.order_by().values_list("pair__low_id", "pair__high_id").distinct())


def overused(pairs: Iterable[int], today: date) -> list[Overuse]:
    """Directions of these pairs (ids) that used more months in an exchange year than an agreement gives.

    Without an agreement 0 months are agreed. In order of codes and years.
    """
    pairs = list(pairs)
    used = (
        Posting.objects.stays()
        .filter(pair__in=pairs)
        .values_list("debtor__code", "creditor__code", "day__year")
        .annotate(months=Sum("months"))
        .order_by("debtor__code", "creditor__code", "day__year")
    )
    rows = [(home, host, year, int(months)) for home, host, year, months in used]
    agreed = _agreed(pairs, sorted({year for _, _, year, _ in rows}), today)
    found = (Overuse(home, host, year, months, agreed[home, host, year]) for home, host, year, months in rows)
    return [overuse for overuse in found if overuse.used > overuse.agreed]


def _agreed(pairs: list[int], years: list[int], today: date) -> defaultdict[tuple[str, str, int], int]:
    """{(home code, host code, year): months agreed, carried-over ones included}, over all agreements of a pair."""
    directions = list(
        DirectionTerms.objects.filter(version__days__pair__in=pairs).select_related(
            "version__agreement", "home", "host"
        )
    )
    months: defaultdict[tuple[str, str, int], int] = defaultdict(int)
    found = quotas(directions, years, today)
    for terms in directions:
        for year in years:
            key = terms.home.code, terms.host.code, year
            months[key] = max(months[key], found[terms.pk, year].total)
    return months


def balances() -> Iterator[tuple[str, str, int]]:
    """(park code, partner code, months hosted minus sent after settlements): each pair twice, in order of codes."""
    rows = Pair.objects.values_list(F("low__code"), F("high__code"), "balance")
    both = [row for low, high, months in rows for row in ((low, high, months), (high, low, -months))]
    return iter(sorted(both))


def write_balances(file: TextIO) -> int:
    """The balances as CSV with a header; returns the number of rows."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("park_code", "partner_code", "months"))
    rows = [(plain(park), plain(partner), months) for park, partner, months in balances()]
    writer.writerows(rows)
    return len(rows)


def plain(text: str) -> str:
    """A text no spreadsheet takes for a formula. Numbers never go through here: -3 stays -3."""
    return f"'{text}" if text.startswith(FORMULA) else text
