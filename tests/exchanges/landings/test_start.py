"""A new application begins with what the company said it needs."""

from datetime import date
from typing import Any

import pytest

from companies.company.models import Company
from companies.needs.models import Needs
from exchanges.agreements.terms import Direction
from exchanges.landings.models import Landing
from parks.park.models import Park
from tests import cast as people
from tests.exchanges import cast

pytestmark = pytest.mark.django_db
AHEAD, PAST = date(2099, 3, 1), date(2020, 3, 1)
WISHES: list[tuple[dict[str, Any], tuple[Any, ...]]] = [
    ({"starts_on": AHEAD, "months": 3, "people": 2}, (AHEAD, 3, 2)),
    ({"starts_on": PAST, "months": 3}, (None, 3, None)),
    ({"musts": ["legal"]}, (None, None, None)),
]


@pytest.fixture
def ana(porto: Park, malaga: Park) -> Company:
    cast.agreed(porto, malaga, Direction(6))
    return cast.company("Ana", porto, "Lead Ana")


def drafted(ana: Company, malaga: Park) -> Landing:
    browser = people.browser_of(cast.lead_of(ana))
    assert browser.post("/landings/new/", {"host": malaga.code, "company": ana.pk}).status_code == 303
    return Landing.objects.get()


@pytest.mark.parametrize(("needs", "wish"), WISHES)
def test_a_draft_begins_with_day_months_and_people_of_the_needs(malaga, ana, needs, wish) -> None:
    Needs.objects.create(company=ana, **needs)
    Needs.objects.create(company=people.company("Nova"), starts_on=AHEAD, months=9, people=9)
    landing = drafted(ana, malaga)
    assert (landing.wished_start, landing.wished_months, landing.people) == wish
    assert (landing.purpose, landing.needs) == ("", "")


def test_a_draft_of_a_company_that_stated_no_needs_is_empty(malaga, ana) -> None:
    landing = drafted(ana, malaga)
    assert (landing.wished_start, landing.wished_months, landing.people) == (None, None, None)
