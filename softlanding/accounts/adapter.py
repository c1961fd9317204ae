"""What differs from allauth's own ways."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def get_user_search_fields(self) -> list[str]:
        return ["email"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True
