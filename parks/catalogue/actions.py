"""The only writers of the catalogue: one at a time, ask when and whether, write, record the step."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils.text import slugify

from parks.catalogue import conditions
from parks.catalogue.models import CatalogueStep, Sector, Service
from parks.catalogue.states import WORKFLOW
from softlanding.accounts.models import User
from softlanding.kernel.editing import Changed, change
from softlanding.kernel.workflow import check_starts

NETWORK = "The network"
CATALOGUE_LOCK = 7_205_104  # any number, the same for everybody who changes the catalogue
LONGEST_KEY = 40
Entry = TypeVar("Entry", Service, Sector)


@transaction.atomic
def add_service(*, facts: Mapping[str, Any], by: User, now: datetime) -> Service:
    """A service that parks can offer from now on. Raises Refused."""
    return _add(Service(**facts), by=by, now=now)


@transaction.atomic
def add_sector(*, facts: Mapping[str, Any], by: User, now: datetime) -> Sector:
    """A sector, or a group of sectors where no `parent` is named. Raises Refused."""
    return _add(Sector(**facts), by=by, now=now)


@transaction.atomic
def edit_service(
    service: Service, *, facts: Mapping[str, Any], by: User, now: datetime, read: str | None = None
) -> Service:
    """Rename it, or change what it says; its key stays. `read`: the mark of what one saw. Raises Overtaken, Refused."""
    return _edit(service, facts, read, by=by, now=now)


@transaction.atomic
def edit_sector(
    sector: Sector, *, facts: Mapping[str, Any], by: User, now: datetime, read: str | None = None
) -> Sector:
    """The same for a sector. Raises Overtaken, Refused."""
    return _edit(sector, facts, read, by=by, now=now)


@transaction.atomic
def retire(entry: Entry, *, by: User, now: datetime) -> Entry:
    """It can no longer be chosen anew; where it is used it stays. Raises Stale, Refused."""
    entry = _locked(entry)
    check_starts(WORKFLOW, "retire", entry.state, entry.state)
    if isinstance(entry, Sector):
        conditions.no_sector_in_use(entry)
    return _moved(entry, "retire", now, by=by, now=now)


@transaction.atomic
def restore(entry: Entry, *, by: User, now: datetime) -> Entry:
    """It can be chosen again. Raises Stale, Refused."""
    entry = _locked(entry)
    check_starts(WORKFLOW, "restore", entry.state, entry.state)
    if isinstance(entry, Sector):
        conditions.group_takes(entry)
    return _moved(entry, "restore", None, by=by, now=now)


def _add(entry: Entry, *, by: User, now: datetime) -> Entry:
    _one_at_a_time()
    conditions.name_free(entry)
    if isinstance(entry, Sector):
        conditions.group_takes(entry)
    kind = type(entry)
    last: int | None = kind.objects.aggregate(last=models.Max("position"))["last"]
    entry.key, entry.position = next_key(kind, entry.name), (last or 0) + 1
    entry.full_clean()
    entry.save(force_insert=True)
    _record(entry, "add", "", by=by, now=now)
    return entry


def _edit(entry: Entry, facts: Mapping[str, Any], read: str | None, *, by: User, now: datetime) -> Entry:
    entry = _locked(entry)
    group = entry.parent_id if isinstance(entry, Sector) else None
    if changes := change(entry, facts, read):
        conditions.name_free(entry)
        if isinstance(entry, Sector) and entry.parent_id != group:
            conditions.group_takes(entry)
        entry.full_clean()
        entry.save(update_fields=list(facts))
        _record(entry, "edit", entry.state, by=by, now=now, changes=changes)
    return entry


def _locked(entry: Entry) -> Entry:
    _one_at_a_time()
    return type(entry).objects.select_for_update().get(pk=entry.pk)


def _one_at_a_time() -> None:
    """Until the transaction ends: names and groups are compared with those of all other entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CATALOGUE_LOCK])


def next_key(kind: type[Service] | type[Sector], name: str) -> str:
    """A free key, made of the name ("legal_adviser"), or of the kind where the name has no letter for it."""
    noun = str(kind._meta.verbose_name)
    plain = slugify(name).replace("-", "_").strip("_")
    base = (plain if plain[:1].isalpha() else f"{noun}_{plain}" if plain else noun)[: LONGEST_KEY - 3].strip("_")
    taken = set(kind.objects.filter(key__startswith=base).values_list("key", flat=True))
    numbered = (base if n == 1 else f"{base}_{n}" for n in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)


def _moved(entry: Entry, verb: str, retired_at: datetime | None, *, by: User, now: datetime) -> Entry:
    before, entry.retired_at = entry.state, retired_at
    entry.save(update_fields=["retired_at"])
    _record(entry, verb, before, by=by, now=now)
    return entry


def _record(
    entry: Service | Sector, verb: str, before: str, *, by: User, now: datetime, changes: Sequence[Changed] = ()
) -> None:
    CatalogueStep.objects.create(
        service=entry if isinstance(entry, Service) else None,
        sector=entry if isinstance(entry, Sector) else None,
        verb=verb,
        from_state=before,
        to_state=entry.state,
        actor=by,
        acted_for=NETWORK,
        at=now,
        changes=list(changes),
    )
