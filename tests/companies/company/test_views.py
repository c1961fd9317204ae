"""The pages of companies and their residency, as each kind of person meets them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.company.models import Company, Residency
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.notices.models import Notice
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def porto() -> Park:
    return cast.park("Porto Digital", "BR", city="Recife")


@pytest.fixture
def anna(porto: Park) -> User:
    return cast.manager_of(porto, "Anna Lund")


@pytest.fixture
def lumen() -> Company:
    return cast.company("Lumen Optics", sectors=["Optics"])


@pytest.fixture
def lea(lumen: Company) -> User:
    return cast.lead_of(lumen, "Lea Ferreira")


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_create_makes_one_company_its_lead_and_the_claim(porto, anna) -> None:
    client = cast.browser_of(cast.person("Lea Ferreira"))
    facts = {"name": "Lumen Optics", "sectors": "optics", "park": porto.pk}
    made = client.post("/companies/create/", facts)
    lumen = Company.objects.get()
    assert made["Location"] == f"/companies/{lumen.pk}/"
    assert lumen.memberships.get().role == "lead"
    assert (lumen.residencies.get().state, Notice.objects.get().recipient) == ("claimed", anna)
    assert "already" in text(client.post("/companies/create/", facts))
    assert Company.objects.count() == 1


def test_claim_then_verify_tells_both_sides_and_keeps_the_history(porto, anna, lumen, lea) -> None:
    for _ in range(2):
        page = cast.browser_of(lea).post(f"/companies/{lumen.pk}/claim/", {"park": porto.pk, "since": "2020-05-03"})
        assert page.status_code == 303
    claim = Residency.objects.get()
    assert "Lumen Optics says it is your resident" in Notice.objects.get(recipient=anna).subject
    manager = cast.browser_of(anna)
    assert "1 company waits for your word" in text(manager.get("/companies/at/porto-digital/"))
    manager.post(f"/companies/residency/{claim.pk}/verify/")
    stale = manager.post(f"/companies/residency/{claim.pk}/verify/", follow=True)
    assert "no longer applies" in text(stale)
    claim.refresh_from_db()
    assert claim.state == "verified"
    assert [(step.verb, step.acted_for) for step in claim.steps.all()] == [
        ("claim", "Lumen Optics"), ("verify", "Porto Digital"),
    ]  # fmt: skip
    assert Notice.objects.filter(recipient=lea).count() == 1
    assert "Resident of" in text(cast.browser_of(lea).get(f"/companies/{lumen.pk}/"))


def test_verify_while_another_park_vouches_is_refused_with_a_sentence(porto, anna, lumen, lea) -> None:
    cast.resident(lumen, cast.park("Tecnopuc", "BR"), since="2020-05-03")
    cast.browser_of(lea).post(f"/companies/{lumen.pk}/claim/", {"park": porto.pk})
    claim = Residency.objects.get(state="claimed")
    page = cast.browser_of(anna).post(f"/companies/residency/{claim.pk}/verify/")
    assert page.status_code == 200
    assert "resident of Tecnopuc since 3 May 2020" in text(page)
    claim.refresh_from_db()
    assert claim.state == "claimed"


@pytest.mark.parametrize(("verb", "before", "after"), [("refuse", "claimed", "refused"), ("end", "verified", "ended")])
def test_refuse_and_end_ask_for_a_reason_and_send_it(porto, anna, lumen, lea, verb, before, after) -> None:
    residency = cast.resident(lumen, porto, before)
    client = cast.browser_of(anna)
    address = f"/companies/residency/{residency.pk}/{verb}/"
    assert "This field is required" in text(client.post(address, {"reason": " "}))
    done = client.post(address, {"reason": "Moved to Lisbon."}, follow=True)
    assert done.status_code == 200, "the manager no longer sees the company, but a page that exists"
    residency.refresh_from_db()
    assert (residency.state, residency.reason) == (after, "Moved to Lisbon.")
    assert "Moved to Lisbon." in Notice.objects.get(recipient=lea).body


def test_refused_may_claim_again(porto, anna, lumen, lea) -> None:
    cast.resident(lumen, porto, "refused")
    cast.browser_of(lea).post(f"/companies/{lumen.pk}/claim/", {"park": porto.pk})
    assert Residency.objects.filter(state="claimed").count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"park": "999"}, "Select a valid choice"),
        ({"park": "x"}, "Select a valid choice"),
        ({"park": ""}, "This field is required"),
        ({"since": "2199-01-01"}, "still to come"),
        ({"since": "yesterday"}, "Enter a valid date"),
    ],
)
def test_claim_says_what_is_wrong_at_the_field(porto, lumen, lea, wrong, sentence) -> None:
    page = cast.browser_of(lea).post(f"/companies/{lumen.pk}/claim/", {"park": porto.pk, **wrong})
    assert sentence in text(page) and not Residency.objects.exists()


def test_add_resident_makes_company_verified_residency_and_invitation_at_once(porto, anna) -> None:
    client = cast.browser_of(anna)
    facts = {"name": "Lumen Optics", "email": "lea@example.org", "since": "2020-05-03"}
    assert client.post("/companies/at/porto-digital/add/", facts).status_code == 303
    lumen = Company.objects.get()
    assert lumen.residencies.get().state == "verified"
    invitation = lumen.memberships.get()
    assert (invitation.state, invitation.role, invitation.email) == ("invited", "lead", "lea@example.org")
    assert Notice.objects.get().address == "lea@example.org"
    assert "already" in text(client.post("/companies/at/porto-digital/add/", facts))
    assert Company.objects.count() == 1


def test_edit_keeps_what_was_typed_and_changes_the_eligibility(lumen, lea) -> None:
    client = cast.browser_of(lea)
    address = f"/companies/{lumen.pk}/edit/"
    wrong = client.post(address, {"name": "Lumen Optics", "about": "Lenses", "people": "0"})
    assert "Lenses" in text(wrong) and "greater than or equal to 1" in text(wrong)
    facts = {"name": "Lumen Optics", "sold_since": "2020-01-01", "references": 2, "regions": 3, "business_plan": "on"}
    client.post(address, facts)
    assert "4 of 4 met" in text(client.get(f"/companies/{lumen.pk}/"))


def test_join_by_name_asks_those_who_lead(lumen, lea) -> None:
    client = cast.browser_of(cast.person("Max Muster"))
    assert "No company here is called “Lumen”" in text(client.post("/companies/join/", {"name": "Lumen"}))
    assert client.post("/companies/join/", {"name": "lumen optics"})["Location"] == "/"
    assert Notice.objects.get().recipient == lea
    client.post("/companies/join/", {"name": "lumen optics"})
    assert lumen.memberships.filter(state="asked").count() == 1


def test_residents_are_found_filtered_and_sorted(porto, anna) -> None:
    for name, state, people in (("Łódka", "verified", 3), ("Beta", "claimed", 20), ("Alpha", "ended", None)):
        cast.resident(cast.company(name, people=people), porto, state)
    client = cast.browser_of(anna)

    def names(query: str) -> list[str]:
        page = client.get("/companies/at/porto-digital/" + query)
        return [row.company.name for row in page.context["page_obj"]]

    assert names("") == ["Alpha", "Beta", "Łódka"]
    assert names("?q=lodka") == ["Łódka"]
    assert names("?state=claimed") == ["Beta"]
    assert names("?sort=-people") == ["Beta", "Łódka", "Alpha"]
    assert names("?sort=nope&state=nope&page=x") == ["Alpha", "Beta", "Łódka"]


@pytest.mark.parametrize("query", ["?page=x", "?page=%00", "?q=%ff", "?q=" + "a" * 1000, "?sort=-x", "?state=%27"])
def test_odd_addresses_never_break_a_list(porto, anna, query) -> None:
    assert cast.browser_of(anna).get("/companies/at/porto-digital/" + query).status_code in (200, 400)
    assert cast.browser_of(cast.network_admin()).get("/companies/" + query).status_code in (200, 400)


@pytest.mark.parametrize(
    "address", ["/companies/99999999999999999999/", "/companies/at/x/", "/companies/residency/0/verify/"]
)
def test_what_is_not_there_is_not_found(anna, address) -> None:
    assert cast.browser_of(anna).get(address).status_code == 404


@pytest.mark.parametrize("who", ["manager", "admin"])
def test_lists_ask_the_same_few_questions_for_10_and_1000_companies(porto, anna, who) -> None:
    client = cast.browser_of(anna if who == "manager" else cast.network_admin())
    address = "/companies/at/porto-digital/" if who == "manager" else "/companies/?sort=home"
    client.get(address)
    counts = []
    for amount in (10, 1000):
        made = Company.objects.bulk_create(Company(name=f"C {amount} {n}") for n in range(amount))
        Residency.objects.bulk_create(
            Residency(company=company, park=porto, state=("verified", "claimed")[n % 2])
            for n, company in enumerate(made)
        )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        statements = [query["sql"] for query in asked]
        assert len(set(statements)) == len(statements)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10


def test_who_may_open_which_page_of_a_company(porto, anna, lumen, lea) -> None:
    """A stranger gets 404, a colleague without the right 403; the home park reads and does not edit."""
    home = cast.resident(lumen, porto)
    elsewhere = cast.park("Tecnopuc", "BR")
    people = {
        "visitor": None, "other manager": cast.manager_of(elsewhere, "Otto Other"), "home deputy": cast.deputy_of(porto, "Dario Pérez"),
        "member": cast.member_of(lumen, "Max Muster"), "lead": lea, "admin": cast.network_admin(),
    }  # fmt: skip
    table = {
        f"/companies/{lumen.pk}/": (302, 404, 200, 200, 200, 200),
        f"/companies/{lumen.pk}/edit/": (302, 404, 403, 403, 200, 200),
        f"/companies/{lumen.pk}/claim/": (302, 404, 403, 403, 200, 403),
        f"/companies/{lumen.pk}/people/": (302, 404, 404, 200, 200, 200),
        f"/companies/{lumen.pk}/people/invite/": (302, 404, 404, 403, 200, 200),
        f"/companies/residency/{home.pk}/end/": (302, 404, 200, 403, 403, 403),
        "/companies/at/porto-digital/": (302, 404, 200, 404, 404, 200),
        "/companies/at/porto-digital/add/": (302, 404, 200, 404, 404, 403),
        "/companies/": (302, 404, 404, 404, 404, 200),
        "/companies/create/": (302, 200, 200, 200, 200, 200),
    }
    found = {
        address: tuple(cast.browser_of(who and cast.again(who)).get(address).status_code for who in people.values())
        for address in table
    }
    assert found == table
