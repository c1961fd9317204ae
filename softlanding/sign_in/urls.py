"""The sign-in library's addresses, each step whole: what it writes and the mail that tells of it, or neither."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.urls import urlpatterns as library
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

View = Callable[..., HttpResponseBase]

# These count tries, and a try that is refused has been made all the same.
NOT_WHOLE = {
    "account_login", "account_reauthenticate", "account_confirm_login_code", "mfa_authenticate", "mfa_reauthenticate",
}  # fmt: skip


def whole(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return answer


def made_whole(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses and names."""
    made: list[URLPattern | URLResolver] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = made_whole(one.url_patterns)
            made.append(URLResolver(one.pattern, inner, one.default_kwargs, one.app_name, one.namespace))
        elif one.name in NOT_WHOLE:
            made.append(one)
        else:
            made.append(URLPattern(one.pattern, whole(one.callback), one.default_args, one.name))
    return made


urlpatterns = made_whole(library)
