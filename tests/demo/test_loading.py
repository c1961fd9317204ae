"""The demo is alive on any day of the year: something in every state, something waiting for each person, true books."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from companies.company.models import Company, Residency
from exchanges.agreements.models import Agreement
from exchanges.agreements.queries import waiting_for
from exchanges.agreements.states import Phase
from exchanges.clearing.models import Clearing
from exchanges.clearing.queries import waiting_for as clearing_waits_for
from exchanges.landings.models import Landing
from exchanges.landings.states import State
from exchanges.ledger.checking import check
from exchanges.ledger.models import Pair
from parks.park.models import Park
from parks.programmes.models import Programme
from softlanding.accounts.models import User
from softlanding.demo.loading import load
from softlanding.demo.people import PEOPLE
from softlanding.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", ["2026-11-24", "2026-12-31", "2027-01-01", "2028-02-29", "2027-07-15"])
def test_the_demo_shows_life_on_any_day(day: str):
    now = datetime.fromisoformat(f"{day}T09:30:00+00:00").astimezone(UTC)
    world = load(now)
    assert Park.objects.admitted().count() == 225
    assert set(Landing.objects.values_list("state", flat=True)) == set(State.values)
    phases = {agreement.phase(world.today) for agreement in Agreement.objects.all()}
    assert phases == set(Phase)
    assert check().lie is None
    assert max(abs(balance) for balance in Pair.objects.values_list("balance", flat=True)) >= 8
    assert Residency.objects.filter(state="claimed").count() == 2
    marta, caio, helena, omar = (
        User.objects.get(email=f"{key}@example.org") for key in ["marta", "caio", "helena", "omar"]
    )
    assert Landing.objects.waiting_for(marta, world.today).count() >= 3
    assert waiting_for(marta).exists()
    assert Landing.objects.waiting_for(caio, world.today).filter(state=State.SUBMITTED).exists()
    assert Landing.objects.waiting_for(helena, world.today).get().state == State.OFFERED
    assert Landing.objects.filter(company__memberships__user=omar, state=State.LANDED).exists()
    assert set(Clearing.objects.values_list("state", flat=True)) == {"dropped", "posted", "proposed"}
    asked, _ = clearing_waits_for(marta)
    assert asked.get().clearing.circles.count() >= 2
    assert not Notice.objects.due(now).exists()
    assert not Company.objects.filter(needs=None).exists()
    assert not Park.objects.filter(short_name="").exists()
    assert Programme.objects.count() == 14


def test_the_demo_loads_into_an_empty_database_only():
    User.objects.create_user("somebody@example.org", "Somebody")
    call_command("load_demo", if_empty=True)
    assert User.objects.count() == 1
    with pytest.raises(CommandError, match="has people already"):
        call_command("load_demo")


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_one_signs_in_as_a_demo_person_in_the_demo_only(client, settings, person):
    User.objects.create_user(person.email, person.name)
    address = reverse("demo:sign_in", args=[person.key])
    settings.DEMO = False
    assert client.post(address).status_code == 404
    assert person.name not in client.get("/accounts/login/").content.decode()
    settings.DEMO = True
    assert client.get(address).status_code == 405
    assert person.name in client.get("/accounts/login/").content.decode()
    assert client.post(address).status_code == 302
    assert client.get("/").wsgi_request.user.email == person.email
