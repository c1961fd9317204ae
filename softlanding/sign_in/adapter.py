"""What differs from allauth's own ways."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string

from softlanding.kernel.clients import client_address
from softlanding.limits import actions as limits
from softlanding.limits.actions import Limited
from softlanding.sign_in import devices, mails, tries

SOON_AGAIN = (
    "This was asked for several times within a minute. Wait a minute, then ask again; what was sent before still works."
)
WRONG = "The e-mail address or the password is not correct. Try again, or ask for a sign-in code below."


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "rate_limited": SOON_AGAIN,
        "too_many_login_attempts": SOON_AGAIN,
        "email_password_mismatch": WRONG,
    }

    def get_user_search_fields(self) -> list[str]:
        return ["email"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at; a right one is taken back below."""
        try:
            self.counted = tries.count(request, credentials.get("email", ""), now=timezone.now())
        except Limited as limited:
            limited.record()
            raise ValidationError(limited.sentence, code="too_many_login_attempts") from None

    def _rollback_login_failed_rl_usage(self) -> None:
        limits.uncount(self.counted)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        tries.forget(request, credentials.get("email", ""))

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **how)
        devices.remember(request, response, user, now=timezone.now())
        return response

    def send_account_already_exists_mail(self, email: str) -> None:
        """Takes as long as making an account, so that the clock does not tell who has one."""
        make_password(get_random_string(12))
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, with what it tells of: no mail server can hold up or undo a sign-in."""
        request, now = current.request, timezone.now()
        if template_prefix.rpartition("/")[2] in mails.ANYBODY_ASKS:
            tries.count_mail(request, email, now=now)
        words = {
            "request": request, "email": email, "current_site": mails.Network(), "base_url": settings.BASE_URL,
            **context,
        }  # fmt: skip
        message = self.render_mail(template_prefix, email, words)
        mails.send(template_prefix, email, subject=message.subject, body=str(message.body), now=now)
