"""The fields of a programme's forms that are its own: currencies."""

import re
from typing import Any

from django import forms

from parks.programmes.currencies import COMMON
from parks.programmes.models import CURRENCY
from softlanding.kernel.fields import OneLine


class Currency(OneLine):
    """Three letters, in capitals whatever was typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": "currencies", "size": 5, "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.upper() if isinstance(text, str) else text

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not re.match(CURRENCY, value):
            raise forms.ValidationError("Write the currency as three letters, such as EUR.", code="currency")


def currencies() -> list[tuple[str, str]]:
    """What a field of a currency offers."""
    return list(COMMON.items())
