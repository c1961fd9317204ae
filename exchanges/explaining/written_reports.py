"""The report of a quarter that is over everywhere: written once as canonical JSON, and read from there ever after."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from exchanges.agreements.models import Agreement
from exchanges.explaining.changes import Sum2
from exchanges.explaining.models import QuarterReport
from exchanges.explaining.network_reports import NetworkReport, Total, network_report
from exchanges.explaining.reports import FarPark, Moved, Named, ParkReport, for_report, park_report
from exchanges.landings.late import Late, LateDecision, late_when_it_ended
from exchanges.landings.models import Landing
from exchanges.ledger.models import LedgerRoot, Posting
from exchanges.statements.checking import DONE, Answer
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.calendar import local_day
from softlanding.kernel.quarters import Quarter

LAST_TO_END = "Etc/GMT+12"  # the time zone in which a day ends last


def is_over_everywhere(quarter: Quarter, now: datetime) -> bool:
    """Until then a month may still begin in it somewhere."""
    return quarter.is_over(local_day(now, LAST_TO_END))


def of_park(park: Park, quarter: Quarter, now: datetime) -> QuarterReport | None:
    """The written report of a park; written now when nobody did before.

    None when the quarter is not over everywhere, or the park had nothing to tell of by its end.
    """
    if not is_over_everywhere(quarter, now):
        return None
    if found := QuarterReport.objects.of(park.pk, quarter).first():
        return found
    row = for_report(Park.objects.filter(pk=park.pk), quarter).filter(had_something(quarter)).first()
    if row is None:
        return None
    before = _before(park.pk, quarter, lambda one: of_park(park, one, now))
    it, _ = park_report(row, quarter, json.loads(before.content)["end"] if before else None)
    return _keep(park, replace(it, late=late_when_it_ended(park, quarter.last)), now)


def of_network(quarter: Quarter, now: datetime) -> QuarterReport | None:
    """The same of the whole network."""
    if not is_over_everywhere(quarter, now):
        return None
    if found := QuarterReport.objects.of(None, quarter).first():
        return found
    before = _before(None, quarter, lambda one: of_network(one, now))
    it = network_report(quarter, json.loads(before.content)["owed_end"] if before else None)
    if not it.had_something:
        return None
    return _keep(None, replace(it, late=late_when_it_ended(None, quarter.last)), now)


def _before(
    park: int | None, quarter: Quarter, write: Callable[[Quarter], QuarterReport | None]
) -> QuarterReport | None:
    """The report of the quarter before; None: no earlier one was written.

    One that was left out since the last is written now, so that each begins where the one before ended.
    """
    last = QuarterReport.objects.filter(park=park, quarter__lt=quarter.code).order_by("-quarter").first()
    return write(quarter.before) if last and last.quarter != quarter.before.code else last


def had_something(quarter: Quarter) -> Q:
    """Of a park: whether there was a posting, an agreement or an application by the quarter's end."""
    end = datetime.combine(quarter.last + timedelta(days=1), time(), UTC)
    park = OuterRef("pk")
    agreements = Agreement.objects.filter(Q(pair__low=park) | Q(pair__high=park), created_at__lt=end)
    landings = Landing.objects.filter(Q(home=park) | Q(host=park), created_at__lt=end)
    postings = Posting.objects.filter(Q(debtor=park) | Q(creditor=park), day__lte=quarter.last)
    return Q(Exists(postings)) | Q(Exists(agreements)) | Q(Exists(landings))


def _keep(park: Park | None, it: ParkReport | NetworkReport, now: datetime) -> QuarterReport:
    """Whoever is second at the same moment gets what the first wrote."""
    content = canonical(replace(it, written=now.date(), root=_root()))
    digest = hashlib.sha256(content.encode()).hexdigest()
    row, _ = QuarterReport.objects.get_or_create(
        park=park, quarter=it.quarter.code, defaults={"content": content, "hash": digest, "written_at": now}
    )
    return row


def _root() -> tuple[str, ...]:
    root = LedgerRoot.objects.last()
    return (str(root.number), root.day.isoformat(), root.hash) if root else ()


def canonical(it: ParkReport | NetworkReport) -> str:
    """JSON with sorted keys and no spaces; its SHA-256 is the report's hash."""
    content = {**asdict(it), "quarter": it.quarter.code, "until": it.quarter.last}
    del content["is_over"]  # only what is over is written
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def read_park(row: QuarterReport) -> ParkReport:
    """What was written of a park."""
    it = json.loads(row.content)
    moved = [Moved(one["kind"], Sum2(**one["sums"])) for one in it["moved"]]
    own = {name: it[name] for name in ("start", "end", "pairs_moved")}
    return ParkReport(park=Named(**it["park"]), moved=moved, partners=_far(it["partners"]), **own, **_common(it))


def read_network(row: QuarterReport) -> NetworkReport:
    it = json.loads(row.content)
    own = {name: it[name] for name in ("owed_start", "owed_end", "pairs_start", "pairs_end", "pairs_moved")}
    return NetworkReport(totals=[Total(**one) for one in it["totals"]], far=_far(it["far"]), **own, **_common(it))


def _common(it: dict[str, Any]) -> dict[str, Any]:
    year, number = it["quarter"].split("-Q")
    late = Late([LateDecision(**one) for one in it["late"]["told"]], it["late"]["number"])
    return {
        "quarter": Quarter(int(year), int(number)), "late": late, "written": date.fromisoformat(it["written"]),
        "root": tuple(it["root"]), "is_over": True,
    }  # fmt: skip


def _far(rows: list[dict[str, Any]]) -> list[FarPark]:
    return [FarPark(Named(**one["park"]), one["start"], one["end"]) for one in rows]


def by_hash(text: str) -> Answer | None:
    """Which report a hash belongs to, for whoever holds one; it tells no figure."""
    row = QuarterReport.objects.filter(hash=text).select_related("park").first()
    if row is None:
        return None
    year, number = row.quarter.split("-Q")
    lines = [f"Written on {words.day(row.written_at.date())}; the portal keeps it exactly as it was written."]
    whose = row.park or "The network"
    return Answer(DONE, f"Report of {whose}, {Quarter(int(year), int(number)).label}", lines, text, "as it was written")
