"""The page of a fault of ours. It asks neither the database nor the cache, which may be what is broken."""

from django.http import HttpRequest, HttpResponseServerError
from django.template.loader import render_to_string

from softlanding.operations.middleware import id_of


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Names the request, so that whoever reads the log finds its line."""
    return HttpResponseServerError(render_to_string("500.html", {"request_id": id_of(request)}))
