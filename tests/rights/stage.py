"""One network with somebody of every kind and something in every state, for tests that visit every page.

Porto (Anna Lund, her deputy Dario Pérez) sends Lumen Optics (Cleo Dias, her colleague Max Moser) to Málaga (Bea Ruiz).
Turin (Carla Conti) and its Nova Robotics (Nils Nova) have nothing to do with any of it. Frida Frei managed Porto and spoke
for Lumen until yesterday; Ada Asker asks to join both, Ida Invited is invited to both and has not answered.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from companies.company.models import Company
from companies.company.models import Membership as CompanyMembership
from exchanges.agreements import actions as agreements
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction, Terms
from exchanges.exceptions import actions as exceptions
from exchanges.landings import actions
from exchanges.landings.models import Landing
from exchanges.ledger.models import Because, Pair
from exchanges.settlements import actions as settlements
from exchanges.settlements.content import Content
from exchanges.statements.periods import last_finished
from parks.park.models import Membership, Park
from softlanding.accounts.models import User
from softlanding.memberships import actions as memberships
from softlanding.notices.models import Notice
from tests import cast
from tests.rights import clearings

PEOPLE = ("visitor", "nobody", "lead", "member", "stranger", "manager", "deputy", "host", "other", "admin")
# People whom Django's flags set apart: they answer as the kind beside them, for the flags open nothing.
FLAGGED = {"superuser": "nobody", "staff": "nobody", "deactivated": "visitor"}
# People who are not, or not yet, in anything: they answer as `nobody` (tests/rights/test_outsiders.py).
OUTSIDERS = ("former", "asker", "invited")
ROOMY = Direction(48, places=20, max_months=12, services="A desk, advice")


@dataclass
class Stage:
    """`people` by kind (None: the visitor); `things` by the name a test calls them."""

    now: datetime
    people: dict[str, User | None]
    things: dict[str, Any]

    @property
    def today(self) -> date:
        return self.now.date()

    def __getitem__(self, name: str) -> Any:
        return self.things[name]

    def landing(self, state: str) -> Landing:
        found: Landing = self.things[f"landing {state}"]
        return found


def build() -> Stage:
    """Everything at once, relative to today; about a second."""
    now = timezone.now()
    porto, malaga = cast.park("Porto Digital", "BR", city="Recife"), cast.park("Málaga TechPark", city="Málaga")
    turin = cast.park("Torino Wireless", "IT", city="Torino")
    waiting = cast.park("Parque Nuevo", state="applied")
    lumen, nova = cast.company("Lumen Optics", sectors=["Optics"]), cast.company("Nova Robotics")
    people: dict[str, User | None] = {
        "visitor": None,
        "nobody": cast.person("Noa Nobody"),
        "lead": cast.lead_of(lumen, "Cleo Dias"),
        "member": cast.member_of(lumen, "Max Moser"),
        "stranger": cast.lead_of(nova, "Nils Nova"),
        "manager": cast.manager_of(porto, "Anna Lund"),
        "deputy": cast.deputy_of(porto, "Dario Pérez"),
        "host": cast.manager_of(malaga, "Bea Ruiz"),
        "other": cast.manager_of(turin, "Carla Conti"),
        "admin": cast.network_admin(),
        "former": cast.lead_of(lumen, cast.manager_of(porto, "Frida Frei").name),
        "asker": cast.person("Ada Asker"),
        "invited": cast.person("Ida Invited", email="ida.invited@example.org"),
        "superuser": cast.person("Saul Super", is_staff=True, is_superuser=True),
        "staff": cast.person("Stefan Staff", is_staff=True),
        "deactivated": cast.network_admin("Dora Gone", is_active=False),
    }
    things: dict[str, Any] = {"porto": porto, "malaga": malaga, "turin": turin, "waiting park": waiting}
    quarter = last_finished(now.date()).name
    things["statement"] = [porto.code, malaga.code, quarter]
    things["statement file"] = [*things["statement"], "csv"]
    things |= {"lumen": lumen, "nova": nova, "lumen's home": cast.resident(lumen, porto)}
    cast.resident(nova, turin)
    stage = Stage(now, people, things)
    _add_agreements(stage)
    _add_exception(stage)
    _add_landings(stage)
    _add_settlement(stage)
    _add_request(stage)
    clearings.add(stage)
    _add_people_on_their_way(stage)
    _end_memberships(stage)
    for kind in (*PEOPLE[1:], *OUTSIDERS):
        user = people[kind]
        assert user
        things[f"notice of {kind}"] = Notice.objects.create(
            recipient=user, address=user.email, key=f"stage-{kind}", subject="Something happened", body="This.",
            url="/parks/", created_at=now,
        )  # fmt: skip
    return stage


def user(stage: Stage, kind: str) -> User:
    """A fresh object, as a new request would load it."""
    found = stage.people[kind]
    assert found
    return cast.again(found)


def _propose(stage: Stage, home: Park, host: Park, by: str, first: date, last: date, now: datetime) -> Agreement:
    terms = Terms(first, last, {home.pk: ROOMY, host.pk: ROOMY}, alert_at=30, limit_at=60)
    return agreements.propose(by=user(stage, by), proposer=home, partner=host, terms=terms, now=now)


def _sign(stage: Stage, agreement: Agreement, park: Park, by: str, now: datetime) -> Agreement:
    return agreements.sign(
        agreement, by=user(stage, by), park=park, content_hash=agreement.newest.content_hash, now=now
    )


def _add_agreements(stage: Stage) -> None:
    porto, malaga, today = stage["porto"], stage["malaga"], stage.today
    last, signed = today + timedelta(days=900), stage.now - timedelta(days=500)
    in_force = _propose(stage, porto, malaga, "manager", signed.date(), last, signed)
    _sign(stage, in_force, porto, "manager", signed)
    stage.things["in force"] = _sign(stage, in_force, malaga, "host", signed)
    later = _propose(stage, porto, malaga, "manager", last + timedelta(days=1), last + timedelta(days=400), stage.now)
    stage.things["proposed"] = later


def _add_exception(stage: Stage) -> None:
    """One that nobody has used: Porto's residents may go 3 months past the limit at Málaga."""
    stage.things["exception"] = exceptions.grant(
        home=stage["porto"], host=stage["malaga"], months=3, ends_on=stage.today + timedelta(days=90),
        reason="A fair in spring", by=user(stage, "admin"), now=stage.now,
    )  # fmt: skip


def _add_settlement(stage: Stage) -> None:
    """Porto corrects a month to its own loss; Málaga has been silent for so long that the network may stand in."""
    porto, malaga, asked = stage["porto"], stage["malaga"], stage.now - timedelta(days=20)
    content = Content(Because.ADJUSTMENT, porto, malaga, 1, asked.date(), "A month of ours that was never counted")
    pair = Pair.objects.select_related("low", "high").get(pk=stage["in force"].pair_id)
    stage.things["settlement"] = settlements.propose(
        pair, content=content, by=user(stage, "manager"), park=porto, now=asked
    )


def _add_request(stage: Stage) -> None:
    """Porto asks to let the nominated Lumen past the limit; nobody has answered."""
    it = stage.landing("nominated")
    stage.things["request"] = exceptions.ask(
        home=it.home, host=it.host, landing=it, ends_on=stage.today + timedelta(days=60), reason="One customer more",
        by=user(stage, "manager"), now=stage.now,
    )  # fmt: skip


def _add_landings(stage: Stage) -> None:
    """One a state; those that are stays of Lumen lie one after another."""
    soon = stage.today + timedelta(days=300)
    for state in ("draft", "submitted", "nominated", "offered", "declined", "withdrawn"):
        stage.things[f"landing {state}"] = landing(stage, state, soon, 2)
    stage.things["landing confirmed"] = landing(stage, "confirmed", stage.today + timedelta(days=200), 2)
    stage.things["landing landed"] = landing(stage, "landed", stage.today - timedelta(days=40), 4)
    stage.things["landing completed"] = landing(stage, "completed", stage.today - timedelta(days=300), 2)


def landing(stage: Stage, state: str, start: date, months: int, company: Company | None = None) -> Landing:
    """A landing of Lumen (or `company`) from Porto at Málaga, as far as `state`."""
    back = stage.now if start > stage.today else datetime.combine(start, stage.now.timetz()) - timedelta(days=30)
    lead, manager, host = (user(stage, kind) for kind in ("lead", "manager", "host"))
    first = user(stage, "former") if state == "draft" else lead
    wish = actions.Wish(start, months, 2, "First customers")
    found = actions.draft(
        company=company or stage["lumen"], home=stage["porto"], host=stage["malaga"], wish=wish, by=first, now=back
    )
    arrival = datetime.combine(start, stage.now.timetz())
    path = [
        ("submitted", lambda it: actions.submit(it, by=lead, now=back)),
        ("nominated", lambda it: actions.nominate(it, by=manager, now=back)),
        ("offered", lambda it: actions.offer(
            it, by=host, starts_on=start, length=months, answer_by=min(start, back.date() + timedelta(days=14)), now=back
        )),
        ("confirmed", lambda it: actions.confirm(it, by=lead, now=back)),
        ("landed", lambda it: actions.check_in(it, by=host, arrived_on=start, now=arrival)),
        ("completed", lambda it: actions.check_out(it, by=host, left_on=it.last_day, now=stage.now)),
    ]  # fmt: skip
    aside = {
        "declined": ("submitted", lambda it: actions.decline(it, by=manager, reason="No", now=back)),
        "withdrawn": ("nominated", lambda it: actions.withdraw(it, by=lead, reason="No", now=back)),
    }
    until, last = aside.get(state, (state, lambda it: it))
    names = [name for name, _ in path]
    for _, step in path[: names.index(until) + 1 if until in names else 0]:
        found = step(found)
    return last(found)


def _add_people_on_their_way(stage: Stage) -> None:
    """Requests to join, invitations, a claim and residencies in the states their verbs need."""
    porto, lumen = stage["porto"], stage["lumen"]
    asker, sprout = user(stage, "asker"), cast.company("Sprout")
    CompanyMembership.objects.create(
        company=sprout, user=stage.people["lead"], email="c@x.org", role="lead", state="active"
    )
    stage.things["claim"] = cast.resident(sprout, porto, "claimed")
    kinds: tuple[tuple[str, Any, dict[str, Any]], ...] = (
        ("park", Membership, {"park": porto, "role": "deputy"}),
        ("company", CompanyMembership, {"company": lumen, "role": "member"}),
    )
    for name, model, owner in kinds:
        asked = model.objects.create(user=asker, email=asker.email, state="asked", **owner)
        invited = model.objects.create(email="ida.invited@example.org", state="invited", **owner)
        active = model.objects.get(user=stage.people["deputy" if name == "park" else "member"])
        stage.things |= {
            f"{name} asker": asked,
            f"{name} person": active,
            f"{name} token": cast.mailed_link(invited).split("/")[-2],
        }


def _end_memberships(stage: Stage) -> None:
    """Of who managed the home park, spoke for its company and began an application that is still a draft."""
    former, yesterday = user(stage, "former"), stage.now - timedelta(days=1)
    for name, model, by in (("park", Membership, "manager"), ("company", CompanyMembership, "lead")):
        ended = memberships.end_membership(model.objects.get(user=former), by=user(stage, by), now=yesterday)
        stage.things[f"former {name} person"] = ended
