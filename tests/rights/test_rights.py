"""Every address x every kind of person, as one table."""

from collections.abc import Iterable, Iterator
from http.cookies import SimpleCookie

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests import cast
from tests.rights.addresses import address_of, names
from tests.rights.stage import FLAGGED, Stage
from tests.rights.stage import PEOPLE as STAGED
from tests.rights.table import PEOPLE, TABLE

REFUSED = ("in", "403", "404")
# allauth's own pages judge a POST by what is typed (and count tries); the others refuse it as they refuse the page.
ALLAUTH = ("account_", "mfa_", "usersessions")
EVERYBODY = (*PEOPLE, *FLAGGED)
OUTSIDE = ("visitor", "deactivated")


def rows() -> Iterator[tuple[str, str, str, list[str]]]:
    """(method, name, thing, answers) of each line; answers for EVERYBODY."""
    for line in TABLE.strip().splitlines()[1:]:
        name, thing, answers = (part.strip() for part in line.split("|"))
        method, _, name = name.partition(" ")
        written = answers.split()
        flagged = [written[PEOPLE.index(kind)] for kind in FLAGGED.values()]
        yield method, name.strip(), thing, [*written, *flagged]


class Browsers:
    """One a kind of person; each question is asked with the cookies of the start, and what it wrote is taken back."""

    def __init__(self, stage: Stage, kinds: Iterable[str] = EVERYBODY) -> None:
        self.kept: list[str] = []  # answers of signed-in people that a browser or a cache on the way may keep
        self.clients = {kind: cast.browser_of(stage.people[kind]) for kind in kinds}

    def ask(self, kind: str, method: str, url: str) -> str:
        client: Client = self.clients[kind]
        before = {key: morsel.value for key, morsel in client.cookies.items()}
        client.raise_request_exception = False  # a fault is an answer too: 500
        with transaction.atomic():
            response = client.get(url) if method == "GET" else client.post(url)
            transaction.set_rollback(True)
        client.cookies = SimpleCookie(before)
        if kind not in OUTSIDE and response.headers.get("Cache-Control") != "no-store, private":
            self.kept.append(f"{method} {url} {kind}: {response.headers.get('Cache-Control')}")
        return word(response)


def word(response: HttpResponse) -> str:
    if response.status_code in (302, 303):
        return "in" if "/login/" in response["Location"] else "to"
    return str(response.status_code)


def test_the_table_names_every_address_and_every_kind_of_person() -> None:
    known = {name for _, name, _, _ in rows()}
    ours = {name for name in names() if not name.startswith("admin:")}
    assert (ours - known, known - ours) == (set(), set())
    assert PEOPLE == STAGED
    assert {len(answers) for *_, answers in rows()} == {len(EVERYBODY)}


def test_every_page_answers_every_kind_of_person_as_the_table_says(stage: Stage) -> None:
    browsers, wrong = Browsers(stage), []
    for method, name, thing, answers in rows():
        url = address_of(stage, name, thing)
        found = [browsers.ask(kind, method, url) for kind in EVERYBODY]
        wrong += [
            f"{method} {url} ({thing}) {kind}: {now}, not {then}"
            for kind, now, then in zip(EVERYBODY, found, answers, strict=True)
            if now != then
        ]
    assert (wrong, browsers.kept) == ([], [])


def test_who_may_not_see_a_page_may_not_press_its_button(stage: Stage) -> None:
    """A POST is refused as the page is; nobody gets a 500, and a page that only shows things takes no POST."""
    browsers, wrong = Browsers(stage), []
    for method, name, thing, answers in rows():
        if name.startswith(ALLAUTH) or method == "POST":
            continue
        url = address_of(stage, name, thing)
        for kind, shown in zip(EVERYBODY, answers, strict=True):
            pressed = browsers.ask(kind, "POST", url)
            fine = pressed in (shown, "405") if shown in REFUSED else pressed in ("200", "to", "404", "405", "410")
            if not fine:
                wrong.append(f"POST {url} ({thing}) {kind}: {pressed}, the page says {shown}")
    assert (wrong, browsers.kept) == ([], [])
