"""Whether a park fits into the network: raise Refused with a sentence."""

from parks.park.models import Park
from softlanding.kernel.refusals import Refused


def not_there_yet(name: str, country: str) -> None:
    """One park, one entry: its people ask to join the one that exists."""
    there = Park.objects.filter(name__iexact=name.strip(), country=country).first()
    if there is not None:
        raise Refused(
            f"{there.name} ({there.place}) is registered already. Open its page and ask to join its people.",
            "name",
        )
