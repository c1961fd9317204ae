"""A park's manager describes what it offers by keyboard: how, Tab, terms, Tab, the next service."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from parks.programmes import actions
from parks.programmes.facts import ServiceTerms
from parks.programmes.queries import facts_of
from tests.browser.watching import Watched
from tests.parks.programmes.test_queries import GRANTS, INCENTIVES, SERVICES, SPACES
from tests.rights.stage import Stage, build

# The first six of the list: the letter that chooses how, the terms.
SIX = [("i", "two desks"), ("p", "a month"), ("n", ""), ("a", "30 % off"), ("b", "20 hours"), ("i", "")]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return build()


def focused(page: Page) -> str:
    return str(page.evaluate("() => document.activeElement.name ?? document.activeElement.tagName"))


def fill(page: Page) -> list[str]:
    """Fill the six rows without a mouse, from the first row on; the names of all that had the focus."""
    passed = []
    for letter, terms in SIX:
        passed.append(focused(page))
        page.keyboard.press(letter)
        page.keyboard.press("Tab")
        passed.append(focused(page))
        page.keyboard.type(terms)
        page.keyboard.press("Tab")
        if letter != "n":  # what is offered can be unfolded
            assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"
            page.keyboard.press("Tab")
    return passed


def test_six_services_are_filled_by_keyboard(browser: Browser, live_server: Any, stage: Stage) -> None:
    porto = stage["porto"]
    with Watched(browser, live_server, stage.people["manager"]) as anna:
        page = anna.opens("/parks/porto-digital/programme/")
        page.get_by_label("How it is offered").first.focus()
        keys = ("coworking", "team_office", "executive_office", "meeting_rooms", "telepresence", "fast_internet")
        assert fill(page) == [f"{key}-{part}" for key in keys for part in ("how", "terms")]
        page.keyboard.press("Shift+Tab")  # the last one's price, unfolded by Enter
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert focused(page) == "fast_internet-price"
        page.keyboard.type("20")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Fast and reliable internet")
        expect(page.locator("[name=fast_internet-price]:visible")).to_have_value("20")
        page.get_by_label("How it is offered").nth(5).select_option("paid")
        page.locator("[name=fast_internet-currency]").fill("EUR")
        page.get_by_role("button", name="Save the programme").last.click()
        expect(page.locator("main")).to_contain_text("The programme is saved: 5 services offered, checked today.")
        expect(page.locator("#programme")).to_contain_text(re.compile(r"Fast and reliable internet\s*€.20"))
    assert facts_of(porto).terms == {
        "coworking": ServiceTerms("included", terms="two desks"),
        "team_office": ServiceTerms("paid", terms="a month"),
        "meeting_rooms": ServiceTerms("reduced", terms="30 % off"),
        "telepresence": ServiceTerms("partner", terms="20 hours"),
        "fast_internet": ServiceTerms("paid", Decimal("20.00"), "EUR"),
    }


def test_a_programme_is_written_without_javascript(browser: Browser, live_server: Any, stage: Stage) -> None:
    with Watched(browser, live_server, stage.people["deputy"], java_script_enabled=False) as dario:
        page = dario.opens("/parks/porto-digital/programme/spaces/")
        page.locator("[name=spaces-0-kind]").select_option("office")
        page.locator("[name=spaces-0-people]").fill("6")
        page.get_by_role("button", name="Save spaces and funding").click()
        expect(page.locator("#programme")).to_contain_text(re.compile(r"Office\s*6 workplaces"))
    assert [one.people for one in facts_of(stage["porto"]).spaces] == [6]


def test_its_pages_have_no_fault_when_all_is_said(browser: Browser, live_server: Any, stage: Stage) -> None:
    """As tests/browser/test_every_page.py asks, which sees them almost empty; with folds open, and with errors."""
    anna, now = stage.people["manager"], stage.now
    assert anna
    actions.edit(stage["porto"], services=SERVICES, by=anna, now=now)
    actions.edit_spaces(stage["porto"], spaces=SPACES, incentives=INCENTIVES, grants=GRANTS, by=anna, now=now)
    found = []
    with Watched(browser, live_server, anna) as who:
        for part in ("", "programme/", "programme/spaces/", "programme/check/"):
            page = who.opens(f"/parks/porto-digital/{part}")
            for fold in page.locator("details.more:visible").all():
                fold.locator("summary").click()
            found += who.violations()
            found += [who.sideways(), who.cut_on_paper(), *who.lost_in_forced_colours()]
        page = who.opens("/parks/porto-digital/programme/")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.locator("[name=visa-terms]").fill("in ten days")
        page.get_by_role("button", name="Save the programme").last.click()
        expect(page.get_by_role("alert")).to_contain_text("You wrote more about this.")
        found += [*who.violations(), who.sideways()]
        assert [one for one in found if one] + who.troubles == []
