"""Rows of parks, companies and the people who speak for them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress

from companies.company.models import Company, Residency, ResidencyStep
from companies.company.models import Membership as CompanyMembership
from companies.company.states import Kind
from parks.catalogue.first_entries import sector_keys
from parks.park.models import Membership as ParkMembership
from parks.park.models import Park, ParkStep
from softlanding.accounts.models import User
from softlanding.seeding.copying import analyze, array, copy, next_id
from softlanding.seeding.geography import SECTORS, person_name
from softlanding.seeding.progress import Progress
from softlanding.seeding.world import Firm, Network, Place

NO_PASSWORD = "!"  # nobody signs in with a password; a code by mail does
USER = "id password is_superuser email name is_network_admin is_active is_staff date_joined"
PARK = (
    "id code name country city latitude longitude time_zone website founded resident_companies sectors "
    "sector_keys about contact_email state created_at"
)
COMPANY = "id name about website founded people sectors kind sold_since references regions business_plan created_at"


def manager_email(place: Place) -> str:
    return f"manager.{place.code.lower()}@seeded.example"


def admin_email(network: Network) -> str:
    return f"admin.{network.admin}@seeded.example"


def lead_email(firm: Firm) -> str:
    return f"lead.{firm.pk}@seeded.example"


def write_people(network: Network, progress: Progress) -> None:
    """Users with confirmed addresses; parks with managers; companies with leads and residencies."""
    early = _early(network)
    people = list(_people(network))
    with progress.stage("people", len(people)) as step:
        copy(
            User,
            USER,
            step((pk, NO_PASSWORD, False, email, name, admin, True, False, early) for pk, email, name, admin in people),
        )
        copy(EmailAddress, "user email verified primary", ((pk, email, True, True) for pk, email, _, _ in people))
    with progress.stage("parks", len(network.places)) as step:
        copy(Park, PARK, step(_parks(network)))
        copy(
            ParkStep,
            "park verb from_state to_state actor acted_for reason at",
            ((p.pk, "admit", "applied", "admitted", network.admin, "The network", "", early)
             for p in network.places if p.state != "applied"),
        )  # fmt: skip
        copy(
            ParkMembership,
            "park user email role state created_at decided_at",
            ((p.pk, p.manager, manager_email(p), "manager", "active", early, early) for p in network.places),
        )
    with progress.stage("companies", len(network.firms)) as step:
        copy(Company, COMPANY, step(_companies(network)))
        copy(
            CompanyMembership,
            "company user email role state created_at decided_at",
            ((f.pk, f.lead, lead_email(f), "lead", "active", early, early) for f in network.firms),
        )
        _write_residencies(network, early)
    analyze(User, Park, Company)


def _early(network: Network) -> datetime:
    """Before anything else happened."""
    return network.now.replace(year=network.beginning.year, month=1, day=2) - timedelta(days=400)


def _people(network: Network) -> Iterator[tuple[int, str, str, bool]]:
    yield network.admin, admin_email(network), "Nora Vik", True
    for place in network.places:
        yield place.manager, manager_email(place), place.manager_name, False
    for number, firm in enumerate(network.firms):
        yield firm.lead, lead_email(firm), person_name(number * 7), False


def _parks(network: Network) -> Iterator[tuple[Any, ...]]:
    dice = network.dice
    for place in network.places:
        city = place.city
        # Parks of one city stand some kilometres apart.
        latitude, longitude = (round(at + dice.uniform(-0.08, 0.08), 4) for at in (city.latitude, city.longitude))
        sectors = sorted(dice.sample(SECTORS, dice.randrange(1, 4)))
        about = f"Desks, laboratories and advice in {', '.join(sectors)}."
        yield (
            place.pk, place.code, place.name, city.country, city.name, latitude, longitude,
            place.time_zone, "", dice.randrange(1975, 2022),
            dice.randrange(15, 400), array(sectors), array(sector_keys(sectors)), about,
            f"landing.{place.code.lower()}@seeded.example", place.state, _early(network),
        )  # fmt: skip


def _companies(network: Network) -> Iterator[tuple[Any, ...]]:
    dice, kinds = network.dice, Kind.values
    for firm in network.firms:
        sectors = dice.sample(SECTORS, dice.randrange(1, 3))
        sold = firm.since + timedelta(days=dice.randrange(900))
        yield (
            firm.pk, firm.name, f"{firm.name} works in {' and '.join(sectors)}.", "", dice.randrange(1995, 2021),
            dice.randrange(2, 80), array(sectors), dice.choice(kinds), sold, dice.randrange(8), dice.randrange(5),
            dice.random() < 0.6, _early(network),
        )  # fmt: skip


def _write_residencies(network: Network, early: datetime) -> None:
    first = next_id(Residency)
    copy(
        Residency,
        "id company park since state reason created_at",
        ((first + n, f.pk, f.home.pk, f.since, "verified" if f.is_verified else "claimed", "", early)
         for n, f in enumerate(network.firms)),
    )  # fmt: skip
    copy(
        ResidencyStep,
        "residency verb from_state to_state actor acted_for reason at",
        ((first + n, "verify", "claimed", "verified", f.home.manager, f.home.name, "", early)
         for n, f in enumerate(network.firms) if f.is_verified),
    )  # fmt: skip
