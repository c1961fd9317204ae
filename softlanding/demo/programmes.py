"""The invented programmes and fact sheets of the demo's parks and the needs of its companies, from files, in bulk."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from companies.company.models import Company
from companies.needs.models import Needs
from parks.catalogue.models import Service
from parks.fact_sheets.models import FactSheet
from parks.park.models import Park
from parks.programmes.models import Grant, Incentive, Programme, ProgrammeService, Space

INVENTED = Path(__file__).parent / "data" / "invented"
Told = Mapping[str, Any]  # what a file says of one park


def load_programmes(parks: Mapping[str, Park], today: date) -> None:
    """Programmes and fact sheets of the parks that have a file; `parks` by code, their fact sheets are there."""
    told = [json.loads(path.read_text("utf-8")) for path in sorted((INVENTED / "programmes").glob("*.json"))]
    offering = [one for one in told if "services" in one]
    programmes = {one["park"]: Programme(park=parks[one["park"]], checked_on=_day_of(one, today)) for one in offering}
    Programme.objects.bulk_create(programmes.values())
    keys = {service.key: service for service in Service.objects.all()}
    ProgrammeService.objects.bulk_create(
        ProgrammeService(programme=programme, **{**row, "service": keys[row["service"]]})
        for programme, row in _rows(offering, "services", programmes)
    )
    Space.objects.bulk_create(
        Space(programme=programme, **_with_day(row, "free_in_days", "free_from", today))
        for programme, row in _rows(offering, "spaces", programmes)
    )
    Incentive.objects.bulk_create(Incentive(programme=p, **row) for p, row in _rows(offering, "incentives", programmes))
    Grant.objects.bulk_create(Grant(programme=p, **row) for p, row in _rows(offering, "grants", programmes))
    _fill_fact_sheets(told, parks, today)


def _fill_fact_sheets(told: Iterable[Told], parks: Mapping[str, Park], today: date) -> None:
    """What public pages say of the park stays beside what it says itself."""
    sheets = {sheet.park_id: sheet for sheet in FactSheet.objects.filter(park__in=[parks[one["park"]] for one in told])}
    for one in told:
        sheet = sheets[parks[one["park"]].pk]
        for name, value in {**one["fact_sheet"], "checked_on": _day_of(one, today)}.items():
            setattr(sheet, name, value)
    names = sorted({name for one in told for name in one["fact_sheet"]} | {"checked_on"})
    FactSheet.objects.bulk_update(sheets.values(), names)


def load_needs(companies: Mapping[str, Company], today: date) -> None:
    """Needs of every company that has an entry; `companies` by name."""
    told = json.loads((INVENTED / "needs.json").read_text("utf-8"))
    Needs.objects.bulk_create(
        Needs(company=companies[name], **_with_day(row, "starts_in_days", "starts_on", today))
        for name, row in told.items()
    )


def _rows(told: Iterable[Told], kind: str, programmes: Mapping[str, Programme]) -> Iterator[tuple[Programme, Told]]:
    for one in told:
        for row in one.get(kind, ()):
            yield programmes[one["park"]], row


def _day_of(told: Told, today: date) -> date | None:
    """When the park looked at its facts; None where it never did."""
    days = told.get("checked_days_ago")
    return None if days is None else today - timedelta(days=days)


def _with_day(row: Told, days: str, field: str, today: date) -> dict[str, Any]:
    """The row with a day in place of a number of days from today."""
    made = dict(row)
    if days in made:
        made[field] = today + timedelta(days=made.pop(days))
    return made
