"""What people type about a landing."""

from datetime import date
from typing import Any

from django import forms

from exchanges.landings.models import Landing
from softlanding.kernel.fields import Day, ManyLines, WholeNumber, field_of


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def text_area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": 4000})


class WishForm(forms.ModelForm):  # type: ignore[type-arg]
    """A draft: anything may still be missing."""

    class Meta:
        model = Landing
        formfield_callback = field_of
        fields = ("wished_start", "wished_months", "people", "purpose", "needs")
        labels = {"wished_start": "First day of the stay", "wished_months": "Months", "people": "People who come"}
        help_texts = {
            "purpose": "What you want to reach there in these months: first customers, a partner, a certificate.",
            "needs": "Desks, a meeting room, legal advice, a translator, visa support.",
        }
        widgets = {"wished_start": day_input(), "purpose": text_area(4), "needs": text_area(3)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        self.fields["wished_months"].widget.attrs.update(min=1, max=24)
        self.fields["people"].widget.attrs.update(min=1)


class NominateForm(forms.Form):
    message = ManyLines(
        label="Message to the host park",
        required=False,
        max_length=2000,
        widget=text_area(),
        help_text="Why this company, in a sentence or two. The host reads it beside the application.",
    )


class ReasonForm(forms.Form):
    reason = ManyLines(
        label="Reason", max_length=2000, widget=text_area(), help_text="Everyone who takes part can read it."
    )


class OfferForm(forms.Form):
    starts_on = Day(label="First day of the stay", widget=day_input())
    length = WholeNumber(label="Months", min_value=1, max_value=24)
    answer_by = Day(label="They answer by", widget=day_input())
    message = ManyLines(
        label="Message to the company", required=False, max_length=2000, widget=text_area(),
    )  # fmt: skip


class CheckInForm(forms.Form):
    arrived_on = Day(
        label="Arrived on",
        widget=day_input(),
        help_text="A later day moves the months where there is room for them; otherwise the stay keeps its last day.",
    )


class CheckOutForm(forms.Form):
    left_on = Day(
        label="Left on", widget=day_input(), help_text="A month that has begun counts; later months are free again."
    )
    justified = forms.BooleanField(
        label="Leaving early was justified", required=False, help_text="Only when it leaves before the end of the stay."
    )
    reason = ManyLines(
        label="Why it leaves early", required=False, max_length=2000, widget=text_area(),
    )  # fmt: skip


class Typing(forms.Form):
    """Values while they are typed: whatever is missing or odd keeps its earlier value."""

    def value_or(self, name: str, fallback: Any) -> Any:
        if not self.is_bound:
            return fallback
        self.full_clean()
        value = self.cleaned_data.get(name)
        return fallback if value is None else value


class PreviewForm(Typing, OfferForm):
    """The numbers of an offer."""


class ArrivalForm(Typing, CheckInForm):
    """The day of an arrival."""


class DepartureForm(Typing, CheckOutForm):
    """The day of a departure."""


def next_day(day: date | None, today: date) -> date:
    """The wished day, or today when it has passed."""
    return max(day or today, today)
