"""Readers for pages of a pair say the same as joins over the whole network."""

from datetime import date

import pytest

from exchanges.ledger import actions
from exchanges.ledger.models import Posting
from exchanges.ledger.queries import reversal
from parks.park.models import Park
from tests.exchanges.ledger.making import NOW, month

pytestmark = pytest.mark.django_db


def test_a_posting_that_was_taken_back_is_no_stay_that_stands(porto: Park, malaga: Park) -> None:
    wrong = actions.post(month(porto, malaga, "wrong", day=date(2026, 1, 1)), now=NOW)
    right = actions.post(month(porto, malaga, "right", day=date(2026, 2, 1)), now=NOW)
    back = actions.reverse(wrong, day=date(2026, 3, 1), reason="Typed twice", reference="wrong/reversed", now=NOW)
    assert list(Posting.objects.stays()) == [right]
    days = dict(Posting.objects.annotate(back_on=reversal("day")).values_list("pk", "back_on"))
    assert days == {wrong.pk: date(2026, 3, 1), right.pk: None, back.pk: None}
