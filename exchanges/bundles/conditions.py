"""Whether the rows of a bundle fit each other and what the portal knows: every row that does not is noted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models.functions import Lower

from exchanges.agreements.models import Agreement
from exchanges.bundles.reading import Row
from exchanges.bundles.rows import AgreementRow, Bundle, ParkRow, StayRow
from exchanges.ledger.models import Posting
from parks.catalogue.models import Sector, Service
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.calendar import month_begins

SOME = 2000  # values a statement


def check_bundle(bundle: Bundle, known_parks: set[str]) -> None:
    """Note duplicates, parks nobody knows and agreements of a pair that overlap within the bundle."""
    _once(((row.row, "code", row.code) for row in bundle.parks), "park")
    _once(((row.row, "short_name", row.short_name.lower()) for row in bundle.parks), "park")
    _once(((one.row, "service", f"{one.service} of {one.park}") for one in bundle.services), "service")
    _once(((row.row, "code", row.code) for row in bundle.agreements), "agreement")
    _once(((row.row, "reference", row.reference) for row in bundle.stays), "stay")
    codes = known_parks | {row.code for row in bundle.parks}
    for row in bundle.agreements:
        _known(row.row, {"first_park": row.first, "second_park": row.second}, codes)
    for stay in bundle.stays:
        _known(stay.row, {"home_park": stay.home, "host_park": stay.host}, codes)
    for one in bundle.services:
        _known(one.row, {"park": one.park}, codes)
    _apart(bundle.agreements)


def _once(named: Iterable[tuple[Row, str, str]], what: str) -> None:
    first: dict[str, int] = {}
    for row, column, name in named:
        line = first.setdefault(name, row.line)
        if line != row.line and name:
            row.note(column, f"“{name}” names the {what} of line {line} already.", "Expected each only once.")


def _known(row: Row, parks: Mapping[str, str], codes: set[str]) -> None:
    for column, code in parks.items():
        if code and code not in codes:
            row.note(column, f"No park has the code “{code}”.", "Expected one of parks.csv or of the portal.")


def _apart(agreements: list[AgreementRow]) -> None:
    by_pair: defaultdict[frozenset[str], list[AgreementRow]] = defaultdict(list)
    for agreement in agreements:
        by_pair[frozenset((agreement.first, agreement.second))].append(agreement)
    for group in by_pair.values():
        before: AgreementRow | None = None  # the one that lasts longest of those that began earlier
        for agreement in sorted(group, key=lambda row: (row.valid_from, row.row.line)):
            if before and agreement.valid_from <= before.valid_until and agreement.valid_from <= agreement.valid_until:
                agreement.row.note(
                    "valid_from",
                    f"It overlaps “{before.code}” of line {before.row.line}, which lasts until {before.valid_until}.",
                    "Expected at most one agreement of a pair on any day.",
                )
            if before is None or agreement.valid_until > before.valid_until:
                before = agreement


def in_the_catalogue(bundle: Bundle, known_parks: set[str], used: set[tuple[str, str]]) -> None:
    """Note services and sectors that the catalogue does not have, or has retired and nobody used so far.

    `used`: (park's code, service's key) of the programmes there are.
    """
    services = dict(Service.objects.values_list("key", "retired_at"))
    for one in bundle.services:
        if one.service and (one.park, one.service) not in used:
            _offered(one.row, "service", one.service, services)
    sectors = dict(Sector.objects.values_list("key", "retired_at"))
    for park in bundle.parks:
        for key in (park.sector_keys or ()) if park.code not in known_parks else ():
            _offered(park.row, "sector_keys", key, sectors)


def _offered(row: Row, column: str, key: str, entries: Mapping[str, datetime | None]) -> None:
    expected = "Expected a key of the network's catalogue that is offered."
    if key not in entries:
        row.note(column, f"The catalogue has no “{key[:60]}”.", expected)
    elif retired_at := entries[key]:
        row.note(column, f"“{key}” was retired on {words.day(retired_at.date())}.", expected)


def short_names_free(rows: list[ParkRow]) -> None:
    """Note new parks whose short name another park of the portal has."""
    by_name = {row.short_name.lower(): row for row in rows if row.short_name}
    named = Park.objects.annotate(lower=Lower("short_name")).filter(lower__in=by_name)
    for lower, code in named.values_list("lower", "code"):
        row = by_name[lower]
        row.row.note("short_name", f"“{row.short_name}” is the short name of {code}.", "Expected one nobody has.")


def known_agreements(rows: list[AgreementRow], hashes: Mapping[str, str]) -> set[str]:
    """Codes the portal has already; notes those with other terms (`hashes`: code to hash of the bundle's terms)."""
    by_code = {row.code: row for row in rows}
    versions = Agreement.objects.filter(code__in=by_code).values_list("code", "versions__content_hash")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code, content_hash in versions:
        found[code].add(content_hash)
    for code, contents in found.items():
        if hashes[code] not in contents:
            by_code[code].row.note(
                "code",
                f"The portal has an agreement “{code}” with other terms.",
                "Expected the same parks, days, months, places and limit, or a new code.",
            )
    return set(found)


def free_of_agreements(rows: list[AgreementRow], pairs: Mapping[str, int]) -> None:
    """Note new agreements (`pairs`: code to pair id) that overlap one in the portal (rule 1)."""
    signed = Agreement.objects.standing().filter(pair__in=set(pairs.values()))
    by_pair: defaultdict[int, list[Agreement]] = defaultdict(list)
    for agreement in signed:
        by_pair[agreement.pair_id].append(agreement)
    for row in rows:
        for other in by_pair[pairs[row.code]]:
            if row.valid_from < other.period.upper and other.period.lower <= row.valid_until:
                row.row.note(
                    "valid_from",
                    f"The portal has “{other.code}” of this pair from {other.period.lower}, "
                    f"and before {other.period.upper} no other can begin.",
                    "Expected at most one agreement of a pair on any day.",
                )


def history_stands(bundle: Bundle, ids: Mapping[str, int], references: Mapping[str, tuple[int, int]]) -> set[str]:
    """References posted already (`references`: reference to index of the stay and number of the month, from 0;
    one month more than the stay has, which must not be there).

    Notes stays of which the books say something else; they cannot be posted under the same reference.
    """
    known: set[str] = set()
    names = list(references)
    bad: set[int] = set()
    for start in range(0, len(names), SOME):
        found = Posting.objects.filter(reference__in=names[start : start + SOME])
        for reference, debtor, creditor, day in found.values_list("reference", "debtor_id", "creditor_id", "day"):
            index, k = references[reference]
            stay = bundle.stays[index]
            if k == stay.months:
                stay.row.note(
                    "months",
                    f"“{stay.reference}” has {words.months(k)} here and more in the books.",
                    "Expected as many as before; a stay that was shorter is put right by reversals.",
                )
            elif (debtor, creditor, day) == (ids[stay.home], ids[stay.host], month_begins(stay.starts_on, k)):
                known.add(reference)
            elif index not in bad:
                bad.add(index)
                stay.row.note(
                    "reference",
                    f"Month {k + 1} of “{stay.reference}” is in the books with other parks or another day "
                    f"({words.day(day)}).",
                    "Expected the same stay as before, or a new reference.",
                )
    return known


def before_the_portal(stay: StayRow) -> None:
    """Note a stay of two parks that keep their books in the portal: its months would be owed without a signature."""
    stay.row.note(
        "reference",
        f"{stay.home} and {stay.host} have postings of their own in the portal, and “{stay.reference}” is not known.",
        "Expected stays of before only; what is missing is proposed as an adjustment, which the park that loses signs.",
    )


def day_is_open(stay: StayRow, k: int, closed_until: date | None) -> None:
    """Note a stay whose month `k` (from 0) is new and lies in books both parks confirmed."""
    day = month_begins(stay.starts_on, k)
    if closed_until and day <= closed_until:
        stay.row.note(
            "starts_on",
            f"Month {k + 1} of “{stay.reference}” began on {words.day(day)}, and both parks closed their books up to "
            f"{words.day(closed_until)}.",
            "Expected a later day; what is owed all the same is posted as an adjustment.",
        )
