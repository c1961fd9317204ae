"""What people type about a clearing."""

from collections.abc import Sequence
from typing import Any

from django import forms

from parks.park.models import Park
from softlanding.kernel.fields import Day, ManyLines, OneLine


def reason_field(read_by: str) -> ManyLines:
    return ManyLines(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=f"{read_by} reads it."
    )


class ProposeForm(forms.Form):
    """Binds the proposal to what was on the page."""

    answer_by = Day(
        label="Every park answers by", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Each until the day has ended where it is. Whoever is silent then takes no part, and the rest is "
        "asked anew.",
    )  # fmt: skip
    read = OneLine(widget=forms.HiddenInput, max_length=64, required=False)


class NetworkForm(forms.Form):
    reason = reason_field("Every affected park")


class UndoForm(NetworkForm):
    """Field order: the day, then why."""

    answer_by = Day(
        label="Every park signs by", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Each until the day has ended where it is. When one has not signed then, the undoing lapses and the "
        "clearing stays.",
    )  # fmt: skip
    field_order = ("answer_by", "reason")


class ParkForm(forms.Form):
    """For whom of her parks a person answers; asked only when she runs several."""

    park = forms.ModelChoiceField(Park.objects.none(), label="In the name of", empty_label=None)

    def __init__(self, data: Any = None, *, parks: Sequence[Park], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["park"]
        field.queryset = Park.objects.filter(pk__in=[park.pk for park in parks])
        if len(parks) == 1:
            field.initial = parks[0]
            field.widget = forms.HiddenInput()


class AgreeForm(ParkForm):
    """Binds the yes to the part that was on the page."""

    part_hash = OneLine(widget=forms.HiddenInput, max_length=64)


class ReasonForm(ParkForm):
    reason = reason_field("Every affected park")


class KeepForm(ReasonForm):
    """A park does not sign, or (without a park) the network takes the undoing back."""

    def __init__(self, data: Any = None, *, parks: Sequence[Park], **kwargs: Any) -> None:
        super().__init__(data, parks=parks, **kwargs)
        if not parks:
            del self.fields["park"]
