"""Headers every answer carries, and addresses that no page means."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase

Next = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self)"


class SecurityHeaders:
    """Adds what Django has no setting for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class OddAddresses:
    """Refuses, with 400, a path or query that PostgreSQL could not store: NUL bytes and broken UTF-8."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        raw = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
        if self.is_odd(unquote_to_bytes(raw)) or "\x00" in request.path or "\ufffd" in request.path:
            return self.refuse(request)
        return self.get_response(request)

    @staticmethod
    def is_odd(query: bytes) -> bool:
        try:
            return "\x00" in query.decode("utf-8")
        except UnicodeDecodeError:
            return True

    @staticmethod
    def refuse(request: HttpRequest) -> HttpResponse:
        from django.template.loader import render_to_string

        return HttpResponseBadRequest(render_to_string("400.html"))
