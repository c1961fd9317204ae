"""The report of a quarter, mailed once to each park's people and for the whole network to its admins."""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Substr
from django.urls import reverse

from exchanges.explaining import wording as say
from exchanges.explaining import written_reports as written
from parks.park.models import Membership, Park
from softlanding.accounts.models import User
from softlanding.accounts.rights import network_admins
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

    Running it again, or at the same moment twice, writes nothing and tells nobody twice.
    """
    told, people, today = told_until(), 0, local_day(now, written.LAST_TO_END)
    for park in Park.objects.filter(Exists(Membership.objects.readers().filter(park=OuterRef("pk")))):
        for quarter in due(told.get(f"park/{park.pk}", ""), today):
            people += _or_log(_write_park, park, quarter, now)
    for quarter in due(told.get(NETWORK, ""), today):
        people += _or_log(_write_network, quarter, now)
    return people


def _or_log(write: Any, *facts: Any) -> int:
    """One report that cannot be written keeps nobody from the others; the next run tries it again."""
    try:
        with transaction.atomic():
            return int(write(*facts))
    except Exception:
        logger.exception("The report %s was not written.", facts[:2])
        return 0


def _write_park(park: Park, quarter: Quarter, now: datetime) -> int:
    row = written.of_park(park, quarter, now)
    if row is None:
        return 0
    context = {**say.of_park(written.read_park(row)), "hash": row.hash}
    url = reverse("exchanges:explaining:report", args=[park.code, quarter])
    return _tell(Membership.objects.people_of(park), quarter, f"park/{park.pk}", context, url, now)


def _write_network(quarter: Quarter, now: datetime) -> int:
    row = written.of_network(quarter, now)
    if row is None:
        return 0
    context = {**say.of_network(written.read_network(row)), "hash": row.hash}
    admins = network_admins()
    return _tell(admins, quarter, NETWORK, context, reverse("exchanges:explaining:network_report", args=[quarter]), now)


def _tell(people: Iterable[User], quarter: Quarter, whom: str, context: dict[str, Any], url: str, now: datetime) -> int:
    key = KEY.format(quarter=quarter.code, whom=whom)
    return tell(people, key=key, mail="explaining/report", context=context, url=url, now=now)
