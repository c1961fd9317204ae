"""A notice is written with its step and mailed once: by a real worker, again after a failure, never twice."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from exchanges.agreements.terms import Direction
from exchanges.landings import actions as landings
from exchanges.landings.models import Landing
from softlanding.notices import actions, waking
from softlanding.notices.actions import BACKOFF_MINUTES, deliver_next, tell
from softlanding.notices.models import Notice
from softlanding.notices.tasks import deliver
from tests.exchanges import cast
from tests.exchanges.cast import NOW

MARCH = date(2027, 3, 1)


class Broken(EmailBackend):
    """A mail server that refuses."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPException("451 try later")


@pytest.fixture
def landing(db: None) -> Landing:
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(6))
    found = cast.submitted(cast.company("Lumen", porto, "Cleo Dias"), malaga, MARCH, 2)
    Notice.objects.all().delete()
    return found


def nominate(landing: Landing) -> Landing:
    return landings.nominate(landing, by=cast.manager_of(landing.home), now=NOW)


def test_a_step_that_is_rolled_back_tells_nobody(landing):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        nominate(landing)
        assert Notice.objects.count() == 2
        _ = 1 / 0
    assert Notice.objects.count() == 0


def test_a_step_tells_each_person_once(landing):
    nominate(landing)
    assert Counter(Notice.objects.values_list("address", flat=True)) == {
        "bea.ruiz@example.org": 1, "cleo.dias@example.org": 1,
    }  # fmt: skip
    key = Notice.objects.first().key
    people = [cast.manager_of(landing.host)]
    context = {"landing": landing, "told": "host", "side": "home", "by": None, "reason": ""}
    tell(people, key=key, mail="landings/nominate", context=context, url="/", now=NOW)
    assert Notice.objects.count() == 2


def test_groups_are_told_their_own_words_and_the_worker_is_woken_once(
    landing, monkeypatch, django_capture_on_commit_callbacks
):
    woken: list[dict[str, Any]] = []
    monkeypatch.setattr(waking, "waker", waking.Waker())
    monkeypatch.setattr(deliver, "apply_async", lambda **how: woken.append(how))
    with django_capture_on_commit_callbacks(execute=True):
        nominate(landing)
    assert len(woken) == 1
    subjects = dict(Notice.objects.values_list("address", "subject"))
    assert set(subjects) == {"bea.ruiz@example.org", "cleo.dias@example.org"}
    assert len(set(subjects.values())) == 2


def test_a_mail_is_sent_once_with_the_link_and_a_stable_id(landing, settings):
    settings.BASE_URL = "https://portal.example"
    nominate(landing)
    while deliver_next(NOW):
        pass
    assert sorted(message.to for message in mail.outbox) == [["bea.ruiz@example.org"], ["cleo.dias@example.org"]]
    told = next(message for message in mail.outbox if message.to == ["bea.ruiz@example.org"])
    notice = Notice.objects.get(address="bea.ruiz@example.org")
    assert told.subject == "Porto nominates Lumen for a stay with you"
    assert f"https://portal.example/landings/{landing.pk}/" in told.body
    assert told.extra_headers["Message-ID"] == f"<notice-{notice.pk}@portal.example>"
    assert notice.sent_at == NOW


def test_a_failure_is_tried_again_later_and_then_given_up(landing, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    nominate(landing)
    Notice.objects.exclude(address="bea.ruiz@example.org").delete()
    notice, now = Notice.objects.get(), NOW
    for tries, wait in enumerate(BACKOFF_MINUTES, start=1):
        assert deliver_next(now)
        assert not deliver_next(now)
        notice.refresh_from_db()
        assert (notice.tries, notice.next_try_at, notice.sent_at) == (tries, now + timedelta(minutes=wait), None)
        assert "451 try later" in notice.last_error
        now = notice.next_try_at
    assert deliver_next(now)
    notice.refresh_from_db()
    assert (notice.next_try_at, notice.sent_at, notice.given_up_at) == (None, None, now)
    assert notice.delivery == "given up, 8 failed tries" and "451 try later" in notice.last_error

    Notice.objects.update(next_try_at=now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver_next(now)
    assert [message.to for message in mail.outbox] == [["bea.ruiz@example.org"]]


def test_a_broker_that_is_away_does_not_fail_the_step(landing, monkeypatch, django_capture_on_commit_callbacks):
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("nobody there")

    monkeypatch.setattr(waking, "waker", waking.Waker())
    monkeypatch.setattr(deliver, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert nominate(landing).state == "nominated"
    assert Notice.objects.due(NOW).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(landing):
    nominate(landing)
    template = Notice.objects.first()
    rows = []
    for number in range(30):
        rows.append(Notice(**{**vars_of(template), "key": f"step-{number}"}))
    Notice.objects.bulk_create(rows)

    def work(_: int) -> int:
        try:
            return sum(1 for _ in iter(lambda: deliver_next(NOW), False))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(work, range(6))) == 32
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == len(set(ids)) == 32


def vars_of(notice: Notice) -> dict[str, Any]:
    names = ("recipient_id", "address", "subject", "body", "url", "created_at", "next_try_at")
    return {name: getattr(notice, name) for name in names}


@pytest.fixture
def told(landing: Landing) -> Landing:
    """Committed notices that wait for a worker."""
    nominate(landing)
    return landing


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_delivers_what_is_due(told, celery_worker_process) -> None:
    deliver.apply_async()
    for _ in polls(20):
        if not Notice.objects.filter(sent_at__isnull=True).exists():
            break
    assert Notice.objects.filter(sent_at__isnull=False).count() == 2
    assert set(Notice.objects.values_list("tries", flat=True)) == {0}


def polls(seconds: int) -> Iterator[None]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield
        time.sleep(0.1)


def test_reading_is_ones_own(landing, client):
    nominate(landing)
    bea, cleo = cast.manager_of(landing.host), cast.lead_of(landing.company)
    mine = Notice.objects.get(recipient=bea)
    client.force_login(cleo)
    assert client.get(f"/notices/{mine.pk}/").status_code == 404
    client.force_login(bea)
    assert client.get(f"/notices/{mine.pk}/").url == landing.get_absolute_url()
    mine.refresh_from_db()
    assert mine.read_at is not None
    Notice.objects.update(read_at=None)
    assert actions.read_all(cleo, now=NOW) == 1
    assert list(Notice.objects.filter(read_at__isnull=False)) == [Notice.objects.get(recipient=cleo)]
    assert Notice.objects.filter(recipient=bea, read_at=None).count() == 1, "nobody reads for others"
