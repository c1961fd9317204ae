"""The people and parks the exchange tests play with, and how far a landing has come."""

from datetime import UTC, date, datetime
from typing import Any

from companies.company.models import Company, Residency
from companies.company.models import Membership as CompanyMembership
from exchanges.agreements import actions as agreements
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction, Terms
from exchanges.landings import actions as landings
from exchanges.landings.models import Landing
from exchanges.ledger.models import Pair
from parks.park.models import Membership, Park
from softlanding.accounts.models import User


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def noon(day: date) -> datetime:
    return at(day.year, day.month, day.day)


NOW = at(2026, 11, 23)
FAR = (date(2026, 1, 1), date(2028, 12, 31))


def person(name: str, **fields: Any) -> User:
    return User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", name, **fields)


def park(name: str, manager: str = "", country: str = "ES") -> Park:
    """An admitted park, with a manager when one is named."""
    made = Park.objects.create(code=name[:4].upper(), name=name, country=country, state="admitted")
    if manager:
        member(made, person(manager))
    return made


def member(park: Park, user: User, role: str = "manager") -> User:
    Membership.objects.create(park=park, user=user, email=user.email, role=role, state="active")
    return user


def manager_of(park: Park) -> User:
    """A fresh user object, as a new request would have."""
    membership = Membership.objects.filter(park=park, role="manager", state="active").first()
    assert membership
    return User.objects.get(pk=membership.user_id)


def company(name: str, home: Park, lead: str) -> Company:
    """A company with a verified residency and somebody who speaks for it."""
    made = Company.objects.create(name=name)
    Residency.objects.create(company=made, park=home, state="verified")
    user = person(lead)
    CompanyMembership.objects.create(company=made, user=user, email=user.email, role="lead", state="active")
    return made


def lead_of(company: Company) -> User:
    membership = CompanyMembership.objects.filter(company=company, role="lead", state="active").first()
    assert membership
    return User.objects.get(pk=membership.user_id)


def terms(home: Park, host: Park, there: Direction, back: Direction | None = None, **more: Any) -> Terms:
    valid_from, valid_until = more.pop("valid", FAR)
    return Terms(valid_from, valid_until, {home.pk: there, host.pk: back or there}, **more)


def agreed(home: Park, host: Park, there: Direction, back: Direction | None = None, **more: Any) -> Agreement:
    """An agreement both managers signed on 2 January 2026."""
    return agreed_on(at(2026, 1, 2), home, host, there, back, **more)


def agreed_on(
    when: datetime, home: Park, host: Park, there: Direction, back: Direction | None = None, **more: Any
) -> Agreement:
    """An agreement both managers signed on a day."""
    first, second = manager_of(home), manager_of(host)
    made = agreements.propose(
        by=first, proposer=home, partner=host, terms=terms(home, host, there, back, **more), now=when
    )
    made = agreements.sign(made, by=first, park=home, content_hash=made.newest.content_hash, now=when)
    return agreements.sign(made, by=second, park=host, content_hash=made.newest.content_hash, now=when)


def submitted(company: Company, host: Park, start: date, months: int, now: datetime = NOW) -> Landing:
    home = Residency.objects.verified().get(company=company).park
    wish = landings.Wish(start, months, 2, "First customers")
    landing = landings.draft(company=company, home=home, host=host, wish=wish, by=lead_of(company), now=now)
    return landings.submit(landing, by=lead_of(company), now=now)


def nominated(company: Company, host: Park, start: date, months: int, now: datetime = NOW) -> Landing:
    landing = submitted(company, host, start, months, now)
    return landings.nominate(landing, by=manager_of(landing.home), now=now)


def offered(company: Company, host: Park, start: date, months: int, now: datetime = NOW) -> Landing:
    landing = nominated(company, host, start, months, now)
    return offer(landing, start, months, now)


def offer(landing: Landing, start: date, months: int, now: datetime = NOW) -> Landing:
    return landings.offer(
        landing, by=manager_of(landing.host), starts_on=start, length=months, answer_by=start, now=now
    )


def confirmed(company: Company, host: Park, start: date, months: int, now: datetime = NOW) -> Landing:
    landing = offered(company, host, start, months, now)
    return landings.confirm(landing, by=lead_of(company), now=now)


def landed(company: Company, host: Park, start: date, months: int, now: datetime = NOW) -> Landing:
    """Here since its first day."""
    landing = confirmed(company, host, start, months, now)
    arrived = datetime(start.year, start.month, start.day, 12, tzinfo=UTC)
    return landings.check_in(landing, by=manager_of(host), arrived_on=start, now=arrived)


def balance(park: Park, partner: Park) -> int:
    """Months, from the park's side: > 0 is owed."""
    return Pair.objects.between(park, partner).balance_of(park)


def positions() -> dict[int, int]:
    """{park id: months over all partners}, > 0 is owed, of every park that ever met a partner."""
    found: dict[int, int] = {}
    for pair in Pair.objects.all():
        for park_id, months in ((pair.low_id, pair.balance), (pair.high_id, -pair.balance)):
            found[park_id] = found.get(park_id, 0) + months
    return found
