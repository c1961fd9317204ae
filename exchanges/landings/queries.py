"""The readers of quota, places and balance that decisions and lists need."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import ExtractYear
from psycopg2.extras import DateRange

from exchanges.agreements.models import AgreementVersion, DirectionTerms
from exchanges.agreements.terms import Promised
from exchanges.landings.figures import quota_of
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.places import most_at_once as together
from exchanges.landings.quota import QuotaYear
from exchanges.landings.states import WORKFLOW
from exchanges.ledger.models import Posting
from softlanding.accounts.models import User
from softlanding.kernel.workflow import Verb

# {(pair id, home park id): {exchange year: months}}
Months = defaultdict[tuple[int, int], dict[int, int]]


def quotas(directions: Sequence[DirectionTerms], years: Iterable[int], today: date) -> dict[tuple[int, int], QuotaYear]:
    """{(direction id, year): its months}, for many directions in two queries.

    Each direction needs `version.agreement` loaded. Months are carried into a year only once the year before is over.
    """
    years = sorted(set(years))
    pairs = {terms.version.agreement.pair_id for terms in directions}
    used, reserved = _used_by_year(pairs), _reserved_by_year(pairs)
    found = {}
    for terms in directions:
        pair_id, home_id = terms.version.agreement.pair_id, terms.home_id
        for year in years:
            found[terms.pk, year] = quota_of(terms, year, used[pair_id, home_id], reserved[pair_id, home_id], today)
    return found


def _used_by_year(pairs: Iterable[int]) -> Months:
    """Months of stays that began: the ledger's postings, so that stays of before the portal count too."""
    rows = (
        Posting.objects.stays()
        .filter(pair__in=pairs)
        .annotate(year=ExtractYear("day"))
        .values_list("pair", "debtor", "year")
        .annotate(months=Sum("months"))
        .order_by()
    )
    return _by_direction(rows)


def _reserved_by_year(pairs: Iterable[int]) -> Months:
    rows = (
        FreeRentMonth.objects.reserved()
        .filter(pair__in=pairs)
        .values_list("pair", "home", "year")
        .annotate(months=Count("pk"))
        .order_by()
    )
    return _by_direction(rows)


def _by_direction(rows: Iterable[tuple[int, int, int, int]]) -> Months:
    found: Months = defaultdict(dict)
    for pair, home, year, months in rows:
        found[pair, home][year] = months
    return found


def most_at_once(pair_id: int, home_id: int, period: DateRange) -> int:
    """The most companies of a direction that are promised to be present on one day within `period`."""
    stays = (
        Landing.objects.direction(pair_id, home_id)
        .promised()
        .filter(period__overlap=period)
        .values_list("period", flat=True)
    )
    return together([stay for stay in stays if stay], period)


def promised(ruling: AgreementVersion, home_id: int, today: date) -> Promised:
    """What a direction has promised from this year on: what an amendment must leave room for."""
    terms = DirectionTerms.objects.select_related("version__agreement").get(version=ruling, home=home_id)
    pair_id = terms.version.agreement.pair_id
    reserved = FreeRentMonth.objects.reserved().filter(pair=pair_id, home=home_id)
    years = {today.year, *reserved.filter(year__gte=today.year).values_list("year", flat=True)}
    found = quotas([terms], years, today)
    months = {year: max(0, quota.promised - quota.carried) for (_, year), quota in found.items()}
    return Promised(months, most_at_once(pair_id, home_id, DateRange(today, date.max)))


def verbs_for(landing: Landing, user: User) -> list[tuple[str, Verb]]:
    """The verbs this person can press now, in the workflow's order."""
    return [
        (name, verb)
        for name, verb in WORKFLOW.items()
        if landing.state in verb.frm and user.has_perm(f"exchanges.{name}_landing", landing)
    ]


def whole(landings: QuerySet[Landing]) -> QuerySet[Landing]:
    """With what a list's rows read, in one query."""
    return landings.select_related("company", "home", "host")
