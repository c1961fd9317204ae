"""Search without accents: Python and PostgreSQL fold alike; names between commas."""

import pytest
from django import forms

from parks.park.models import Park
from softlanding.kernel.fields import CommaList
from softlanding.kernel.listing import folded, folded_field
from tests import cast

NAMES = [
    "Łódź",
    "Málaga TechPark",
    "ÇANKAYA İstanbul",
    "Đà Nẵng",
    "Tromsø",
    "中关村",
    "العربية",
    "Straße",
    "Ærø",
    "ﬁne",
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_folded_is_the_same_in_python_and_in_the_database(name) -> None:
    cast.park(name, code="one")
    assert Park.objects.annotate(plain=folded_field("name")).get().plain == folded(name)


def test_folded_reads_as_people_type() -> None:
    assert (folded("Łódź"), folded("Tromsø"), folded("Málaga")) == ("lodz", "tromso", "malaga")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ICT, life sciences", ["ICT", "life sciences"]),
        (" ICT ;; ict,\tlife   sciences ,", ["ICT", "life sciences"]),
        ("", []),
        (",;,", []),
    ],
)
def test_comma_list_takes_what_people_type(typed, names) -> None:
    assert CommaList(required=False).clean(typed) == names


def test_comma_list_that_is_required_refuses_nothing() -> None:
    with pytest.raises(forms.ValidationError):
        CommaList().clean(" , ")
