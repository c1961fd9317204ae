"""A company reads beside its application what can still be had from the day it wishes."""

from datetime import date

import pytest

from exchanges.agreements.terms import Direction
from exchanges.landings import actions
from exchanges.landings.wishing import wish_room
from tests import cast as people
from tests.exchanges import cast

pytestmark = pytest.mark.django_db


def test_the_form_says_what_can_begin_from_the_wished_day(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(6, places=1), valid=(date(2026, 1, 1), date(2027, 1, 31)))
    ana = cast.company("Ana", porto, "Lead Ana")
    lead = cast.lead_of(ana)
    wish = actions.Wish(date(2026, 12, 15), 2, 1, "Customers")
    draft = actions.draft(company=ana, home=porto, host=malaga, wish=wish, by=lead, now=cast.NOW)
    room = wish_room(draft, cast.NOW.date())
    assert room.says == [
        "From 15 December 2026 on, 1 month in 2026 and 1 month in 2027 can still begin, 1 together, until 31 January 2027.",
        "Your 2 months from 15 December 2026 do not fit as things stand.",
    ]
    for verb in ("edit/", "submit/"):
        assert room.says[1] in people.browser_of(lead).get(f"{draft.get_absolute_url()}{verb}").content.decode()
    draft.wished_months = 1
    assert wish_room(draft, cast.NOW.date()).says[1] == "Your 1 month from 15 December 2026 fits as things stand."
    draft.wished_start = date(2027, 3, 1)
    assert wish_room(draft, cast.NOW.date()).says == ["The agreement ends on 31 January 2027, before the day you wish."]
