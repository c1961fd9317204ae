"""What the machines that watch the portal are answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from softlanding.operations import actions, checks, queries
from softlanding.operations.models import Part


@pytest.fixture
def at_work(db: None) -> None:
    for part in Part:
        actions.see(part, now=timezone.now())


def test_the_process_answers_without_a_database_a_known_host_or_https(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, []
    answer = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.json()) == (200, {"process": "ok"})


def test_all_is_there(client: Client, settings: Any, at_work: None) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, []
    answer = client.get("/readyz", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, set(answer.json().values())) == (200, {"ok"})
    assert set(answer.json()) == {"database", "broker", "migrations", "worker", "beat"}
    assert not answer.cookies


@pytest.mark.parametrize("part", Part)
def test_a_part_that_was_not_seen_for_two_minutes(client: Client, at_work: None, part: Part) -> None:
    now = timezone.now()
    actions.see(part, now=now - timedelta(seconds=119))
    assert queries.lacking(now)[part] == ""
    actions.see(part, now=now - timedelta(seconds=300))
    assert queries.lacking(now)[part] == "was last seen 300 seconds ago"
    assert client.get("/readyz").status_code == 503


def test_a_worker_in_a_long_job_was_seen_when_it_began(at_work: None) -> None:
    now = timezone.now()
    actions.see(Part.WORKER, now=now - timedelta(hours=1))
    actions.begin("long", now=now - timedelta(seconds=90))
    assert queries.lacking(now)["worker"] == ""


def test_a_database_that_is_away(client: Client, at_work: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(queries, "last_seen", away)
    monkeypatch.setattr(connection, "close", lambda: None)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer (OperationalError)"
    assert answer.json()["worker"].startswith("unknown")


def test_migrations_that_are_missing(at_work: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_migrated", set())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'operations'")
    assert queries.lacking(timezone.now())["migrations"].endswith("not applied: run manage.py migrate")


@pytest.mark.parametrize("name", checks.NEEDED)
def test_a_deployment_without_it_is_refused(settings: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    settings.PRODUCTION = True
    for needed in checks.NEEDED:
        monkeypatch.setenv(needed, "x")
    assert checks.deployment() == []
    monkeypatch.delenv(name)
    (error,) = checks.deployment()
    assert error.msg.startswith(f"{name} is not set")
    with pytest.raises(SystemCheckError, match=f"{name} is not set"):
        call_command("check", "--deploy")


def test_a_deployment_that_would_quietly_mean_something_else_is_refused(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRODUCTION = True
    for needed in checks.NEEDED:
        monkeypatch.setenv(needed, "x")
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES, settings.MFA_REQUIRED_ROLES = ["127.0.0.1"], list(checks.ROLES)
    assert checks.deployment() == []
    settings.TRUSTED_PROXIES, settings.MFA_REQUIRED_ROLES = [], ["network-admin"]
    proxy, role = checks.deployment()
    assert proxy.msg.startswith("TRUSTED_PROXIES is not set behind a proxy")
    assert role.msg.startswith("MFA_REQUIRED_ROLES names “network-admin”, which is no role")
