"""What a network admin types about an exception."""

from typing import Any

from django import forms

from parks.models import Park


def reason_field() -> forms.CharField:
    return forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="Both parks read it."
    )


class GrantForm(forms.Form):
    """For a number of months of a direction; for one landing the parks and the months are known."""

    home = forms.ModelChoiceField(Park.objects.none(), label="Home park, which sends", empty_label="Choose a park")
    host = forms.ModelChoiceField(Park.objects.none(), label="Host park", empty_label="Choose a park")
    months = forms.IntegerField(label="Months past the limit", max_value=999)
    ends_on = forms.DateField(
        label="Until", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="The last day on which an offer can use it.",
    )  # fmt: skip
    reason = reason_field()

    def __init__(self, data: Any = None, *, for_landing: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if for_landing:
            for name in ("home", "host", "months"):
                del self.fields[name]
            return
        parks = Park.objects.admitted()
        listed = [("", "Choose a park"), *parks.values_list("pk", "name")]  # read once for both
        for name in ("home", "host"):
            field: Any = self.fields[name]
            field.queryset = parks
            field.choices = listed


class RevokeForm(forms.Form):
    reason = reason_field()
