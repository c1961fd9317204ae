"""The sign-in library's addresses, each step whole: what it writes and the mail that tells of it, or neither."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from allauth.urls import urlpatterns as library
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

from softlanding.limits.actions import Limited
from softlanding.limits.views import too_many

View = Callable[..., HttpResponseBase]

# These count tries, and a try that is refused has been made all the same.
NOT_WHOLE = {
    "account_login", "account_reauthenticate", "account_confirm_login_code", "mfa_authenticate", "mfa_reauthenticate",
}  # fmt: skip


def answered(view: View, *, is_whole: bool) -> View:
    """The view, with a page for whoever asked too often, and in one transaction where it `is_whole`."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with transaction.atomic() if is_whole else nullcontext():
                return view(request, *args, **kwargs)
        except Limited as limited:
            limited.record()
            return too_many(request, limited)

    return answer


def made_whole(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses and names."""
    made: list[URLPattern | URLResolver] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = made_whole(one.url_patterns)
            made.append(URLResolver(one.pattern, inner, one.default_kwargs, one.app_name, one.namespace))
        else:
            view = answered(one.callback, is_whole=one.name not in NOT_WHOLE)
            made.append(URLPattern(one.pattern, view, one.default_args, one.name))
    return made


urlpatterns = made_whole(library)
