"""Builds the demo network: real parks, invented life, all of it by the actions people use, with dates relative to today."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta
from django.db import connection, transaction
from django.db.models import F

from companies.company import actions as companies
from companies.company.models import Company, Residency
from exchanges.agreements import actions as agreements
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Terms
from exchanges.bundles.actions import import_bundle
from exchanges.bundles.rows import read_bundle
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from parks.park.models import Membership, Park
from parks.park.states import Role
from softlanding.accounts.models import MembershipState, User
from softlanding.demo import clearing, facts, negotiations, programmes, reports
from softlanding.demo.people import MALAGA, OTHERS, PEOPLE, PORTO, Person
from softlanding.demo.scenery import AGREEMENTS, COMPANIES, HISTORY, Agreed, Invented
from softlanding.kernel.calendar import month_begins
from softlanding.notices.models import Notice

DATA = Path(__file__).parent / "data" / "network-softlanding"
UNREAD_DAYS = 7  # notices of the last days are unread, as in a real inbox


@dataclass
class World:
    """What has been built so far, by the names the scenery uses."""

    now: datetime
    parks: dict[str, Park] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    companies: dict[str, Company] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.date()

    def at(self, day: date, hour: int = 10) -> datetime:
        """A moment of office hours on a day, never after now."""
        return min(self.now, datetime.combine(day, time(hour), UTC))

    def ago(self, days: int) -> datetime:
        return self.at(self.today - timedelta(days=days))

    def manager(self, code: str) -> User:
        return self.users[f"manager {code}"]

    def lead(self, company: str) -> User:
        return self.users[f"lead {company}"]


@transaction.atomic
def load(now: datetime) -> World:
    """Everything, in one transaction: a loading that is interrupted leaves nothing behind."""
    from softlanding.demo import settlements, statements
    from softlanding.demo.requests import play_exceptions
    from softlanding.demo.stays import play_all

    world = World(now)
    import_bundle(read_bundle(DATA), now=now)
    world.parks = {park.code: park for park in Park.objects.all()}
    facts.load(world.parks)
    programmes.load_programmes(world.parks, world.today)
    for person in PEOPLE:
        add_person(world, person)
    for code, name in OTHERS.items():
        run_park(world, code, add_user(world, f"manager {code}", name), Role.MANAGER)
    for company in COMPANIES:
        add_company(world, company)
    for agreed in AGREEMENTS:
        agree(world, agreed)
    post_history(world)
    clearing.play_past(world)
    play_all(world)
    settlements.play(world)
    play_exceptions(world)
    clearing.play_present(world)
    add_what_waits(world)
    programmes.load_needs(world.companies, world.today)
    statements.play(world)  # last: it closes books
    tell_planner()
    reports.write_last(world)
    settle_notices(world)
    return world


def tell_planner() -> None:
    """So many rows at once: PostgreSQL would plan for empty tables until it looks by itself, a minute later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add_user(world: World, key: str, name: str, email: str = "", is_network_admin: bool = False) -> User:
    address = email or f"{key.replace(' ', '.').lower()}@example.org"
    address = address.encode("ascii", "ignore").decode()
    user = User.objects.create_user(address, name, is_network_admin=is_network_admin)
    world.users[key] = user
    return user


def add_person(world: World, person: Person) -> None:
    user = add_user(world, person.key, person.name, person.email, person.is_network_admin)
    if person.park:
        run_park(world, person.park, user, Role.DEPUTY if person.is_deputy else Role.MANAGER)


def run_park(world: World, code: str, user: User, role: Role) -> None:
    Membership.objects.create(
        park=world.parks[code], user=user, email=user.email, role=role, state=MembershipState.ACTIVE,
        created_at=world.ago(900), decided_at=world.ago(900),
    )  # fmt: skip
    if role == Role.MANAGER:
        world.users[f"manager {code}"] = user


def add_company(world: World, invented: Invented) -> None:
    """A company with its profile, somebody who speaks for it, and a residency its park verified."""
    home = world.parks[invented.home]
    lead = world.users.get(invented.lead) or add_user(world, f"lead {invented.name}", invented.lead)
    world.users[f"lead {invented.name}"] = lead
    made = companies.create(
        by=lead, now=world.ago(800), name=invented.name, about=invented.about, people=invented.people,
        founded=invented.founded, kind=invented.kind, sectors=list(invented.sectors),
        sold_since=world.today - relativedelta(months=invented.months_sold), references=invented.references,
        regions=invented.regions, business_plan=invented.business_plan,
    )  # fmt: skip
    since = date(max(invented.founded, world.today.year - 6), 3, 1)
    residency = companies.claim(made, park=home, since=since, by=lead, now=world.ago(799))
    companies.verify(residency, by=world.manager(invented.home), now=world.ago(797))
    world.companies[invented.name] = made


def agree(world: World, agreed: Agreed) -> Agreement:
    """Propose an agreement, and sign, refuse or withdraw it, so that it stands today as the scenery says."""
    first, second = world.parks[agreed.first], world.parks[agreed.second]
    first_of_month = world.today.replace(day=1)
    valid_from = first_of_month - relativedelta(months=agreed.since_months)
    valid_until = first_of_month + relativedelta(months=agreed.until_months) - timedelta(days=1)
    terms = Terms(
        valid_from, valid_until, {first.pk: agreed.there, second.pk: agreed.back}, alert_at=agreed.alert,
        limit_at=agreed.limit, floor_months=agreed.floor, carry_over=agreed.carry_over,
    )  # fmt: skip
    recent = agreed.state in {"proposed", "half_signed", "countered"}
    when = world.ago(6 if recent else 20) if agreed.since_months < 0 else world.at(valid_from - timedelta(days=30))
    by = world.manager(agreed.first)
    made = agreements.propose(by=by, proposer=first, partner=second, terms=terms, now=when)
    content, later = made.newest.content_hash, min(world.now, when + timedelta(days=3))
    if agreed.state == "refused":
        reason = "Four months a year are too few for our companies; we would start at six."
        return agreements.refuse(made, by=world.manager(agreed.second), park=second, reason=reason, now=later)
    if agreed.state == "withdrawn":
        return agreements.withdraw(
            made, by=by, park=first, reason="Our board wants to see six months first.", now=later
        )
    if agreed.state == "countered":
        return negotiations.counter(made, second, world.manager(agreed.second), world.ago(3))
    made = agreements.sign(made, by=by, park=first, content_hash=content, now=when)
    if not recent:
        made = agreements.sign(made, by=world.manager(agreed.second), park=second, content_hash=content, now=later)
    lives_on = {
        "amended": (negotiations.amend, 4), "suspended": (negotiations.suspend, 40), "ending": (negotiations.end, 30),
        "terminated": (negotiations.end, 300),
    }  # fmt: skip
    if agreed.state in lives_on:
        go_on, days_ago = lives_on[agreed.state]
        made = go_on(made, second, world.manager(agreed.second), world.ago(days_ago))
    return made


def post_history(world: World) -> None:
    """Stays of before the portal: postings alone, as an imported history leaves them."""
    entries = [
        ledger.Entry(
            day=month_begins(start, k), debtor=world.parks[home], creditor=world.parks[host], months=1,
            because=Because.STAY, reference=f"demo/{home}/{host}/{ago}/{k + 1}",
            text=f"Stay before the portal, month {k + 1} of {months}",
        )
        for home, host, ago, months in HISTORY
        for start in [world.today.replace(day=1) - relativedelta(months=ago)]
        for k in range(months)
    ]  # fmt: skip
    ledger.post_all(sorted(entries, key=lambda entry: entry.day), now=world.ago(300))


def add_what_waits(world: World) -> None:
    """A claim to verify, and somebody who asks to join a park nobody runs yet."""
    newcomer = add_user(world, "lead Guadalhorce Wind", "Nerea Campos")
    company = companies.create(
        by=newcomer, now=world.ago(3), name="Guadalhorce Wind", about="Small wind turbines for farms.", people=5,
        founded=2022, kind="scaling",
    )  # fmt: skip
    companies.claim(company, park=world.parks[MALAGA], since=date(2024, 5, 1), by=newcomer, now=world.ago(3))
    world.companies[company.name] = company
    second = add_user(world, "lead Capibaribe", "Lia Barros")
    capibaribe = companies.create(by=second, now=world.ago(2), name="Capibaribe Health", people=4, founded=2023)
    companies.claim(capibaribe, park=world.parks[PORTO], since=date(2025, 2, 1), by=second, now=world.ago(2))
    world.companies[capibaribe.name] = capibaribe
    asker = add_user(world, "asker", "Oskar Nyman")
    Membership.objects.create(
        park=world.parks["P170"], user=asker, email=asker.email, role=Role.MANAGER, state=MembershipState.ASKED,
        created_at=world.ago(4),
    )  # fmt: skip


def settle_notices(world: World) -> None:
    """Nothing of the past is mailed; what is older than a week has been read."""
    Notice.objects.update(sent_at=F("created_at"), next_try_at=None)
    old = Notice.objects.filter(created_at__lt=world.now - timedelta(days=UNREAD_DAYS))
    old.update(read_at=F("created_at"))


def is_loaded() -> bool:
    """Whether anybody lives here already: the demo never mixes with somebody's own network."""
    return User.objects.exists() or Residency.objects.exists()
