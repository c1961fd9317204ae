"""Eligibility, criterion by criterion, on a fixed day."""

from datetime import date

import pytest

from companies.company.conditions import eligibility
from companies.company.models import Company

DAY = date(2026, 11, 23)
READY = {"sold_since": date(2024, 4, 1), "references": 3, "regions": 2, "business_plan": True}


def test_a_ready_company_meets_four_of_four() -> None:
    found = eligibility(Company(name="Lumen", **READY), DAY)
    assert (found.badge, found.is_complete) == ("4 of 4 met", True)
    assert found.sentence == "sold for 31 months, 3 references, 2 regions, business plan"


def test_what_is_not_said_is_not_met() -> None:
    found = eligibility(Company(name="Lumen"), DAY)
    assert (found.badge, found.tone) == ("0 of 4 met", "wait")
    assert found.sentence == "not sold yet, no references, no regions, no business plan"


@pytest.mark.parametrize(
    ("changed", "met"),
    [
        ({"sold_since": date(2026, 5, 23)}, 4),  # six months to the day
        ({"sold_since": date(2026, 5, 24)}, 3),
        ({"sold_since": date(2027, 1, 1)}, 3),
        ({"references": 1}, 4),
        ({"references": 0}, 3),
        ({"regions": 1}, 3),
        ({"business_plan": False}, 3),
    ],
)
def test_each_criterion_at_its_edge(changed, met) -> None:
    assert eligibility(Company(name="Lumen", **{**READY, **changed}), DAY).met == met


@pytest.mark.parametrize(
    ("since", "says"), [(date(2026, 11, 22), "sold for 0 months"), (DAY, "sold for 0 months"), (date(2026, 11, 24), "not sold yet")]
)  # fmt: skip
def test_a_product_is_sold_from_its_first_day_on(since, says) -> None:
    assert eligibility(Company(name="Lumen", sold_since=since), DAY).criteria[0].says == says
