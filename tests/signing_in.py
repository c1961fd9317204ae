"""The ways into the portal as a browser goes them: typed, mailed, counted; for tests that walk them."""

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core import mail
from django.test import Client
from django.utils import timezone

from softlanding.notices.actions import deliver_next

CODE = re.compile(r"^\s*([A-Z0-9]{2,4}-[A-Z0-9]{2,4}|[A-Z0-9]{6})\s*$", re.MULTILINE)


def mails() -> list[str]:
    """The text of every mail that went out, newest first; what waits in the outbox goes out before."""
    while deliver_next(timezone.now()):
        pass
    return [str(one.body) for one in reversed(mail.outbox)]


def code_in_mail() -> str:
    """The newest code that was mailed."""
    return next(found[1] for text in mails() if (found := CODE.search(text)))


def link_in_mail(path: str) -> str:
    """The newest mailed address of the portal that begins with this path, without its host."""
    pattern = re.compile(rf"https?://[^/\s]+({re.escape(path)}\S*)")
    return next(found[1] for text in mails() if (found := pattern.search(text)))


def by_code(client: Client, email: str) -> str:
    """Ask for a code, read it in the mail, type it; the address one ends at."""
    client.post("/accounts/login/code/", {"email": email})
    answer = client.post("/accounts/login/code/confirm/", {"code": code_in_mail()}, follow=True)
    return str(answer.redirect_chain[-1][0])


def totp_code(factor: Authenticator) -> str:
    """What the authenticator app of this factor shows now."""
    return app_code(decrypt(factor.data["secret"]))


def app_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
