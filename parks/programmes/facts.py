"""What a programme says, as values: a form types them, an action writes them, pages show them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parks.catalogue.states import Element, Suits


@dataclass(frozen=True)
class Entry:
    """A service of the catalogue, as far as a programme speaks of it."""

    key: str
    name: str
    element: Element


@dataclass(frozen=True)
class ServiceTerms:
    """How a park offers a service. `price` has two decimals and stands with a currency (ISO 4217) or not at all."""

    how: str
    price: Decimal | None = None
    currency: str = ""
    terms: str = ""
    languages: tuple[str, ...] = ()  # ISO 639-1
    suits: str = Suits.BOTH.value
    partner_kind: str = ""
    partner: str = ""
    partner_contact: str = ""


@dataclass(frozen=True)
class SpaceFacts:
    """`count` rooms of one kind, each for `people`."""

    kind: str
    people: int
    count: int = 1
    name: str = ""
    equipment: str = ""
    free_from: date | None = None


@dataclass(frozen=True)
class IncentiveFacts:
    what: str
    rate: str = ""
    condition: str = ""


@dataclass(frozen=True)
class GrantFacts:
    """Up to so many whole units of a currency (ISO 4217)."""

    what: str
    up_to: int
    currency: str
    stage: str = ""


@dataclass(frozen=True)
class ProgrammeFacts:
    """All that a park's programme says; services in the catalogue's order. `checked_on`: None when nobody has."""

    services: tuple[tuple[Entry, ServiceTerms], ...] = ()
    spaces: tuple[SpaceFacts, ...] = ()
    incentives: tuple[IncentiveFacts, ...] = ()
    grants: tuple[GrantFacts, ...] = ()
    checked_on: date | None = None

    @property
    def terms(self) -> Mapping[str, ServiceTerms]:
        """By the key of the service."""
        return {entry.key: terms for entry, terms in self.services}
