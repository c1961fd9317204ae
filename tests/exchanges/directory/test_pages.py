"""The directory and a park's page for a visitor, an entrepreneur, a manager and a network admin."""

import pytest

from exchanges.ledger.models import Pair
from parks.park.models import Park
from tests import cast as people
from tests.asking import get
from tests.exchanges import cast


def text_of(user, url: str) -> str:
    response = people.browser_of(user).get(url)
    assert response.status_code == 200
    return response.content.decode()


def names(user, url: str) -> list[str]:
    return [park.name for park in people.browser_of(user).get(url).context["page_obj"]]


def test_a_visitor_reads_the_partners_names_and_no_numbers(network) -> None:
    text = text_of(None, "/parks/MÁLA/")
    assert "Two partner parks" in text and "Porto" in text and "Songdo" in text
    for word in ("months left", "places are", "owes", "Apply to"):
        assert word not in text
    assert "Has room" not in text_of(None, "/parks/")
    assert names(None, "/parks/?room=on") == ["Málaga", "Porto", "Songdo"]


def test_an_entrepreneur_applies_where_there_is_room(network) -> None:
    lead = cast.lead_of(network.ondas)
    assert names(lead, "/parks/?room=on") == ["Porto", "Songdo"]
    assert names(lead, "/parks/?room=on&q=song") == ["Songdo"]
    text = text_of(lead, "/parks/PORT/")
    assert "Open to companies of Málaga" in text and "Apply to Porto" in text
    assert '"/landings/new/?host=PORT"' in text
    assert "Balance with" not in text
    assert "4 in 2026, 4 in 2027" in text_of(lead, "/parks/")


def test_a_list_says_what_is_left_and_which_park_is_ones_own(network) -> None:
    cells = [
        cell.split("</td>")[0].replace("\n", "")
        for cell in text_of(cast.lead_of(network.ondas), "/parks/").split('left for you">')[1:]
    ]
    soft = '<div><span class="soft">your own</span></div>'
    until = '<br><span class="soft small">until <time datetime="2028-12-31">31 December 2028</time></span>'
    assert cells == [soft, f"<div>4 in 2026, 4 in 2027{until}</div>", cells[2]] and " in 2026" in cells[2]
    assert "left for you" not in text_of(None, "/parks/")


def test_a_closed_park_says_why_and_offers_no_button(network) -> None:
    text = text_of(cast.lead_of(network.lumen), "/parks/SONG/")
    assert "Closed to companies of Porto now" in text and "Porto and Songdo have no agreement in force." in text
    assert "Apply to Songdo" not in text
    assert names(cast.lead_of(network.lumen), "/parks/?room=on") == ["Málaga"]


def test_a_company_without_a_verified_home_is_promised_nothing(network) -> None:
    user = people.lead_of(people.company("Aurora"), "Sol Vega")
    text = text_of(user, "/parks/PORT/")
    assert "Open to" not in text and "Apply to" not in text
    assert "Has room" not in text_of(user, "/parks/?room=on")


def test_a_manager_finds_the_balance_or_proposes_an_agreement(network) -> None:
    porto = cast.manager_of(network.porto)
    assert "Balance with Málaga" in text_of(porto, "/parks/MÁLA/")
    assert "/agreements/new/?partner=SONG" in text_of(porto, "/parks/SONG/")
    assert "Open to companies" not in text_of(porto, "/parks/PORT/")


@pytest.mark.parametrize("query", ["room=nope", "room=on&page=x", "room=off", "room=on&sort=nope", "room=on&room=on"])
def test_odd_addresses_give_a_page(network, query) -> None:
    for user in (None, cast.lead_of(network.ondas), people.network_admin()):
        assert people.browser_of(user).get(f"/parks/?{query}").status_code == 200


def test_the_same_few_questions_for_10_and_1000_parks(network) -> None:
    browser = people.browser_of(cast.lead_of(network.ondas))
    counts = []
    for start, count in ((0, 10), (10, 990)):
        rows = [
            Park(code=f"p{n}", name=f"Park {n:04}", country="PT", state="admitted") for n in range(start, start + count)
        ]
        Park.objects.bulk_create(rows)
        Pair.objects.bulk_create(Pair(low=network.malaga, high=park) for park in rows)
        response, asked = get(browser, "/parks/")
        counts.append(len(asked.statements))
        assert asked.rows <= 3 * len(response.context["page_obj"]) + 20
        counts.append(len(get(browser, "/parks/?room=on")[1].statements))
        counts.append(len(get(browser, "/parks/PORT/")[1].statements))
    assert counts[:3] == counts[3:] and max(counts) <= 10
