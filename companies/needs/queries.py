"""What pages read of a company's needs."""

from collections.abc import Sequence

from django.db.models import QuerySet

from companies.company.models import Company
from companies.needs.models import Needs
from companies.needs.wording import Names
from parks.catalogue.first_entries import sector_keys
from parks.catalogue.models import Service
from parks.catalogue.queries import Catalogue
from parks.catalogue.states import Suits
from softlanding.kernel.composed import composed, first
from softlanding.kernel.history import HistoryLine


@composed
def _needs(company_id: int) -> QuerySet[Needs]:
    return Needs.objects.filter(company=company_id)


def needs_of(company_id: int) -> Needs | None:
    """What a company stated; None until it did."""
    return first(_needs(company_id))


def weights(needs: Needs, known: Sequence[Service]) -> dict[str, str]:
    """The services a company looks for, by key: "must" or "wish"; the musts first, each in the order of `known`."""
    order = [service.key for service in known]
    chosen = {"must": needs.musts, "wish": needs.wishes}
    return {key: weight for weight, keys in chosen.items() for key in order if key in keys}


def names(known: Catalogue) -> Names:
    """What the catalogue calls everything."""
    return Names({one.key: one.name for one in known.services}, {one.key: one.name for one in known.sectors})


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
