"""The only writers of programmes: lock the park, ask whether, write, record the step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from parks.catalogue.models import Service
from parks.park.actions import check_facts
from parks.park.models import Park
from parks.programmes import conditions
from parks.programmes.facts import GrantFacts, IncentiveFacts, ServiceTerms, SpaceFacts
from parks.programmes.models import Grant, Incentive, Programme, ProgrammeService, Space
from parks.programmes.queries import TERMS, facts_of, terms_of
from parks.programmes.wording import grant_line, incentive_line, lines_said, space_line, terms_said
from softlanding.accounts.models import User
from softlanding.kernel.editing import NOTHING, Changed, Overtaken, mark_of, refuse_overtaken
from softlanding.kernel.refusals import Refused

# The name of each list of a programme, its model, and a line of it in words.
LISTS: Mapping[str, tuple[Any, Callable[[Any], Any]]] = {
    "spaces": (Space, space_line),
    "incentives": (Incentive, incentive_line),
    "grants": (Grant, grant_line),
}


@transaction.atomic
def edit(
    park: Park, *, services: Mapping[str, ServiceTerms | None], by: User, now: datetime, read: str | None = None
) -> Park:
    """Say how services are offered, by their key; None: not offered. Services that are not named stay as they are.

    Saving counts as checking. `read`: the mark of what one saw. Raises Overtaken, Refused.
    """
    park, programme = _locked(park)
    rows = {row.service.key: row for row in programme.services.select_related("service")}
    before = {key: terms_of(rows[key]) if key in rows else None for key in services}
    offered = {key: terms for key, terms in before.items() if terms}  # so that a new service is nobody's change
    if read not in (None, mark_of(offered)) and before != services:
        raise Overtaken(offered)
    known = {service.key: service for service in Service.objects.filter(key__in=list(services))}
    asked = {key: terms for key, terms in services.items() if terms is not None}
    conditions.can_be_offered(asked, known, rows)
    different = [key for key in services if services[key] != before[key]]
    _write_services(programme, rows, known, {key: services[key] for key in different})
    changes = [
        Changed(field=known[key].name, old=terms_said(before[key]), new=terms_said(services[key])) for key in different
    ]
    check_facts(programme, park, "edit", changes, by=by, now=now)
    return park


def _write_services(
    programme: Programme,
    rows: Mapping[str, ProgrammeService],
    known: Mapping[str, Service],
    services: Mapping[str, ServiceTerms | None],
) -> None:
    new: list[ProgrammeService] = []
    changed: list[ProgrammeService] = []
    for key, terms in services.items():
        if terms is None:
            continue
        conditions.terms_hold(terms)
        row = rows.get(key) or ProgrammeService(programme=programme, service=known[key])
        for name in TERMS:
            setattr(row, name, getattr(terms, name))
        row.languages = list(terms.languages)
        row.clean_fields(exclude=["programme", "service"])
        (changed if key in rows else new).append(row)
    gone = [rows[key].pk for key, terms in services.items() if terms is None]
    programme.services.filter(pk__in=gone).delete()
    ProgrammeService.objects.bulk_create(new)
    ProgrammeService.objects.bulk_update(changed, TERMS)


@transaction.atomic
def edit_spaces(
    park: Park,
    *,
    spaces: Sequence[SpaceFacts],
    incentives: Sequence[IncentiveFacts],
    grants: Sequence[GrantFacts],
    by: User,
    now: datetime,
    read: str | None = None,
) -> Park:
    """Name the spaces, incentives and grants, all of them. Saving counts as checking. Raises Overtaken, Refused."""
    park, programme = _locked(park)
    facts = facts_of(park)
    before = {name: getattr(facts, name) for name in LISTS}
    in_order = tuple(sorted(spaces, key=lambda one: one.kind))  # as they are read
    after: dict[str, tuple[Any, ...]] = {"spaces": in_order, "incentives": tuple(incentives), "grants": tuple(grants)}
    refuse_overtaken(before, after, read)
    changes = []
    for name, (model, line) in LISTS.items():
        if after[name] == before[name]:
            continue
        conditions.few_enough(after[name], name)
        rows = [model(programme=programme, **asdict(one)) for one in after[name]]
        for row in rows:
            row.clean_fields(exclude=["programme"])
        model.objects.filter(programme=programme).delete()
        model.objects.bulk_create(rows)
        old, new = (lines_said(map(line, values)) or NOTHING for values in (before[name], after[name]))
        changes.append(Changed(field=name.capitalize(), old=old, new=new))
    check_facts(programme, park, "edit_spaces", changes, by=by, now=now)
    return park


@transaction.atomic
def check(park: Park, *, by: User, now: datetime) -> Park:
    """Say that all of the programme is true today. Raises Refused when there is none."""
    park, programme = _locked(park)
    facts = facts_of(park)
    if not (facts.services or facts.spaces or facts.incentives or facts.grants):
        raise Refused("There is nothing to check yet: say first what the park offers.")
    check_facts(programme, park, "check", [], by=by, now=now)
    return park


def _locked(park: Park) -> tuple[Park, Programme]:
    """The park and its programme, with the park's row locked: who saves at the same moment waits."""
    park = Park.objects.select_for_update().get(pk=park.pk)
    return park, Programme.objects.get_or_create(park=park)[0]
