"""When a session was last used, noted every ten minutes instead of on every page (four statements each)."""

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase

EVERY = 10 * 60  # seconds


class LastSeen(UserSessionsMiddleware):
    """allauth's own middleware, asked less often."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.session.session_key
        if key and cache.add(f"last-seen-{key}", 1, EVERY):
            noted: HttpResponseBase = super().__call__(request)
            return noted
        response: HttpResponseBase = self.get_response(request)
        return response
