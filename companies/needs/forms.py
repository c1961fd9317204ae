"""What one says of a company's needs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from companies.company.states import Kind
from companies.needs.kinds import QUESTIONS
from companies.needs.models import Needs
from companies.needs.wording import market_name, market_names
from parks.catalogue.forms import SectorBoxes, Sectors, boxes_by_group
from parks.catalogue.languages import CHOICES, language_name
from parks.catalogue.models import Service
from parks.catalogue.queries import Catalogue
from parks.catalogue.states import Element
from softlanding.kernel.fields import Day, WholeNumber
from softlanding.kernel.listing import folded

FIELDS = ("kind", "musts", "wishes", "sectors", "markets", "languages", "people", "starts_on", "months")
SERVICE = "service-"  # before a service's key: the name of its three buttons
MUST, WISH = "must", "wish"


class Boxes(forms.TextInput):
    """A box for each name and some more, with the suggestions of a datalist."""

    def __init__(self, more: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.more = more

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [given] if isinstance(given, str) else list(given)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        filled = [one for one in value or [] if one]
        boxes = []
        for number, text in enumerate([*filled, *[""] * self.more]):
            own = {**self.attrs, **(attrs or {}), "maxlength": 80}
            if number:
                own = {**own, "id": f"{own.get('id', name)}_{number}", "aria-label": f"{name.capitalize()}: another"}
            boxes.append(super().render(name, text, own, renderer))
        return format_html('<span class="boxes">{}</span>', SafeString("".join(boxes)))


class NamesField(forms.Field):
    """Some of a list of names, one a box; gives their codes, each once."""

    def __init__(self, names: Mapping[str, str], say: Callable[[str], str], noun: str, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.codes = {folded(name): code for code, name in names.items()}
        self.names, self.say, self.noun = names, say, noun

    def prepare_value(self, value: Any) -> list[str]:
        return [self.say(one) if one in self.names else one for one in value or []]

    def clean(self, value: Any) -> list[str]:
        typed = [" ".join(str(one).split()) for one in value or []]
        return list(dict.fromkeys(self._code(name) for name in typed if name))

    def _code(self, name: str) -> str:
        code = self.codes.get(folded(name)) or (name if name in self.names else "")
        if not code:
            near = get_close_matches(folded(name), self.codes, 1)
            hint = f"Did you mean {self.names[self.codes[near[0]]]}?" if near else "Choose from the list."
            raise forms.ValidationError(f"“{name[:40]}” is no {self.noun} the portal knows. {hint}")
        return code


@dataclass(frozen=True)
class Weighed:
    """A service with what was chosen for it: "must", "wish" or ""."""

    service: Service
    weight: str


@dataclass(frozen=True)
class ServiceGroup:
    """The services of an element; `is_open`: its rows are seen without unfolding it."""

    name: str
    rows: list[Weighed]
    is_open: bool

    @property
    def chosen(self) -> int:
        return sum(bool(row.weight) for row in self.rows)


def in_order(chosen: Iterable[str], before: list[str], catalogue: list[str]) -> list[str]:
    """What was chosen: first what was before, in its order, then what is new in the catalogue's; unknown keys last."""
    order = {key: place for place, key in enumerate([*before, *(key for key in catalogue if key not in before)])}
    return sorted(chosen, key=lambda key: order.get(key, len(order)))


class NeedsForm(forms.Form):
    """Nothing is required. A service is chosen by its three buttons, which are not fields but `weights`."""

    answers = forms.MultipleChoiceField(
        label="Tick what is true",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(question.key, question.asks) for question in QUESTIONS],
    )
    kind = forms.ChoiceField(
        label="Which of the two is it",
        required=False,
        widget=forms.RadioSelect,
        choices=[("", "Not decided"), *((key, label[:1].upper() + label[1:]) for key, label in Kind.choices)],
    )
    sectors = Sectors(label="Sectors")
    markets = NamesField(
        market_names(),
        market_name,
        "country or region",
        label="Where you want to sell",
        help_text="Countries or whole regions: Spain, Western Europe, Africa.",
        widget=Boxes(3, attrs={"list": "markets"}),
    )
    languages = NamesField(
        dict(CHOICES),
        language_name,
        "language",
        label="Languages you work in",
        widget=Boxes(2, attrs={"list": "languages"}),
    )
    people = WholeNumber(label="People who come", required=False, min_value=1, max_value=200)
    starts_on = Day(
        label="Wished start", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    months = WholeNumber(label="Months", required=False, min_value=1, max_value=24)

    def __init__(self, data: Any = None, *, needs: Needs, known: Catalogue, today: date) -> None:
        """`needs` is what the page shows before anything is typed."""
        super().__init__(data, initial={"answers": [], **{name: getattr(needs, name) for name in FIELDS}})
        self.needs, self.today = needs, today
        self.catalogue = known.services
        self.weights = self._typed() if self.is_bound else self._stated()
        chosen: Any = self.fields["sectors"]
        chosen.offer(needs.sectors, known)

    def _typed(self) -> dict[str, str]:
        given = {name.removeprefix(SERVICE): weight for name, weight in self.data.items() if name.startswith(SERVICE)}
        return {key: weight for key, weight in given.items() if weight in (MUST, WISH)}

    def _stated(self) -> dict[str, str]:
        return dict.fromkeys(self.needs.musts, MUST) | dict.fromkeys(self.needs.wishes, WISH)

    def clean_starts_on(self) -> date | None:
        day: date | None = self.cleaned_data["starts_on"]
        if day is not None and day < self.today and day != self.needs.starts_on:
            raise forms.ValidationError("This day has passed. Enter a day to come, or leave it empty.")
        return day

    def clean(self) -> dict[str, Any]:
        known = [one.key for one in self.catalogue]
        for name, weight, before in (("musts", MUST, self.needs.musts), ("wishes", WISH, self.needs.wishes)):
            chosen = [key for key, given in self.weights.items() if given == weight]
            self.cleaned_data[name] = in_order(chosen, before, known)
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        """What was entered, for the action."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    # What the page draws by hand

    def services(self) -> list[ServiceGroup]:
        """The services that can be chosen and those that were, by element; those with a choice unfolded."""
        shown = [one for one in self.catalogue if not one.retired_at or one.key in self.weights]
        groups: list[ServiceGroup] = []
        for element, label in Element.choices:
            rows = [Weighed(one, self.weights.get(one.key, "")) for one in shown if one.element == element]
            is_open = any(row.weight for row in rows) or not (self.weights or groups)
            if rows:
                groups.append(ServiceGroup(label, rows, is_open))
        return groups

    def sector_groups(self) -> list[SectorBoxes]:
        return boxes_by_group(self["sectors"])

    def languages_known(self) -> list[str]:
        return [name for _, name in CHOICES]

    def markets_known(self) -> list[str]:
        return list(market_names().values())
