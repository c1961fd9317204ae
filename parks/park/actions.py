"""The only writers of parks: lock, ask when and whether, write, record the step, announce."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.text import slugify

from parks.catalogue.queries import sector_names
from parks.park import announcements, conditions, time_zones
from parks.park.models import CheckedFacts, Park, ParkStep
from parks.park.states import WORKFLOW, ParkState, Role
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.editing import Changed, change, said
from softlanding.kernel.workflow import check_starts
from softlanding.limits import actions as limits
from softlanding.memberships.actions import found

NETWORK = "The network"
# Words the addresses under /parks/ need for themselves.
RESERVED = {"add", "apply", "catalogue", "invitation", "membership"}
CODE_LOCK = 7_205_101  # any number, the same for everybody who gives a code


@transaction.atomic
def add(*, by: User, now: datetime, **facts: Any) -> Park:
    """A network admin adds a park; it is in the network at once."""
    park = _create(ParkState.ADMITTED, facts)
    _record(park, "add", "", by=by, acted_for=NETWORK, now=now)
    return park


@transaction.atomic
def apply(*, by: User, now: datetime, **facts: Any) -> Park:
    """A person proposes her own park and becomes its manager; network admins decide."""
    limits.count("register", by=by, now=now)
    park = _create(ParkState.APPLIED, facts)
    found(park, role=Role.MANAGER, by=by, now=now)
    _record(park, "apply", "", by=by, acted_for=park.name, now=now)
    announcements.apply(park, by=by, now=now)
    return park


@transaction.atomic
def edit(park: Park, *, by: User, now: datetime, facts: Mapping[str, Any], read: str | None = None) -> Park:
    """Change the facts named in `facts`; a step says how. `read`: the mark of what one saw.

    Raises Overtaken, and Refused for a short name that another park has.
    """
    park = Park.objects.select_for_update().get(pk=park.pk)
    before = park.short_name
    if changes := change(park, facts, read, say=fact_said):
        if park.short_name != before:
            lock_codes()
            conditions.short_name_free(park)
        park.full_clean()
        park.save(update_fields=list(facts))
        _record(park, "edit", park.state, by=by, acted_for=park.name, now=now, changes=changes)
    return park


def fact_said(record: Model, name: str, value: Any) -> str:
    """A fact as a person reads it: sectors of the catalogue by their names."""
    return ", ".join(sector_names(value)) if name == "sector_keys" and value else said(record, name, value)


@transaction.atomic
def admit(park: Park, *, by: User, now: datetime) -> Park:
    """Take a park into the network, or back into it. Raises Stale."""
    park = _moved(park, "admit", by=by, now=now)
    announcements.admit(park, by=by, now=now)
    return park


@transaction.atomic
def suspend(park: Park, *, reason: str, by: User, now: datetime) -> Park:
    """Take a park out of the directory; what runs there goes on. Raises Stale."""
    park = _moved(park, "suspend", by=by, now=now, reason=reason)
    announcements.suspend(park, reason=reason, by=by, now=now)
    return park


def _create(state: ParkState, facts: dict[str, Any]) -> Park:
    lock_codes()
    conditions.not_there_yet(facts["name"], facts["country"])
    facts["time_zone"] = facts.get("time_zone") or time_zones.guess(
        facts["country"], facts.get("latitude"), facts.get("longitude")
    )
    park = Park(code=next_code(facts["name"], facts["country"]), state=state, **facts)
    conditions.short_name_free(park)
    park.full_clean()
    park.save()
    return park


def check_facts(
    facts: CheckedFacts, park: Park, verb: str, changes: Sequence[Changed], *, by: User, now: datetime
) -> None:
    """Save a park's facts as checked today by its clock, and say so in their history; the park is locked.

    A save without a change is a check, and a second check on one day is no news.
    """
    today = local_day(now, park.time_zone)
    is_news = bool(changes) or facts.checked_on != today
    facts.checked_on = today
    facts.save()
    if is_news:
        steps: Any = facts.steps  # type: ignore[attr-defined]  # each model's own
        steps.create(verb=verb if changes else "check", actor=by, acted_for=park.name, at=now, changes=list(changes))


def lock_codes() -> None:
    """One new park or name at a time, until the transaction ends: no code, short name or park twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CODE_LOCK])


def next_code(name: str, country: str) -> str:
    """A free code for addresses, made of the name ("porto-digital"), or of the country."""
    base = slugify(name)[:16].strip("-") or f"park-{country.lower()}"
    taken = set(Park.objects.filter(code__startswith=base).values_list("code", flat=True)) | RESERVED
    numbered = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(code for code in numbered if code not in taken)


def _moved(park: Park, verb: str, *, by: User, now: datetime, reason: str = "") -> Park:
    park = Park.objects.select_for_update().get(pk=park.pk)
    row = check_starts(WORKFLOW, verb, park.state, park.get_state_display())
    before, park.state = park.state, row.to
    park.save(update_fields=["state"])
    _record(park, verb, before, by=by, acted_for=NETWORK, now=now, reason=reason)
    return park


def _record(
    park: Park, verb: str, before: str, *, by: User, acted_for: str, now: datetime, reason: str = "",
    changes: Sequence[Changed] = (),
) -> None:  # fmt: skip
    ParkStep.objects.create(
        park=park, verb=verb, from_state=before, to_state=park.state, actor=by, acted_for=acted_for, reason=reason,
        at=now, changes=list(changes),
    )  # fmt: skip
