"""The list of statements tells what their pages tell, also after the books were put right."""

from datetime import date

import pytest

from exchanges.ledger.models import Because, Pair
from exchanges.statements.models import BalanceStatement
from tests.exchanges.statements.making import AUGUST, Q2, Q3, dispute, post
from tests.exchanges.statements.test_pages import PAGE, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def books(pair, malaga, porto) -> Pair:
    """Two months in spring, one in August."""
    for day, months in ((date(2026, 5, 4), 2), (AUGUST, 1)):
        post(malaga, porto, day, months)
    return Pair.objects.select_related("low", "high").get(pk=pair.pk)


def test_the_list_tells_what_the_books_say_after_a_correction(books: Pair, malaga, porto) -> None:
    """A dispute keeps the figure it was about; the list, like the statement's page, has today's."""

    def listed() -> dict[str, int]:
        return {row.period.name: row.closing for row in browser(malaga).get("/statements/").context["rows"]}

    dispute(books, Q3, porto)
    assert listed()["2026-Q3"] == -3
    post(porto, malaga, date(2026, 9, 30), 2, because=Because.ADJUSTMENT, text="Two months too many")
    post(malaga, porto, date(2026, 4, 1), 4, because=Because.ADJUSTMENT, text="Four forgotten")
    shown = browser(malaga).get(f"{PAGE}2026-Q3/").context["closing"]
    assert (listed()["2026-Q3"], shown) == (-5, -5)
    assert abs(BalanceStatement.objects.get().closing) == 3, "what was disputed is kept beside"


def test_a_page_counts_each_row_up_to_its_own_day(books: Pair, malaga, porto) -> None:
    """Two disputed quarters of one pair on one page: each closes with its own figure."""
    dispute(books, Q2, porto)
    dispute(books, Q3, porto)
    found = {row.period.name: row.closing for row in browser(malaga).get("/statements/").context["rows"]}
    assert found == {"2026-Q2": -2, "2026-Q3": -3}
