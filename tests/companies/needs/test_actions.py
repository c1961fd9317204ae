"""What a company needs is written once, whole, and with its history."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from companies.company.models import Company
from companies.needs import actions
from companies.needs.models import Needs, NeedsStep
from companies.needs.queries import needs_of
from parks.catalogue.models import Service
from softlanding.accounts.models import User
from softlanding.kernel.editing import Overtaken, mark_of, values_of
from softlanding.kernel.refusals import Refused
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def lumen() -> Company:
    return cast.company("Lumen Optics")


@pytest.fixture
def lea(lumen: Company) -> User:
    return cast.lead_of(lumen, "Lea Ferreira")


def state(lumen: Company, lea: User, read: str | None = None, **facts: Any) -> Needs:
    return actions.state(lumen, by=lea, now=cast.NOW, facts=facts, read=read)


def changes() -> list[dict[str, str]]:
    last = NeedsStep.objects.last()
    assert last is not None
    return last.changes


def test_state_writes_needs_once_a_company(lumen, lea) -> None:
    state(lumen, lea, musts=["legal"], wishes=["translation"], starts_on=date(2027, 3, 1), months=3, people=2)
    state(lumen, lea, kind="experienced", markets=["ES", "155"], languages=["pt"], sectors=["photonics"])
    needs = Needs.objects.get()
    assert (needs.musts, needs.wishes, needs.kind) == (["legal"], ["translation"], "experienced")
    assert (needs.starts_on, needs.months, needs.people) == (date(2027, 3, 1), 3, 2)
    assert (needs.markets, needs.languages, needs.sectors) == (["ES", "155"], ["pt"], ["photonics"])


def test_a_step_says_who_changed_what_in_the_words_of_the_catalogue(lumen, lea) -> None:
    state(lumen, lea, musts=["legal"], markets=["155"])
    state(lumen, lea, musts=["legal", "certification"], languages=["pt", "en"], sectors=["photonics"])
    step = NeedsStep.objects.last()
    assert step is not None and (step.verb, step.actor, step.acted_for) == ("state", lea, "Lumen Optics")
    assert changes() == [
        {"field": "Musts", "old": "Legal advice", "new": "Legal advice, Certification of products or services"},
        {"field": "Languages", "old": "nothing", "new": "Portuguese, English"},
        {"field": "Sectors", "old": "nothing", "new": "Photonics and optics"},
    ]
    assert NeedsStep.objects.order_by("pk")[0].changes[1] == {
        "field": "Markets",
        "old": "nothing",
        "new": "Western Europe",
    }


def test_nothing_is_required_and_the_same_again_leaves_no_step(lumen, lea) -> None:
    state(lumen, lea)
    state(lumen, lea, musts=[], kind="")
    assert (Needs.objects.count(), NeedsStep.objects.count()) == (1, 1)


def test_a_hundred_musts_are_fine(lumen, lea) -> None:
    new = [Service(key=f"extra_{n}", name=f"Extra {n}", element="space", what_it_is="More") for n in range(100)]
    Service.objects.bulk_create(new)
    state(lumen, lea, musts=[service.key for service in new])
    assert len(Needs.objects.get().musts) == 100


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"musts": ["sauna"]}, "The network's catalogue has no service “sauna”."),
        ({"wishes": ["sauna"]}, "The network's catalogue has no service “sauna”."),
        ({"sectors": ["alchemy"]}, "The network's catalogue has no sector “alchemy”."),
        ({"languages": ["xx"]}, "“xx” is no language the portal knows."),
        ({"markets": ["ZZ"]}, "“ZZ” is no market the portal knows."),
        ({"markets": ["001"]}, "“001” is no market the portal knows."),
        ({"musts": ["legal"], "wishes": ["ip", "legal"]}, "Legal advice is a must and a wish at once."),
    ],
)
def test_what_no_list_holds_is_refused_with_a_sentence(lumen, lea, facts, sentence) -> None:
    with pytest.raises(Refused, match=sentence):
        state(lumen, lea, **facts)
    assert needs_of(lumen.pk) is None


def test_a_retired_entry_stays_where_it_was_chosen_and_is_chosen_nowhere_else(lumen, lea) -> None:
    state(lumen, lea, musts=["legal"], sectors=["photonics"])
    cast.retired("legal")
    cast.retired("photonics")
    state(lumen, lea, musts=["ip"], wishes=["legal"], sectors=["photonics", "energy"])
    nova = cast.company("Nova Robotics")
    with pytest.raises(Refused, match="Legal advice can no longer be chosen: the network retired it"):
        state(nova, lea, musts=["legal"])
    with pytest.raises(Refused, match="Photonics and optics can no longer be chosen"):
        state(nova, lea, sectors=["photonics"])
    state(lumen, lea, wishes=[])
    with pytest.raises(Refused, match="Legal advice can no longer be chosen"):
        state(lumen, lea, wishes=["legal"])


def test_a_second_person_does_not_save_over_the_first_unseen(lumen, lea) -> None:
    read = mark_of(values_of(Needs(company=lumen), ["musts", "months"]))
    state(lumen, lea, read, musts=["legal"], months=3)
    with pytest.raises(Overtaken) as told:
        state(lumen, lea, read, musts=["ip"], months=3)
    assert told.value.now == {"musts": ["legal"], "months": 3}
    assert Needs.objects.get().musts == ["legal"]


@pytest.mark.parametrize(
    "facts",
    [{"musts": ["ip"], "wishes": ["ip"]}, {"people": 0}, {"people": 201}, {"months": 25}, {"kind": "other"}],
)
def test_the_database_holds_the_same_rules(lumen, facts) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Needs.objects.create(company=lumen, **facts)
