"""How complete a programme is, and what it still lacks. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from parks.catalogue.states import Element
from parks.programmes.facts import ProgrammeFacts
from parks.programmes.states import How
from parks.programmes.wording import names_said


@dataclass(frozen=True)
class Missing:
    """One thing that is not said yet; `place`: the page ("edit" or "spaces") and the part of it where one says it."""

    sentence: str
    place: str
    part: str


@dataclass(frozen=True)
class Completeness:
    """`services`: how many of each element, by its label in their order; `missing`: the most important first."""

    services: tuple[tuple[str, int], ...]
    missing: tuple[Missing, ...]


def completeness(facts: ProgrammeFacts) -> Completeness:
    offered = [entry.element for entry, _ in facts.services]
    counts = tuple((str(element.label), offered.count(element)) for element in Element)
    return Completeness(counts, tuple(_missing(facts)))


def _missing(facts: ProgrammeFacts) -> Iterator[Missing]:
    if not facts.spaces:
        sentence = "No space is named: say which rooms a company can have, and for how many people."
        yield Missing(sentence, "spaces", "spaces")
    offered = {entry.element for entry, _ in facts.services}
    for element in Element:
        if element not in offered:
            yield Missing(f"No service is offered under {element.label}.", "edit", element.value)
    paid = [entry for entry, terms in facts.services if terms.how == How.PAID and terms.price is None]
    if paid:
        names = names_said([entry.name for entry in paid])
        yield Missing(f"Paid, but without a price: {names}.", "edit", f"service-{paid[0].key}")
    unnamed = [
        entry
        for entry, terms in facts.services
        if terms.how == How.PARTNER and not (terms.partner and terms.partner_contact)
    ]
    if unnamed:
        names = names_said([entry.name for entry in unnamed])
        sentence = f"By a partner whose name or contact is not given: {names}."
        yield Missing(sentence, "edit", f"service-{unnamed[0].key}")
