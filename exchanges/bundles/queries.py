"""What leaves the portal as CSV, and which directions were used more than agreed."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TextIO

from django.db.models import F, Sum

from exchanges.agreements.models import DirectionTerms
from exchanges.bundles.reading import FORMULA
from exchanges.bundles.rows import PARK_COLUMNS, PARK_MAY_HAVE, PROGRAMME_COLUMNS
from exchanges.landings.queries import quotas
from exchanges.ledger.models import Pair, Posting
from parks.catalogue.models import Sector
from parks.park.models import Park
from parks.programmes.models import ProgrammeService

SOME = 1000  # rows fetched at a time


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


def services_used(codes: Iterable[str]) -> set[tuple[str, str]]:
    """(park's code, service's key) of the programmes of these parks."""
    rows = ProgrammeService.objects.filter(programme__park__code__in=list(codes))
    return set(rows.order_by().values_list("programme__park__code", "service__key"))


def keys_of_words() -> dict[str, list[str]]:
    """{what people write for a sector, in lower case: its keys}, as the catalogue stands."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, name, words in Sector.objects.values_list("key", "name", "words"):
        for word in {name.lower(), *words}:
            found[word].append(key)
    return dict(found)


def balances() -> Iterator[tuple[str, str, int]]:
    """(park code, partner code, months hosted minus sent after settlements): each pair twice, in order of codes."""
    rows = Pair.objects.values_list(F("low__code"), F("high__code"), "balance")
    both = [row for low, high, months in rows for row in ((low, high, months), (high, low, -months))]
    return iter(sorted(both))


def write_balances(file: TextIO) -> int:
    """The balances as CSV with a header; returns the number of rows."""
    return _write(file, ("park_code", "partner_code", "months"), balances())


def write_parks(file: TextIO) -> int:
    """parks.csv of a bundle with every column it may have: the admitted parks in order of codes; returns how many."""
    return _write(file, (*PARK_COLUMNS, *PARK_MAY_HAVE), _park_rows())


def _park_rows() -> Iterator[tuple[Any, ...]]:
    for park in Park.objects.admitted().select_related("fact_sheet").order_by("code").iterator(SOME):
        sheet = getattr(park, "fact_sheet", None)
        yield (
            park.code, park.name, park.country.code, park.city, park.latitude, park.longitude, park.website,
            park.founded, park.resident_companies, "; ".join(park.sectors), park.short_name, park.about,
            ";".join(park.sector_keys), ";".join(sheet.languages) if sheet else "",
        )  # fmt: skip


def write_programmes(file: TextIO) -> int:
    """programmes.csv of a bundle: what admitted parks offer, in order of codes and of the catalogue."""
    return _write(file, PROGRAMME_COLUMNS, _programme_rows())


def _programme_rows() -> Iterator[tuple[Any, ...]]:
    rows = ProgrammeService.objects.filter(programme__park__in=Park.objects.admitted())
    found = rows.order_by("programme__park__code", "service__position", "pk").values_list(
        "programme__park__code", "service__key", "how", "price", "currency", "languages", "terms"
    )
    for park, service, how, price, currency, languages, terms in found.iterator(SOME):
        yield park, service, how, price_said(price, currency), ";".join(languages), terms


def price_said(price: Decimal | None, currency: str) -> str:
    """ "120 EUR", "12.50 EUR", or nothing."""
    if price is None:
        return ""
    return f"{price:.0f} {currency}" if price == price.to_integral_value() else f"{price:.2f} {currency}"


def _write(file: TextIO, head: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    written = [writer.writerow(plain(cell) if isinstance(cell, str) else cell for cell in row) for row in rows]
    return len(written)


def plain(text: str) -> str:
    """A text no spreadsheet takes for a formula; `reading.as_meant` gives it back. Numbers never go through here:
    -3 stays -3."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text
