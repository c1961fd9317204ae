"""A person at a real browser, and whatever goes wrong on her pages: console errors, policy violations, failed files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from softlanding.accounts.models import User
from tests import cast

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
SIZES = ((1280, 900), (390, 844))
# All rules in light; in dark, which changes colours alone, those about colours.
RULES: dict[str, dict[str, Any]] = {"light": {}, "dark": {"runOnly": ["color-contrast", "link-in-text-block"]}}
ONE_RUN = """(rules) =>
  axe.run(document, {resultTypes: ["violations"], ...rules}).then((found) => found.violations)
"""
SIDEWAYS = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return null;
  const wide = [...document.querySelectorAll("main *:not(th, .sr)")].filter((one) => one.getBoundingClientRect().right > room + 0.5);
  return wide.slice(0, 4).map((one) => `${one.tagName}.${one.className} "${one.textContent.trim().slice(0, 30)}"`);
}"""

# Where colours are forced, the browser lays a plate in the page's colour under all words but those that opt out.
PLATED = """() => {
  const plate = getComputedStyle(document.body).backgroundColor;
  const said = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const lost = [...document.querySelectorAll("body *")].filter((one) => {
    const style = getComputedStyle(one);
    return said(one) && one.checkVisibility() && style.color === plate && style.forcedColorAdjust !== "none";
  });
  return lost.slice(0, 4).map((one) => `${one.tagName}.${one.className} "${one.textContent.trim().slice(0, 30)}"`);
}"""


PAPER = 672  # CSS pixels between the margins of an A4 page


class Watched:
    """Her page, and the troubles it had; `troubles` is empty on a good day."""

    def __init__(self, browser: Browser, server: Any, user: User | None, **options: Any) -> None:
        self.server = server
        self.context: BrowserContext = browser.new_context(base_url=server.url, locale="en-GB", **options)
        if user is not None:
            self._sign_in(user)
        # Not a <script> of the page: the page's policy allows none of ours.
        self.context.add_init_script(AXE)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.troubles: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._response)

    def _sign_in(self, user: User) -> None:
        client = cast.browser_of(user)
        morsel = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": morsel.key, "value": morsel.value, "url": self.server.url}])

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"{self.page.url}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.url}: {response.status}")

    def opens(self, url: str) -> Page:
        self.page.goto(url)
        return self.page

    def violations(self) -> list[str]:
        """What axe finds, in light and dark, wide and narrow."""
        found = []
        for width, height in SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            for scheme, rules in RULES.items():
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                for rule in self.page.evaluate(ONE_RUN, rules):
                    where = [(node["target"], node.get("failureSummary", "")) for node in rule["nodes"][:2]]
                    found.append(f"{self.page.url} {scheme} {width}: {rule['id']} {where}")
        return found

    def sideways(self, width: int = 320) -> list[str] | None:
        """What is too wide for a width, so that the page scrolls sideways; None when it does not."""
        self.page.set_viewport_size({"width": width, "height": 640})
        found: list[str] | None = self.page.evaluate(SIDEWAYS)
        return found

    def cut_on_paper(self) -> list[str] | None:
        """What would be cut off an A4 page with our margins."""
        self.page.emulate_media(media="print")
        found = self.sideways(PAPER)
        self.page.emulate_media(media="screen")
        return found

    def lost_in_forced_colours(self) -> list[str]:
        """Words that cannot be read where a person's own colours are forced."""
        self.page.emulate_media(forced_colors="active")
        found: list[str] = self.page.evaluate(PLATED)
        self.page.emulate_media(forced_colors="none")
        return found

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
