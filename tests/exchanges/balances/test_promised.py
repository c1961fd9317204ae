"""What a page says of promised months that leave a balance as it is: how many each way, never that there are none."""

from datetime import date

import pytest

from exchanges.agreements.terms import Direction
from exchanges.landings.wording import promised_says
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.explaining.making import owe

pytestmark = pytest.mark.usefixtures("now")
MARCH = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("sent", "hosted", "says"),
    [
        (0, 0, "Nothing else is promised."),
        (2, 2, "2 months to send and 2 to host are promised; the balance stays the same with them."),
        (1, 1, "1 month to send and 1 to host are promised; the balance stays the same with them."),
    ],
)
def test_what_is_promised_is_said_each_way(sent: int, hosted: int, says: str) -> None:
    assert promised_says(sent, hosted) == says


def test_a_pair_and_a_park_with_as_many_months_both_ways(db: None) -> None:
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Málaga", "Marta Ruiz")
    cast.agreed(porto, malaga, Direction(6), Direction(6))
    owe(porto, malaga, 1)
    browser = people.browser_of(cast.manager_of(porto))
    for url in ("/balances/PORT/MÁLA/", "/network/PORT/why/"):
        assert "Nothing else is promised." in browser.get(url).content.decode()
    cast.offered(cast.company("Lumen", porto, "Lea Lead"), malaga, MARCH, 2)
    cast.offered(cast.company("Costa", malaga, "Cora Lead"), porto, MARCH, 2)
    for url in ("/balances/PORT/MÁLA/", "/network/PORT/why/"):
        page = browser.get(url).content.decode()
        assert "2 months to send and 2 to host are promised" in page and "Nothing else" not in page, url


def test_a_parks_files_tell_its_own_share_of_circles_and_never_the_networks(db: None) -> None:
    park = cast.park("Porto", "Anna Lund")
    text = people.browser_of(cast.manager_of(park)).get("/network/PORT/figures.csv").content.decode()
    assert "months circles could cancel of what it owes,0" in text and "months circles could cancel," not in text
