"""Devices an account has signed in from: a signed cookie, so that a stranger's wrong tries never lock its owner out.

The cookie names accounts only by digests, goes to the sign-in pages alone, gets a new number at each sign-in and is
forgotten after half a year. It opens nothing; it only says whose budget of tries this is.
"""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from softlanding.accounts.models import User

COOKIE, PATH, SALT = "known_device", "/accounts/", "known-device"
LASTS = timedelta(days=180)
MOST = 8  # accounts on one device; the one unused for longest goes first

Entry = tuple[str, str, int]  # digest of the account, number of the device for it, seconds since 1970


def known_as(request: HttpRequest, user: User | None, *, now: datetime) -> str:
    """The number under which this account knows the device; empty for none."""
    if user is None:
        return ""
    return next((number for account, number, _ in _entries(request, now) if account == _digest(user)), "")


def remember(request: HttpRequest, response: HttpResponse, user: User, *, now: datetime) -> None:
    """After a sign-in: the account knows this device from now on, under a new number."""
    others = [entry for entry in _entries(request, now) if entry[0] != _digest(user)]
    entries = [(_digest(user), secrets.token_urlsafe(12), int(now.timestamp())), *others][:MOST]
    response.set_cookie(
        COOKIE, signing.dumps(entries, salt=SALT), max_age=LASTS, path=PATH, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _entries(request: HttpRequest, now: datetime) -> list[Entry]:
    try:
        said: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
        entries = [(str(account), str(number), int(at)) for account, number, at in said]
    except (signing.BadSignature, ValueError, TypeError):
        return []
    return [entry for entry in entries if now - LASTS < datetime.fromtimestamp(entry[2], UTC) <= now]


def _digest(user: User) -> str:
    return salted_hmac(SALT, str(user.pk), algorithm="sha256").hexdigest()[:20]
