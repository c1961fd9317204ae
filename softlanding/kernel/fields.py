"""Fields of our own, of forms and of models: every text, day and number that people give goes through one of these."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from softlanding.kernel import words
from softlanding.kernel.bounds import FIRST_DAY, LAST_DAY, MOST, is_day
from softlanding.kernel.texts import REFUSED_BY_DATABASE, Hidden, many_lines, one_line


class OneLine(forms.CharField):
    """A name, a subject, a phone number: white space folded; what nobody sees is refused."""

    def to_python(self, value: Any) -> Any:
        return _clean(super().to_python(value), one_line, self.empty_value)


class ManyLines(forms.CharField):
    """A text with line breaks; other signs that nobody sees are refused."""

    def to_python(self, value: Any) -> Any:
        return _clean(super().to_python(value), many_lines, self.empty_value)


def _clean(value: Any, clean: Any, empty: Any) -> Any:
    try:
        return clean(value) if isinstance(value, str) and value != empty else value
    except Hidden as hidden:
        raise ValidationError(str(hidden), code="hidden") from None


class Day(forms.DateField):
    """A day the portal can reckon with."""

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day is not None and not is_day(day):
            raise ValidationError(f"Enter a day from {words.day(FIRST_DAY)} to {words.day(LAST_DAY)}.", code="bounds")
        return day


class WholeNumber(forms.IntegerField):
    """A whole number; up to a million unless its field says less."""

    def __init__(self, *, max_value: int | None = MOST, min_value: int | None = -MOST, **kwargs: Any) -> None:
        super().__init__(max_value=max_value, min_value=min_value, **kwargs)


if TYPE_CHECKING:
    TextColumn = models.CharField[str, str]
else:
    TextColumn = models.CharField


class OneLineField(TextColumn):
    """A column of one line; name it in the model's `visible` constraint too."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": OneLine, **kwargs})


def visible(name: str, *columns: str) -> models.CheckConstraint:
    """The constraint of a model's columns of one line: the database refuses what nobody sees."""
    hidden = models.Q()
    for column in columns:
        hidden |= models.Q(**{f"{column}__regex": REFUSED_BY_DATABASE})
    return models.CheckConstraint(condition=~hidden, name=name)


FORM_CLASSES: Any = (
    (models.DateField, Day),
    (models.IntegerField, WholeNumber),
    (models.TextField, ManyLines),
    (models.EmailField, forms.EmailField),
    (models.URLField, forms.URLField),
    (models.CharField, OneLine),
)


def field_of(column: "models.Field[Any, Any]", **kwargs: Any) -> Any:
    """The form field of a model's column, for `formfield_callback` of every model form."""
    known = next((field for kind, field in FORM_CLASSES if isinstance(column, kind)), None)
    if known is None or column.choices:
        return column.formfield(**kwargs)
    if known is WholeNumber:
        kwargs |= _limits(column)
    return column.formfield(**{"form_class": known, **kwargs})


def _limits(column: "models.Field[Any, Any]") -> dict[str, int]:
    """The bounds of a number's column, as its validators have them, where they are closer than ours."""
    low = [one.limit_value for one in column.validators if isinstance(one, MinValueValidator)]
    high = [one.limit_value for one in column.validators if isinstance(one, MaxValueValidator)]
    return {"min_value": max([-MOST, *low]), "max_value": min([MOST, *high])}


class CommaList(forms.CharField):
    """Short names separated by commas, as a list without repetitions; at most 12 of at most 80 characters."""

    MOST, LONGEST = 12, 80

    def to_python(self, value: Any) -> Any:
        found: dict[str, str] = {}
        for part in str(value or "").replace(";", ",").split(","):
            if name := _clean(part, one_line, ""):
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
