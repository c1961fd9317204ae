"""The sign-in library's mails as rows of the outbox: how long each is of use."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from allauth.account import app_settings
from django.conf import settings

from softlanding.notices import actions as notices

# Mails that a form for anybody sends to whatever address it is given.
ANYBODY_ASKS = {
    "login_code", "password_reset_key", "email_confirmation", "email_confirmation_signup", "unknown_account",
    "account_already_exists",
}  # fmt: skip


@dataclass(frozen=True)
class Network:
    """What the library's texts call the site, by its name or by its domain: the network's name, never a host."""

    name: str = field(default_factory=lambda: settings.NETWORK_NAME)

    @property
    def domain(self) -> str:
        return self.name


def lifetime(template: str) -> timedelta:
    """How long the code or link in a mail works; news of the account are still news after three days."""
    if template.endswith("login_code"):
        return timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
    if template.endswith("password_reset_key"):
        return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)


def send(template: str, address: str, *, subject: str, body: str, now: datetime) -> None:
    """Write the mail; the worker sends it at once, and never after its code or link has ended."""
    name = template.rpartition("/")[2]
    notices.mail(
        address, key=f"sign-in-{name}-{uuid4()}", subject=subject, body=body, now=now,
        expires_at=now + lifetime(template),
    )  # fmt: skip
