"""The sign-in library's mails are rows of the outbox: no mail server can hold up, undo or double a sign-in."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from softlanding.accounts.models import User
from softlanding.notices import actions, waking
from softlanding.notices.actions import Outcome, deliver_next, forget_expired
from softlanding.notices.models import Notice
from softlanding.notices.tasks import deliver
from softlanding.sign_in import mails
from tests import cast
from tests.sign_in.silent_server import silent_server

pytestmark = pytest.mark.django_db

STEPS = {
    "reset": ("/accounts/password/reset/", {}),
    "code": ("/accounts/login/code/", {}),
    "sign-up": ("/accounts/signup/", {"name": "Nora New", "password1": cast.PASSWORD}),
}
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


def fresh() -> str:
    """An address nobody has tried yet; how often one may try is counted across tests."""
    return f"{uuid4().hex}@example.org"


@pytest.fixture
def anna() -> User:
    return cast.person("Anna Lund", email=fresh())


def step_of(name: str, person: User) -> tuple[str, dict[str, str]]:
    """The address and form of a step: a newcomer's sign-up, or her own reset and code."""
    address, data = STEPS[name]
    return address, {"email": fresh() if name == "sign-up" else person.email, **data}


@pytest.fixture
def hanging(settings: Any) -> Iterator[None]:
    """The portal's mail server hangs."""
    with silent_server() as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.2
        Client().get("/accounts/login/")  # what the first page loads is not what is measured
        yield


@pytest.mark.parametrize("step", STEPS)
def test_a_mail_server_that_hangs_holds_nobody_up(step: str, anna: User, hanging: None, settings: Any) -> None:
    address, data = step_of(step, anna)
    settings.EMAIL_TIMEOUT = 5
    began = time.monotonic()
    answer = Client().post(address, data)
    assert time.monotonic() - began < 2.5, "far less than the mail server was given"
    settings.EMAIL_TIMEOUT = 0.2
    assert answer.status_code == 302
    row = Notice.objects.get(address=data["email"])
    assert (row.is_urgent, row.is_secret, row.sent_at, row.tries) == (True, True, None, 0)

    now = row.next_try_at
    assert deliver_next(now) == Outcome.SERVER_AWAY
    row.refresh_from_db()
    assert row.tries == 1 and "timed out" in row.last_error and row.body
    assert row.delivery == "waits, 1 failed try"

    settings.EMAIL_BACKEND = LOCMEM
    assert deliver_next(now) == Outcome.NOTHING_DUE, "it waits for its time"
    assert deliver_next(row.next_try_at) == Outcome.SENT
    assert deliver_next(row.next_try_at + timedelta(hours=1)) == Outcome.NOTHING_DUE
    [letter] = mail.outbox
    assert letter.to == [data["email"]] and letter.body.strip()
    row.refresh_from_db()
    assert (row.body, row.delivery) == ("", "sent, 1 failed try")


def test_hanging_resets_leave_the_portal_answering(anna: User, hanging: None) -> None:
    began = time.monotonic()
    for number in range(5):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(*step_of("reset", anna))
    assert Client().get("/parks/").status_code == 200
    assert time.monotonic() - began < 2.5


def test_a_run_ends_when_the_server_does_not_answer(anna: User, hanging: None) -> None:
    for step in STEPS:
        Client().post(*step_of(step, anna))
    deliver()
    assert sorted(Notice.objects.values_list("tries", flat=True)) == [0, 0, 1]


def test_a_code_that_was_mailed_signs_one_in(anna: User) -> None:
    browser = Client()
    browser.post(*step_of("code", anna))
    assert deliver_next(timezone.now())
    [code] = re.findall(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[0].body, re.M)
    assert browser.post("/accounts/login/code/confirm/", {"code": code}).status_code == 302
    assert browser.get("/me/").status_code == 200


def test_sign_up_is_whole_or_nothing(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no row could be written")

    monkeypatch.setattr(mails.notices, "mail", broken)
    address, data = step_of("sign-up", anna)
    assert Client(raise_request_exception=False).post(address, data).status_code == 500
    assert not User.objects.filter(email=data["email"]).exists()
    assert not EmailAddress.objects.filter(email=data["email"]).exists()


def test_an_unknown_address_gets_its_mail_the_same_way() -> None:
    stranger = fresh()
    Client().post("/accounts/password/reset/", {"email": stranger})
    assert Notice.objects.get().address == stranger


def test_how_long_a_mail_is_of_use(settings: Any) -> None:
    assert mails.lifetime("account/email/login_code") == timedelta(minutes=15)
    assert mails.lifetime("account/email/password_reset_key") == timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    assert mails.lifetime("account/email/email_confirmation_signup") == timedelta(days=3)


def written(anna: User, **facts: Any) -> Notice:
    now = facts.pop("now", cast.NOW)
    facts = {"key": "code", "subject": "Your code", "body": "123", "expires_at": now + timedelta(minutes=15), **facts}
    return actions.mail(anna.email, now=now, **facts)


def test_what_is_too_late_is_given_up_and_forgotten(anna: User) -> None:
    late = [written(anna, key=str(number)) for number in range(2)]
    assert forget_expired(cast.NOW + timedelta(minutes=14)) == 0
    assert deliver_next(cast.NOW + timedelta(minutes=15)) == Outcome.FAILED, "a worker that looks before the purge"
    assert forget_expired(cast.NOW + timedelta(minutes=15)) == 1
    for row in late:
        row.refresh_from_db()
        assert (row.body, row.delivery, row.next_try_at) == ("", "given up", None)
        assert row.last_error
    assert mail.outbox == []


def test_a_try_that_would_come_too_late_is_not_waited_for(anna: User, hanging: None) -> None:
    row = written(anna, expires_at=cast.NOW + timedelta(seconds=20))
    assert deliver_next(cast.NOW) == Outcome.SERVER_AWAY
    row.refresh_from_db()
    assert (row.body, row.given_up_at, row.delivery) == ("", cast.NOW, "given up, 1 failed try")


def test_a_code_goes_before_all_others(anna: User) -> None:
    hour = timedelta(hours=1)
    for number in range(3):
        Notice.objects.create(
            recipient=anna, address=anna.email, key=str(number), subject=f"News {number}", body="x", url="/",
            created_at=cast.NOW - hour, next_try_at=cast.NOW - hour,
        )  # fmt: skip
    written(anna)
    while deliver_next(cast.NOW):
        pass
    assert [letter.subject for letter in mail.outbox] == ["Your code", "News 0", "News 1", "News 2"]


def test_a_secret_is_not_kept_once_it_is_sent(anna: User) -> None:
    row = written(anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=row.pk).update(sent_at=cast.NOW, next_try_at=None)


def test_a_code_is_nobodys_notice_in_the_portal(anna: User) -> None:
    written(anna)
    assert "Your code" not in cast.browser_of(anna).get("/notices/").content.decode()


@pytest.fixture
def waker(monkeypatch: pytest.MonkeyPatch) -> waking.Waker:
    """One that has not asked yet."""
    monkeypatch.setattr(waking, "waker", waking.Waker())
    return waking.waker


def test_a_broker_that_is_away_is_asked_once_in_half_a_minute(
    anna: User, waker: waking.Waker, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    asked: list[Any] = []

    def away(**how: Any) -> None:
        asked.append(how)
        raise OperationalError("nobody there")

    monkeypatch.setattr(deliver, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            assert Client().post("/accounts/login/code/", {"email": anna.email}).status_code == 302
    assert len(asked) == 1
    assert Notice.objects.waiting().count() == 3
    waker.not_before = 0
    waker.wake()
    assert len(asked) == 2


def test_who_comes_while_the_broker_is_asked_is_not_forgotten(
    waker: waking.Waker, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def busy(**how: Any) -> None:
        asked.append(1)
        if len(asked) == 1:
            waker.wake()  # somebody else's row was committed meanwhile

    monkeypatch.setattr(deliver, "apply_async", busy)
    waker.wake()
    assert len(asked) == 2 and not waker.asks


def test_a_broker_that_hangs_costs_a_page_no_more_than_its_time_limit(settings: Any) -> None:
    """A connection of our own with the portal's settings, to a server that never answers."""
    from celery import Celery

    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"] <= 3
    with silent_server() as port:
        app = Celery(set_as_current=False, broker=f"redis://127.0.0.1:{port}/0")
        app.conf.update(
            broker_transport_options={"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
            broker_connection_timeout=0.3, task_publish_retry=False,
        )  # fmt: skip
        began = time.monotonic()
        with pytest.raises((OperationalError, OSError)):
            app.send_task("softlanding.notices.tasks.deliver", retry=False)
        assert time.monotonic() - began < 2


def test_every_connection_out_has_a_time_limit(settings: Any) -> None:
    assert settings.EMAIL_TIMEOUT == 10
    assert settings.CELERY_BROKER_CONNECTION_TIMEOUT == 3
    assert settings.CACHES["default"]["OPTIONS"]["socket_timeout"] == 1
    assert settings.DATABASES["default"]["OPTIONS"]["connect_timeout"] == 5


def test_only_what_serves_pages_limits_its_statements() -> None:
    say = "from softlanding.settings import CONNECTION_SETTINGS; print(CONNECTION_SETTINGS)"
    told = [
        subprocess.run(
            [sys.executable, "-c", say], env={**os.environ, "SERVES_PAGES": pages}, capture_output=True, text=True,
            check=True,
        ).stdout
        for pages in ("true", "false")
    ]  # fmt: skip
    assert "'statement_timeout': '30000'" in told[0] and "lock_timeout" in told[0]
    assert "_timeout" not in told[1]


@pytest.mark.parametrize("step", STEPS)
def test_a_mail_names_the_network_never_a_host(step: str, anna: User, settings: Any) -> None:
    settings.NETWORK_NAME, settings.BASE_URL = "Network of parks", "https://portal.example"
    address, data = step_of(step, anna)
    Client(headers={"host": "testserver"}).post(address, data)
    body = Notice.objects.get(address=data["email"]).body
    assert body.strip().endswith("Network of parks\nhttps://portal.example")
    assert "Hello from" not in body and "on testserver" not in body


def test_signing_up_takes_as_long_where_there_is_an_account(
    anna: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append("") or encode(*given))
    for email in (fresh(), anna.email):
        hashed.clear()
        data = {"email": email, "name": "Nora New", "password1": cast.PASSWORD}
        assert Client().post("/accounts/signup/", data).status_code == 302
        assert len(hashed) == 1, email
