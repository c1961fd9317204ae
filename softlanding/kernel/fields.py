"""Form fields of our own."""

from collections.abc import Iterable
from typing import Any

from django import forms


class CommaList(forms.CharField):
    """Short names separated by commas, as a list without repetitions; at most 12 of at most 80 characters."""

    MOST, LONGEST = 12, 80

    def to_python(self, value: Any) -> Any:
        found: dict[str, str] = {}
        for part in str(value or "").replace(";", ",").split(","):
            if name := " ".join(part.split()):
                found.setdefault(name.lower(), name)
        return list(found.values())

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(value) > self.MOST:
            raise forms.ValidationError(f"These are {len(value)}; name the {self.MOST} most important.")
        for part in value:
            if len(part) > self.LONGEST:
                raise forms.ValidationError(f"“{part[:30]}…” has {len(part)} characters; at most {self.LONGEST} fit.")

    def run_validators(self, value: Any) -> None:
        """The validators of a text do not fit a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, Iterable) and not isinstance(value, str) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


def website_field() -> forms.URLField:
    """A web address; one typed without its scheme is meant as https."""
    widget = forms.URLInput(attrs={"placeholder": "https://"})
    return forms.URLField(label="Website", required=False, max_length=200, assume_scheme="https", widget=widget)
