"""What a signed-in person's requests have in common: nobody keeps their answers, and when the session was last used."""

from collections.abc import Callable

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase

EVERY = 10 * 60  # seconds


class KeepsPersonalPages:
    """No browser and no cache on the way keeps what a signed-in person saw: the next at the desk cannot go back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = request.user.is_authenticated
        response = self.get_response(request)
        if before or request.user.is_authenticated:  # signing in and out are hers too
            response.headers["Cache-Control"] = "no-store, private"
        return response


class LastSeen(UserSessionsMiddleware):
    """allauth's own middleware, asked every ten minutes instead of on every page (four statements each)."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.session.session_key
        if key and cache.add(f"last-seen-{key}", 1, EVERY):
            noted: HttpResponseBase = super().__call__(request)
            return noted
        response: HttpResponseBase = self.get_response(request)
        return response
