"""What one says of a company and of its residency."""

from datetime import date
from functools import cache
from typing import Any, ClassVar

from django import forms

from companies.company import queries
from companies.company.models import Company
from parks.park.models import Park
from softlanding.kernel.fields import CommaList, Day, ManyLines, OneLine, field_of, website_field

FIRST_YEAR = 1800


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def not_ahead(day: date | None, today: date) -> date | None:
    """A day that has come, or none."""
    if day is not None and day > today:
        raise forms.ValidationError("This day is still to come. Enter today or an earlier day, or leave it empty.")
    return day


class ParkField(forms.ChoiceField):
    """One park of the network, grouped by country; gives the park itself."""

    def __init__(self, **kwargs: Any) -> None:
        empty = "Choose a park" if kwargs.get("required", True) else "None yet"
        self.listed = lambda: [("", empty), *queries.parks_by_country()]
        super().__init__(choices=self.listed, **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "ParkField":
        """A form's own copy reads the parks once, however often they are drawn or checked."""
        field: ParkField = super().__deepcopy__(memo)
        field.choices = cache(self.listed)
        return field

    def clean(self, value: Any) -> Any:
        key = super().clean(value)
        return Park.objects.admitted().filter(pk=int(key)).first() if key else None


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The whole profile."""

    website = website_field()
    sectors = CommaList(label="Sectors", required=False, help_text="Separated by commas: medical devices, optics.")

    class Meta:
        model = Company
        formfield_callback = field_of
        fields: ClassVar = [
            "name", "about", "website", "sectors", "founded", "people",
            "kind", "sold_since", "references", "regions", "business_plan",
        ]  # fmt: skip
        labels: ClassVar = {
            "name": "Name of the company",
            "about": "What the company does",
            "founded": "Founded in",
            "people": "People in the company",
            "kind": "Which of the two is it",
            "sold_since": "Product sold at home since",
            "references": "References from regular customers",
            "regions": "Regions with distribution",
            "business_plan": "There is a business plan for the foreign market",
        }
        help_texts: ClassVar = {
            "name": "As registered.",
            "about": "A few sentences for a park abroad: product, customers, what you look for.",
            "references": "How many customers vouch for you.",
            "regions": "In how many regions one can buy from you.",
        }
        widgets: ClassVar = {
            "about": forms.Textarea(attrs={"rows": 4}),
            "sold_since": DateInput(),
            "kind": forms.RadioSelect,
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if "kind" in self.fields:
            kind: Any = self.fields["kind"]
            kind.choices = [
                (key, label[:1].upper() + label[1:]) if key else ("", "Not said") for key, label in kind.choices
            ]

    def clean_sold_since(self) -> date | None:
        return not_ahead(self.cleaned_data["sold_since"], self.today)

    def clean_founded(self) -> int | None:
        year: int | None = self.cleaned_data["founded"]
        if year is not None and not FIRST_YEAR <= year <= self.today.year:
            raise forms.ValidationError(f"Enter a year from {FIRST_YEAR} to {self.today.year}.")
        return year

    def facts(self) -> dict[str, Any]:
        """What was entered, for the action."""
        return {name: self.cleaned_data[name] for name in self.fields}


class CreateForm(CompanyForm):
    """The few things to begin with; the rest follows on the edit page."""

    park = ParkField(
        label="Home park", required=False,
        help_text="The park you are resident of. It is asked to verify that. Then its partners are open to you.",
    )  # fmt: skip

    class Meta(CompanyForm.Meta):
        fields: ClassVar = ["name", "about", "website"]

    field_order = ("name", "about", "website", "sectors", "park")


class ClaimForm(forms.Form):
    park = ParkField(label="Home park", help_text="The park you are resident of. It is asked to verify that.")
    since = Day(label="Resident since", required=False, widget=DateInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_since(self) -> date | None:
        return not_ahead(self.cleaned_data["since"], self.today)


class AddResidentForm(forms.Form):
    name = OneLine(label="Name of the company", max_length=200)
    email = forms.EmailField(
        label="E-mail address of the person who speaks for it", max_length=254,
        help_text="The person gets a link that works for 14 days, and completes the profile.",
    )  # fmt: skip
    since = Day(label="Resident since", required=False, widget=DateInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_since(self) -> date | None:
        return not_ahead(self.cleaned_data["since"], self.today)


class JoinForm(forms.Form):
    name = OneLine(label="Name of the company", max_length=200, help_text="Exactly as it is registered here.")


class ReasonForm(forms.Form):
    reason = ManyLines(
        label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The company's people read it in their mail.",
    )  # fmt: skip
