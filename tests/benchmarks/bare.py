"""What a page costs at the least: a bare Django view, one indexed select of 25 rows, rendered in a plain table.

It runs in the same process on the same database, with the middleware of a fresh Django project.
"""

from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import DjangoTemplates
from django.test import override_settings
from django.urls import path

from exchanges.landings.models import Landing

ROWS = 25
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
ENGINE = DjangoTemplates(
    {
        "NAME": "bare", "DIRS": [Path(__file__).parent / "templates"], "APP_DIRS": False,
        "OPTIONS": {"context_processors": PROCESSORS},
    }
)  # fmt: skip


def bare(request: HttpRequest, first: int) -> HttpResponse:
    landings = Landing.objects.filter(pk__gt=first).order_by("pk")[:ROWS]
    return HttpResponse(ENGINE.get_template("bare.html").render({"landings": landings}, request))


urlpatterns = [path("bare/<int:first>/", bare)]


class BareHandler(WSGIHandler):
    """A WSGI application with this one view and Django's own middleware."""

    def __init__(self) -> None:
        with override_settings(MIDDLEWARE=MIDDLEWARE):
            super().__init__()

    def get_response(self, request: Any) -> Any:
        request.urlconf = __name__
        return super().get_response(request)
