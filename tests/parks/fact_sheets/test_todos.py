"""What waits of a fact sheet: facts that nobody has checked for a year, for who runs the park."""

from datetime import date

import pytest

from parks.fact_sheets.models import FactSheet
from parks.fact_sheets.todos import OLD, OldSheet
from parks.park.queries import old_facts
from softlanding.kernel.todos import Asked
from tests import cast

TODAY = date(2026, 11, 23)
URL = "/parks/porto-digital/fact-sheet/check/"


@pytest.mark.parametrize(
    ("checked_on", "since"),
    [
        (date(2025, 11, 1), "It was checked on 1 November 2025."),
        (None, "Nobody of the park has checked it."),
    ],
)
def test_the_manager_is_asked_whether_it_is_still_true(checked_on, since) -> None:
    text = f"{since} Companies plan their journey by it, and see a mark until somebody has read it through."
    told = Asked("Is the fact sheet of Porto Digital still true?", text, URL, "Read it through")
    assert OLD.says and OLD.says(OldSheet("porto-digital", "Porto Digital", checked_on)) == told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "count"),
    [
        ({"checked_on": date(2025, 11, 22)}, 1),
        ({"checked_on": date(2025, 11, 23)}, 0),
        ({"read_on": date(2026, 11, 1)}, 1),
        ({}, 1),
        (None, 0),
    ],
)
def test_it_waits_once_a_year_is_over_or_while_nobody_checked(facts, count) -> None:
    porto = cast.park("Porto Digital")
    if facts is not None:
        FactSheet.objects.create(park=porto, **facts)
    for who in (cast.manager_of(porto, "Anna Lund"), cast.deputy_of(porto, "Dario Pérez")):
        assert old_facts(FactSheet.objects.all(), who, TODAY).count() == count
    assert not old_facts(FactSheet.objects.all(), cast.manager_of(cast.park("Torino"), "Carla Conti"), TODAY).exists()


@pytest.mark.django_db
def test_a_park_that_is_not_in_the_network_is_not_asked() -> None:
    porto = cast.park("Porto Digital", state="suspended")
    FactSheet.objects.create(park=porto)
    assert not old_facts(FactSheet.objects.all(), cast.manager_of(porto, "Anna Lund"), TODAY).exists()


@pytest.mark.django_db
def test_today_shows_it_and_a_check_takes_it_away() -> None:
    porto = cast.park("Porto Digital")
    FactSheet.objects.create(park=porto, visa="None")
    anna = cast.browser_of(cast.manager_of(porto, "Anna Lund"))
    headline = "Is the fact sheet of Porto Digital still true?"
    page = anna.get("/").content.decode()
    assert headline in page and page.count(f'href="{URL}"') == 1
    assert anna.post(URL).status_code == 303
    assert headline not in anna.get("/").content.decode()
