"""Quota figures packed into the row that asks for them: a list of directions or pairs stays one query.

`landings.queries.quotas` does the same for directions that are loaded already; both follow rule 7.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Func, OuterRef, Q, Sum
from django.db.models.functions import ExtractYear
from psycopg2.extras import DateRange

from exchanges.agreements.models import DirectionTerms
from exchanges.agreements.states import AgreementState
from exchanges.landings.availability import Headroom, until_limit
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.quota import History, QuotaYear, Ruled, quota_year
from exchanges.ledger.models import Posting
from softlanding.kernel.packing import packed

Packed = Iterable[Mapping[str, Any]]
YEARS_AHEAD = 3  # a stay of at most 24 months that begins next year touches these


def used_by_year(pair: str) -> Func:
    """[{home, year, months}] of the stays that began in the pair named by the row's field `pair`."""
    rows = (
        Posting.objects.stays()
        .filter(pair=OuterRef(pair))
        .annotate(in_year=ExtractYear("day"))
        .order_by()
        .values("debtor_id", "in_year")
        .annotate(n=Sum("months"))
    )
    return packed(rows, home="debtor_id", year="in_year", months="n")


def reserved_by_year(pair: str) -> Func:
    """[{home, year, months}] promised and not begun in the pair named by the row's field `pair`."""
    rows = (
        FreeRentMonth.objects.reserved()
        .filter(pair=OuterRef(pair))
        .order_by()
        .values("home_id", "year")
        .annotate(n=Count("pk"))
    )
    return packed(rows, home="home_id", year="year", months="n")


def promised_stays(since: date) -> Func:
    """[{pk, start, end}] of the stays promised in the row's direction that end after a day; ends are exclusive."""
    rows = (
        Landing.objects.promised()
        .filter(pair=OuterRef("version__agreement__pair"), home=OuterRef("home"), period__endswith__gt=since)
        .order_by()
    )
    return packed(rows, pk="pk", start="period__startswith", end="period__endswith")


def of_home(rows: Packed, home_id: int) -> dict[int, int]:
    """{year: months} of one direction."""
    return {row["year"]: row["months"] for row in rows if row["home"] == home_id}


def ruled_ever(pair: str) -> Func:
    """What every version both signed grants while it rules, over all agreements of the row's pair: `ruled_rows`."""
    return ruled_rows(Q(version__days__pair=OuterRef(pair)))


def ruled_rows(of_row: Q) -> Func:
    """[{pair, home, and what a `Ruled` says}] of the row, earliest first."""
    rows = DirectionTerms.objects.filter(of_row, version__days__isnull=False).order_by("version__days__first")
    return packed(
        rows, pair="version__days__pair_id", home="home_id", first="version__days__first", ends="version__days__ends",
        months="months_per_year", places="places", carries="version__carry_over", shortest="min_months",
        longest="max_months", limit="version__limit_at", floor="version__floor_months",
        state="version__agreement__state", period_ends="version__agreement__period__endswith",
    )  # fmt: skip


def history_of(rows: Packed, home_id: int) -> list[Ruled]:
    """Of one direction, from the rows of `ruled_ever` of its pair."""
    return [
        Ruled(
            date.fromisoformat(row["first"]), date.fromisoformat(row["ends"]), row["months"], row["places"],
            row["carries"], row["shortest"], row["longest"], row["limit"], row["floor"], _lasts(row),
        )
        for row in rows
        if row["home"] == home_id
    ]  # fmt: skip


def _lasts(row: Mapping[str, Any]) -> date | None:
    """The last day of the agreement of a row of `ruled_rows`; None while it is suspended."""
    if row["state"] != AgreementState.SIGNED:
        return None
    return date.fromisoformat(row["period_ends"]) - timedelta(days=1)


def quota_of(
    history: History, year: int, used: Mapping[int, int], reserved: Mapping[int, int], today: date
) -> QuotaYear:
    """One direction in an exchange year: the one function every page, file and rule asks (rules 3 and 7).

    `history`: what ruled when, of `history_of`; `used`, `reserved`: its months by year, of `of_home`.
    """
    return quota_year(year, history, used, reserved, today)


def periods_of(stays: Packed) -> list[DateRange]:
    """The days of packed `promised_stays`."""
    return [DateRange(date.fromisoformat(it["start"]), date.fromisoformat(it["end"])) for it in stays]


def headroom(
    terms: DirectionTerms, history: History, quotas: Mapping[int, QuotaYear], stays: Sequence[DateRange], since: date,
    projected: int, excepted: int, restriction: str = "",
) -> Headroom:  # fmt: skip
    """What one direction still gives under its terms (`version.agreement` loaded) to stays from `since` on.

    Places, lengths, limit and floor of a stay are those that `history` says for its days.

    `projected`: the home park's balance once everything promised has begun; `excepted`: months past the limit that
    exceptions give; `restriction`: why companies of the home park get only those.
    """
    version = terms.version
    period = version.agreement.period or version.date_range
    return Headroom(
        since=max(since, period.lower),
        last_day=period.upper - timedelta(days=1),  # a notice ends it earlier than its terms say
        quotas=quotas,
        places=terms.places if terms.months_per_year else 0,
        shortest=terms.min_months,
        longest=terms.max_months,
        stays=stays,
        until_limit=until_limit(version.limit_at, projected, excepted),
        floor=version.floor_months,
        history=history,
        projected=projected,
        excepted=excepted,
        restriction=restriction,
    )
