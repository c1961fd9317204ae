"""A park's fact sheet: what changed is told, saving counts as checking, who checks when."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from parks.fact_sheets import actions
from parks.fact_sheets.models import FactSheet
from parks.fact_sheets.queries import shown
from parks.fact_sheets.wording import missing
from parks.park.models import Park
from softlanding.kernel.editing import Overtaken, mark_of, values_of
from softlanding.kernel.refusals import Refused
from tests import cast

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def porto() -> Park:
    return cast.park("Porto Digital", "BR", time_zone="America/Recife")


def edit(porto: Park, now: datetime = cast.NOW, read: str | None = None, **facts: Any) -> FactSheet:
    anna = cast.person("Anna Lund") if not porto.memberships.exists() else porto.memberships.get().user
    if not porto.memberships.exists():
        porto.memberships.create(user=anna, email=anna.email, role="manager", state="active")
    actions.edit(porto, facts=facts, by=anna, now=now, read=read)
    return FactSheet.objects.get(park=porto)


def steps(sheet: FactSheet) -> list[str]:
    return [step.verb for step in sheet.steps.all()]


def test_edit_begins_the_sheet_and_counts_as_checking(porto) -> None:
    sheet = edit(porto, housing="Rooms from € 480", languages=["pt", "en"])
    assert (sheet.housing, sheet.checked_on) == ("Rooms from € 480", TODAY)
    assert sheet.steps.get().changes == [
        {"field": "Housing", "old": "nothing", "new": "Rooms from € 480"},
        {"field": "Languages", "old": "nothing", "new": "Portuguese, English"},
    ]
    assert sheet.steps.get().acted_for == "Porto Digital"


def test_the_day_of_a_check_is_the_parks_own(porto) -> None:
    sheet = edit(porto, now=datetime(2026, 11, 24, 1, tzinfo=UTC), visa="None for 90 days")
    assert sheet.checked_on == TODAY  # it is ten in the evening of the day before in Recife


def test_saving_what_stands_is_a_check_once_a_day(porto) -> None:
    edit(porto, visa="None for 90 days")
    assert steps(edit(porto, visa="None for 90 days")) == ["edit"]
    later = edit(porto, now=datetime(2027, 1, 5, 12, tzinfo=UTC), visa="None for 90 days")
    assert (steps(later), later.checked_on) == (["edit", "check"], date(2027, 1, 5))


def test_check_says_that_all_is_true_today(porto) -> None:
    anna = cast.manager_of(porto, "Anna Lund")
    with pytest.raises(Refused, match="nothing to check yet"):
        actions.check(porto, by=anna, now=cast.NOW)
    sheet = FactSheet.objects.create(park=porto, visa="None", read_on=date(2026, 11, 1))
    actions.check(porto, by=anna, now=cast.NOW)
    actions.check(porto, by=anna, now=cast.NOW)
    sheet.refresh_from_db()
    assert (sheet.checked_on, steps(sheet)) == (TODAY, ["check"])


def test_nobody_saves_over_what_she_has_not_seen(porto) -> None:
    sheet = edit(porto, visa="None for 90 days")
    read = mark_of(values_of(sheet, ["visa"]))
    edit(porto, visa="None for 60 days")
    with pytest.raises(Overtaken):
        edit(porto, read=read, visa="Ask us")


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"contact_email": "l@x.org"}, "contact_name"), ({"second_role": "law and permits"}, "second_name")],
)
def test_an_address_belongs_to_somebody(porto, facts, field) -> None:
    with pytest.raises(Refused, match="Name the person, or leave all three empty") as refused:
        edit(porto, **facts)
    assert refused.value.field == field and not FactSheet.objects.exists()


def test_one_sheet_a_park_and_no_hidden_sign(porto) -> None:
    edit(porto, visa="None")
    for wrong in ({"park": porto}, {"park": cast.park("Nowy"), "contact_name": "a\x01b"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FactSheet.objects.create(**wrong)


@pytest.mark.parametrize(
    ("checked_on", "read_on", "sentence", "is_old"),
    [
        (date(2026, 9, 3), None, "Checked on 3 September 2026", False),
        (date(2025, 11, 23), None, "Checked on 23 November 2025", False),
        (date(2025, 11, 22), None, "Checked on 22 November 2025, more than a year ago: may be out of date", True),
        (date(2026, 9, 3), date(2026, 1, 1), "Checked on 3 September 2026", False),
        (None, date(2026, 11, 1), "From public pages, 2026, may be out of date", True),
        (None, None, "Nobody has checked this yet", True),
    ],
)
def test_how_far_the_facts_can_be_trusted(checked_on, read_on, sentence, is_old) -> None:
    told = shown(FactSheet(checked_on=checked_on, read_on=read_on), TODAY)
    assert told and (told.checked, told.is_old) == (sentence, is_old)


def test_what_is_missing_is_named() -> None:
    assert missing(None)[0] == "how to get there" and len(missing(None)) == 9
    told = FactSheet(getting_there="Bus 25", housing="Flats", visa="None", languages=["en"], contact_name="Lucía Vera")
    assert missing(told) == ["insurance", "working days and closing days", "when stays begin", "accessibility"]
