"""Sentences that several pages of the catalogue say."""

from parks.catalogue.models import Sector, Service
from softlanding.kernel import words


def used_said(entry: Service | Sector, parks: int) -> str:
    """How many parks offer a service, name a sector, or name a group or a sector of it: "9 parks offer it." """
    if isinstance(entry, Service):
        return words.plural(parks, "park offers it.", "parks offer it.") if parks else "No park offers it."
    if entry.parent_id:
        return words.plural(parks, "park names it.", "parks name it.") if parks else "No park names it."
    one, many = "park names it or one of its sectors.", "parks name it or one of its sectors."
    return words.plural(parks, one, many) if parks else "No park names it or one of its sectors."
