"""`manage.py check --deploy`: what a real deployment must be told, and would miss only when it is too late."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

NEEDED = {
    "REDIS_URL": "web server, worker and beat would each look for a broker of this machine alone",
    "EMAIL_URL": "mails would be printed, and nobody would read them",
    "BASE_URL": "the links in mails would lead to localhost",
    "MFA_ENCRYPTION_KEY": "SECRET_KEY would encrypt the secrets of second factors too, and could not be changed alone",
}


@register(Tags.security, deploy=True)
def deployment(**_: Any) -> list[CheckMessage]:
    """One error for each thing the environment lacks."""
    if not settings.PRODUCTION:
        return []
    return [
        Error(f"{name} is not set: {why}.", hint='See the README, section "For real".', id=f"softlanding.{name}")
        for name, why in NEEDED.items()
        if not os.environ.get(name)
    ]
