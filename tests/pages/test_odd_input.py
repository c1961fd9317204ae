"""Forms as people, robots and the curious send them: a sentence at the field, and nothing half-done."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exchanges.landings.models import Landing
from tests.rights.stage import Stage


def browser(stage: Stage, who: str) -> Client:
    client = Client(raise_request_exception=False)
    if user := stage.people[who]:
        client.force_login(user)
    return client


WISHES = [
    ({"wished_months": "99999999999"}, "less than or equal to 24"),
    ({"wished_months": "0"}, "greater than or equal to 1"),
    ({"wished_months": "1.5"}, "whole number"),
    ({"wished_months": "three"}, "whole number"),
    ({"wished_start": "31.2.2027"}, "valid date"),
    ({"wished_start": "2027-02-30"}, "valid date"),
    ({"people": "-3"}, "greater than or equal to"),
    ({"purpose": "a\x00b"}, "a sign nobody can see behind “a” (U+0000, a control sign)"),
]


@pytest.mark.parametrize(("typed", "sentence"), WISHES)
def test_a_wish_that_cannot_be_gets_a_sentence_at_its_field(stage, typed, sentence):
    landing = stage.landing("draft")
    before = Landing.objects.filter(pk=landing.pk).values().get()
    answer = browser(stage, "lead").post(f"/landings/{landing.pk}/edit/", typed)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in text
    assert f'aria-describedby="id_{next(iter(typed))}' in text or f'id="id_{next(iter(typed))}_error"' in text
    assert Landing.objects.filter(pk=landing.pk).values().get() == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"starts_on": "1900-01-01", "length": 2, "answer_by": "2030-01-01"}, "has passed"),
        ({"starts_on": "2199-12-31", "length": 24, "answer_by": "2199-12-30"}, "no agreement in force"),
        ({"starts_on": "9999-12-31", "length": 24, "answer_by": "0001-01-01"}, "1 January 1900 to 31 December 2199"),
        ({"starts_on": "2027-01-01", "length": "99999999999", "answer_by": "2026-12-31"}, "less than or equal to 24"),
        ({}, "This field is required"),
    ],
)
def test_an_offer_that_cannot_be_gets_a_sentence(stage, typed, sentence):
    landing = stage.landing("nominated")
    answer = browser(stage, "host").post(f"/landings/{landing.pk}/offer/", typed)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    landing.refresh_from_db()
    assert landing.state == "nominated"


def test_texts_of_every_kind_are_kept(stage):
    landing, text = stage.landing("draft"), "Łódź, 中关村, العربية, 🛬 & <b>\n" + "x" * 90_000
    client = browser(stage, "lead")
    client.post(f"/landings/{landing.pk}/edit/", {"purpose": text})
    landing.refresh_from_db()
    assert landing.purpose.replace("\r\n", "\n") == text
    assert "&lt;b&gt;" in client.get(f"/landings/{landing.pk}/").content.decode()


def test_a_file_where_none_is_expected_is_ignored(stage):
    landing = stage.landing("draft")
    upload = SimpleUploadedFile("virus.exe", b"MZ\x00\xff" * 100)
    answer = browser(stage, "lead").post(f"/landings/{landing.pk}/edit/", {"purpose": upload, "needs": "A desk"})
    landing.refresh_from_db()
    assert (answer.status_code, landing.needs) == (303, "A desk")


def test_a_form_without_its_token_is_refused_with_a_page(stage):
    client = Client(enforce_csrf_checks=True)
    client.force_login(stage.people["lead"])
    answer = client.post(f"/landings/{stage.landing('draft').pk}/edit/", {"needs": "A desk"})
    assert answer.status_code == 403
    assert b"<h1" in answer.content
