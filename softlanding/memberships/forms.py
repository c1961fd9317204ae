"""What the verbs of people ask."""

from typing import Any

from django import forms

from softlanding.kernel.fields import ManyLines


class RoleForm(forms.Form):
    """Which role; the choices are the room's."""

    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(key, label.capitalize()) for key, label in roles]  # type: ignore[attr-defined]


class InviteForm(RoleForm):
    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="The person gets a link that works for 14 days, and signs in with this address.",
    )  # fmt: skip
    field_order = ("email", "role")


class TurnDownForm(forms.Form):
    reason = ManyLines(
        label="Reason", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It goes into the mail to the person.",
    )  # fmt: skip
