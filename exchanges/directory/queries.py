"""What the directory knows of the exchanges; its reader stands in the landings room, which asks it too."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from companies.company.models import Residency
from companies.needs.models import Needs as StatedNeeds
from companies.needs.queries import needs_of, weights
from exchanges.agreements.models import Agreement, DirectionTerms
from exchanges.agreements.states import AgreementState
from exchanges.directory.fit import Needs, Offer, fit
from exchanges.directory.park_fit import CompanyNeeds, ParkFit
from exchanges.landings.openings import OpenPark, open_to, openings
from exchanges.landings.quota import Ruled
from parks.catalogue.queries import catalogue
from parks.park.models import Park
from parks.park.regions import places_of
from parks.programmes.queries import offers
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


def company_needs(company_id: int) -> CompanyNeeds | None:
    """What a company stated that a park can fit; None until it did. Two statements."""
    stated = needs_of(company_id)
    return _comparable(stated) if stated else None


def _comparable(stated: StatedNeeds) -> CompanyNeeds:
    known = catalogue().services
    chosen = weights(stated, known)
    needs = Needs(
        chosen, frozenset(stated.sectors), stated.people, frozenset(stated.languages), frozenset(stated.markets)
    )
    return CompanyNeeds(needs, {service.key: service.name for service in known})


def fits(company: CompanyNeeds, parks: Iterable[Park]) -> dict[int, ParkFit]:
    """How parks fit a company, by the park's id; none of them where nothing is stated. One statement.

    Of a park are read its programme, the languages of its fact sheet, its sectors and where it lies (rule 25).
    """
    hosts = list(parks)
    offered = offers(park.pk for park in hosts)
    found = {}
    for park in hosts:
        of = offered[park.pk]
        places = places_of(park.country.code)
        offer = Offer(of.services, frozenset(park.sector_keys), of.people, of.languages, places)
        if (reached := fit(company.needs, offer)) is not None:
            found[park.pk] = ParkFit(reached, company.names)
    return found
