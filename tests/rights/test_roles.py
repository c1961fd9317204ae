"""A role nobody listed has no right; one that only sees reads every page and presses no button.

An observer of the home park, one of the host park and one of the company, whose role stands in no table, walk the table
of rights (tests/rights/table.py): they answer as `nobody`. Then their role gets a row that lets it see: they read what
the park's manager or the company's lead reads, and whatever is pressed is refused.
"""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import resolve

from companies import rights as of_companies
from parks import rights as of_parks
from softlanding.accounts.models import User
from tests import cast
from tests.rights.addresses import address_of
from tests.rights.stage import Stage
from tests.rights.table import PEOPLE
from tests.rights.test_rights import ALLAUTH, REFUSED, Browsers, rows, word

# Each observer, and whose pages she reads once her role sees.
OBSERVERS = {"home observer": "manager", "host observer": "host", "company observer": "lead"}
NOBODY = PEOPLE.index("nobody")
LINK = re.compile(r'(?:href|action|formaction|hx-get|hx-post)="(/[^"#]*)')


@pytest.fixture
def observed(stage: Stage) -> Stage:
    made: dict[str, User] = {
        "home observer": cast.manager_of(stage["porto"], "Olga Olsen", "observer"),
        "host observer": cast.manager_of(stage["malaga"], "Omar Ortiz", "observer"),
        "company observer": cast.lead_of(stage["lumen"], "Otto Orban", "observer"),
    }
    stage.people.update(made)
    return stage


@pytest.fixture
def seeing(observed: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The same people, whose role is now a row: it sees, and nothing else."""
    for table in (of_parks, of_companies):
        row = {"observer": frozenset({table.Right.SEES})}
        monkeypatch.setattr(table, "RIGHTS", {**table.RIGHTS, **row})
    return observed


def asked() -> Iterator[tuple[str, str, str, list[str]]]:
    """The rows of the table without the sign-in library's pages, which ask for no role, and others' notices."""
    for method, name, thing, answers in rows():
        if not name.startswith(ALLAUTH) and name != "notices:open":
            yield method, name, thing, answers


def is_verb(url: str) -> bool:
    """Whether something can be pressed there."""
    view = resolve(url).func
    return hasattr(getattr(view, "view_class", view), "post")


def test_a_role_without_a_row_opens_and_presses_what_nobody_may(observed: Stage) -> None:
    browsers, wrong = Browsers(observed, OBSERVERS), []
    for method, name, thing, answers in asked():
        url, refused = address_of(observed, name, thing), answers[NOBODY] in REFUSED
        for kind in OBSERVERS:
            opened = browsers.ask(kind, method, url)
            pressed = browsers.ask(kind, "POST", url) if method == "GET" and refused else opened
            if opened != answers[NOBODY] or pressed not in (answers[NOBODY], "405"):
                wrong.append(f"{url} ({thing}) {kind}: {opened}, pressed {pressed}, not {answers[NOBODY]}")
    assert (wrong, browsers.kept) == ([], [])


def test_a_role_without_a_row_reads_nothing_on_the_pages_of_everybody(observed: Stage) -> None:
    """Today, the lists and the frame of every page know of no park and no company of hers."""
    for kind in OBSERVERS:
        client = cast.browser_of(observed.people[kind])
        for url in ("/", "/landings/", "/agreements/", "/parks/porto-digital/"):
            answer = client.get(url)
            assert answer.status_code == 200 and answer.context["acting_choices"] == [], (kind, url)
            page = answer.content.decode()
            assert "Lumen" not in page and "Nominate" not in page and "has not decided" not in page, (kind, url)
        it = client.get("/").context["it"]
        assert (it.todos, it.waited, it.side.summary, it.side.network, it.side.stays) == ([], [], None, None, [])


def test_a_role_that_sees_reads_every_page_and_presses_none(seeing: Stage) -> None:
    browsers, wrong, read = Browsers(seeing, OBSERVERS), [], 0
    for method, name, thing, answers in asked():
        url, open_to_all = address_of(seeing, name, thing), answers[NOBODY] not in REFUSED
        for kind, like in OBSERVERS.items():
            opened, theirs = browsers.ask(kind, method, url), answers[PEOPLE.index(like)]
            if not is_verb(url) or open_to_all:
                fine, read = opened == theirs, read + (opened == "200")
            else:
                pressed = browsers.ask(kind, "POST", url)
                fine = opened in ("403", "404") and pressed == opened
            if not fine:
                wrong.append(f"{method} {url} ({thing}) {kind}: {opened}; {like}: {theirs}")
    assert (wrong, browsers.kept) == ([], []) and read > 100


@pytest.mark.slow
@pytest.mark.parametrize("kind", OBSERVERS)
def test_a_role_that_sees_is_shown_no_button_it_may_not_press(seeing: Stage, kind: str) -> None:
    """No link and no button of the pages she can open is refused to her and open to whose pages she reads."""
    client, theirs = (cast.browser_of(seeing.people[who]) for who in (kind, OBSERVERS[kind]))
    shown: dict[str, str] = {}
    for method, name, thing, _ in asked():
        url = address_of(seeing, name, thing)
        answer = client.get(url) if method == "GET" else None
        if answer is None or answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        for link in LINK.findall(answer.content.decode()):
            if not link.startswith("/static/"):
                shown.setdefault(unescape(link), url)
    assert len(shown) > 30
    refused = [(link, page) for link, page in shown.items() if _is_refused(client, link)]
    assert [f"{link} on {page}" for link, page in refused if not _is_refused(theirs, link)] == []


def _is_refused(client: Client, link: str) -> bool:
    return word(client.get(link)) in ("403", "404", "500")
