"""What one says of a programme's services: those of the catalogue, a row each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from parks.catalogue.forms import Languages
from parks.catalogue.models import Service
from parks.catalogue.states import Element, Suits
from parks.programmes import conditions
from parks.programmes.facts import ServiceTerms
from parks.programmes.forms.fields import Currency
from parks.programmes.states import How, Partner
from parks.programmes.wording import more_said
from softlanding.kernel.fields import OneLine
from softlanding.kernel.refusals import Refused

HOW = [("", "not offered"), *How.choices]
PARTNERS = [("", "not said"), *Partner.choices]
FIRST = ("how", "terms")  # what stands in the row itself, in the order of the keys; the rest is unfolded
MORE = ("price", "currency", "languages", "suits", "partner", "partner_kind", "partner_contact")
CENT = Decimal("0.01")


def fields_of_service() -> dict[str, forms.Field]:
    return {
        "how": forms.ChoiceField(label="How it is offered", choices=HOW, required=False),
        "terms": OneLine(label="Terms", max_length=200, required=False),
        "price": forms.DecimalField(
            label="Price",
            max_digits=9,
            decimal_places=2,
            min_value=0,
            required=False,
            error_messages={"min_value": "A price is 0 or more."},
        ),
        "currency": Currency(label="Currency", required=False),
        "languages": Languages(label="Languages", required=False),
        "suits": forms.ChoiceField(label="For companies that are", choices=Suits.choices, required=False),
        "partner": OneLine(label="Contact or partner", max_length=120, required=False),
        "partner_kind": forms.ChoiceField(label="Kind of partner", choices=PARTNERS, required=False),
        "partner_contact": OneLine(label="How to reach them", max_length=200, required=False),
    }


@dataclass(frozen=True)
class ServiceRow:
    """A service's fields as the page lays them out; `said`: what stands in the unfolded part, in short."""

    service: Service
    how: forms.BoundField
    terms: forms.BoundField
    more: Mapping[str, forms.BoundField]
    said: str

    @property
    def is_wrong(self) -> bool:
        """Whether it must be unfolded, so that one sees what to mend."""
        return any(field.errors for field in (self.how, *self.more.values()))


@dataclass(frozen=True)
class ElementRows:
    element: Element
    rows: Sequence[ServiceRow]
    offered: int


class ServicesForm(forms.Form):
    """Every service of the catalogue; names of fields are "legal-how". `opened`: what the park offers now, by key."""

    def __init__(self, data: Any = None, *, services: Sequence[Service], opened: Mapping[str, ServiceTerms]) -> None:
        super().__init__(data)
        self.services, self.opened = services, opened
        for service in services:
            terms = opened.get(service.key)
            for name, field in fields_of_service().items():
                field.initial = getattr(terms, name) if terms else None
                field.label = f"{service.name}: {str(field.label)[0].lower()}{str(field.label)[1:]}"
                self.fields[f"{service.key}-{name}"] = field

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for service in self.services:
            try:
                self._check(service)
            except Refused as refused:
                self.add_error(f"{service.key}-{refused.field}", refused.sentence)
        return found

    def _check(self, service: Service) -> None:
        """Raise Refused, whose field is a part of the service's row."""
        if len(getattr(self.data, "getlist", lambda name: [""])(f"{service.key}-how")) > 1:
            raise Refused(f"{service.name} came twice. Say once how it is offered.", "how")
        if any(self.errors.get(f"{service.key}-{name}") for name in (*FIRST, *MORE)):
            return
        terms = self.typed(service.key)
        if terms.how:
            conditions.refuse_retired(service, service.key in self.opened)
            conditions.terms_hold(terms)
        elif terms != ServiceTerms("") and service.key not in self.opened:
            raise Refused("You wrote more about this. Say how it is offered, or empty what you wrote.", "how")

    def typed(self, key: str) -> ServiceTerms:
        """A row as it was typed; `how` is empty where it is not offered."""
        values = {name: self.cleaned_data[f"{key}-{name}"] for name in (*FIRST, *MORE)}
        price = values["price"]
        values["price"] = price if price is None else price.quantize(CENT)
        values["languages"] = tuple(values["languages"])
        values["suits"] = values["suits"] or Suits.BOTH.value
        return ServiceTerms(**values)

    def facts(self) -> dict[str, ServiceTerms | None]:
        """What was entered, for the action."""
        typed = {service.key: self.typed(service.key) for service in self.services}
        return {key: terms if terms.how else None for key, terms in typed.items()}

    @property
    def elements(self) -> list[ElementRows]:
        found = []
        for element in Element:
            rows = [self._row(service) for service in self.services if service.element == element]
            found.append(ElementRows(element, rows, sum(row.service.key in self.opened for row in rows)))
        return [one for one in found if one.rows]

    def _row(self, service: Service) -> ServiceRow:
        bound = {name: self[f"{service.key}-{name}"] for name in (*FIRST, *MORE)}
        terms = self.opened.get(service.key)
        said = more_said(terms) if terms else ""
        return ServiceRow(service, bound.pop("how"), bound.pop("terms"), bound, said)


def keys_asked(data: Any) -> Iterator[str]:
    """The keys of the services that a request says are offered."""
    return (name.removesuffix("-how") for name in data if name.endswith("-how") and data[name])
