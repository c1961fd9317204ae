"""What the home park and a network admin type about an exception."""

from collections.abc import Collection
from typing import Any

from django import forms

from parks.park.models import Park
from softlanding.kernel.fields import Day, ManyLines, WholeNumber


def reason_field() -> ManyLines:
    return ManyLines(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="Both parks read it."
    )


class DirectionForm(forms.Form):
    """For a number of months of a direction; for one landing, or a request, the parks are known."""

    home = forms.ModelChoiceField(Park.objects.none(), label="Home park, which sends", empty_label="Choose a park")
    host = forms.ModelChoiceField(Park.objects.none(), label="Host park", empty_label="Choose a park")
    months = WholeNumber(label="Months past the limit", max_value=999)
    ends_on = Day(
        label="Until", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="The last day on which an offer can use it.",
    )  # fmt: skip
    reason = reason_field()

    def __init__(
        self, data: Any = None, *, known: Collection[str] = (), mine: Collection[int] = (), **kwargs: Any
    ) -> None:
        """`known`: fields that are not asked; `mine`: the home parks to choose from (empty: every park)."""
        super().__init__(data, **kwargs)
        for name in known:
            del self.fields[name]
        if "host" not in self.fields:
            return
        parks = Park.objects.admitted()
        listed = list(parks.values_list("pk", "name"))  # read once for both
        for name in ("home", "host"):
            field: Any = self.fields[name]
            shown = [row for row in listed if not mine or name == "host" or row[0] in mine]
            field.queryset = parks.filter(pk__in=mine) if mine and name == "home" else parks
            field.choices = shown if len(shown) == 1 else [("", "Choose a park"), *shown]


class AskForm(DirectionForm):
    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].label = "Why the limit should not hold here"
        self.fields["reason"].help_text = "The network admins and both parks read it."


class ReasonForm(forms.Form):
    reason = reason_field()


class WithdrawForm(forms.Form):
    reason = ManyLines(
        label="Why", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The network admins and both parks read it.",
    )  # fmt: skip
