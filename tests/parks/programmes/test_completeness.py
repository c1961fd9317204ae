"""How complete a programme is, and what it lacks, in sentences."""

from decimal import Decimal

from parks.catalogue.states import Element
from parks.programmes.completeness import Missing, completeness
from parks.programmes.facts import Entry, ProgrammeFacts, ServiceTerms, SpaceFacts

LEGAL, TAX = Entry("legal", "Legal advice", Element.PROFESSIONAL), Entry("tax", "Tax advice", Element.PROFESSIONAL)
DESK, MENTOR = Entry("desk", "Desk", Element.SPACE), Entry("mentor", "Mentoring", Element.TRAINING)
INVESTORS = Entry("investors", "Investors", Element.FUNDING)
INCLUDED = ServiceTerms("included")
WHOLE = tuple((entry, INCLUDED) for entry in (DESK, INVESTORS, LEGAL, MENTOR))
ROOM = (SpaceFacts("desk", 4),)


def lacks(*services: tuple[Entry, ServiceTerms], spaces: tuple[SpaceFacts, ...] = ROOM) -> list[Missing]:
    return list(completeness(ProgrammeFacts((*WHOLE, *services), spaces)).missing)


def test_a_whole_programme_lacks_nothing() -> None:
    found = completeness(ProgrammeFacts((*WHOLE, (TAX, INCLUDED)), ROOM))
    assert found.services == (
        ("Space and infrastructure", 1),
        ("Access to funding", 1),
        ("Professional support", 2),
        ("Training and mentoring", 1),
    )
    assert found.missing == ()


def test_nothing_at_all_lacks_a_space_and_every_element() -> None:
    found = completeness(ProgrammeFacts())
    assert [count for _, count in found.services] == [0, 0, 0, 0]
    assert [one.part for one in found.missing] == ["spaces", "space", "funding", "professional", "training"]
    assert found.missing[1].sentence == "No service is offered under Space and infrastructure."


def test_a_space_a_price_and_a_partners_contact_are_missed() -> None:
    assert [one.place for one in lacks(spaces=())] == ["spaces"]
    paid = ServiceTerms("paid", terms="by the hour")
    assert lacks((TAX, paid)) == [Missing("Paid, but without a price: Tax advice.", "edit", "service-tax")]
    assert lacks((TAX, ServiceTerms("paid", Decimal(0), "EUR"))) == []
    (one,) = lacks((TAX, ServiceTerms("partner", partner="Vera & Gil")))
    assert one.sentence == "By a partner whose name or contact is not given: Tax advice."
    assert lacks((TAX, ServiceTerms("partner", partner="Vera & Gil", partner_contact="vera@example.org"))) == []


def test_many_services_are_named_by_the_first() -> None:
    paid = [(Entry(f"s{n}", f"Service {n}", Element.TRAINING), ServiceTerms("paid")) for n in range(1, 7)]
    assert lacks(*paid)[0].sentence == "Paid, but without a price: Service 1, Service 2, Service 3 and 3 others."
