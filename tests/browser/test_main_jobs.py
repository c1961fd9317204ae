"""Each of the three people does the main job once, as a person does: by clicking and typing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from exchanges.landings.models import Landing
from parks.park.models import Park
from tests.browser.watching import Watched
from tests.rights.stage import Stage, build

DECIDE = re.compile("^Decide.*on Lumen Optics from Porto Digital")


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return build()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what has these words, as somebody without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => (document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if focused.startswith(words):
            return
    raise AssertionError(f"Tab never reaches “{words}”")


def test_a_manager_decides_seeing_what_it_does_while_she_types(
    browser: Browser, live_server: Any, stage: Stage
) -> None:
    with Watched(browser, live_server, stage.people["host"]) as bea:
        page = bea.opens("/")
        page.get_by_role("link", name=DECIDE).click()
        effect = page.locator("#effect")
        expect(effect).to_contain_text("What 2 months would do")
        page.get_by_label("Months", exact=True).fill("5")
        expect(effect).to_contain_text("What 5 months would do")
        expect(page.get_by_role("button", name="Offer 5 months")).to_be_visible()
        page.get_by_label("Months", exact=True).fill("13")
        expect(effect).to_contain_text("A stay at Málaga TechPark lasts 1 to 12 months under the agreement")
        page.get_by_label("Months", exact=True).fill("3")
        expect(page.get_by_role("button", name="Offer 3 months")).to_be_visible()
        page.get_by_label("Message to the company").fill("Two desks by the window.")
        page.get_by_role("button", name="Offer 3 months").click()
        expect(page.locator("main")).to_contain_text("You offered 3 months to Lumen Optics")
        assert bea.troubles == []
    it = Landing.objects.get(pk=stage.landing("nominated").pk)
    assert (it.state, it.months, it.offer_message) == ("offered", 3, "Two desks by the window.")


def test_an_entrepreneur_finds_a_park_applies_and_confirms(browser: Browser, live_server: Any, stage: Stage) -> None:
    with Watched(browser, live_server, stage.people["lead"]) as cleo:
        page = cleo.opens("/")
        page.get_by_role("link", name="Parks", exact=True).first.click()
        page.get_by_label("Has room for us").check()
        page.get_by_role("button", name="Show").click()
        page.get_by_role("link", name="Málaga TechPark").click()
        page.get_by_role("link", name="Apply to Málaga TechPark").click()
        page.get_by_role("button", name="Apply to Málaga TechPark").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Application of Lumen Optics to Málaga TechPark")
        page.get_by_label("First day of the stay").fill((stage.today + timedelta(days=420)).isoformat())
        page.get_by_label("Months").fill("2")
        expect(page.get_by_role("status")).to_contain_text(re.compile("saved|kept", re.I))  # as typed
        page.get_by_label("People who come").fill("2")
        page.get_by_label("Why this park").fill("Two customers nearby")
        page.get_by_role("button", name="Save and apply").click()
        page.get_by_role("button", name="Apply to Málaga TechPark", exact=True).click()
        expect(page.locator("main")).to_contain_text("Your application is with Porto Digital, which answers until")
        # Today names the offer that waits for her.
        page = cleo.opens("/")
        page.get_by_role("link", name=re.compile("^Read the offer.*Málaga TechPark")).click()
        page.get_by_role("link", name="Confirm").click()
        page.get_by_role("button", name="Confirm").click()
        expect(page.locator("main")).to_contain_text("Your stay at Málaga TechPark is confirmed.")
        assert cleo.troubles == []
    assert Landing.objects.get(pk=stage.landing("offered").pk).state == "confirmed"
    assert Landing.objects.filter(state="submitted", purpose="Two customers nearby").count() == 1


def test_a_network_admin_admits_a_park_and_reads_the_books(browser: Browser, live_server: Any, stage: Stage) -> None:
    with Watched(browser, live_server, stage.people["admin"]) as nadia:
        page = nadia.opens("/")
        page.get_by_role("link", name=re.compile("^Read and decide.*Parque Nuevo asks to join the network")).click()
        page.get_by_role("link", name="Admit to the network").click()
        page.get_by_role("button", name="Admit Parque Nuevo").click()
        expect(page.locator("main")).to_contain_text("Parque Nuevo is in the network.")
        page.get_by_role("link", name="Balances", exact=True).first.click()
        rows = page.locator("table.list tbody tr").filter(has_text="Málaga TechPark")
        rows.filter(has_text="Porto Digital").get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Málaga TechPark")
        page.get_by_role("link", name="Lumen Optics, month 1 of 2").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Lumen Optics at Málaga TechPark")
        assert nadia.troubles == []
    assert Park.objects.get(pk=stage["waiting park"].pk).state == "admitted"


def test_the_decision_is_made_by_keyboard_alone(browser: Browser, live_server: Any, stage: Stage) -> None:
    with Watched(browser, live_server, stage.people["host"]) as bea:
        page = bea.opens("/")
        tab_to(page, "Decide")
        page.keyboard.press("Enter")
        page.wait_for_url("**/offer/")
        tab_to(page, "Months")
        page.keyboard.press("Control+A")
        page.keyboard.type("4")
        expect(page.locator("#effect")).to_contain_text("What 4 months would do")
        tab_to(page, "Offer")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("You offered 4 months to Lumen Optics")
        assert bea.troubles == []


def test_the_first_tab_leads_past_the_bar(browser: Browser, live_server: Any, stage: Stage) -> None:
    with Watched(browser, live_server, stage.people["host"]) as bea:
        page = bea.opens("/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.id") == "main"


def test_the_menu_opens_and_closes_by_keyboard(browser: Browser, live_server: Any, stage: Stage) -> None:
    with Watched(browser, live_server, stage.people["manager"]) as anna:
        page = anna.opens("/")
        menu = page.locator("details[data-menu]").first
        menu.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(menu).to_have_attribute("open", "")
        page.keyboard.press("Escape")
        expect(menu).not_to_have_attribute("open", "")
        assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"


def test_the_main_job_works_without_javascript(browser: Browser, live_server: Any, stage: Stage) -> None:
    with Watched(browser, live_server, stage.people["host"], java_script_enabled=False) as bea:
        page = bea.opens("/")
        page.get_by_role("link", name=DECIDE).click()
        page.get_by_label("Months", exact=True).fill("5")
        page.get_by_role("button", name="Show what it does").click()
        expect(page.locator("#effect")).to_contain_text("What 5 months would do")
        expect(page.get_by_label("Months", exact=True)).to_have_value("5")
        page.get_by_role("button", name="Offer 5 months").click()
        expect(page.locator("main")).to_contain_text("You offered 5 months to Lumen Optics")
    with Watched(browser, live_server, stage.people["lead"], java_script_enabled=False) as cleo:
        page = cleo.opens(f"/landings/{stage.landing('draft').pk}/edit/")
        page.get_by_label("People who come").fill("7")
        page.get_by_role("button", name="Save and apply").click()
        page.get_by_role("button", name="Apply to Málaga TechPark", exact=True).click()
        expect(page.locator("main")).to_contain_text("Your application is with Porto Digital")
    assert Landing.objects.get(pk=stage.landing("draft").pk).people == 7


def test_a_double_click_offers_once(browser: Browser, live_server: Any, stage: Stage) -> None:
    it = stage.landing("nominated")
    with Watched(browser, live_server, stage.people["host"]) as bea:
        page = bea.opens(f"/landings/{it.pk}/offer/")
        page.get_by_role("button", name="Offer 2 months").dblclick()
        expect(page.locator("main")).to_contain_text("You offered 2 months to Lumen Optics")
        expect(page.locator("main")).not_to_contain_text("no longer applies")
        assert bea.troubles == []
    assert it.steps.filter(verb="offer").count() == 1


def test_a_chosen_theme_stays(browser: Browser, live_server: Any, stage: Stage) -> None:
    with Watched(browser, live_server, None) as visitor:
        page = visitor.opens("/")
        page.get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        visitor.opens("/parks/")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert visitor.troubles == []


def test_on_a_phone_what_decides_stands_before_the_button_that_decides(
    browser: Browser, live_server: Any, stage: Stage
) -> None:
    places = {"manager": ("submitted", "nominate", "#effect"), "lead": ("draft", "submit", "#room")}
    for role, (state, verb, what) in places.items():
        with Watched(browser, live_server, stage.people[role]) as who:
            for width, is_above in ((390, True), (1280, False)):
                who.page.set_viewport_size({"width": width, "height": 800})
                who.opens(f"{stage.landing(state).get_absolute_url()}{verb}/")
                shown, button = (
                    who.page.locator(one).bounding_box() for one in (what, ".body .form-end .btn >> nth=0")
                )
                assert shown and button
                assert (shown["y"] + shown["height"] < button["y"]) is is_above, (verb, width)
