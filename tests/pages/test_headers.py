"""What every answer carries, and what a real deployment adds."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from parks.park.models import Membership
from softlanding.accounts.models import User
from softlanding.demo.people import PEOPLE
from tests import cast

ANSWERS = ["/", "/parks/", "/accounts/login/", "/nothing-here/", "/static/css/base.css", "/landings/", "/parks/?q=%00"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_a_strict_policy(client, address):
    headers = client.get(address).headers
    policy = {
        directive.strip().partition(" ")[0]: directive.strip().partition(" ")[2]
        for directive in headers["Content-Security-Policy"].split(";")
    }
    assert policy["default-src"] == "'none'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "*" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_cookies_are_for_the_server_alone(client, settings):
    settings.DEMO = True
    User.objects.create_user(PEOPLE[0].email, PEOPLE[0].name)
    client.get("/accounts/login/")
    client.post(f"/demo/{PEOPLE[0].key}/")
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax", name


PRODUCTION = {
    "DATABASE_URL": "postgres://nobody@localhost/nothing", "REDIS_URL": "redis://localhost:6379/0",
    "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "portal.example", "LOG_LEVEL": "ERROR", "BASE_URL": "https://portal.example",
}  # fmt: skip


def in_production(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of Python with the settings of a real deployment."""
    rest = {name: value for name, value in os.environ.items() if name not in {"DEMO", "DEBUG", "PRODUCTION"}}
    lines = f"import django; django.setup(); from django.conf import settings; from django.test import Client; {code}"
    words = [sys.executable, "-W", "ignore", "-c", lines]
    env = {**rest, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "softlanding.settings", **environment}
    return subprocess.run(words, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=60)


def test_a_real_deployment_answers_by_https_alone():
    code = (
        "c = Client(headers={'host': 'portal.example'}); print(c.get('/landings/').status_code);"
        "answer = c.get('/landings/', secure=True); print(answer.status_code, answer['Strict-Transport-Security']);"
        "print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.DEMO)"
    )
    done = in_production(code)
    assert done.stdout.split() == [
        "301",
        "302",
        "max-age=31536000;",
        "includeSubDomains;",
        "preload",
        "True",
        "True",
        "False",
    ], done.stderr


def test_a_real_deployment_does_not_start_without_a_key():
    done = in_production("", SECRET_KEY="")
    assert done.returncode == 1
    assert "SECRET_KEY is not set" in done.stderr


@pytest.mark.django_db
def test_public_pages_may_be_kept_and_whose_link_is_a_secret_may_not(client):
    """tests/rights asks the same of every page of everybody who is signed in."""
    porto = cast.park("Porto Digital", "BR")
    for address in ("/", "/parks/", "/parks/porto-digital/", "/statements/check/", "/static/css/base.css"):
        assert "no-store" not in client.get(address).headers.get("Cache-Control", ""), address
    invited = Membership.objects.create(park=porto, email="ida@example.org", state="invited")
    assert "no-store" in client.get(cast.mailed_link(invited)).headers["Cache-Control"]


@pytest.mark.django_db
def test_signing_out_is_not_kept_either(client):
    client.force_login(cast.person("Anna Lund"))
    assert client.post("/accounts/logout/").headers["Cache-Control"] == "no-store, private"
