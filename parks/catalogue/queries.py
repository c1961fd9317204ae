"""What pages read of the catalogue: all of it at once, kept while nothing in it changes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from parks.catalogue.models import Sector, Service
from parks.catalogue.states import WORKFLOW, Element
from softlanding.kernel.freshness import moment
from softlanding.kernel.history import HistoryLine


@dataclass(frozen=True)
class Catalogue:
    """Every service and every sector in the network's order, the retired too."""

    services: list[Service]
    sectors: list[Sector]


@dataclass(frozen=True)
class ElementServices:
    """The services of one element."""

    element: Element
    services: list[Service]


@dataclass(frozen=True)
class SectorGroup:
    """A group of sectors with its sectors; what is said of the group itself is its own entry."""

    entry: Sector
    sectors: list[Sector]


def catalogue() -> Catalogue:
    """One statement while nothing changes."""
    return moment(("parks.catalogue",)).keep("catalogue", None, _read)


def _read() -> Catalogue:
    return Catalogue(list(Service.objects.all()), list(Sector.objects.all()))


def services(also: Collection[str] = ()) -> list[Service]:
    """For choosers, in order: the services that can be chosen, and those of the keys in `also`, retired or not."""
    return [one for one in catalogue().services if not one.retired_at or one.key in also]


def sectors(also: Collection[str] = (), known: Catalogue | None = None) -> list[SectorGroup]:
    """For choosers: the groups with the sectors that can be chosen, and those of the keys in `also`, retired or not.

    `known`: the catalogue, where it is read already.
    """
    every = (known or catalogue()).sectors
    return _grouped(every, [one for one in every if not one.retired_at or one.key in also])


def _grouped(known: Iterable[Sector], shown: Iterable[Sector]) -> list[SectorGroup]:
    """Those that are shown, under their groups; a group is there when it or one of its sectors is shown."""
    groups = {one.pk: SectorGroup(one, []) for one in known if one.parent_id is None}
    heads = set()
    for one in shown:
        if one.parent_id is None:
            heads.add(one.pk)
        else:
            groups[one.parent_id].sectors.append(one)
    return [group for key, group in groups.items() if key in heads or group.sectors]


def by_element(found: Iterable[Service]) -> list[ElementServices]:
    """Services under their elements, in the elements' order."""
    by_value: dict[str, list[Service]] = {element.value: [] for element in Element}
    for service in found:
        by_value[service.element].append(service)
    return [ElementServices(Element(value), rows) for value, rows in by_value.items()]


def whole() -> tuple[list[ElementServices], list[SectorGroup]]:
    """All of the catalogue as its page shows it, the retired too."""
    known = catalogue()
    return by_element(known.services), _grouped(known.sectors, known.sectors)


def sector_names(keys: Iterable[str]) -> list[str]:
    """What the catalogue calls the sectors of some keys, in the catalogue's order."""
    wanted = set(keys)
    return [one.name for one in catalogue().sectors if one.key in wanted] if wanted else []


TOLD = {"add": "added it", "edit": "changed it"}


def history(entry: Any, most: int = 20) -> list[HistoryLine]:
    """The newest steps of a service or a sector first, at most `most`."""
    steps = entry.steps.select_related("actor").order_by("-at", "-pk")[:most]
    return [
        HistoryLine.of(step, f"{step.acted_for} {TOLD.get(step.verb) or WORKFLOW[step.verb].told}") for step in steps
    ]
