"""Lists and pages of landings and agreements ask the database the same few questions with 10 and with 1,000 rows."""

from datetime import date

import pytest
from django.test import Client

from companies.company.models import Company
from exchanges.agreements.models import Agreement, AgreementVersion, DirectionTerms, Signature
from exchanges.agreements.terms import Direction
from exchanges.landings.models import Landing
from exchanges.ledger.models import Pair
from parks.park.models import Park
from tests.asking import get, tell_planner
from tests.exchanges import cast
from tests.exchanges.cast import NOW

pytestmark = pytest.mark.django_db
MOST = 10  # statements a page
SHOWN = 25  # rows a page
FRAME = 20  # rows of the frame: the person, her memberships, what waits


def signed_in(user):
    client = Client()
    client.force_login(user)
    client.get("/me/")  # the session's own bookkeeping is over
    return client


def many_landings(porto: Park, malaga: Park, count: int) -> None:
    pair = Pair.objects.between(porto, malaga)
    companies = Company.objects.bulk_create(Company(name=f"Company {n:04}") for n in range(count))
    Landing.objects.bulk_create(
        Landing(
            company=company, home=porto, host=malaga, pair=pair, state="withdrawn", submitted_at=NOW, nominated_at=NOW,
            wished_start=date(2027, 3, 1), wished_months=2, created_at=NOW, changed_at=NOW,
        )
        for company in companies
    )  # fmt: skip


def many_agreements(porto: Park, count: int, letter: str) -> None:
    parks = Park.objects.bulk_create(
        Park(code=f"{letter}{n:04}", name=f"Park {letter}{n:04}", country="ES", state="admitted") for n in range(count)
    )
    pairs = Pair.objects.bulk_create(Pair(low=porto, high=park) for park in parks)
    made = Agreement.objects.bulk_create(
        Agreement(pair=pair, code=f"{letter}{n:04}", proposed_by=porto, state="withdrawn", created_at=NOW)
        for n, pair in enumerate(pairs)
    )
    versions = AgreementVersion.objects.bulk_create(
        AgreementVersion(
            agreement=one, number=1, made_by=porto, made_at=NOW, valid_from=date(2027, 1, 1),
            valid_until=date(2028, 1, 1), content_hash="0" * 64,
        )
        for one in made
    )  # fmt: skip
    DirectionTerms.objects.bulk_create(
        DirectionTerms(version=version, home=home, host=host, months_per_year=6)
        for version, pair in zip(versions, pairs, strict=True)
        for home, host in ((pair.low, pair.high), (pair.high, pair.low))
    )
    Signature.objects.bulk_create(
        Signature(version=version, park=porto, signed_at=NOW, content_hash="0" * 64) for version in versions
    )


@pytest.mark.parametrize(
    "address", ["/landings/", "/landings/?q=Company&sort=-company&page=2", "/landings/?which=ended"]
)
def test_the_list_of_landings(address):
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    asked = []
    for count in (30, 1000):
        many_landings(porto, malaga, count)
        tell_planner()
        _, one = get(signed_in(cast.manager_of(malaga)), address)
        assert one.rows <= 3 * SHOWN + FRAME
        asked.append(len(one.statements))
    assert asked[0] == asked[1] <= MOST


@pytest.mark.parametrize("address", ["/agreements/", "/agreements/?q=Park&sort=second&page=2"])
def test_the_list_of_agreements(address):
    porto, asked = cast.park("Porto", "Anna Lund"), []
    for count, letter in ((30, "X"), (1000, "Y")):
        many_agreements(porto, count, letter)
        tell_planner()
        _, one = get(signed_in(cast.manager_of(porto)), address)
        assert one.rows <= 3 * SHOWN + FRAME
        asked.append(len(one.statements))
    assert asked[0] == asked[1] <= MOST


def test_one_landing_among_a_thousand():
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(6))
    lumen = cast.company("Lumen", porto, "Cleo Dias")
    landing = cast.nominated(lumen, malaga, date(2027, 3, 1), 2)
    asked = []
    for count in (10, 1000):
        client = signed_in(cast.manager_of(malaga))
        for page in ("", "offer/"):
            _, one = get(client, f"{landing.get_absolute_url()}{page}")
            asked.append((page, len(one.statements)))
        many_landings(porto, malaga, count)
        tell_planner()
    assert dict(asked[:2]) == dict(asked[2:])
    assert asked[0][1] <= MOST
