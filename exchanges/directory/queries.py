"""What the directory knows of the exchanges; its reader stands in the landings room, which asks it too."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from companies.models import Residency
from exchanges.agreements.models import Agreement
from exchanges.landings.openings import OpenPark, open_to, openings
from exchanges.ledger.models import Pair
from parks.models import Park
from softlanding.accounts.models import User

__all__ = ["OpenPark", "home_of", "open_to", "openings", "partners_of"]


def home_of(user: User | AnonymousUser, hat: Any) -> Park | None:
    """The park whose agreements count for this person: the one she acts for, or her company's verified home."""
    if user.is_anonymous or hat is None:
        return None
    if hat.kind == "park":
        return Park.objects.filter(pk=hat.pk).first()
    residency = Residency.objects.verified().filter(company=hat.pk).select_related("park").first()
    return residency.park if residency else None


def partners_of(park: Park, today: date) -> list[Park]:
    """The parks with which it has an agreement in force, by name; names only are public."""
    pairs = Pair.objects.filter(pk__in=Agreement.objects.in_force(today).of_park(park).values("pair"))
    either = Q(pk__in=pairs.values("low")) | Q(pk__in=pairs.values("high"))
    return list(Park.objects.admitted().filter(either).exclude(pk=park.pk).only("code", "name", "country", "city"))
