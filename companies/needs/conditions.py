"""Whether what a company states is in the catalogue and can be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from companies.needs.models import Needs
from companies.needs.wording import market_names
from parks.catalogue.languages import LANGUAGES
from parks.catalogue.models import Sector, Service
from parks.catalogue.queries import Catalogue
from softlanding.kernel import words
from softlanding.kernel.refusals import Refused


def can_be_stated(needs: Needs, facts: Mapping[str, Any], known: Catalogue) -> None:
    """Raises Refused for what no catalogue or list holds, and for what was retired unless it was chosen before."""
    musts, wishes = facts.get("musts", []), facts.get("wishes", [])
    _can_be_chosen("service", known.services, [*musts, *wishes], {*needs.musts, *needs.wishes})
    _can_be_chosen("sector", known.sectors, facts.get("sectors", []), {*needs.sectors})
    _one_weight_each(known.services, musts, wishes)
    _listed("language", facts.get("languages", []), LANGUAGES)
    _listed("market", facts.get("markets", []), market_names())


def _can_be_chosen(noun: str, catalogue: Sequence[Service | Sector], chosen: list[str], before: set[str]) -> None:
    known = {entry.key: entry for entry in catalogue}
    if unknown := [key for key in chosen if key not in known]:
        raise Refused(f"The network's catalogue has no {noun} “{unknown[0][:40]}”. Choose from those on this page.")
    retired = [known[key].name for key in chosen if known[key].retired_at and key not in before]
    if retired:
        raise Refused(f"{words.listed(retired)} can no longer be chosen: the network retired it. Leave it out.")


def _one_weight_each(services: Sequence[Service], musts: Iterable[str], wishes: Iterable[str]) -> None:
    if both := sorted({*musts} & {*wishes}):
        name = {one.key: one.name for one in services}[both[0]]
        raise Refused(f"{name} is a must and a wish at once. Choose one of the two.")


def _listed(noun: str, codes: list[str], known: Mapping[str, str]) -> None:
    if unknown := [code for code in codes if code not in known]:
        raise Refused(f"“{unknown[0][:40]}” is no {noun} the portal knows. Choose from the list.", f"{noun}s")
