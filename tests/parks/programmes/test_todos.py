"""What waits of programmes: facts that nobody has checked for a year, for those who run the park."""

from datetime import date, timedelta

import pytest

from exchanges.today.rooms import KINDS
from parks.programmes.models import Programme
from parks.programmes.todos import OLD, OldProgramme, waiting
from softlanding.kernel.todos import Asked, read, together
from tests import cast

TODAY = cast.NOW.date()


def test_it_says_when_it_was_checked_and_where_to_read_it_through() -> None:
    text = " Companies see a mark beside it until somebody of the park has read it through."
    asked = Asked(
        "Is what Porto offers still true?",
        f"It was checked on 3 March 2025.{text}",
        "/parks/porto/programme/",
        "Read it through",
    )
    assert OLD.says and OLD.says(OldProgramme("porto", "Porto", date(2025, 3, 3))) == asked
    assert OLD.says(OldProgramme("porto", "Porto", None)).text == f"Nobody has checked it yet.{text}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("checked_on", "since"),
    [
        (date(2025, 11, 23), None),
        (date(2025, 11, 22), date(2026, 11, 22)),
        (date(2024, 1, 1), date(2025, 1, 1) - timedelta(days=1)),  # a leap year lies between
        (None, TODAY),
    ],
)
def test_it_waits_for_those_who_run_the_park_from_the_day_a_year_is_over(checked_on, since) -> None:
    porto, turin = cast.park("Porto"), cast.park("Turin", "IT")
    Programme.objects.create(park=porto, checked_on=checked_on)
    people = {"manager": cast.manager_of(porto, "Anna Lund"), "deputy": cast.deputy_of(porto, "Dario Pérez")}
    for user in people.values():
        rows = read(together(waiting(user, TODAY), 10), KINDS)
        assert [(row.its.park, row.its.checked_on, row.since) for row in rows] == (
            [("Porto", checked_on, since)] if since else []
        )
    assert read(together(waiting(cast.manager_of(turin, "Carla Conti"), TODAY), 10), KINDS) == []
