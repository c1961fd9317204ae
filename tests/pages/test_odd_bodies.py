"""What nobody types but somebody sends: every form answers with a sentence at the field, never with a 500."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm, DateField, Field
from django.test import Client

from exchanges.landings.models import Landing
from softlanding.kernel.texts import HIDDEN
from tests import cast
from tests.rights.addresses import address_of
from tests.rights.stage import Stage
from tests.rights.table import PEOPLE, TABLE

NUMBERS_AND_DAYS = {
    "huge": "99999999999",
    "very huge": "9" * 400,
    "negative": "-5",
    "fraction": "2.5",
    "exponent": "1e9999",
    "superscript": "²",
    "first day ever": "0001-01-01",
    "last day ever": "9999-12-31",
    "no such day": "31.2.2027",
}
VALUES: dict[str, str] = {
    **NUMBERS_AND_DAYS,
    "NUL": "a\x00b",
    "emoji": "😀" * 20,
    "right to left": "\u202eالعربية\u202c",
    "100 kB": "x" * 100_000,
    "lone surrogate": "%ED%A0%80",
    "markup": "<script>alert(1)</script>",
    "newlines": "a\r\nb\nc",
    "header": "Acme\x1cReply-To : ceo@example.org",
    "vertical tab": "a\x0bb",
    "line separator": "a\u2028b",
}
HIDDEN_SIGNS = "\x00\x01\x07\x0b\x0c\x1b\x1c\x1f\x7f\x85\x9f\u2028\u2029\u202a\u202e\u2066\u2069\ud800\uffff"
# Each is tried in every single field, alone.
ODD: list[Any] = [
    *VALUES.values(), *(f"a{sign}b" for sign in HIDDEN_SIGNS), "", " ", "0", "-1", "1", "1000001", "2147483648", "9" * 19,
    "1899-12-31", "1900-01-01", "2199-12-31", "2200-01-01", "\u0662\u0660\u0662\u0667-01-01", "NaN", "Infinity", "²",
    "=1+1", "%s %(x)s {0} ${x}", "' OR 1=1 --", "../../etc/passwd", "a" * 300, "👩\u200d🔬",
]  # fmt: skip
ROLES = ("lead", "host", "manager", "admin")
# allauth counts tries and logs people out; its forms are its own.
ALLAUTH = ("account_", "mfa_", "usersessions")
EveryForm = list[tuple[str, str, BaseForm]]


def forms(stage: Stage, role: str) -> Iterator[str]:
    for line in TABLE.strip().splitlines()[1:]:
        name, thing, answers = (part.strip() for part in line.split("|"))
        method, _, name = name.partition(" ")
        name = name.strip()
        if method == "GET" and answers.split()[PEOPLE.index(role)] == "200" and not name.startswith(ALLAUTH):
            yield address_of(stage, name, thing)


def form_of(client: Client, url: str) -> BaseForm | None:
    """The form that the page asks to be filled in."""
    context = client.get(url).context
    found = context.get("form") if context else None
    return found if isinstance(found, BaseForm) and found.fields else None


@pytest.fixture(scope="module")
def every_form(kept_stage: Stage) -> EveryForm:
    """(role, address, form) of every form of the portal, once."""
    found: dict[str, tuple[str, str, BaseForm]] = {}
    opened: set[str] = set()
    with transaction.atomic():
        for role in ROLES:
            client = cast.browser_of(kept_stage.people[role])
            for url in forms(kept_stage, role):
                form = None if url in opened else form_of(client, url)
                opened.add(url)
                if form is not None:
                    found[url] = role, url, form
        transaction.set_rollback(True)
    return list(found.values())


def differing(form: BaseForm, turn: int) -> dict[str, str]:
    """One value of each kind: two are of a kind where every field of a form answers them alike. Which of them stands
    for the others changes with the turn.
    """
    kinds: dict[tuple[Any, ...], tuple[str, str]] = {}
    for what, value in Random(turn).sample([*VALUES.items()], len(VALUES)):
        # Markup is always tried: what a field refuses is written back too.
        kind = (what == "markup", *(answer_of(field, what, value) for field in form.fields.values()))
        kinds.setdefault(kind, (what, value))
    return dict(kinds.values())


def answer_of(field: Field, what: str, value: str) -> str:
    """Why a field refuses a value, or what it takes it for: numbers and days are to a text like any other text."""
    try:
        kept = field.clean(value)
    except ValidationError as refused:
        return ", ".join(one.code or one.message for one in refused.error_list)
    return "text" if isinstance(kept, str | list) and what in NUMBERS_AND_DAYS else repr(kept)


def test_no_value_breaks_a_form(stage: Stage, every_form: EveryForm) -> None:
    """A value in all fields of a form at once: refused with the form, or done as if it were meant. Each form has a value
    of each kind that its fields tell apart, and each value many forms.
    """
    faults, tried = [], Counter[str]()
    for turn, (role, url, form) in enumerate(every_form):
        client = cast.browser_of(stage.people[role])
        client.raise_request_exception = False
        for what, value in differing(form, turn).items():
            tried[what] += 1
            with transaction.atomic():
                answer = client.post(url, dict.fromkeys(form.fields, value))
                transaction.set_rollback(True)
            page = answer.content.decode()
            refused = answer.status_code == 200 and bool(answer.context["form"].errors)
            if not refused and answer.status_code not in (302, 303, 400):
                faults.append(f"{role} {url} {what}: {answer.status_code}")
            if "<script>alert" in page:
                faults.append(f"{role} {url} {what}: written back unescaped")
    assert faults == []
    assert min(tried[what] for what in VALUES) > 5


def test_no_field_lets_a_hidden_sign_or_an_unbounded_value_through(every_form: EveryForm, db: None) -> None:
    faults, tried = [], 0
    for role, url, form in every_form:
        for name, field in form.fields.items():
            for value in ODD:
                tried += 1
                try:
                    kept = field.clean(value)
                except ValidationError:
                    continue
                except Exception as fault:
                    faults.append(f"{role} {url} {name} {value[:20]!r}: {fault!r}")
                    continue
                if problem := unsound(kept):
                    faults.append(f"{role} {url} {name} {value[:20]!r}: {problem}")
    assert faults == []
    assert tried > 5000


def unsound(kept: Any) -> str | None:
    """What is wrong with a value that a field let through."""
    texts = kept if isinstance(kept, list) else [kept]
    if any(isinstance(text, str) and HIDDEN.search(text) for text in texts):
        return "a hidden sign came through"
    if isinstance(kept, date) and not date(1900, 1, 1) <= kept <= date(2199, 12, 31):
        return f"{kept} came through"
    if isinstance(kept, int) and not -1_000_000 <= kept <= 2**31:
        return f"{kept} came through"
    return None


def test_no_day_that_is_taken_breaks_a_page(stage: Stage, every_form: EveryForm) -> None:
    """The first and last day there are and the last of a leap February, each with the rest filled in as offered."""
    faults = []
    for role, url, form in every_form:
        days = [name for name, field in form.fields.items() if isinstance(field, DateField)]
        whole = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        client = cast.browser_of(stage.people[role])
        client.raise_request_exception = False
        for name in days:
            for day in ("1900-01-01", "2199-12-31", "2096-02-29"):
                with transaction.atomic():
                    answer = client.post(url, {**whole, "reason": "Odd", name: day})
                    transaction.set_rollback(True)
                preview = client.get(url, {**whole, name: day})
                if answer.status_code not in (200, 302, 303, 400) or preview.status_code != 200:
                    faults.append(f"{role} {url} {name} {day}: {answer.status_code}, {preview.status_code}")
    assert faults == []


@pytest.mark.parametrize(
    ("verb", "state", "role", "typed", "sentence"),
    [
        ("edit", "draft", "lead", {"people": "99999999999"}, "less than or equal to"),
        ("offer", "nominated", "host", {"answer_by": "2199-12-31"}, "has to answer by then"),
        ("offer", "nominated", "host", {"answer_by": "1900-01-01"}, "has passed"),
        ("offer", "nominated", "host", {"message": "x" * 100_000}, "at most 2000"),
        ("check_in", "confirmed", "host", {"arrived_on": "2199-12-31"}, "has not come yet"),
        ("check_in", "confirmed", "host", {"arrived_on": "1900-01-01"}, "cannot begin before it"),
        ("check_out", "landed", "host", {"left_on": "1900-01-01"}, "cannot have left before"),
        ("check_out", "landed", "host", {"left_on": "2199-12-31"}, "has not come yet"),
        ("decline", "nominated", "host", {"reason": "   "}, "This field is required"),
        ("cancel", "confirmed", "lead", {"reason": ""}, "This field is required"),
    ],
)
def test_a_landing_form_says_what_is_wrong(stage: Stage, verb, state, role, typed, sentence) -> None:
    it = stage.landing(state)
    start = (it.first_day or stage.today).isoformat()
    sound = {"starts_on": start, "length": 2, "answer_by": stage.today.isoformat()}
    before = Landing.objects.filter(pk=it.pk).values().get()
    url = f"{it.get_absolute_url()}{verb.replace('_', '-')}/"
    answer = cast.browser_of(stage.people[role]).post(url, sound | typed)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Landing.objects.filter(pk=it.pk).values().get() == before, "nothing half-done stays behind"


def test_a_wish_for_the_last_day_there_is_is_kept_and_refused_when_sent(stage: Stage) -> None:
    it, client = stage.landing("draft"), cast.browser_of(stage.people["lead"])
    wish = {"wished_start": "2199-12-31", "wished_months": 24, "people": 1, "purpose": "العربية 😀"}
    assert client.post(f"{it.get_absolute_url()}edit/", wish).status_code == 303
    page = client.post(f"{it.get_absolute_url()}submit/")
    assert page.status_code == 200 and "no agreement in force" in page.content.decode()


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"]
)
def test_a_body_of_another_kind_is_no_answer(stage: Stage, kind: str) -> None:
    client, it = cast.browser_of(stage.people["host"]), stage.landing("nominated")
    client.raise_request_exception = False
    answer = client.post(f"{it.get_absolute_url()}decline/", b'{"reason": "\xff\x00', content_type=kind)
    assert answer.status_code in (200, 400)
    it.refresh_from_db()
    assert it.state == "nominated"


def test_odd_values_where_no_form_stands(stage: Stage) -> None:
    client = cast.browser_of(stage.people["lead"])
    client.raise_request_exception = False
    for value in VALUES.values():
        for url, name in (
            ("/act-for/", "acting_for"),
            ("/theme/", "theme"),
            ("/theme/", "next"),
            ("/landings/new/", "host"),
            ("/landings/new/", "company"),
        ):
            assert client.post(url, {name: value}).status_code in (200, 302, 303, 400, 404), (url, value[:20])
    away = client.post("/theme/", {"theme": "dark", "next": "//evil.example/"})
    assert away["Location"] == "/"
