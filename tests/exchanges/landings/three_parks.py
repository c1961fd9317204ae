"""Three parks on three clocks and their two agreements, as the portal keeps them: what the machine of stays plays with."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from companies.company.models import Company
from exchanges.agreements import actions
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction, Terms
from parks.park.models import Park
from softlanding.accounts.models import User
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.landings.plain_records import Version

BEGINS = datetime(2026, 11, 10, 20, 30, tzinfo=UTC)  # the 11th in Auckland already
LAST = date(2039, 12, 31)
ZONES = {"Auckland": "Pacific/Auckland", "Honolulu": "Pacific/Honolulu", "Lisbon": "Europe/Lisbon"}
WAYS = [("Auckland", "Honolulu"), ("Honolulu", "Auckland"), ("Auckland", "Lisbon"), ("Lisbon", "Auckland")]
AGREED = [
    Version(date(2026, 1, 3), {"Auckland": 3, "Honolulu": 5}, {"Auckland": 1, "Honolulu": 2}, 4, 3, 1, True),
    Version(date(2026, 1, 3), {"Auckland": 4, "Lisbon": 0}, {"Auckland": 2, "Lisbon": 0}, 3, None, 0, True),
]


@dataclass(frozen=True)
class World:
    parks: dict[str, Park]
    companies: dict[str, list[Company]]  # by the name of their home park
    agreements: list[Agreement]  # in the order of AGREED
    admin: User


def world() -> World:
    parks = {name: cast.park(name, f"Manager {name}") for name in ZONES}
    for name, zone in ZONES.items():
        Park.objects.filter(pk=parks[name].pk).update(time_zone=zone)
        parks[name].refresh_from_db()
    companies = {
        name: [cast.company(f"{name} {n}", park, f"Lead {name} {n}") for n in range(2)] for name, park in parks.items()
    }
    agreements = [_signed([parks[name] for name in version.months], version) for version in AGREED]
    return World(parks, companies, agreements, people.network_admin())


def terms_of(parks: list[Park], it: Version, rules_from: date | None = None, notice: int = 6) -> Terms:
    directions = {
        park.pk: Direction(it.months[park.name], it.places[park.name], max_months=it.longest) for park in parks
    }
    return Terms(
        date(2026, 1, 1), LAST, directions, limit_at=it.limit, floor_months=it.floor, carry_over=it.carries,
        notice_months=notice, rules_from=rules_from,
    )  # fmt: skip


def _signed(parks: list[Park], version: Version) -> Agreement:
    signed_on = cast.at(2026, 1, 2)  # the third in Auckland
    made = actions.propose(
        by=cast.manager_of(parks[0]), proposer=parks[0], partner=parks[1], terms=terms_of(parks, version), now=signed_on
    )
    return both_sign(made, parks, signed_on)


def both_sign(agreement: Agreement, parks: list[Park], now: datetime) -> Agreement:
    content = agreement.newest.content_hash
    for park in parks:
        by = cast.manager_of(park)
        agreement = actions.sign(agreement, by=by, park=park, content_hash=content, now=now)
    return agreement
