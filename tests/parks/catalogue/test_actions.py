"""The network's catalogue (rule 23): who is in it stays where it is used, a name stands once, groups keep their level."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from parks.catalogue import actions
from parks.catalogue.models import CatalogueStep, Sector, Service
from parks.catalogue.queries import catalogue, sector_names, sectors, services
from parks.park.queries import parks_using
from parks.programmes.models import Programme, ProgrammeService
from softlanding.accounts.models import User
from softlanding.kernel.editing import Overtaken, mark_of, values_of
from softlanding.kernel.refusals import Refused, Stale
from tests import cast

pytestmark = pytest.mark.django_db

NOTARY = {
    "name": "Notary",
    "element": "professional",
    "what_it_is": "Deeds and signatures",
    "suits": "experienced",
    "must_for": "",
    "named_by": "",
}


@pytest.fixture
def nadia() -> User:
    return cast.network_admin()


def add(nadia: User, **facts: Any) -> Service:
    return actions.add_service(facts={**NOTARY, **facts}, by=nadia, now=cast.NOW)


def add_sector(nadia: User, name: str, parent: Sector | None = None) -> Sector:
    return actions.add_sector(facts={"name": name, "parent": parent}, by=nadia, now=cast.NOW)


def sector(key: str) -> Sector:
    return Sector.objects.get(key=key)


def offered_by(name: str, service: Service) -> None:
    programme = Programme.objects.create(park=cast.park(name))
    ProgrammeService.objects.create(programme=programme, service=service, how="included")


def steps(entry: Any) -> list[tuple[str, str, str]]:
    return [(step.verb, step.from_state, step.to_state) for step in entry.steps.all()]


def test_add_service_puts_it_last_and_everybody_can_choose_it(nadia) -> None:
    made = add(nadia)
    assert (made.key, services()[-1]) == ("notary", made)
    assert steps(made) == [("add", "", "offered")]
    assert made.steps.get().acted_for == "The network"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Tax & customs adviser", "tax_customs_adviser"),
        ("3D printing", "service_3d_printing"),
        ("中关村", "service"),
        ("Coworking", "coworking_2"),  # that key is taken, by a desk of another name
        ("Legal adviser of the country and its federal states", "legal_adviser_of_the_country_and_its"),
    ],
)
def test_a_key_is_made_of_the_name_and_free(nadia, name, key) -> None:
    assert add(nadia, name=name).key == key


@pytest.mark.parametrize("name", ["Co-working desk", "CO-WORKING DESK", "Có-wórking desk"])
def test_a_name_stands_once_whatever_its_case_and_accents(nadia, name) -> None:
    with pytest.raises(Refused, match="“Co-working desk” stands in the catalogue already") as refused:
        add(nadia, name=name)
    assert refused.value.field == "name" and not CatalogueStep.objects.exists()


def test_a_name_of_a_retired_service_is_not_given_anew(nadia) -> None:
    actions.retire(Service.objects.get(key="coworking"), by=nadia, now=cast.NOW)
    with pytest.raises(Refused, match="retired. Take it back into use instead"):
        add(nadia, name="co-working desk")


def test_the_database_refuses_a_name_twice_and_an_element_that_is_none() -> None:
    for wrong in ({"name": "CO-WORKING desk"}, {"element": "catering"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Service.objects.create(key="twin", **{**NOTARY, **wrong})


def test_edit_service_keeps_the_key_and_tells_each_field(nadia) -> None:
    desk = Service.objects.get(key="coworking")
    facts = {"name": "Shared desk", "suits": "experienced"}
    read = mark_of(values_of(desk, facts))
    changed = actions.edit_service(desk, facts=facts, by=nadia, now=cast.NOW, read=read)
    assert (changed.key, changed.name) == ("coworking", "Shared desk")
    assert changed.steps.get().changes == [
        {"field": "Name", "old": "Co-working desk", "new": "Shared desk"},
        {"field": "Suits", "old": "both kinds", "new": "experienced"},
    ]
    with pytest.raises(Overtaken):
        actions.edit_service(desk, facts={"name": "Desk", "suits": "both"}, by=nadia, now=cast.NOW, read=read)
    with pytest.raises(Refused, match="“Office for a team” stands in the catalogue already"):
        actions.edit_service(desk, facts={"name": "office for a team"}, by=nadia, now=cast.NOW)


def test_saving_what_stands_is_no_step(nadia) -> None:
    desk = Service.objects.get(key="coworking")
    actions.edit_service(desk, facts={"name": desk.name}, by=nadia, now=cast.NOW)
    assert not desk.steps.exists()


def test_retire_leaves_a_service_where_it_is_used_and_restore_takes_it_back(nadia) -> None:
    desk = Service.objects.get(key="coworking")
    offered_by("Porto Digital", desk)
    offered_by("Torino Wireless", desk)
    retired = actions.retire(desk, by=nadia, now=cast.NOW)
    assert parks_using(desk) == 2 and ProgrammeService.objects.filter(service=desk).count() == 2
    assert "coworking" not in {one.key for one in services()}
    assert "coworking" in {one.key for one in services(also=["coworking"])}
    with pytest.raises(Stale):
        actions.retire(retired, by=nadia, now=cast.NOW)
    assert actions.restore(retired, by=nadia, now=cast.NOW).retired_at is None
    assert services()[0].key == "coworking"
    assert steps(desk) == [("retire", "offered", "retired"), ("restore", "retired", "offered")]


def test_add_sector_to_a_group_or_as_a_group(nadia) -> None:
    quantum = add_sector(nadia, "Quantum computing", sector("digital"))
    group = add_sector(nadia, "Tourism")
    found = {one.entry.key: [it.key for it in one.sectors] for one in sectors()}
    assert found["digital"][-1] == quantum.key and found[group.key] == []
    assert sector_names(["tourism", "ict"]) == ["ICT in general", "Tourism"]


def test_there_are_two_levels_and_no_third(nadia) -> None:
    with pytest.raises(Refused, match="“ICT in general” is a sector of “Digital and software”, not a group"):
        add_sector(nadia, "Chatbots", sector("ict"))
    with pytest.raises(Refused, match="“Life sciences and health” is a group with 5 sectors"):
        actions.edit_sector(sector("life"), facts={"parent": sector("food")}, by=nadia, now=cast.NOW)


def test_a_group_is_retired_after_its_sectors_and_comes_back_before_them(nadia) -> None:
    group = sector("electronics")
    with pytest.raises(Refused, match="has 3 sectors that can be chosen: .* and Mechatronics and microsystems"):
        actions.retire(group, by=nadia, now=cast.NOW)
    inside = list(group.sectors.all())
    for one in inside:
        actions.retire(one, by=nadia, now=cast.NOW)
    actions.retire(group, by=nadia, now=cast.NOW)
    with pytest.raises(Refused, match="“Electronics and photonics” is retired, so no sector in it can be chosen"):
        actions.restore(inside[0], by=nadia, now=cast.NOW)
    with pytest.raises(Refused, match="Take the group back into use first"):
        actions.edit_sector(sector("ict"), facts={"parent": group}, by=nadia, now=cast.NOW)
    # Its name may still be mended.
    assert actions.edit_sector(inside[1], facts={"name": "Optics"}, by=nadia, now=cast.NOW).name == "Optics"
    actions.restore(group, by=nadia, now=cast.NOW)
    assert actions.restore(inside[0], by=nadia, now=cast.NOW).state == "offered"


def test_a_group_is_used_by_parks_that_name_one_of_its_sectors() -> None:
    cast.park("Porto Digital", sector_keys=["software", "photonics"])
    cast.park("Torino Wireless", sector_keys=["digital"])
    assert [parks_using(sector(key)) for key in ("digital", "software", "photonics", "life")] == [2, 1, 1, 0]


def test_what_is_kept_of_the_catalogue_is_never_old(nadia) -> None:
    before = len(catalogue().services)
    add(nadia)
    assert len(catalogue().services) == before + 1
    actions.edit_service(Service.objects.get(key="notary"), facts={"name": "Notaries"}, by=nadia, now=cast.NOW)
    assert catalogue().services[-1].name == "Notaries"


@pytest.fixture
def left_as_it_was(transactional_db: None) -> Iterator[None]:
    """What a migration wrote outlives a transactional test, and so would what the test added."""
    yield
    CatalogueStep.objects.all().delete()
    Service.objects.filter(name__iexact="notary public").delete()


def test_two_admins_who_add_the_same_name_at_once_get_one_entry(left_as_it_was) -> None:
    nadia, refused, start = cast.network_admin(), [], threading.Barrier(2)

    def press(name: str) -> None:
        start.wait()
        try:
            add(nadia, name=name)
        except Refused as no:
            refused.append(no.field)
        finally:
            connection.close()

    both = [threading.Thread(target=press, args=[name]) for name in ("Notary public", "NOTARY PUBLIC")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert refused == ["name"] and Service.objects.filter(name__iexact="notary public").count() == 1
