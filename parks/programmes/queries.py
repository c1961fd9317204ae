"""What pages read of programmes: two statements for a park's own, one row a park for the fit of many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Aggregate, F, Func, JSONField, Max, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import JSONObject

from parks.catalogue.models import Service
from parks.catalogue.states import Element
from parks.park.checked_facts import is_old
from parks.park.models import Park
from parks.programmes.completeness import Completeness, completeness
from parks.programmes.facts import Entry, GrantFacts, IncentiveFacts, ProgrammeFacts, ServiceTerms, SpaceFacts
from parks.programmes.models import Grant, Incentive, Programme, ProgrammeService, ProgrammeStep, Space
from parks.programmes.wording import ElementShown, checked_said, elements_shown
from softlanding.kernel.composed import composed, first
from softlanding.kernel.history import HistoryLine

TERMS = (
    "how",
    "price",
    "currency",
    "terms",
    "languages",
    "suits",
    "partner_kind",
    "partner",
    "partner_contact",
)
TOLD = {
    "edit": "changed the services of its programme",
    "edit_spaces": "changed the spaces and funding of its programme",
    "check": "checked its programme",
}


@dataclass(frozen=True)
class ParkProgramme:
    """A programme as the park's page shows it."""

    elements: tuple[ElementShown, ...]
    completeness: Completeness
    checked_on: date | None
    is_old: bool

    @property
    def checked(self) -> str:
        return checked_said(self.checked_on, self.is_old)


@dataclass(frozen=True)
class ParkOffer:
    """What the fit of a company asks of a park.

    `services`: key -> how; `people`: the most of one space, None where no space is named; `languages` (ISO 639-1) of
    its services and of its fact sheet.
    """

    services: Mapping[str, str]
    people: int | None
    languages: frozenset[str]


def programme_of(park: Park, today: date) -> ParkProgramme | None:
    """A park's programme by element; None when it says nothing."""
    return shown(facts_of(park), today)


def shown(facts: ProgrammeFacts, today: date) -> ParkProgramme | None:
    """A programme that is read already, by element; None when it says nothing."""
    elements = elements_shown(facts)
    if not elements:
        return None
    return ParkProgramme(elements, completeness(facts), facts.checked_on, is_old(facts.checked_on, today))


def facts_of(park: Park) -> ProgrammeFacts:
    """All that the park's programme says; nothing where there is none. Two statements."""
    programme: Any = first(_programme(park.pk))
    if programme is None:
        return ProgrammeFacts()
    return ProgrammeFacts(
        tuple((entry_of(row.service), terms_of(row)) for row in _services(programme.pk)),
        tuple(SpaceFacts(**{**row, "free_from": _day(row["free_from"])}) for row in programme.all_spaces),
        tuple(IncentiveFacts(**row) for row in programme.all_incentives),
        tuple(GrantFacts(**{**row, "up_to": int(row["up_to"])}) for row in programme.all_grants),
        programme.checked_on,
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def entry_of(service: Service) -> Entry:
    return Entry(service.key, service.name, Element(service.element))


def terms_of(row: ProgrammeService) -> ServiceTerms:
    values = {name: getattr(row, name) for name in TERMS}
    return ServiceTerms(**{**values, "languages": tuple(row.languages)})


@composed
def _programme(park_id: int) -> QuerySet[Programme]:
    def rows(model: Any, *names: str) -> ArraySubquery:
        return ArraySubquery(
            model.objects.filter(programme=OuterRef("pk")).values(row=JSONObject(**{name: name for name in names}))
        )

    return Programme.objects.filter(park=park_id).annotate(
        all_spaces=rows(Space, "kind", "people", "count", "name", "equipment", "free_from"),
        all_incentives=rows(Incentive, "what", "rate", "condition"),
        all_grants=rows(Grant, "what", "up_to", "currency", "stage"),
    )


@composed
def _services(programme_id: int) -> QuerySet[ProgrammeService]:
    return ProgrammeService.objects.filter(programme=programme_id).select_related("service")


class _ObjectAgg(Aggregate):
    function, output_field = "jsonb_object_agg", JSONField()


def offers(parks: Iterable[int]) -> dict[int, ParkOffer]:
    """What each of these parks (ids, at most 100 or so) offers: one row a park, in one statement."""
    of_park = ProgrammeService.objects.filter(programme__park=OuterRef("pk")).order_by().values("programme__park")
    spoken = Func(F("languages"), Value(","), function="array_to_string", output_field=TextField())
    both = JSONObject(services=_ObjectAgg("service__key", "how"), languages=StringAgg(spoken, ",", distinct=True))
    space = Space.objects.filter(programme__park=OuterRef("pk")).order_by().values("programme__park")
    rows = (
        Park.objects.filter(pk__in=list(parks))
        .order_by()
        .annotate(
            offered=Subquery(of_park.annotate(both=both).values("both")),
            people=Subquery(space.annotate(most=Max("people")).values("most")),
        )
        .values_list("pk", "offered", "people", "fact_sheet__languages")
    )
    return {pk: _offer(offered or {}, people, languages or []) for pk, offered, people, languages in rows}


def _offer(offered: Mapping[str, Any], people: int | None, of_team: list[str]) -> ParkOffer:
    of_services = (offered.get("languages") or "").split(",")
    return ParkOffer(offered.get("services", {}), people, frozenset({*of_team, *of_services} - {""}))


def history(park: Park, most: int = 20) -> list[HistoryLine]:
    """What became of a park's programme, the newest first."""
    steps = ProgrammeStep.objects.filter(programme__park=park).select_related("actor").order_by("-at", "-pk")
    return [HistoryLine.of(step, f"{step.acted_for} {TOLD[step.verb]}") for step in steps[:most]]
