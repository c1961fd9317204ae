"""After an early check-out the page says what the stay became, and keeps the months that were given back."""

import re
from datetime import date

import pytest

from exchanges.landings import actions, queries, standing
from exchanges.landings.models import Landing
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import at

pytestmark = pytest.mark.django_db
MARCH = date(2027, 3, 1)


def page(landing: Landing) -> str:
    return people.browser_of(cast.manager_of(landing.host)).get(landing.get_absolute_url()).content.decode()


def left_late(lumen, malaga) -> Landing:
    """Left on 10 April, written down on 20 May: April's month stays, May's was posted, June's never began."""
    landing = cast.landed(lumen, malaga, MARCH, 4)
    actions.daily(at(2027, 5, 20))
    return actions.check_out(
        landing, by=cast.manager_of(malaga), left_on=date(2027, 4, 10), now=at(2027, 5, 20), reason="Left quietly"
    )


def test_title_list_and_facts_say_what_it_became(lumen, malaga) -> None:
    landing = left_late(lumen, malaga)
    assert (landing.length, landing.months) == (2, 4)
    shown = " ".join(people_read(page(landing)).split())
    assert "Lumen Optics at Malaga, 2 months from 1 March 2027" in shown
    assert "2 months from 1 March 2027 to 10 April 2027, 2 people; 4 months were promised" in shown
    listed = people.browser_of(cast.manager_of(malaga)).get("/landings/").content.decode()
    assert 'data-label="Months">2</td>' in listed


def test_months_given_back_keep_their_rows(lumen, malaga) -> None:
    landing = left_late(lumen, malaga)
    rows = standing.month_rows(landing, queries.months_ever(landing.pk))
    assert [(row.number, row.begins_on.month, row.label) for row in rows] == [
        (1, 3, "used"), (2, 4, "used"), (3, 5, "taken back"), (4, 6, "released"),
    ]  # fmt: skip
    assert "taken back" in page(landing) and "released" in page(landing)


def test_a_stay_to_its_end_is_as_long_as_promised(lumen, malaga) -> None:
    landing = cast.landed(lumen, malaga, MARCH, 3)
    landing = actions.check_out(landing, by=cast.manager_of(malaga), left_on=date(2027, 5, 31), now=at(2027, 6, 2))
    assert landing.length == landing.months == 3


def people_read(html: str) -> str:
    """A page's text without its marks."""
    return re.sub(r"<[^>]+>", "", html)
