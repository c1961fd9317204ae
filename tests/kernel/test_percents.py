"""One rounding of shares, in Python and in PostgreSQL."""

import pytest
from django.db.models import IntegerField, Value
from hypothesis import given
from hypothesis import strategies as st

from softlanding.accounts.models import User
from softlanding.kernel.percents import percent


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(33, 56, 59), (1, 200, 1), (1, 201, 0), (0, 3, 0), (3, 3, 100), (2, 3, 67), (199, 200, 100)],
)
def test_half_a_per_cent_is_rounded_up(part: int, whole: int, shown: int) -> None:
    assert percent(part, whole) == shown


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_it_is_the_nearest_whole_number(part: int, whole: int) -> None:
    assert -0.5 <= percent(part, whole) - 100 * part / whole <= 0.5


@pytest.mark.django_db
def test_postgresql_rounds_the_same_way() -> None:
    User.objects.create_user("anna@example.org", "Anna Lund")
    for part, whole in ((33, 56), (1, 200), (1, 201), (2, 3)):
        share = percent(Value(part, IntegerField()), Value(whole, IntegerField()))
        assert User.objects.annotate(share=share).values_list("share", flat=True).get() == percent(part, whole)
