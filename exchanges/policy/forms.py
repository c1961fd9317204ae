"""What a network admin types about the policy."""

from typing import Any, ClassVar

from django import forms

from exchanges.policy.models import PolicyVersion
from exchanges.policy.queries import DEFAULT_TERMS, VALUES
from softlanding.kernel.fields import ManyLines, field_of


class ChangeForm(forms.ModelForm):  # type: ignore[type-arg]
    """The whole policy."""

    reason = ManyLines(
        label="Why it changes", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everybody who is signed in can read it.",
    )  # fmt: skip

    class Meta:
        # Single values are judged here; the rules between them are the action's, one sentence each.
        model = PolicyVersion
        formfield_callback = field_of
        fields = VALUES
        labels: ClassVar = {
            "alert_debt": "Net debt, more than (months)", "restricted_debt": "Net debt, more than (months)",
            "alert_unagreed": "Owed without an agreement, more than (months)",
            "restricted_unagreed": "Owed without an agreement, more than (months)",
            "alert_late": "Late answers, more than", "restricted_late": "Late answers, more than",
            "alert_refused": "Refused, more than (%)", "restricted_refused": "Refused, more than (%)",
        }  # fmt: skip

    def bound(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def stay(self) -> list[forms.BoundField]:
        return self.bound(DEFAULT_TERMS[:4])

    @property
    def balance(self) -> list[forms.BoundField]:
        return self.bound(DEFAULT_TERMS[4:7])

    @property
    def days(self) -> list[forms.BoundField]:
        return self.bound(DEFAULT_TERMS[8:])

    def values(self) -> dict[str, Any]:
        """The policy as typed, by field name."""
        return {name: self.cleaned_data[name] for name in VALUES}
