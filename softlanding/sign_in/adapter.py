"""What differs from allauth's own ways."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.utils import timezone

from softlanding.kernel.clients import client_address
from softlanding.sign_in import mails


class AccountAdapter(DefaultAccountAdapter):
    def get_user_search_fields(self) -> list[str]:
        return ["email"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, with what it tells of: no mail server can hold up or undo a sign-in."""
        request = current.request
        words = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        message = self.render_mail(template_prefix, email, words)
        mails.send(template_prefix, email, subject=message.subject, body=str(message.body), now=timezone.now())
