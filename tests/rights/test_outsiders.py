"""Whoever was one of the people of a park and a company, asks to be or is invited, opens and presses what nobody may.

The table of rights (tests/rights/table.py) says of each address what is refused to `nobody`, who is signed in and belongs
nowhere. Of her own request an asker knows, so that the verbs of those who answer it are no secret to her: 403, not 404.
"""

import pytest
from django.test import Client
from django.urls import reverse

from softlanding.memberships import actions as memberships
from tests import cast
from tests.rights.addresses import address_of
from tests.rights.stage import OUTSIDERS, Stage, user
from tests.rights.table import PEOPLE
from tests.rights.test_rights import ALLAUTH, REFUSED, Browsers, rows, word

NOBODY = PEOPLE.index("nobody")


@pytest.fixture
def browsers(stage: Stage) -> Browsers:
    return Browsers(stage, OUTSIDERS)


def test_they_open_and_press_nothing_that_nobody_may(stage: Stage, browsers: Browsers) -> None:
    wrong = []
    for method, name, thing, answers in rows():
        if answers[NOBODY] not in REFUSED or name.startswith(ALLAUTH):
            continue
        url = address_of(stage, name, thing)
        for kind in OUTSIDERS:
            refused = "403" if (kind, thing.partition(" ")[2]) == ("asker", "asker") else answers[NOBODY]
            opened = browsers.ask(kind, method, url)
            pressed = browsers.ask(kind, "POST", url) if method == "GET" else opened
            if opened != refused or pressed not in (refused, "405"):
                wrong.append(f"{url} ({thing}) {kind}: {opened}, pressed {pressed}, not {refused}")
    assert (wrong, browsers.kept) == ([], [])


def test_what_ended_gives_its_person_no_right_over_it(stage: Stage) -> None:
    """She may read that it ended; no verb brings her back, and none is a server fault."""
    client = cast.browser_of(user(stage, "former"))
    for room in ("park", "company"):
        ended = stage[f"former {room} person"]
        for verb in ("let_in", "turn_down", "change_role"):
            url = reverse(f"{'parks' if room == 'park' else 'companies'}:{verb}", args=[ended.pk])
            assert (word(client.get(url)), word(client.post(url, {"role": ended.role}))) == ("403", "403"), url
        ended.refresh_from_db()
        assert ended.state == "ended"


def test_until_they_are_let_in_they_may_only_take_back_what_they_asked(stage: Stage) -> None:
    """The same person reads the park's pages as soon as its manager lets her in, and no longer once that ends."""
    request, pages = stage["park asker"], ("parks:people", "companies:residents", "exchanges:balances:park")
    assert _answers(stage, "asker", pages) == ["404", "404", "404"]
    own = reverse("parks:end_membership", args=[request.pk])
    assert word(cast.browser_of(user(stage, "asker")).get(own)) == "200"
    memberships.let_in(request, role="deputy", by=user(stage, "manager"), now=stage.now)
    assert _answers(stage, "asker", pages) == ["200", "200", "200"]
    memberships.end_membership(request, by=user(stage, "manager"), now=stage.now)
    assert _answers(stage, "asker", pages) == ["404", "404", "404"]


def _answers(stage: Stage, kind: str, pages: tuple[str, ...]) -> list[str]:
    client: Client = cast.browser_of(user(stage, kind))
    return [word(client.get(address_of(stage, name, "porto"))) for name in pages]
