"""Whether a park fits into the network: raise Refused with a sentence."""

from django.db.models import Q

from parks.park.models import Park
from softlanding.kernel.listing import folded, folded_field
from softlanding.kernel.refusals import Refused


def not_there_yet(name: str, country: str) -> None:
    """One park, one entry: its people ask to join the one that exists."""
    there = Park.objects.filter(name__iexact=name.strip(), country=country).first()
    if there is not None:
        raise Refused(
            f"{there.name} ({there.place}) is registered already. Open its page and ask to join its people.",
            "name",
        )


def short_name_free(park: Park) -> None:
    """What people call one park they call no other, whatever its case and accents."""
    if not (name := folded(park.short_name)):
        return
    others = Park.objects.exclude(pk=park.pk).alias(short=folded_field("short_name"), full=folded_field("name"))
    taken = others.filter(Q(short=name) | Q(full=name)).first()
    if taken is not None:
        raise Refused(
            f"“{park.short_name}” is what people call {taken.name} ({taken.place}). Choose another.", "short_name"
        )
