"""A long table is counted only so far; then a page says "more than", and its filters lead on."""

import pytest

from parks.park.models import Park
from softlanding.kernel import paging, words
from softlanding.kernel.paging import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def parks(monkeypatch) -> None:
    monkeypatch.setattr(paging, "MOST_COUNTED", 6)
    Park.objects.bulk_create(Park(code=f"P{n}", name=f"Park {n}", country="ES", state="admitted") for n in range(9))


def test_up_to_the_most_everything_is_counted(parks):
    page = page_of(Park.objects.filter(code__lt="P6"), {}, 4)
    assert (page.paginator.count, page.paginator.num_pages) == (6, 2)
    assert words.plural(page.paginator.count, "park") == "6 parks"


def test_beyond_it_says_more_than_and_reaches_so_many(parks, django_assert_num_queries):
    with django_assert_num_queries(2):
        page = page_of(Park.objects.all(), {"page": "99"}, 4)
        found = list(page)
    assert words.plural(page.paginator.count, "park") == "more than 6 parks"
    assert str(page.paginator.count) == "more than 6"
    assert (page.number, page.paginator.num_pages, len(found)) == (2, 2, 2)


def test_lists_and_sums_by_group_are_counted_as_they_are(parks):
    from django.db.models import Count

    grouped = Park.objects.values("country").annotate(n=Count("pk")).order_by("country")
    assert page_of(grouped, {}, 4).paginator.count == 1
    assert page_of(list(range(9)), {}, 4).paginator.count == 9
