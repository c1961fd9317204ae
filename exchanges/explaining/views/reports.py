"""The report of a quarter as a page, a PDF and a file: a park's for its people, the network's for its admins.

Of a quarter that is over everything is drawn from what was written once; of one under way from the books of the moment.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from exchanges.clearing.clearable import clearable_today
from exchanges.explaining import wording as say
from exchanges.explaining import written_reports as written
from exchanges.explaining.models import QuarterReport
from exchanges.explaining.network_reports import network_report
from exchanges.explaining.reports import for_report, park_report, ways_of
from exchanges.landings.late import late_today
from parks.park.models import Park
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel import paper, words
from softlanding.kernel.calendar import local_day
from softlanding.kernel.quarters import Quarter, last_finished
from softlanding.kernel.tables import download, file_response
from softlanding.limits.views import CountedFile, CountedPdf

Told = dict[str, Any]
HEAD = ("what", "months", "in words")


def of_park(request: HttpRequest, key: str, quarter: Quarter) -> Told:
    """What page and paper say; a quarter that has not begun does not exist."""
    now = timezone.now()
    park = get_object_or_404(Park.objects.known_inside_to(request.user), code=key)
    today = local_day(now, park.time_zone)
    if not quarter.has_begun(today):
        raise Http404
    if row := written.of_park(park, quarter, now):
        return park_told(row, today)
    found = for_report(Park.objects.filter(pk=park.pk), quarter).get()
    it, partners = park_report(found, quarter)
    if written.is_over_everywhere(quarter, now):
        return {**say.of_park(replace(it, is_over=True)), "park": park, "today": today}
    it = replace(it, late=late_today(park, now))
    back = ways_of(found, partners, clearable_today(today, park), today)
    told = {"ways": say.ways(back), "waiting": back.clearable.waiting}
    return {**say.of_park(it), **told, "park": park, "today": today}


def park_told(row: QuarterReport, today: date) -> Told:
    told = say.of_park(written.read_park(row))
    return {**told, "row": row, "park": row.park, "today": today}


def of_network(request: HttpRequest, quarter: Quarter) -> Told:
    """The same for the whole network; its admins only."""
    now = timezone.now()
    today = now.date()
    if not is_network_admin(request.user):
        raise Http404
    if not quarter.has_begun(today):
        raise Http404
    if row := written.of_network(quarter, now):
        return {**say.of_network(written.read_network(row)), "row": row, "today": today}
    it = network_report(quarter)
    if written.is_over_everywhere(quarter, now):
        return {**say.of_network(replace(it, is_over=True)), "today": today}
    it = replace(it, late=late_today(None, now))
    clearable = clearable_today(today)
    told = {"ways": say.network_ways(clearable), "waiting": clearable.waiting}
    return {**say.of_network(it), **told, "today": today}


def page(request: HttpRequest, template: str, told: Told) -> HttpResponse:
    newer = told["quarter"].after
    context = {**told, "newer": newer if newer.has_begun(told["today"]) else None}
    return render(request, f"exchanges/explaining/{template}.html", context)


def on_paper(request: HttpRequest, name: str, told: Told) -> HttpResponse:
    row: QuarterReport | None = told.get("row")
    texts = {name: told[name] for name in ("title", "sentence", "far_title", "stays_so", "late_title", "late", "root")}
    figures, far = [[one.label, one.value] for one in told["figures"]], [one.row for one in told["far"]]
    day = told["report"].written or told["today"]
    check = request.build_absolute_uri(reverse("exchanges:statements:check"))
    proof = {"hash": row.hash if row else "", "check": check}
    waiting = [told["waiting"].says] if told.get("waiting") else []
    data = {
        **texts, **proof, "ways": [*waiting, *told.get("ways", [])], "days": told["quarter"].days,
        "day": words.day(day), "figures": figures, "far": far,
    }  # fmt: skip
    attached = {"report.json": row.content} if row else {}
    return download(f"{name}.pdf", paper.pdf("report", data, attached), "application/pdf")


def as_table(name: str, told: Told, kind: str) -> HttpResponse:
    """The account: label, months as a number, and in words; then the parks farthest from zero."""
    rows: list[Sequence[Any]] = [[one.label, one.n, one.value] for one in told["figures"]]
    rows += [[f"{one.name} at the end", one.end, words.balance(one.end)] for one in told["far"]]
    if row := told.get("row"):
        rows.append(["SHA-256 of the report", "", row.hash])
    return file_response(f"{name}.{kind}", told["title"], HEAD, rows)


class Report(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, key: str, quarter: Quarter) -> HttpResponse:
        return page(request, "report", of_park(request, key, quarter))


class ReportPaper(LoginRequiredMixin, CountedPdf, View):
    def get(self, request: HttpRequest, key: str, quarter: Quarter) -> HttpResponse:
        return on_paper(request, f"report-{key}-{quarter.code}", of_park(request, key, quarter))


class ReportTable(LoginRequiredMixin, CountedFile, View):
    def get(self, request: HttpRequest, key: str, quarter: Quarter) -> HttpResponse:
        return as_table(f"report-{key}-{quarter.code}", of_park(request, key, quarter), "xlsx")


class OfNetwork(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, quarter: Quarter) -> HttpResponse:
        return page(request, "network_report", of_network(request, quarter))


class OfNetworkPaper(LoginRequiredMixin, CountedPdf, View):
    def get(self, request: HttpRequest, quarter: Quarter) -> HttpResponse:
        return on_paper(request, f"report-network-{quarter.code}", of_network(request, quarter))


class OfNetworkTable(LoginRequiredMixin, CountedFile, View):
    def get(self, request: HttpRequest, quarter: Quarter) -> HttpResponse:
        return as_table(f"report-network-{quarter.code}", of_network(request, quarter), "xlsx")


class LatestReport(LoginRequiredMixin, View):
    """The report of the newest quarter that is over."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        park = get_object_or_404(Park.objects.known_inside_to(request.user), code=key)
        return redirect("exchanges:explaining:report", park.code, newest(timezone.now()))


class LatestOfNetwork(LoginRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        if not is_network_admin(request.user):
            raise Http404
        return redirect("exchanges:explaining:network_report", newest(timezone.now()))


def newest(now: datetime) -> Quarter:
    """The newest quarter that is over everywhere."""
    return last_finished(local_day(now, written.LAST_TO_END))
