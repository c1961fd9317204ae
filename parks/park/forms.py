"""What one says of a park."""

from copy import copy
from typing import Any, ClassVar

from django import forms

from parks.catalogue.forms import SectorBoxes, Sectors, boxes_by_group
from parks.park import conditions, time_zones
from parks.park.models import Park
from softlanding.kernel.fields import CommaList, ManyLines, field_of, website_field
from softlanding.kernel.refusals import Refused

LABELS = {
    "name": "Name of the park",
    "short_name": "Short name",
    "founded": "Founded in",
    "resident_companies": "Resident companies",
    "about": "What the park offers a landing company",
    "contact_email": "E-mail of the landing desk",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "time_zone": "Time zone",
}
HELP = {
    "about": "Space, support, neighbours, the way to the airport: what somebody abroad needs to decide.",
    "contact_email": "Everybody can see it.",
    "latitude": "Degrees, north positive; with the longitude, or both empty.",
    "longitude": "Degrees, east positive.",
    "name": "As the park calls itself, in its own language.",
    "short_name": "What people call it, in at most 25 signs: Málaga TechPark. Left empty, it is the name.",
}
FIRST_YEAR = 1900


class ParkForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """All facts that the park's own people may change."""

    website = website_field()
    sector_keys = Sectors(label="Sectors of the network's catalogue")
    sectors = CommaList(
        label="Sectors in your own words",
        required=False,
        help_text="Separated by commas: blue economy, games, quantum computing.",
    )

    class Meta:
        model = Park
        formfield_callback = field_of
        fields: ClassVar = [
            "short_name", "about", "website", "contact_email", "sector_keys", "sectors", "founded",
            "resident_companies", "city", "latitude", "longitude", "time_zone",
        ]  # fmt: skip
        labels, help_texts = LABELS, HELP
        widgets: ClassVar = {
            "about": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.this_year = this_year
        chosen: Any = self.fields["sector_keys"]
        chosen.offer(self.instance.sector_keys)
        if "country" in self.fields:
            country: Any = self.fields["country"]
            country.choices = [("", "Choose a country"), *country.choices[1:]]
        if "time_zone" in self.fields:
            current = self.instance.time_zone
            shown = list(time_zones.choices())
            if self.instance.pk and current and not any(current == name for _, area in shown for name, _ in area):
                shown.insert(0, ("As it was", ((current, current),)))
            self.fields["time_zone"] = forms.ChoiceField(
                label="Time zone",
                choices=shown,
                help_text="Months and deadlines of stays at this park begin and end by its clock.",
            )

    def sector_groups(self) -> list[SectorBoxes]:
        return boxes_by_group(self["sector_keys"])

    def clean_short_name(self) -> str:
        """Asked before the model's own check, which does not say whose short name it is."""
        park = copy(self.instance)
        park.short_name = self.cleaned_data["short_name"]
        try:
            conditions.short_name_free(park)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from None
        return str(park.short_name)

    def clean_founded(self) -> int | None:
        year: int | None = self.cleaned_data["founded"]
        if year is not None and not FIRST_YEAR <= year <= self.this_year:
            raise forms.ValidationError(f"Enter a year from {FIRST_YEAR} to {self.this_year}.")
        return year

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        names = ("latitude", "longitude")
        if all(name in found for name in names) and (found["latitude"] is None) != (found["longitude"] is None):
            empty = next(name for name in names if found[name] is None)
            self.add_error(empty, "Enter both latitude and longitude, or neither.")
        return found

    def facts(self) -> dict[str, Any]:
        """What was entered, for the action."""
        return {name: self.cleaned_data[name] for name in self.fields}


class AddForm(ParkForm):
    """What a network admin says of a park she adds; a time zone left open is that of the place."""

    class Meta(ParkForm.Meta):
        fields: ClassVar = ["name", "country", *ParkForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["time_zone"]
        zone.required, zone.help_text = False, "Left open, it is the one of the place."
        zone.choices = [("", "The one of the place"), *zone.choices]
        zone.initial = self.initial["time_zone"] = ""


class ApplyForm(ParkForm):
    """The few things a person says when she proposes her own park; the rest follows on the edit page."""

    class Meta(ParkForm.Meta):
        fields: ClassVar = ["name", "country", "city", "website", "contact_email", "about"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["sectors"], self.fields["sector_keys"]


class AdminEditForm(ParkForm):
    """The same for network admins, who may also correct the name and the country."""

    class Meta(ParkForm.Meta):
        fields: ClassVar = ["name", "country", *ParkForm.Meta.fields]


class SuspendForm(forms.Form):
    reason = ManyLines(
        label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The park's people read it in their mail.",
    )  # fmt: skip
