"""Files are limited before they are made: 429 with a sentence instead."""

import math
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from softlanding.kernel.clients import client_network
from softlanding.limits import actions
from softlanding.limits.actions import Limited


class CountedFile:
    """For views that answer with a file; after LoginRequiredMixin among the bases."""

    counted_as = "export"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if refusal := refused_file(request, self.counted_as):
            return refusal
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class CountedPdf(CountedFile):
    counted_as = "pdf"


def refused_file(request: HttpRequest, kind: str) -> HttpResponse | None:
    """Count a file for the person and her network; the page to show instead when there were too many."""
    by: Any = request.user if request.user.is_authenticated else None
    try:
        actions.count(kind, by=by, client=client_network(request), now=timezone.now())
    except Limited as limited:
        limited.record()
        return too_many(request, limited)
    return None


def too_many(request: HttpRequest, limited: Limited) -> HttpResponse:
    answer = render(request, "429.html", {"sentence": limited.sentence}, status=429)
    answer["Retry-After"] = str(max(1, math.ceil(limited.reached.wait.total_seconds())))
    return answer
