"""What one says of a service and of a sector; and how any form names languages and chooses sectors."""

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.forms.boundfield import BoundWidget

from parks.catalogue import conditions
from parks.catalogue.languages import LANGUAGES, language_code, languages_said
from parks.catalogue.models import CLASSIFICATION, Sector, Service
from parks.catalogue.queries import Catalogue, SectorGroup, sectors
from parks.catalogue.states import Suits
from softlanding.kernel.fields import CommaList, field_of
from softlanding.kernel.refusals import Refused

DIVISION = re.compile(r"\d{2}(\.\d{1,2})?")


class Languages(CommaList):
    """Names of languages, separated by commas, as their two-letter codes (ISO 639-1)."""

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(_code(name) for name in super().to_python(value)))

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else languages_said(list(value or []))


def _code(name: str) -> str:
    code = language_code(name)
    if code is None:
        near = get_close_matches(name.title(), LANGUAGES.values(), 1)
        hint = f"Did you mean {near[0]}?" if near else "Write its English name or its code: Portuguese, or pt."
        raise forms.ValidationError(f"“{name[:40]}” is no language the portal knows. {hint}", code="unknown")
    return code


class Sectors(forms.MultipleChoiceField):
    """Sectors of the catalogue, by their keys; `offer` says what can be chosen."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.error_messages["invalid_choice"] = "“%(value)s” is no sector that can be chosen. Choose from those below."
        self.before: list[str] = []
        self.order: list[str] = []
        self.groups: list[SectorGroup] = []

    def offer(self, before: Sequence[str], known: Catalogue | None = None) -> None:
        """What can be chosen: what the catalogue offers, and what was chosen before; `known`: it is read already."""
        self.before, self.groups = list(before), sectors(before, known)
        offered = [one for group in self.groups for one in (group.entry, *group.sectors)]
        self.choices = [(one.key, one.name if one.parent_id else f"{one.name} as a whole") for one in offered]
        self.order = [one.key for one in offered]

    def clean(self, value: Any) -> list[str]:
        """The keys in the order they stood in, where they are the same; else in the catalogue's."""
        chosen = set(super().clean(value))
        return self.before if chosen == set(self.before) else [key for key in self.order if key in chosen]


@dataclass(frozen=True)
class SectorBoxes:
    """The boxes of a group of sectors; the first is the group's own."""

    name: str
    boxes: list[BoundWidget]

    @property
    def chosen(self) -> int:
        return sum(bool(box.data["selected"]) for box in self.boxes)


def boxes_by_group(bound: BoundField) -> list[SectorBoxes]:
    """What the page of a form draws of a field of `Sectors`."""
    boxes = {str(box.data["value"]): box for box in bound.subwidgets}
    groups: list[SectorGroup] = bound.field.groups  # type: ignore[attr-defined]
    return [
        SectorBoxes(group.entry.name, [boxes[one.key] for one in (group.entry, *group.sectors)]) for group in groups
    ]


class Divisions(CommaList):
    """Divisions of the classification: "62", "63"."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        for one in value:
            if not DIVISION.fullmatch(one):
                raise forms.ValidationError(f"“{one[:20]}” is no division of {CLASSIFICATION}. They are numbers: 62.")


class OtherWords(CommaList):
    """What people also write for a sector, in small letters."""

    MOST = 40

    def to_python(self, value: Any) -> Any:
        return [word.lower() for word in super().to_python(value)]


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What services and sectors share."""

    def clean_name(self) -> str:
        """Asked before the model's own check, which does not say whose name it is."""
        entry = copy(self.instance)
        entry.name = self.cleaned_data["name"]
        try:
            conditions.name_free(entry)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from None
        return str(entry.name)

    def facts(self) -> dict[str, Any]:
        """What was entered, for the action."""
        return {name: self.cleaned_data[name] for name in self.fields}


class ServiceForm(EntryForm):
    class Meta:
        model = Service
        formfield_callback = field_of
        fields: ClassVar = ["name", "element", "what_it_is", "suits", "must_for", "named_by"]
        labels: ClassVar = {
            "element": "Element of a soft landing",
            "what_it_is": "What it is",
            "suits": "Suits which entrepreneurs",
            "must_for": "A must for",
            "named_by": "Which source names it",
        }
        help_texts: ClassVar = {
            "must_for": "Companies of this kind start with it as a must; each can change that.",
            "named_by": "A programme or a publication, or the park that asked for it.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        must: Any = self.fields["must_for"]
        must.choices = [("", "nobody"), *Suits.choices]
        element: Any = self.fields["element"]
        element.choices = [("", "Choose one of the four"), *Service._meta.get_field("element").flatchoices]


class SectorForm(EntryForm):
    divisions = Divisions(
        label="Divisions",
        required=False,
        help_text=f"Of {CLASSIFICATION}, two digits each, separated by commas: 62, 63.",
    )
    words = OtherWords(
        label="What people also write for it",
        required=False,
        help_text="Separated by commas. Files that are imported are read by these words.",
    )

    class Meta:
        model = Sector
        formfield_callback = field_of
        fields: ClassVar = ["name", "parent", "divisions", "words"]
        labels: ClassVar = {"parent": "Group"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        own = self.instance.pk
        parent.queryset = Sector.objects.filter(parent=None).exclude(pk=own)
        parent.empty_label = "None: it is a group itself"
        parent.label_from_instance = lambda group: f"{group} (retired)" if group.retired_at else str(group)
