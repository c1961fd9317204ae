"""What a request meets first: an answer for the machines that watch the portal, and its line in the log."""

import time
from collections.abc import Callable
from typing import Any, cast

import structlog
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django_structlog.middlewares import RequestMiddleware
from django_structlog.signals import bind_extra_request_failed_metadata, bind_extra_request_finished_metadata

from softlanding.operations import queries
from softlanding.operations.logs import masked_path

Next = Callable[[HttpRequest], HttpResponseBase]


class Health:
    """/healthz: this process answers. /readyz: all that the portal needs is there; 503 and what is not.

    It comes before the check of the host's name, the redirect to https and the session: whoever watches knows none.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz":
            return self.answer({"process": ""})
        if request.path_info == "/readyz":
            return self.answer(queries.lacking(timezone.now()))
        return self.get_response(request)

    @staticmethod
    def answer(lacking: dict[str, str]) -> HttpResponse:
        told = {name: sentence or "ok" for name, sentence in lacking.items()}
        status = 503 if any(lacking.values()) else 200
        return JsonResponse(told, status=status, headers={"Cache-Control": "no-store"})


class Requests(RequestMiddleware):
    """One line a request: id, person, method and path, status, outcome, milliseconds; a fault with its trace."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = cast(HttpResponse, super().__call__(request))
        response.headers["X-Request-ID"] = id_of(request)
        return response

    def prepare(self, request: HttpRequest) -> None:
        request.META["softlanding.started"] = time.monotonic()
        super().prepare(request)
        request.META["softlanding.request_id"] = structlog.contextvars.get_contextvars()["request_id"]

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Only who is known already: a line in the log asks the database nothing."""
        person = getattr(request, "_cached_user", None)
        if person is not None:
            structlog.contextvars.bind_contextvars(person=person.pk)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        # Without the query: people search for names.
        return f"{request.method} {masked_path(request.path)}"


def id_of(request: HttpRequest) -> str:
    """The request's id, as in the log and on the page of a fault."""
    return str(request.META.get("softlanding.request_id", ""))


OUTCOMES = {403: "right refused", 404: "not found", 429: "limit reached"}


@receiver(bind_extra_request_finished_metadata)
def say_outcome(request: HttpRequest, response: HttpResponse, log_kwargs: dict[str, Any], **_: Any) -> None:
    by_hundred = {2: "done", 3: "sent elsewhere", 4: "refused"}.get(response.status_code // 100, "failed")
    log_kwargs["outcome"] = OUTCOMES.get(response.status_code, by_hundred)
    log_kwargs["ms"] = milliseconds(request)


@receiver(bind_extra_request_failed_metadata)
def say_failure(request: HttpRequest, log_kwargs: dict[str, Any], **_: Any) -> None:
    log_kwargs["outcome"] = "failed"
    log_kwargs["ms"] = milliseconds(request)


def milliseconds(request: HttpRequest) -> int:
    started: float = request.META["softlanding.started"]
    return round(1000 * (time.monotonic() - started))
