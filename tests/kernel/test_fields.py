"""Every form of the portal bounds what it takes: one kind of field each for texts, days and numbers."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse

from softlanding.kernel.fields import OneLineField
from tests import cast

ROOT = Path(__file__).parent.parent.parent
# What a form may not use by itself, and the field of softlanding/kernel/fields.py that bounds it.
BARE = {
    forms.CharField: "OneLine or ManyLines", forms.DateField: "Day", forms.IntegerField: "WholeNumber",
    forms.DateTimeField: "Day", forms.FloatField: "WholeNumber",
}  # fmt: skip
ODD = "Acme\x1cReply-To : ceo@example.org"


def our_forms() -> Iterator[type[forms.BaseForm]]:
    for package in ("softlanding", "parks", "companies", "exchanges"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "forms" in path.name or path.name == "start.py":
                module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
                for one in vars(module).values():
                    ours = (
                        isinstance(one, type) and issubclass(one, forms.BaseForm) and one.__module__ == module.__name__
                    )
                    # Codes of the second factor are compared, never kept; their fields are the library's.
                    if ours and module.__name__ != "softlanding.sign_in.forms":
                        yield one


def test_no_form_takes_what_is_not_bounded() -> None:
    found = list(our_forms())
    assert len(found) > 40
    bare = [
        f"{one.__module__}.{one.__qualname__}.{name}: use {BARE[type(field)]}"
        for one in found
        for name, field in one.base_fields.items()  # type: ignore[attr-defined]
        if type(field) in BARE and name not in ("latitude", "longitude")  # bounded by the park's own validators
    ]
    assert bare == []


def test_every_column_of_one_line_has_its_constraint() -> None:
    for model in apps.get_models():
        held = " ".join(
            str(one.condition) for one in model._meta.constraints if isinstance(one, models.CheckConstraint)
        )
        for field in model._meta.concrete_fields:
            if isinstance(field, OneLineField):
                assert f"{field.name}__regex" in held, f"{model.__name__}.{field.name}: name it in visible(...)"


@pytest.mark.django_db
def test_the_database_refuses_what_nobody_sees() -> None:
    company = cast.company("Acme")
    for hidden in ("\x1c", "\x0b", "\n", "\x85", "\u2028", "\u202e", "\u2069"):
        with pytest.raises(IntegrityError, match="company_name_visible"), transaction.atomic():
            type(company).objects.filter(pk=company.pk).update(name=f"Acme{hidden}x")
    type(company).objects.filter(pk=company.pk).update(name="Łódź 中关村 العربية 👩\u200d🔬")


@pytest.mark.django_db
def test_a_name_with_a_hidden_sign_is_told_at_its_field() -> None:
    client = cast.browser_of(cast.person("Cleo Dias"))
    page = client.post(reverse("companies:create"), {"name": ODD, "about": "Optics\x0band more"}).content.decode()
    assert "There is a sign nobody can see behind “Acme” (U+001C, a control sign)" in page
    assert "There is a sign nobody can see behind “Optics” (U+000B, a control sign)" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM companies_company")
        assert cursor.fetchone() == (0,)
