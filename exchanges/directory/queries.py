"""What the directory knows of the exchanges; its reader stands in the landings room, which asks it too."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from companies.company.models import Residency
from exchanges.agreements.models import Agreement, DirectionTerms
from exchanges.agreements.states import AgreementState
from exchanges.landings.openings import OpenPark, open_to, openings
from exchanges.landings.quota import Ruled
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.composed import composed, first

__all__ = ["OpenPark", "coming", "home_of", "open_to", "openings", "partners_of"]


def coming(home: Park, host: Park, today: date) -> Ruled | None:
    """What rules first for residents of `home` at `host` by an agreement that is signed and has not begun."""
    rows = DirectionTerms.objects.filter(home=home, host=host, version__agreement__state=AgreementState.SIGNED)
    terms = (
        rows.filter(version__days__first__gt=today)
        .select_related("version__days")
        .order_by("version__days__first")
        .first()
    )
    if terms is None:
        return None
    days = terms.version.days
    return Ruled(days.first, days.ends, terms.months_per_year)


def home_of(user: User | AnonymousUser, hat: Any) -> Park | None:
    """The park whose agreements count for this person: the one she acts for, or her company's verified home."""
    if user.is_anonymous or hat is None:
        return None
    return first(_park(hat.pk) if hat.kind == "park" else _home_of_company(hat.pk))


@composed
def _park(park_id: int) -> QuerySet[Park]:
    return Park.objects.filter(pk=park_id)


@composed
def _home_of_company(company_id: int) -> QuerySet[Park]:
    verified = Residency.objects.verified().filter(company=company_id)
    return Park.objects.filter(pk__in=verified.order_by("pk").values("park")[:1])


def partners_of(park: Park, today: date) -> list[Park]:
    """The parks with which it has an agreement in force, by name; names only are public."""
    return _partners_of(park.pk, today)


@composed
def _partners_of(park_id: int, today: date) -> QuerySet[Park]:
    """Its pairs are found first, by either side's index, and few agreements are looked at."""
    in_force = Agreement.objects.in_force(today).order_by()
    low, high = in_force.filter(pair__low=park_id), in_force.filter(pair__high=park_id)
    others = low.values("pair__high").union(high.values("pair__low"))
    return Park.objects.admitted().filter(pk__in=others).only("code", "name", "country", "city")
