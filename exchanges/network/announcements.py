"""The report of a quarter, mailed once to each park's people and for the whole network to its admins."""

import logging
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Substr
from django.urls import reverse

from exchanges.agreements.models import Agreement
from exchanges.landings.models import Landing
from exchanges.ledger.models import Posting
from exchanges.network import report_words as say
from exchanges.network.clearable import Clearable
from exchanges.network.network_reports import network_report
from exchanges.network.reports import for_report, park_report
from exchanges.network.ways_back import debts_today
from parks.models import Membership, Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.quarters import Quarter, last_finished
from softlanding.notices.actions import tell
from softlanding.notices.models import Notice

logger = logging.getLogger(__name__)

KEY = "report/{quarter}/{whom}"  # names the report in the notices: what is told once is not told again
WHOM_BEGINS = len("report/2026-Q3/") + 1
NETWORK = "network"
MOST = 4  # quarters caught up with after a downtime


def due(told: str, today: date) -> list[Quarter]:
    """The quarters to write, oldest first: those that ended since the newest one told ("2026-Q2"; empty: none yet).

    Whoever was never told a report gets that of the last quarter only.
    """
    found = [last_finished(today)]
    while told and len(found) < MOST and found[0].before.code > told:
        found.insert(0, found[0].before)
    return [quarter for quarter in found if quarter.code > told]


def told_until() -> dict[str, str]:
    """{whom: the newest quarter told}; one query."""
    rows = (
        Notice.objects.filter(key__startswith="report/")
        .annotate(whom=Substr("key", WHOM_BEGINS))
        .order_by()
        .values_list("whom")
        .annotate(Max("key"))
    )
    return {whom: key.split("/")[1] for whom, key in rows}


def write_reports(now: datetime) -> int:
    """Write every report that is due, each in a transaction of its own; returns how many people were told.

    Running it again, or at the same moment twice, tells nobody twice.
    """
    told, people, clearable = told_until(), 0, debts_today(now.date())
    for park in Park.objects.filter(Exists(Membership.objects.active().filter(park=OuterRef("pk")))):
        today = local_day(now, park.time_zone)
        for quarter in due(told.get(f"park/{park.pk}", ""), today):
            people += _or_log(_write_park, park, quarter, clearable, today, now)
    for quarter in due(told.get(NETWORK, ""), now.date()):
        people += _or_log(_write_network, quarter, clearable, now)
    return people


def _or_log(write: Any, *facts: Any) -> int:
    """One report that cannot be written keeps nobody from the others; the next run tries it again."""
    try:
        with transaction.atomic():
            return int(write(*facts))
    except Exception:
        logger.exception("The report %s was not written.", facts[:2])
        return 0


def _write_park(park: Park, quarter: Quarter, clearable: Clearable, today: date, now: datetime) -> int:
    row = for_report(Park.objects.filter(pk=park.pk), quarter).filter(had_something(quarter)).first()
    if row is None:
        return 0
    it = park_report(row, quarter, clearable, today)
    context = {
        "title": say.title(it), "sentence": say.sentence(it), "figures": say.figures(it), "far": say.far(it),
        "stays_so": say.stays_so(it.pairs_moved, it.pairs_open), "waits": say.waits(it), "ways": say.ways(it),
    }  # fmt: skip
    url = reverse("exchanges:network:report", args=[park.code, quarter])
    return _tell(Membership.objects.people_of(park), quarter, f"park/{park.pk}", context, url, now)


def _write_network(quarter: Quarter, clearable: Clearable, now: datetime) -> int:
    it = network_report(quarter, clearable, now.date())
    if not it.owed_end and not it.totals and not it.pairs_moved:
        return 0
    context = {
        "title": say.network_title(it), "sentence": say.network_sentence(it), "figures": say.network_figures(it),
        "far": say.network_far(it), "stays_so": say.stays_so(it.pairs_moved, it.pairs_open),
        "waits": say.network_waits(it), "ways": say.network_ways(it),
    }  # fmt: skip
    admins = User.objects.filter(is_network_admin=True, is_active=True)
    return _tell(admins, quarter, NETWORK, context, reverse("exchanges:network:network_report", args=[quarter]), now)


def _tell(people: Iterable[User], quarter: Quarter, whom: str, context: dict[str, Any], url: str, now: datetime) -> int:
    key = KEY.format(quarter=quarter.code, whom=whom)
    return tell(people, key=key, mail="network/report", context=context, url=url, now=now)


def had_something(quarter: Quarter) -> Q:
    """Of a park: whether there was a posting, an agreement or an application by the quarter's end."""
    end = datetime.combine(quarter.last + timedelta(days=1), time(), UTC)
    park = OuterRef("pk")
    agreements = Agreement.objects.filter(Q(pair__low=park) | Q(pair__high=park), created_at__lt=end)
    landings = Landing.objects.filter(Q(home=park) | Q(host=park), created_at__lt=end)
    postings = Posting.objects.filter(Q(debtor=park) | Q(creditor=park), day__lte=quarter.last)
    return Q(Exists(postings)) | Q(Exists(agreements)) | Q(Exists(landings))
