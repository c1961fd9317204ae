"""Anybody checks a document's hash: which it is, whose word it has, whether it still holds; never a figure."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date

import pgtrigger
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exchanges.agreements import actions as agreements
from exchanges.agreements.queries import canonical_of
from exchanges.agreements.terms import Direction
from exchanges.ledger.models import LedgerRoot, Posting
from exchanges.statements.periods import ALL
from exchanges.statements.queries import content_of
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.ledger.making import take_root
from tests.exchanges.statements.making import Q3, confirm, dispute, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
URL = "/statements/check/"


@pytest.fixture(autouse=True)
def nobody_checked_before() -> Iterator[None]:
    """The limit of checks a minute counts across tests."""
    cache.clear()
    yield
    cache.clear()


def ask(**data: object) -> tuple[str, list[str], str]:
    """Tone, lines and title of the answer a visitor gets."""
    answer = Client().post(URL, data)
    assert answer.status_code == 200
    found = answer.context["answer"]
    assert found is not None, answer.context["form"].errors
    return found.tone, found.lines, found.title


def file(text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("statement.json", text.encode() if isinstance(text, str) else text)


@pytest.fixture
def content(pair, malaga, porto):
    post(malaga, porto, months=7)
    return content_of(pair, Q3)


TITLE = "Balance statement of Málaga and Porto, 3rd quarter 2026"


def test_a_statement_both_confirmed(content, pair, malaga, porto) -> None:
    confirm(pair, Q3, malaga, porto)
    said = ask(hash=content.hash)
    assert said == (
        "done",
        ["Málaga confirmed it on 23 November 2026.", "Porto confirmed it on 23 November 2026.",
         "It is exactly what the portal holds today. It cannot change any more: its books are closed."],
        TITLE,
    )  # fmt: skip
    spaced = " ".join(content.hash[i : i + 8] for i in range(0, 64, 8)).upper()
    assert ask(hash=spaced) == ask(file=file(content.canonical)) == said
    page = Client().post(URL, {"hash": content.hash}).content.decode()
    assert "both parks&#x27; word" in page or "both parks' word" in page
    assert "7 months" not in page and "owes" not in page


def test_a_statement_one_park_confirmed_and_what_came_after(content, pair, malaga, porto) -> None:
    confirm(pair, Q3, malaga)
    assert ask(hash=content.hash)[:2] == ("wait", [
        "Málaga confirmed it on 23 November 2026.", "Porto has not confirmed it.", "It is exactly what the portal holds today.",
    ])  # fmt: skip
    dispute(pair, Q3, porto)
    assert ask(hash=content.hash)[1][-2:] == ["Porto disputes it.", "It is exactly what the portal holds today."]
    post(malaga, porto, date(2026, 7, 7))
    tone, lines, _ = ask(hash=content.hash)
    assert (
        tone == "wait"
        and lines[-1] == "The statement has changed since. Ask one of the parks for the statement of today."
    )


def test_a_statement_nobody_confirmed_is_known_by_its_file_alone(content, pair, malaga, porto) -> None:
    assert ask(hash=content.hash)[0] == "stop"
    whole = content_of(pair, ALL)
    assert ask(file=file(content.canonical)) == (
        "wait", ["It is exactly what the portal holds today.", "Neither park has confirmed it."], TITLE,
    )  # fmt: skip
    assert ask(file=file(whole.canonical))[2].endswith("everything up to now")
    tone, lines, title = ask(file=file(content.canonical.replace('"months":7', '"months":6')))
    assert tone == "stop" and title.startswith(
        "It says it is the balance statement of Málaga and Porto, 3rd quarter 2026;"
    )
    post(malaga, porto, date(2026, 7, 7))
    assert ask(file=file(content.canonical))[:2] == (tone, lines)


def test_an_opening_cannot_be_guessed(pair, malaga, porto) -> None:
    """A period without postings says little more than its opening: its text holds the chain's hash, which nobody knows."""
    post(malaga, porto, date(2026, 2, 1), 3)
    content = content_of(pair, Q3)
    assert content.lines == [] and content.before_hash == Posting.objects.get().hash in content.canonical
    for months in range(-9, 10):
        guess = json.dumps(
            {
                **json.loads(content.canonical),
                "opening": months,
                "closing": months,
                "before": {"hash": "", "postings": 1},
            }
        )
        assert ask(file=file(guess))[0] == "stop"


def test_a_tampered_book_is_told(content, pair, malaga, porto) -> None:
    confirm(pair, Q3, malaga, porto)
    with pgtrigger.ignore():
        Posting.objects.update(months=6)
    tone, lines, _ = ask(hash=content.hash)
    assert tone == "stop" and "Tell a network admin: this must never be." in lines[-1]


def test_an_agreement(pair, malaga, porto) -> None:
    made = cast.agreed(malaga, porto, Direction(12))
    first = made.ruling
    tone, lines, title = ask(hash=first.content_hash)
    assert (tone, title) == ("done", "Partnership agreement of Málaga and Porto, version 1")
    assert lines == [
        "Málaga signed it on 2 January 2026.", "Porto signed it on 2 January 2026.",
        "Its terms are exactly those the portal holds. It rules from 2 January 2026 to 31 December 2028. "
        "It is the version both parks signed last.",
    ]  # fmt: skip
    assert ask(file=file(canonical_of(first)))[0] == "done"
    by = cast.manager_of(malaga)
    made = agreements.amend(made, by=by, park=malaga, terms=cast.terms(malaga, porto, Direction(9)), now=NOW)
    second = made.newest.content_hash
    assert ask(hash=second)[:2] == ("wait", [
        "Málaga has not signed it.", "Porto has not signed it.", "Its terms are exactly those the portal holds. It binds nobody.",
    ])  # fmt: skip
    for park in (malaga, porto):
        made = agreements.sign(made, by=cast.manager_of(park), park=park, content_hash=second, now=NOW)
    assert ask(hash=second)[0] == "done" and ask(hash=first.content_hash)[1][-1].endswith(
        "Another version took its place."
    )


def test_a_root_of_the_books(pair, malaga, porto) -> None:
    post(porto, malaga)
    root = take_root(now=NOW)
    assert root
    tone, lines, title = ask(hash=root.hash)
    assert (tone, title) == ("done", "Root 1 of the network's books, 23 November 2026")
    assert "The portal still holds it." in " ".join(lines)
    with pgtrigger.ignore("exchanges.LedgerRoot:ledger_root_append_only"):
        LedgerRoot.objects.update(content=root.content + " ")
    assert ask(hash=root.hash)[0] == "stop"


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7 x", b"[]", b'"x"', b"{}", b"\xff\xfe\x00", b"[" * 5000, b'{"parties": ["M\\u0000", "P"], "since": null, "until": null}',
     b'{"parties": [1, 2], "since": 1, "until": 2}', b'{"parties": ["A", "B"], "since": "2026-07-02", "until": "2026-09-30"}',
     b'{"parties": ["A", "B"], "since": "2026-09-30", "until": "2026-07-01"}', b'{"parties": ["A", "B"], "since": "2026-07-01", "until": "2026-09-30"}',
     b'{"parties": ["A", "B"], "since": null, "until": null}', b'{"parties": [null, {}], "since": "", "until": ""}', b"9" * 5000],
)  # fmt: skip
def test_a_file_that_is_no_document_is_unknown(pair, content) -> None:
    tone, lines, title = ask(file=file(content))
    assert tone == "stop" and lines
    assert ("A PDF has another hash" in title) == content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"hash": ""}, "Paste a hash, or choose a file."),
        ({"hash": "abc"}, "has 64 signs, 0 to 9 and a to f; this has 3. Paste all of it."),
        ({"hash": "g" * 64}, "this has 64, not all of them such"),
        ({"hash": "²" * 64}, "not all of them such"),
        ({"hash": "a\x00b"}, "There is a sign nobody can see"),
        ({"hash": "a" * 999}, "at most 200"),
        ({"hash": "a" * 12}, "this has 12. Paste all of it"),
    ],
)
def test_what_is_no_hash_gets_a_sentence(db, data, sentence) -> None:
    page = Client().post(URL, data)
    assert page.context["answer"] is None and sentence in page.content.decode()


def test_a_file_too_large_is_not_read(db) -> None:
    page = Client().post(URL, {"file": file(b"x" * (5 * 1024 * 1024 + 1))})
    assert page.context["answer"] is None and "5.0 MB; a document&#x27;s content has at most 5" in page.content.decode()


def test_an_unknown_hash_says_what_to_try(db) -> None:
    tone, lines, title = ask(hash=hashlib.sha256(b"no").hexdigest())
    assert (
        tone == "stop" and "no document with this hash" in title and "give its file statement.json instead" in lines[1]
    )


def test_a_link_fills_the_hash_in_and_waits_for_the_press(content) -> None:
    page = Client().get(f"{URL}?hash={content.hash}")
    assert page.context["answer"] is None and content.hash in page.content.decode()


def test_many_checks_from_one_place_are_slowed_down(db, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"check_hash": "3/m/ip"}
    client = Client(REMOTE_ADDR="203.0.113.77")
    answers = [client.post(URL, {"hash": "a" * 64}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert "Wait a minute" in client.post(URL, {"hash": "a" * 64}).content.decode()
    assert Client(REMOTE_ADDR="203.0.113.78").post(URL, {"hash": "a" * 64}).status_code == 200


def test_where_the_page_is_linked(content, malaga, client) -> None:
    assert URL in client.get("/").content.decode()
    client.force_login(cast.manager_of(malaga))
    assert f"{URL}?hash={content.hash}" in client.get("/balances/MÁLA/PORT/2026-Q3/").content.decode()
    made = cast.agreed(malaga, content.high, Direction(12))
    for page in ("", "versions/"):
        assert (
            f"{URL}?hash={made.ruling.content_hash}" in client.get(f"{made.get_absolute_url()}{page}").content.decode()
        )
