"""What people type about an agreement."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from exchanges.agreements.terms import Direction, Terms
from parks.models import Park

DIRECTION_FIELDS = ("months_per_year", "places", "min_months", "max_months", "services")


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="The other park reads it."
    )


class SignForm(forms.Form):
    """Binds the signature to the terms that were on the page."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    park = forms.ModelChoiceField(Park.objects.none(), label="Sign for")

    def __init__(self, data: Any = None, *, parks: QuerySet[Park], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["park"]
        field.queryset = parks
        field.empty_label = None
        if len(parks) == 1:
            field.initial = parks[0]
            field.widget = forms.HiddenInput()


class ProposeForm(forms.Form):
    """The terms of a new agreement; both directions in one form."""

    proposer = forms.ModelChoiceField(Park.objects.none(), label="In the name of", empty_label=None)
    partner = forms.ModelChoiceField(Park.objects.none(), label="Partner park", empty_label="Choose a park")
    valid_from = forms.DateField(label="Valid from", widget=day_input())
    valid_until = forms.DateField(label="Valid until", widget=day_input(), help_text="The last day.")
    alert_at = forms.IntegerField(
        label="Warn when a balance is this far from zero (months)", required=False, min_value=0, max_value=999
    )
    limit_at = forms.IntegerField(
        label="Stop sending when the debt would pass (months)",
        required=False, min_value=0, max_value=999, help_text="Empty: no limit.",
    )  # fmt: skip
    floor_months = forms.IntegerField(
        label="Always possible, even beyond the limit (months a year)", min_value=0, max_value=999, initial=2
    )
    carry_over = forms.BooleanField(label="Unused months go to the next year, once", required=False)
    notice_months = forms.IntegerField(label="Notice to end it (months)", min_value=0, max_value=60, initial=6)
    decision_days = forms.IntegerField(label="A park decides within (days)", min_value=1, max_value=180, initial=14)
    offer_days = forms.IntegerField(label="A company answers within (days)", min_value=1, max_value=180, initial=14)
    clearing = forms.BooleanField(
        label="Our balance may be cleared in circles with other parks", required=False, initial=True,
        help_text="A clearing is always shown to you before it is posted.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, proposers: QuerySet[Park], partners: QuerySet[Park], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["proposer"].queryset = proposers  # type: ignore[attr-defined]
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]
        if len(proposers) == 1:
            self.fields["proposer"].initial = proposers[0]
            self.fields["proposer"].widget = forms.HiddenInput()
        for prefix in ("out", "in"):
            self.fields |= direction_fields(prefix)

    def direction(self, prefix: str) -> list[forms.BoundField]:
        return [self[f"{prefix}_{name}"] for name in DIRECTION_FIELDS]

    @property
    def outgoing(self) -> list[forms.BoundField]:
        return self.direction("out")

    @property
    def incoming(self) -> list[forms.BoundField]:
        return self.direction("in")

    def terms(self) -> Terms:
        """The terms as typed, keyed by home park; call it on a valid form."""
        values = dict(self.cleaned_data)
        proposer, partner = values.pop("proposer"), values.pop("partner")
        directions = {
            park.pk: Direction(**{name: values.pop(f"{prefix}_{name}") for name in DIRECTION_FIELDS})
            for park, prefix in ((proposer, "out"), (partner, "in"))
        }
        return Terms(directions=directions, clearing={proposer.pk: values.pop("clearing")}, **values)


def direction_fields(prefix: str) -> dict[str, forms.Field]:
    """The fields of one direction: "out" for our residents there, "in" for theirs here."""
    fields: dict[str, forms.Field] = {
        "months_per_year": forms.IntegerField(
            label="Free-rent months a year", min_value=0, max_value=999, initial=6, help_text="0 closes this direction."
        ),
        "places": forms.IntegerField(label="Companies at once", min_value=0, max_value=99, initial=2),
        "min_months": forms.IntegerField(label="Shortest stay (months)", min_value=1, max_value=24, initial=1),
        "max_months": forms.IntegerField(label="Longest stay (months)", min_value=1, max_value=24, initial=4),
        "services": forms.CharField(
            label="Services included", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
        ),
    }
    return {f"{prefix}_{name}": field for name, field in fields.items()}


def first_terms(today: date) -> dict[str, Any]:
    """Sensible defaults: from the first of next month to the end of the year after next."""
    following = date(today.year + (today.month == 12), today.month % 12 + 1, 1)
    return {"valid_from": following, "valid_until": date(following.year + 2, 12, 31), "alert_at": 4, "limit_at": 6}
