"""What the nightly jobs remove, and what they never do."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from softlanding.accounts.tasks import purge_sessions
from softlanding.notices import actions
from softlanding.notices.models import Notice
from tests import cast
from tests.cast import NOW

pytestmark = pytest.mark.django_db
LONG_AGO = NOW - timedelta(days=settings.READ_NOTICES_KEPT_DAYS, seconds=1)


def notice(key: str, **fields: Any) -> Notice:
    told = {"recipient": None, "address": "a@example.org", "subject": "s", "body": "text", "created_at": LONG_AGO}
    return Notice.objects.create(key=key, **{**told, "sent_at": LONG_AGO, **fields})


def left() -> set[str]:
    return set(Notice.objects.values_list("key", flat=True))


def test_what_was_read_long_ago_goes_and_the_rest_stays() -> None:
    marta = cast.person("Marta Ruiz")
    notice("read", recipient=marta, read_at=LONG_AGO)
    notice("read lately", recipient=marta, read_at=LONG_AGO + timedelta(days=1))
    notice("unread", recipient=marta)
    notice("on its way", recipient=marta, read_at=LONG_AGO, sent_at=None, next_try_at=NOW)
    notice("asks", recipient=marta, read_at=LONG_AGO, url="/asks/")
    assert actions.purge(NOW, lambda one: one.url == "/asks/") == 1 + 3
    assert left() == {"read lately", "unread", "on its way", "asks"}


def test_texts_of_mails_that_went_or_were_given_up_go_and_of_others_stay() -> None:
    month = NOW - timedelta(days=settings.MAIL_TEXTS_KEPT_DAYS)
    notice("old", sent_at=month - timedelta(seconds=1))
    notice("given up", sent_at=None, given_up_at=month - timedelta(seconds=1))
    notice("new", sent_at=month)
    notice("on its way", sent_at=None, next_try_at=NOW)
    actions.purge(NOW, lambda _: False)
    assert dict(Notice.objects.values_list("key", "body")) == {
        "old": "", "given up": "", "new": "text", "on its way": "text",
    }  # fmt: skip


def test_mails_of_signing_in_go_whole_for_anybody_may_ask_for_them_to_any_address() -> None:
    month = NOW - timedelta(days=settings.MAIL_TEXTS_KEPT_DAYS)
    notice("old", is_secret=True, body="", sent_at=month - timedelta(seconds=1))
    notice("given up", is_secret=True, body="", sent_at=None, given_up_at=month - timedelta(seconds=1))
    notice("new", is_secret=True, body="", sent_at=month)
    notice("on its way", is_secret=True, sent_at=None, next_try_at=NOW)
    assert actions.purge(NOW, lambda _: False) == 2
    assert left() == {"new", "on its way"}


def test_sessions_that_ended_go_with_what_is_noted_about_their_browsers() -> None:
    marta = cast.person("Marta Ruiz")
    keys = []
    for minutes in (-1, 1):
        store = SessionStore()
        store.save(must_create=True)
        Session.objects.filter(pk=store.session_key).update(expire_date=timezone.now() + timedelta(minutes=minutes))
        UserSession.objects.create(user=marta, ip="127.0.0.1", session_key=store.session_key, user_agent="")
        keys.append(store.session_key)
    purge_sessions()
    assert [one.session_key for one in Session.objects.all()] == keys[1:]
    assert [one.session_key for one in UserSession.objects.all()] == keys[1:]
