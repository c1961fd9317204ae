"""What pages read of a company's needs and of the catalogue they choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from companies.company.models import Company
from companies.needs.models import Needs
from companies.needs.wording import Names
from parks.catalogue.first_entries import sector_keys
from parks.catalogue.models import Sector, Service
from parks.catalogue.states import Suits
from softlanding.kernel.composed import composed, first
from softlanding.kernel.history import HistoryLine


@dataclass(frozen=True)
class Catalogue:
    """What can be chosen from, and what could once, in the network's order."""

    services: Sequence[Service]
    sectors: Sequence[Sector]


@composed
def _needs(company_id: int) -> QuerySet[Needs]:
    return Needs.objects.filter(company=company_id)


@composed
def services() -> QuerySet[Service]:
    """Every service of the catalogue in its order, the retired too."""
    return Service.objects.order_by("position", "pk")


@composed
def sectors() -> QuerySet[Sector]:
    """Every sector of the catalogue in its order, the retired too."""
    return Sector.objects.order_by("position", "pk")


def needs_of(company_id: int) -> Needs | None:
    """What a company stated; None until it did."""
    return first(_needs(company_id))


def weights(needs: Needs, known: Sequence[Service] | None = None) -> dict[str, str]:
    """The services a company looks for, by key: "must" or "wish"; the musts first, each in the catalogue's order.

    `known`: the catalogue's services, where they are read already.
    """
    order = [service.key for service in (services() if known is None else known)]
    chosen = {"must": needs.musts, "wish": needs.wishes}
    return {key: weight for weight, keys in chosen.items() for key in order if key in keys}


def names(known: Catalogue) -> Names:
    """What the catalogue calls everything."""
    return Names({one.key: one.name for one in known.services}, {one.key: one.name for one in known.sectors})


def catalogue() -> Catalogue:
    """All services and sectors; two questions."""
    return Catalogue(services(), sectors())


def usual_musts(kind: str, known: Sequence[Service]) -> list[str]:
    """The keys of what a kind of entrepreneur usually needs, in the catalogue's order; none where it is not said."""
    fit = {kind, Suits.BOTH} if kind else set()
    return [one.key for one in known if one.must_for in fit and not one.retired_at]


def prefilled(company: Company, known: Catalogue) -> Needs:
    """What a company would state before it changed anything: by its profile. Not saved."""
    offered = {one.key for one in known.sectors if not one.retired_at}
    return Needs(
        company=company,
        kind=company.kind,
        musts=usual_musts(company.kind, known.services),
        sectors=[key for key in sector_keys(company.sectors) if key in offered],
    )


def statements_of(needs: Needs, most: int = 20) -> list[HistoryLine]:
    """How the needs came to be what they are, newest first."""
    steps = needs.steps.select_related("actor").order_by("-at", "-pk")[:most]
    return [HistoryLine.of(step, f"{step.acted_for} said what it needs") for step in steps]
