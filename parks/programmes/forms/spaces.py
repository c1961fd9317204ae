"""What one says of a programme's spaces, incentives and grants: a list each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from parks.catalogue.states import SpaceKind
from parks.programmes import conditions
from parks.programmes.facts import GrantFacts, IncentiveFacts, ProgrammeFacts, SpaceFacts
from parks.programmes.forms.fields import Currency
from parks.programmes.states import MOST_ROWS
from softlanding.kernel.fields import Day, OneLine, WholeNumber
from softlanding.kernel.refusals import Refused

EMPTY_ROWS = 2
KINDS = [("", "Choose a kind"), *SpaceKind.choices]


def fields_of_space() -> dict[str, forms.Field]:
    return {
        "kind": forms.ChoiceField(label="Kind", choices=KINDS, required=False),
        "people": WholeNumber(label="Workplaces in one", min_value=1, max_value=10_000, required=False),
        "count": WholeNumber(label="How many", min_value=1, max_value=10_000, required=False),
        "name": OneLine(label="Name", max_length=120, required=False),
        "equipment": OneLine(label="Equipment", max_length=200, required=False),
        "free_from": Day(label="Free from", required=False, widget=forms.DateInput(attrs={"type": "date"})),
    }


def fields_of_incentive() -> dict[str, forms.Field]:
    return {
        "what": OneLine(label="What", max_length=120, required=False),
        "rate": OneLine(label="Rate", max_length=60, required=False),
        "condition": OneLine(label="Condition", max_length=200, required=False),
    }


def fields_of_grant() -> dict[str, forms.Field]:
    return {
        "what": OneLine(label="What", max_length=120, required=False),
        "up_to": forms.DecimalField(label="Up to", max_digits=12, decimal_places=0, min_value=1, required=False),
        "currency": Currency(label="Currency", required=False),
        "stage": OneLine(label="Stage", max_length=80, required=False),
    }


@dataclass(frozen=True)
class ListOf:
    """One of the lists: a row's name, its class, its fields, which of them it must have, and what it says of itself."""

    one: str
    row: Any
    fields: Any
    required: Mapping[str, str]


LISTS: Mapping[str, ListOf] = {
    "spaces": ListOf(
        "Space",
        SpaceFacts,
        fields_of_space,
        {
            "kind": "Choose the kind of this space.",
            "people": "Say how many workplaces one has.",
        },
    ),
    "incentives": ListOf("Incentive", IncentiveFacts, fields_of_incentive, {"what": "Say what is reduced or waived."}),
    "grants": ListOf(
        "Grant",
        GrantFacts,
        fields_of_grant,
        {
            "what": "Say what the grant is called.",
            "up_to": "Enter the largest amount.",
            "currency": "Say in which currency the amount is: EUR, for example.",
        },
    ),
}


@dataclass(frozen=True)
class ListRow:
    title: str
    fields: Sequence[forms.BoundField]
    remove: forms.BoundField | None


class SpacesForm(forms.Form):
    """Names of fields are "spaces-0-kind"; two empty rows end each list that has room for them."""

    def __init__(self, data: Any = None, *, opened: ProgrammeFacts) -> None:
        super().__init__(data)
        self.opened = {name: getattr(opened, name) for name in LISTS}
        for name, kind in LISTS.items():
            for at in self.rows_of(name):
                rows = self.opened[name]
                for part, field in kind.fields().items():
                    field.initial = getattr(rows[at], part) if at < len(rows) else None
                    field.short, field.label = field.label, f"{kind.one} {at + 1}: {str(field.label).lower()}"
                    self.fields[f"{name}-{at}-{part}"] = field
                if at < len(rows):
                    label = f"Remove {kind.one.lower()} {at + 1}"
                    self.fields[f"{name}-{at}-remove"] = forms.BooleanField(label=label, required=False)

    def rows_of(self, name: str) -> range:
        sent = [int(found[1]) + 1 for key in self.data if (found := re.fullmatch(rf"{name}-(\d{{1,3}})-\w+", key))]
        return range(min(max([len(self.opened[name]) + EMPTY_ROWS, *sent]), max(MOST_ROWS, *sent, 0)))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for name, kind in LISTS.items():
            rows = [at for at in self.rows_of(name) if self._is_there(name, at)]
            try:
                conditions.few_enough(rows, name)
            except Refused as refused:
                self.add_error(None, refused.sentence)
            for at in rows:
                for part, sentence in kind.required.items():
                    key = f"{name}-{at}-{part}"
                    if key not in self.errors and found.get(key) in (None, ""):
                        self.add_error(key, sentence)
        return found

    def _is_there(self, name: str, at: int) -> bool:
        """Whether something was typed into a row that is not to be removed."""
        parts = (f"{name}-{at}-{part}" for part in LISTS[name].fields())
        typed = any(key in self.errors or self.cleaned_data.get(key) not in (None, "") for key in parts)
        return typed and not self.cleaned_data.get(f"{name}-{at}-remove")

    def facts(self) -> dict[str, tuple[Any, ...]]:
        """What was entered, for the action: the rows of each list."""
        return {
            name: tuple(self._row(name, at) for at in self.rows_of(name) if self._is_there(name, at)) for name in LISTS
        }

    def _row(self, name: str, at: int) -> Any:
        values = {part: self.cleaned_data[f"{name}-{at}-{part}"] for part in LISTS[name].fields()}
        if name == "spaces":
            values["count"] = values["count"] or 1
        if name == "grants":
            values["up_to"] = int(values["up_to"])
        return LISTS[name].row(**values)

    @property
    def lists(self) -> dict[str, list[ListRow]]:
        return {
            name: [
                ListRow(
                    f"{kind.one} {at + 1}",
                    [self[f"{name}-{at}-{part}"] for part in kind.fields()],
                    self[key] if (key := f"{name}-{at}-remove") in self.fields else None,
                )
                for at in self.rows_of(name)
            ]
            for name, kind in LISTS.items()
        }
