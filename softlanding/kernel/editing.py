"""Editing what others may edit too: nobody saves over somebody else's change unseen, and history says what became of
each field.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypedDict

from django.db.models import Model
from django.utils.text import capfirst

from softlanding.kernel import words
from softlanding.kernel.refusals import Refused

NOTHING = "nothing"


class Changed(TypedDict):
    """What a step says of one field, as people read it."""

    field: str
    old: str
    new: str


class Overtaken(Refused):
    """Somebody else saved the record after the form was opened. `now`: the record's values by field name."""

    def __init__(self, now: Mapping[str, Any], by: str = "") -> None:
        super().__init__(
            f"{by or 'Somebody else'} saved this after you had opened it. Nothing of yours is lost: it is below as you "
            "typed it. Where it differs from what stands now, you see both. Save again to keep yours."
        )
        self.now = now


def mark_of(values: Mapping[str, Any]) -> str:
    """A short name of some values: equal marks, equal values. A form carries that of the values it was opened with."""
    text = json.dumps({name: values[name] for name in sorted(values)}, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def values_of(record: Model, names: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def refuse_overtaken(now: Mapping[str, Any], facts: Mapping[str, Any], read: str | None, by: str = "") -> None:
    """Raise Overtaken when `now` is not what the form was opened with, whose mark is `read` (None: nobody knows).

    Not when the facts that are asked for are what stands.
    """
    if read is not None and read != mark_of(now) and any(now[name] != value for name, value in facts.items()):
        raise Overtaken(now, by)


def label_of(record: Model, name: str) -> str:
    return capfirst(str(record._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def said(record: Model, name: str, value: Any) -> str:
    """A field's value as a person reads it."""
    choices = dict(getattr(record._meta.get_field(name), "flatchoices", ()))
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(choices.get(str(value), value))


Say = Callable[[Model, str, Any], str]


def change(record: Model, facts: Mapping[str, Any], read: str | None = None, say: Say = said) -> list[Changed]:
    """Set the facts, by field name, on a record that is locked; the caller saves it. Returns what became another.

    `read` is the mark of the values that the form was opened with, `say` how the room says a value. Raises Overtaken.
    """
    now = values_of(record, facts)
    refuse_overtaken(now, facts, read)
    new = [name for name, value in facts.items() if now[name] != value]
    for name in new:
        setattr(record, name, facts[name])
    return [
        Changed(field=label_of(record, name), old=say(record, name, now[name]), new=say(record, name, facts[name]))
        for name in new
    ]
