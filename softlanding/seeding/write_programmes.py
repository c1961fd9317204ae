"""Rows of what parks offer and what companies need, drawn by dice of their own: all else stays as it was."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from companies.company.models import Company
from companies.needs.models import Needs
from parks.catalogue.first_entries import sector_keys
from parks.catalogue.models import Service
from parks.catalogue.states import SpaceKind, Suits
from parks.fact_sheets.models import FactSheet
from parks.programmes.models import Programme, ProgrammeService, Space
from parks.programmes.states import How, Partner
from softlanding.seeding.copying import analyze, array, copy, next_id
from softlanding.seeding.progress import Progress
from softlanding.seeding.world import Network, Place

LEAST, MOST = 5, 30  # services a park
HOW, HOW_OFTEN = tuple(How.values), (8, 4, 3, 3)
TERMS = ("", "8 hours", "a month", "an hour", "30 % off the list price", "during the stay", "two sessions a month")
SPOKEN = ("en", "es", "pt", "fr", "de", "it", "sv", "ko", "zh", "ar")
SPACES = {SpaceKind.DESK: 1, SpaceKind.OFFICE: 6, SpaceKind.LAB: 4, SpaceKind.WORKSHOP: 3}  # most workplaces in one
MARKETS = ("150", "019", "142", "002", "ES", "PT", "BR", "DE", "KR")
SERVICE = "programme service how price currency terms languages suits partner_kind partner"
NEEDS = "company kind musts wishes sectors languages markets people starts_on months"

Row = tuple[Any, ...]


def write_programmes(network: Network, progress: Progress) -> None:
    """A programme of 5 to 30 services, spaces and languages for each park; needs for each company."""
    dice = Random(f"programmes {network.plan.seed}")
    catalogue = list(Service.objects.offered())
    first = next_id(Programme)
    numbered = list(enumerate(network.places, start=first))
    with progress.stage("programmes", len(numbered)) as step:
        checked = (network.today - timedelta(days=dice.randrange(420)) for _ in numbered)
        copy(Programme, "id park checked_on", ((pk, p.pk, day) for (pk, p), day in zip(numbered, checked, strict=True)))
        copy(ProgrammeService, SERVICE, _services(step(numbered), [one.pk for one in catalogue], dice))
        copy(Space, "programme kind people count", _spaces(numbered, dice))
        copy(FactSheet, "park languages", ((p.pk, array(_languages(dice))) for p in network.places))
    companies = Company.objects.filter(pk__gte=network.firms[0].pk).order_by("pk")
    asking = list(companies.values_list("pk", "kind", "sectors"))
    with progress.stage("needs", len(asking)) as step:
        copy(Needs, NEEDS, _needs(network, step(asking), catalogue, dice))
    analyze(Programme, ProgrammeService, Space, FactSheet, Needs)


def _services(numbered: Iterable[tuple[int, Place]], services: Sequence[int], dice: Random) -> Iterator[Row]:
    for programme, place in numbered:
        partner = f"{place.city.name} Partners"
        for service in dice.sample(services, min(len(services), dice.randint(LEAST, MOST))):
            (how,) = dice.choices(HOW, HOW_OFTEN)
            price = dice.randrange(10, 2000, 10) if how in (How.REDUCED, How.PAID) else None
            by_partner = how == How.PARTNER
            yield (
                programme,
                service,
                how,
                price,
                "EUR" if price else "",
                dice.choice(TERMS),
                array(_languages(dice)),
                dice.choice(Suits.values),
                dice.choice(Partner.values) if by_partner else "",
                partner if by_partner else "",
            )


def _spaces(numbered: Sequence[tuple[int, Place]], dice: Random) -> Iterator[Row]:
    for programme, _ in numbered:
        for kind in dice.sample(list(SPACES), dice.randint(1, 3)):
            yield programme, kind.value, dice.randint(1, SPACES[kind]), dice.randint(1, 12)


def _languages(dice: Random) -> list[str]:
    """English at most parks, and up to two more."""
    return list(dict.fromkeys(["en"] * (dice.random() < 0.9) + dice.sample(SPOKEN, dice.randint(1, 2))))


def _needs(
    network: Network, asking: Iterable[tuple[int, str, list[str]]], catalogue: Sequence[Service], dice: Random
) -> Iterator[Row]:
    """Musts of the company's kind, and wishes among the rest."""
    usual = {kind: [one.key for one in catalogue if one.must_for == kind] for kind in Suits.values}
    for company, kind, sectors in asking:
        musts = dice.sample(usual[kind], dice.randint(2, 4)) if len(usual.get(kind, ())) >= 4 else []
        rest = [one.key for one in catalogue if one.key not in musts]
        yield (
            company,
            kind,
            array(musts),
            array(dice.sample(rest, dice.randint(1, 5))),
            array(sector_keys(sectors)),
            array(_languages(dice)),
            array(dice.sample(MARKETS, dice.randint(1, 2))),
            dice.randint(1, 8),
            network.today + timedelta(days=dice.randrange(30, 300)),
            dice.randint(1, 6),
        )
