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


ROLES = ("network_admin", "manager", "entrepreneur")
README = 'See the README, section "For real".'


@register(Tags.security, deploy=True)
def deployment(**_: Any) -> list[CheckMessage]:
    """One error for each thing the environment lacks or says in a way that would quietly mean something else."""
    if not settings.PRODUCTION:
        return []
    lacks = {f"{name} is not set: {why}.": name for name, why in NEEDED.items() if not os.environ.get(name)}
    if settings.SECURE_PROXY_SSL_HEADER and not settings.TRUSTED_PROXIES:
        said = "TRUSTED_PROXIES is not set behind a proxy: a stranger's wrong tries would lock everybody out."
        lacks[said] = "TRUSTED_PROXIES"
    for role in settings.MFA_REQUIRED_ROLES:
        if role not in ROLES:
            said = f"MFA_REQUIRED_ROLES names “{role}”, which is no role: nobody would be asked for a second factor."
            lacks[f"{said} The roles are {', '.join(ROLES)}."] = "MFA_REQUIRED_ROLES"
    return [Error(said, hint=README, id=f"softlanding.{name}") for said, name in lacks.items()]
