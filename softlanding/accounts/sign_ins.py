"""Who signed in, and for which account somebody failed to: lines of the log, with numbers instead of addresses."""

from typing import Any

import structlog
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from softlanding.accounts.models import User

logger = structlog.get_logger(__name__)


@receiver(user_logged_in)
def signed_in(user: User, **_: Any) -> None:
    logger.info("sign_in", person=user.pk)


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], **_: Any) -> None:
    address = credentials.get("email") or credentials.get("username") or ""
    account = User.objects.filter(email__iexact=str(address)).values_list("pk", flat=True).first() if address else None
    logger.warning("sign_in_failed", account=account)
