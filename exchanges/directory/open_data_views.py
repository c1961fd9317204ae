"""The page that says what is open data, and its files: made row by row as they are sent, not sent again unchanged."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import quote_etag
from django.views import View
from django.views.decorators.http import condition

from exchanges.directory import open_data
from softlanding.kernel.calendar import local_day
from softlanding.kernel.tables import BYTES_MARK, csv_lines
from softlanding.limits.views import CountedFile

DEMO = "Demo network: the parks are real; their programmes and partnerships are invented."


def today() -> date:
    """The day in UTC: whoever asks from wherever gets the same."""
    return local_day(timezone.now(), "UTC")


class OpenData(View):
    """What there is, under which licence, and when it last changed."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        changed = open_data.changed_at(open_data.TABLES.values(), today())
        context = {
            "tables": list(changed.items()),
            "network": settings.NETWORK_NAME,
            "base_url": settings.BASE_URL,
            "licence": open_data.LICENCE,
            "licence_address": open_data.LICENCE_ADDRESS,
        }
        return render(request, "exchanges/directory/open_data.html", context)


class File(CountedFile, View):
    """One table as JSON or CSV. Who has it already is told so (ETag, Last-Modified), and that is no file to count."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.table, self.today = open_data.TABLES[kwargs["name"]], today()
        mark = quote_etag(f"{kwargs['kind']} {open_data.mark_of(self.table, self.today)}".replace(" ", "/"))
        self.changed = open_data.changed_at([self.table], self.today)[self.table.name]
        unless_known = condition(etag_func=lambda *_, **__: mark, last_modified_func=lambda *_, **__: self.changed)
        answer: HttpResponseBase = unless_known(super().dispatch)(request, *args, **kwargs)
        return answer

    def get(self, request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
        entries = self.table.entries(settings.BASE_URL, self.today)
        if kind == "csv":
            rows = (open_data.row_of(self.table, entry) for entry in entries)
            lines = csv_lines(self.table.columns, rows)
            answer = StreamingHttpResponse(_marked(lines), content_type="text/csv; charset=utf-8")
        else:
            lines = open_data.as_json(self.says(), self.table, entries)
            answer = StreamingHttpResponse(lines, content_type="application/json")
        answer.headers["Link"] = f'<{open_data.LICENCE_ADDRESS}>; rel="license"'
        answer.headers["Content-Disposition"] = f'inline; filename="{name}.{kind}"'
        return answer

    def says(self) -> open_data.Entry:
        head = {
            "network": settings.NETWORK_NAME,
            "uri": f"{settings.BASE_URL}/open-data/{self.table.name}.json",
            "license": open_data.LICENCE,
            "license_uri": open_data.LICENCE_ADDRESS,
            "attribution": f"{settings.NETWORK_NAME}. {open_data.COORDINATES}",
            "last_modified": self.changed.isoformat() if self.changed else None,
        }
        return head | {"note": DEMO} if settings.DEMO else head


def _marked(lines: Iterator[str]) -> Iterator[str]:
    yield BYTES_MARK
    yield from lines
