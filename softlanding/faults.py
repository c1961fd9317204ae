"""The page of a fault of ours. It asks neither the database nor the cache, which may be what is broken."""

import structlog
from django.http import HttpRequest, HttpResponseServerError
from django.template.loader import render_to_string

from softlanding.operations.middleware import id_of

logger = structlog.get_logger(__name__)

PLAIN = "Something broke on our side. If it stays so, tell your network's administrator the number of this request: {}"


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Names the request, so that whoever reads the log finds its line; in plain words where even the page breaks."""
    number = id_of(request)
    try:
        return HttpResponseServerError(render_to_string("500.html", {"request_id": number}))
    except Exception:
        logger.exception("fault_page_failed")
        return HttpResponseServerError(PLAIN.format(number), content_type="text/plain; charset=utf-8")
