"""Every page as every role, in light and dark, wide and narrow: nothing to object to."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.watching import Watched
from tests.rights.addresses import address_of
from tests.rights.stage import Stage, build
from tests.rights.table import PEOPLE, TABLE

# The others see the same pages as one of these.
ROLES = ("visitor", "nobody", "lead", "manager", "host", "admin")
# The pages of signing in look the same to everybody who is signed in.
ALLAUTH = ("account_", "mfa_", "usersessions")
FILES = (
    "exchanges:agreements:paper",
    "exchanges:statements:export",
    "exchanges:statements:paper",
    "exchanges:clearing:export",
    "mfa_download_recovery_codes",
    "exchanges:overview:export",
    "exchanges:overview:paper",
    "exchanges:explaining:report_paper",
    "exchanges:explaining:network_report_paper",
    "exchanges:explaining:report_table",
    "exchanges:explaining:network_report_table",
    "exchanges:explaining:why_postings_csv",
    "open_data:file",
    "exchanges:explaining:why_postings_xlsx",
    "exchanges:balances:standings_file",
)


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return build()


def pages(stage: Stage, role: str) -> list[str]:
    """The addresses that answer 200 to this role, as the rights matrix says."""
    found = []
    for line in TABLE.strip().splitlines()[1:]:
        name, thing, answers = (part.strip() for part in line.split("|"))
        method, _, name = name.partition(" ")
        shown = method == "GET" and answers.split()[PEOPLE.index(role)] == "200"
        name = name.strip()
        if shown and name not in FILES and (role in ("visitor", "lead") or not name.startswith(ALLAUTH)):
            found.append(address_of(stage, name, thing))
    return found


@pytest.mark.parametrize("role", ROLES)
def test_no_page_has_a_fault(browser: Browser, live_server: Any, stage: Stage, role: str) -> None:
    """axe finds nothing, the console is silent, no policy is violated; 320 pixels and a sheet of paper are wide enough,
    and a person's own colours leave all words readable."""
    found = []
    with Watched(browser, live_server, stage.people[role]) as who:
        for url in pages(stage, role):
            who.opens(url)
            found += who.violations()
            if too_wide := who.sideways():
                found.append(f"{url} scrolls sideways at 320: {too_wide}")
            if cut := who.cut_on_paper():
                found.append(f"{url} is cut on paper: {cut}")
            if lost := who.lost_in_forced_colours():
                found.append(f"{url} cannot be read in forced colours: {lost}")
    assert found + who.troubles == []
