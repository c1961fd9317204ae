"""Whether an entry fits into the catalogue: raise Refused with a sentence."""

from parks.catalogue.models import Sector, Service
from softlanding.kernel import words
from softlanding.kernel.listing import folded
from softlanding.kernel.refusals import Refused


def name_free(entry: Service | Sector) -> None:
    """One name, one entry: compared as people read them, without case and accents."""
    others = type(entry).objects.exclude(pk=entry.pk)
    taken = next((one for one in others if folded(one.name) == folded(entry.name)), None)
    if taken is None:
        return
    if taken.retired_at:
        raise Refused(f"“{taken.name}” stands in the catalogue, retired. Take it back into use instead.", "name")
    raise Refused(f"“{taken.name}” stands in the catalogue already. Choose another name, or edit that entry.", "name")


def group_takes(sector: Sector) -> None:
    """There are two levels, and nothing is put into a group that is retired."""
    if sector.parent_id is None:
        return
    group = Sector.objects.select_related("parent").get(pk=sector.parent_id)  # as it is now
    if group.parent is not None:
        raise Refused(f"“{group}” is a sector of “{group.parent}”, not a group. Choose a group.", "parent")
    if group.retired_at:
        raise Refused(
            f"“{group}” is retired, so no sector in it can be chosen. Take the group back into use first, or choose "
            "another group.",
            "parent",
        )
    if inside := sector.sectors.count() if sector.pk else 0:
        raise Refused(
            f"“{sector}” is a group with {words.plural(inside, 'sector')}, so it cannot stand in a group itself. "
            "Put its sectors into other groups first.",
            "parent",
        )


def no_sector_in_use(group: Sector) -> None:
    """A group is retired after its sectors."""
    if inside := [sector.name for sector in group.sectors.filter(retired_at=None)]:
        raise Refused(
            f"“{group}” has {words.plural(len(inside), 'sector')} that can be chosen: {words.listed(inside)}. "
            "Retire them first, or put them into another group."
        )
