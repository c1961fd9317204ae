"""Today, as each person meets it."""

from datetime import date, timedelta

import pytest

from companies.company.models import Company, Residency
from companies.company.models import Membership as CompanyMembership
from exchanges.agreements import actions as agreements
from exchanges.agreements.terms import Direction
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair
from exchanges.statements.periods import quarter, up_to
from exchanges.today.wording import heading
from parks.park.models import Membership, Park
from softlanding.accounts.models import User
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.consent import signed
from tests.exchanges.statements.making import confirm


@pytest.fixture(autouse=True)
def nothing_to_confirm(network) -> None:
    """The statements of all finished quarters are confirmed; tests/exchanges/statements tells what they ask for."""
    for pair in Pair.objects.all():
        confirm(pair, up_to(quarter(2026, 3)), pair.low, pair.high)


def today_of(user: User):
    response = people.browser_of(user).get("/")
    assert response.status_code == 200
    return response.context["it"], response.content.decode()


def test_a_manager_sees_what_waits_soonest_first_with_what_it_does(network) -> None:
    it, page = today_of(cast.manager_of(network.malaga))
    assert it.heading == "One thing waits for you"
    assert it.first == "By 7 December, in 14 days."
    (todo,) = it.todos
    assert todo.headline == "Decide on Faro from Porto" and todo.url == f"{network.waits.get_absolute_url()}offer/"
    assert todo.text == (
        "Asks for 3 months from 4 January 2027 for two people. Leaves 2 of 6 in 2027; Porto owes you 3 months after."
    )
    assert todo.soon and (todo.by - date(2026, 11, 23)).days == todo.days
    assert [one.headline for one in it.waited] == ["Vega to answer the offer of Porto, 2 months from 1 February 2027"]
    assert "owes 5 months" in page and "One company, two people." in page and ">31 January<" in page


def test_people_of_the_same_roles_read_each_her_own(network) -> None:
    waits = {park: [todo.headline for todo in today_of(cast.manager_of(park))[0].todos] for park in Park.objects.all()}
    assert waits == {network.malaga: ["Decide on Faro from Porto"], network.porto: [], network.songdo: []}
    waited = [one.headline for one in today_of(cast.manager_of(network.porto))[0].waited]
    assert "Málaga to decide on Faro, 3 months from 4 January 2027" in waited


def test_every_kind_of_request_waits_for_a_manager(network) -> None:
    malaga = network.malaga
    Residency.objects.create(company=Company.objects.create(name="Aurora"), park=malaga, state="claimed")
    asks = cast.person("Pilar Gil")
    Membership.objects.create(park=malaga, user=asks, email=asks.email, state="asked", role="deputy")
    skolkovo = cast.park("Kolkata", "Asha Roy")
    deal = cast.terms(skolkovo, malaga, Direction(3), valid=(date(2027, 1, 1), date(2028, 12, 31)))
    made = agreements.propose(by=cast.manager_of(skolkovo), proposer=skolkovo, partner=malaga, terms=deal, now=cast.NOW)
    it, _ = today_of(cast.manager_of(malaga))
    assert it.heading == "Four things wait for you"
    assert {todo.headline for todo in it.todos} == {
        "Decide on Faro from Porto", "Verify that Aurora is your resident", "Pilar Gil asks to join Málaga",
        "Sign the agreement with Kolkata",
    }  # fmt: skip
    assert [todo.soon for todo in it.todos] == [True, False, False, False]
    version = made.newest
    agreements.sign(made, by=cast.manager_of(malaga), park=malaga, content_hash=version.content_hash, now=cast.NOW)
    it, _ = today_of(cast.manager_of(malaga))
    assert "Sign the agreement with Kolkata" not in {todo.headline for todo in it.todos}
    (waited,) = [one for one in it.waited if one.headline == "Kolkata to sign the agreement with you"]
    deputy = cast.member(malaga, cast.person("Dora Paz"), "deputy")  # who waits may not sign, but read
    assert people.browser_of(deputy).get(waited.url).status_code == 200
    it, _ = today_of(cast.manager_of(skolkovo))
    assert it.todos[0].headline == "Sign the agreement with Málaga"


def test_an_entrepreneur_sees_offers_stays_and_open_parks(network) -> None:
    it, _page = today_of(cast.lead_of(network.vega))
    (todo,) = it.todos
    assert todo.headline == "Answer the offer of Porto" and todo.days == 70
    assert [stay.says for stay in it.side.stays] == ["2 reserved"]
    assert [one.park.name for one in it.side.open_parks] == ["Porto", "Songdo"]
    it, _ = today_of(cast.lead_of(network.ondas))
    assert it.todos == [] and it.heading == "Nothing waits for you today"
    assert it.next_step["label"] == "Apply to a park"


def test_a_network_admin_sees_trouble(network) -> None:
    Park.objects.create(code="new", name="Nowy Park", country="PL", state="applied")
    entry = ledger.Entry(
        day=date(2026, 10, 2), debtor=network.porto, creditor=network.malaga, months=7, because=Because.OPENING,
        reference="opening/2",
    )  # fmt: skip
    signed(entry)
    network.waits.due_on = date(2026, 11, 20)
    network.waits.save()
    admin = people.network_admin()
    Notice.objects.create(
        recipient=admin, address=admin.email, key="check_ledger/2026-11-23", subject="Row 7 lies", created_at=cast.NOW
    )
    it, _page = today_of(admin)
    assert [todo.headline for todo in it.todos] == [
        "Málaga has not decided on Faro", "The books do not add up", "Porto owes Málaga 7 months",
        "Nowy Park asks to join the network",
    ]  # fmt: skip
    assert it.first == "The first was due 20 November, 3 days ago."
    assert (it.side.network.parks, it.side.network.pairs_past_limit) == (3, 1)


def test_nobody_sees_what_waits_for_others(network) -> None:
    for user in (cast.manager_of(network.songdo), cast.lead_of(network.lumen)):
        it, page = today_of(user)
        assert it.todos == [] and it.waited == []
        assert "Faro" not in page and "Vega" not in page


def test_what_waits_covers_all_hats_and_the_side_follows_the_one_worn(network) -> None:
    marta = cast.manager_of(network.malaga)
    CompanyMembership.objects.create(company=network.vega, user=marta, email=marta.email, role="lead", state="active")
    browser = people.browser_of(people.again(marta))
    assert len(browser.get("/").context["it"].todos) == 2
    browser.post("/act-for/", {"acting_for": f"company:{network.vega.pk}"})
    it = browser.get("/").context["it"]
    assert len(it.todos) == 2 and it.side.company == "Vega" and it.side.summary is None


def test_a_person_without_park_or_company_is_shown_how_to_begin(network) -> None:
    page = people.browser_of(cast.person("Nina Neu")).get("/").content.decode()
    assert "Welcome to softlanding" in page and "Register your company" in page
    assert "Nothing waits" not in page


def test_a_visitor_is_told_what_this_is(db) -> None:
    response = people.browser_of(None).get("/")
    assert response.status_code == 200 and "Sign up" in response.content.decode()


@pytest.mark.parametrize(
    ("count", "more", "said"),
    [
        (0, False, "Nothing waits for you today"),
        (1, False, "One thing waits for you"),
        (4, False, "Four things wait for you"),
        (14, False, "14 things wait for you"),
        (30, True, "More than 30 things wait for you"),
    ],
)
def test_the_heading_counts(count, more, said) -> None:
    assert heading(count, more) == said


def test_a_check_in_waits_a_week_before(network) -> None:
    soon = date(2026, 11, 23) + timedelta(days=6)
    cast.confirmed(cast.company("Delta", network.porto, "Eva Po"), network.malaga, soon, 1)
    it, _ = today_of(cast.manager_of(network.malaga))
    assert it.todos[0].headline == "Check in Delta from Porto" and it.todos[0].days == 6
