"""Importing a bundle: all of it in one transaction or nothing, and the same bundle again changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from exchanges.agreements.content import canonical_terms, terms_hash
from exchanges.agreements.models import Agreement, AgreementStep, AgreementVersion, DirectionTerms, Signature
from exchanges.agreements.ruling import RulingDays
from exchanges.agreements.states import AgreementState
from exchanges.bundles import conditions, queries
from exchanges.bundles.reading import Problem
from exchanges.bundles.rows import AgreementRow, Bundle, ParkRow, ServiceRow, StayRow
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair, Posting
from parks.catalogue.models import Service
from parks.fact_sheets.models import FactSheet
from parks.park import time_zones
from parks.park.models import Park
from parks.park.states import ParkState
from parks.programmes.models import Programme, ProgrammeService, ProgrammeStep
from softlanding.kernel.calendar import local_day, month_begins
from softlanding.kernel.triggers import quick_triggers

BATCH = 1000  # rows a statement
ONE_IMPORT_AT_A_TIME = 7_246_138  # key of the advisory lock
ON_PAPER = "on paper, before the portal"
LONGEST_STAY_IMPORTED = 12  # months: bundles name no longest stay, so only the quota binds

Progress = Callable[[str], None]


class NotImported(Exception):
    """Nothing was written: `problems` says why, in the order of the files."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass
class Report:
    """What an import wrote and what it found there already."""

    parks_new: int = 0
    parks_known: int = 0
    agreements_new: int = 0
    agreements_known: int = 0
    months_new: int = 0
    months_known: int = 0
    services_new: int = 0
    services_known: int = 0
    months_to_come: int = 0  # begin after today; importing again later posts them
    overused: list[queries.Overuse] = field(default_factory=list)


def import_bundle(
    bundle: Bundle, *, now: datetime, dry_run: bool = False, progress: Progress = lambda _: None
) -> Report:
    """Write the bundle's parks, programmes, agreements and history.

    With `dry_run` everything is tried and nothing is kept. Raises NotImported, with every problem found, and then
    has written nothing.
    """
    report = Report()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT_AT_A_TIME])
        quick_triggers()
        parks = _known_parks(bundle)
        used = queries.services_used(row.park for row in bundle.services)
        conditions.check_bundle(bundle, set(parks))
        conditions.in_the_catalogue(bundle, set(parks), used)
        conditions.short_names_free([row for row in bundle.parks if row.code not in parks])
        _stop_at(bundle)
        progress(f"{len(bundle.parks):,} parks")
        _write_parks(bundle.parks, parks, report)
        progress(f"{len(bundle.services):,} services of programmes")
        _write_programmes([row for row in bundle.services if (row.park, row.service) not in used], parks, now)
        report.services_known = sum((row.park, row.service) in used for row in bundle.services)
        report.services_new = len(bundle.services) - report.services_known
        progress(f"{len(bundle.agreements):,} agreements")
        _write_agreements(bundle, parks, report, now)
        progress(f"{len(bundle.stays):,} stays of the past")
        _write_history(bundle, parks, report, now)
        _tell_planner()
        report.overused = queries.overused(_pair_ids(bundle, parks), now.date())
        transaction.set_rollback(dry_run)
    return report


def _tell_planner() -> None:
    """Thousands of new rows at once: without fresh statistics PostgreSQL plans the next question for empty tables."""
    tables = (model._meta.db_table for model in (Park, Pair, Posting, Agreement, AgreementVersion, DirectionTerms))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, tables))}")


def _stop_at(bundle: Bundle) -> None:
    if bundle.problems:
        raise NotImported(sorted(bundle.problems, key=lambda problem: (problem.file, problem.line or 0)))


def _known_parks(bundle: Bundle) -> dict[str, Park]:
    codes = {row.code for row in bundle.parks}
    codes |= {code for row in bundle.agreements for code in (row.first, row.second)}
    codes |= {code for stay in bundle.stays for code in (stay.home, stay.host)} | {row.park for row in bundle.services}
    return {park.code: park for park in Park.objects.filter(code__in=codes)}


def _write_parks(rows: list[ParkRow], parks: dict[str, Park], report: Report) -> None:
    """Parks the portal knows stay as they are: their managers may have put them right."""
    fresh = [row for row in rows if row.code not in parks]
    keys_of_words = queries.keys_of_words() if fresh else {}
    new = [_park(row, keys_of_words) for row in fresh]
    Park.objects.bulk_create(new, batch_size=BATCH)
    parks.update((park.code, park) for park in new)
    FactSheet.objects.bulk_create(
        (FactSheet(park=parks[row.code], languages=row.languages) for row in fresh if row.languages), batch_size=BATCH
    )
    report.parks_new, report.parks_known = len(new), len(rows) - len(new)


def _park(row: ParkRow, keys_of_words: dict[str, list[str]]) -> Park:
    read = dict.fromkeys(key for word in row.sectors for key in keys_of_words.get(word.lower(), ()))
    return Park(
        code=row.code, name=row.name, country=row.country, city=row.city, latitude=row.latitude,
        longitude=row.longitude, website=row.website, founded=row.founded, resident_companies=row.resident_companies,
        sectors=row.sectors, sector_keys=list(read) if row.sector_keys is None else row.sector_keys,
        short_name=row.short_name, about=row.about, state=ParkState.ADMITTED,
        time_zone=time_zones.guess(row.country, row.latitude, row.longitude),
    )  # fmt: skip


def _write_programmes(rows: list[ServiceRow], parks: dict[str, Park], now: datetime) -> None:
    """Services a park offers already stay as they are; whoever imports may add, never change."""
    programmes = {one.park_id: one for one in Programme.objects.filter(park__in=[parks[row.park] for row in rows])}
    new = {parks[row.park].pk: Programme(park=parks[row.park]) for row in rows if parks[row.park].pk not in programmes}
    Programme.objects.bulk_create(new.values(), batch_size=BATCH)
    programmes |= new
    services = {one.key: one for one in Service.objects.filter(key__in={row.service for row in rows})}
    ProgrammeService.objects.bulk_create(
        (
            ProgrammeService(
                programme=programmes[parks[row.park].pk], service=services[row.service], how=row.how, price=row.price,
                currency=row.currency, languages=row.languages, terms=row.note,
            )
            for row in rows
        ),
        batch_size=BATCH,
    )  # fmt: skip
    reason = "Imported from programmes.csv."
    ProgrammeStep.objects.bulk_create(
        (ProgrammeStep(programme=one, verb="edit", reason=reason, at=now) for one in programmes.values()),
        batch_size=BATCH,
    )


@dataclass
class Draft:
    """An agreement about to be written, with everything its signatures bind to."""

    row: AgreementRow
    agreement: Agreement
    version: AgreementVersion
    directions: list[DirectionTerms]


def _write_agreements(bundle: Bundle, parks: dict[str, Park], report: Report, now: datetime) -> None:
    keys = {_key(parks[row.first], parks[row.second]) for row in bundle.agreements}
    pairs = ledger.locked_pairs(keys) if keys else {}
    drafts = [_draft(row, parks, pairs, now) for row in bundle.agreements]
    hashes = {draft.row.code: draft.version.content_hash for draft in drafts}
    known = conditions.known_agreements(bundle.agreements, hashes)
    new = [draft for draft in drafts if draft.row.code not in known]
    conditions.free_of_agreements(
        [draft.row for draft in new], {draft.row.code: draft.agreement.pair_id for draft in new}
    )
    _stop_at(bundle)
    _write_drafts(new, now)
    report.agreements_new, report.agreements_known = len(new), len(known)


def _key(one: Park, other: Park) -> tuple[int, int]:
    return min(one.pk, other.pk), max(one.pk, other.pk)


def _draft(row: AgreementRow, parks: dict[str, Park], pairs: dict[tuple[int, int], Pair], now: datetime) -> Draft:
    first, second = parks[row.first], parks[row.second]
    pair = pairs[_key(first, second)]
    pair.low, pair.high = sorted((first, second), key=lambda park: park.pk)
    agreement = Agreement(pair=pair, code=row.code, proposed_by=first, state=AgreementState.PROPOSED, created_at=now)
    version = AgreementVersion(
        agreement=agreement, number=1, made_by=first, made_at=now, valid_from=row.valid_from,
        valid_until=row.valid_until, limit_at=row.limit, clearing_low=row.clearing, clearing_high=row.clearing,
    )  # fmt: skip
    ways = ((first, second), (second, first))
    directions = [
        DirectionTerms(
            version=version, home=home, host=host, months_per_year=months, places=places,
            max_months=LONGEST_STAY_IMPORTED,
        )
        for (home, host), months, places in zip(ways, row.months, row.places, strict=True)
    ]  # fmt: skip
    version.content_hash = terms_hash(canonical_terms(version, directions, pair))
    return Draft(row, agreement, version, directions)


def _write_drafts(drafts: list[Draft], now: datetime) -> None:
    """Proposed, signed by both parties, then in force: the database refuses any other order."""
    Agreement.objects.bulk_create([draft.agreement for draft in drafts], batch_size=BATCH)
    AgreementVersion.objects.bulk_create([draft.version for draft in drafts], batch_size=BATCH)
    DirectionTerms.objects.bulk_create([terms for draft in drafts for terms in draft.directions], batch_size=BATCH)
    signatures, steps = [], []
    for draft in drafts:
        for terms, after in zip(draft.directions, (AgreementState.PROPOSED, AgreementState.SIGNED), strict=True):
            park = terms.home
            signatures.append(
                Signature(
                    version=draft.version, park=park, signer_name=ON_PAPER, signed_at=now,
                    content_hash=draft.version.content_hash,
                )
            )  # fmt: skip
            steps.append(
                AgreementStep(
                    agreement=draft.agreement, park=park, verb="sign", from_state=AgreementState.PROPOSED,
                    to_state=after, acted_for=park.name, reason="Signed on paper, before the portal; imported.", at=now,
                )
            )  # fmt: skip
    Signature.objects.bulk_create(signatures, batch_size=BATCH)
    AgreementStep.objects.bulk_create(steps, batch_size=BATCH)
    for draft in drafts:
        draft.agreement.state, draft.agreement.ruling = AgreementState.SIGNED, draft.version
        draft.agreement.period = draft.version.date_range
    RulingDays.objects.bulk_create(
        (
            RulingDays(
                agreement=draft.agreement, pair_id=draft.agreement.pair_id, version=draft.version,
                first=draft.version.valid_from, ends=draft.version.valid_until + timedelta(days=1),
            )
            for draft in drafts
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Agreement.objects.bulk_update(
        [draft.agreement for draft in drafts], ["state", "ruling", "period"], batch_size=BATCH
    )


def _write_history(bundle: Bundle, parks: dict[str, Park], report: Report, now: datetime) -> None:
    """Each month that has begun, by the host's calendar, becomes a posting: the home park owes it to the host."""
    months = {
        reference_of(stay, k): (index, k) for index, stay in enumerate(bundle.stays) for k in range(stay.months + 1)
    }
    ids = {code: park.pk for code, park in parks.items()}
    known = conditions.history_stands(bundle, ids, months)
    _stop_at(bundle)
    entries, pairs = [], _pair_ids(bundle, parks)
    closed, kept_here = queries.closed_days(pairs), queries.kept_here(pairs)
    for stay in bundle.stays:
        host = parks[stay.host]
        if reference_of(stay, 0) not in known and _key(parks[stay.home], host) in kept_here:
            conditions.before_the_portal(stay)
        today = local_day(now, host.time_zone)
        for k in range(stay.months):
            if month_begins(stay.starts_on, k) > today:
                report.months_to_come += stay.months - k
                break
            if reference_of(stay, k) not in known:
                conditions.day_is_open(stay, k, closed.get(_key(parks[stay.home], host)))
                entries.append(_entry(stay, k, parks[stay.home], host))
    _stop_at(bundle)
    report.months_known = len(known)
    report.months_new = ledger.post_all(entries, now=now)


def reference_of(stay: StayRow, k: int) -> str:
    """The posting of a stay's k-th month (from 0); people count from 1."""
    return f"history/{stay.reference}/{k + 1}"


def _entry(stay: StayRow, k: int, home: Park, host: Park) -> ledger.Entry:
    return ledger.Entry(
        day=month_begins(stay.starts_on, k), debtor=home, creditor=host, months=1, because=Because.STAY,
        reference=reference_of(stay, k), text=f"{stay.company or 'Imported stay'}, month {k + 1} of {stay.months}",
    )  # fmt: skip


def _pair_ids(bundle: Bundle, parks: dict[str, Park]) -> list[int]:
    low_high = {_key(parks[stay.home], parks[stay.host]) for stay in bundle.stays}
    found = Pair.objects.filter(low__in={low for low, _ in low_high}).values_list("pk", "low_id", "high_id")
    return [pk for pk, low, high in found if (low, high) in low_high]
