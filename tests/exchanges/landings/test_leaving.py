"""What a check-out page says before it is pressed is what the check-out then does."""

from datetime import date

import pytest

from exchanges.agreements.terms import Direction
from exchanges.landings import actions
from exchanges.landings.decisions import leaving
from exchanges.landings.facts import facts_of
from exchanges.landings.models import Landing
from tests.exchanges import cast
from tests.exchanges.cast import at

pytestmark = pytest.mark.django_db
ARRIVED, TODAY = date(2027, 1, 10), date(2027, 3, 12)


@pytest.fixture
def stay(porto, malaga) -> Landing:
    """Lumen at Malaga for 4 months from 10 January; by 12 March three have begun and are posted."""
    cast.agreed(porto, malaga, Direction(6, places=2, max_months=6), limit_at=6)
    landing = cast.landed(cast.company("Lumen", porto, "Cleo"), malaga, ARRIVED, 4, now=at(2026, 12, 1))
    actions.daily(at(2027, 3, 12))
    return landing


@pytest.mark.parametrize(
    ("left_on", "owed", "left", "said"),
    [
        (date(2027, 3, 12), 3, 3, "1 month of Porto had not begun on that day and is free again."),
        (date(2027, 3, 10), 3, 3, "1 month of Porto had not begun on that day and is free again."),  # a month's first
        (date(2027, 3, 9), 2, 4, "2 months of Porto had not begun on that day and are free again. 1 month posted"),
        (date(2027, 3, 5), 2, 4, "2 months of Porto had not begun on that day and are free again. 1 month posted"),
        (date(2027, 1, 20), 1, 5, "3 months of Porto had not begun on that day and are free again. 2 months posted"),
    ],
)
def test_the_preview_is_what_happens(stay, porto, malaga, left_on, owed, left, said):
    effect = leaving(stay, left_on, cast.noon(TODAY))
    assert effect.refusal == "" and effect.says[0].startswith(said)
    assert [(now.left, after.left) for now, after in effect.quotas] == [(2, left)]
    assert (effect.places_taken, effect.places_after) == (1, 0)
    assert effect.pair_beam is not None and effect.pair_beam.last == -owed
    actions.check_out(
        stay, by=cast.manager_of(malaga), left_on=left_on, reason="Called home", justified=True, now=at(2027, 3, 12)
    )
    assert -cast.balance(porto, malaga) == owed
    assert facts_of(stay, date(2027, 6, 1), 1, cast.noon(TODAY)).years[2027].left == left


@pytest.mark.parametrize(("left_on", "owed"), [(date(2027, 4, 9), 3), (date(2027, 4, 10), 4), (date(2027, 4, 11), 4)])
def test_a_month_that_began_on_the_day_of_leaving_is_owed_though_nobody_had_posted_it(
    stay, porto, malaga, left_on, owed
):
    actions.check_out(stay, by=cast.manager_of(malaga), left_on=left_on, reason="Called home", now=cast.noon(left_on))
    assert -cast.balance(porto, malaga) == owed


def test_leaving_at_the_end_frees_nothing(stay):
    effect = leaving(stay, date(2027, 5, 9), cast.noon(date(2027, 5, 9)))
    assert effect.says == ["It leaves at the end of its stay: every month of it has begun and counts."]
    assert [now.left == after.left for now, after in effect.quotas] == [True]
    assert (effect.places_taken, effect.places_after) == (1, 1)


@pytest.mark.parametrize("left_on", [date(2027, 1, 9), date(2027, 3, 13), date(1, 1, 1), date.max])
def test_a_day_that_cannot_be_is_a_sentence(stay, left_on):
    effect = leaving(stay, left_on, cast.noon(TODAY))
    assert effect.refusal.endswith(("left before.", "on the day the company leaves.")) and effect.quotas == []
