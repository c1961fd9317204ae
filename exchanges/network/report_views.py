"""The report of a quarter as a page and as a PDF: a park's for its people, the network's for its admins."""

from datetime import date
from typing import Any, cast

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from exchanges.network import report_words as say
from exchanges.network.explaining_views import parks_seen_by
from exchanges.network.network_reports import NetworkReport, network_report
from exchanges.network.reports import ParkReport, for_report, park_report
from exchanges.network.ways_back import debts_today
from parks.models import Park
from softlanding.accounts.models import User
from softlanding.kernel import paper, words
from softlanding.kernel.calendar import local_day
from softlanding.kernel.quarters import Quarter, last_finished
from softlanding.kernel.tables import download
from softlanding.limits.views import CountedPdf


def of_park(request: HttpRequest, key: str, quarter: Quarter) -> tuple[ParkReport, dict[str, Any]]:
    """The report and what page and paper say of it; a quarter that has not begun does not exist."""
    park: Park = get_object_or_404(for_report(parks_seen_by(request), quarter), code=key)
    today = local_day(timezone.now(), park.time_zone)
    if not quarter.has_begun(today):
        raise Http404
    it = park_report(park, quarter, debts_today(today), today)
    told = {
        "title": say.title(it), "sentence": say.sentence(it), "figures": say.figures(it), "far": say.far(it),
        "far_title": "Farthest from zero at the end",
        "stays_so": say.stays_so(it.pairs_moved, it.pairs_open, is_over=it.is_over), "waits": say.waits(it),
        "ways": say.ways(it), "quarter": quarter, "today": today,
    }  # fmt: skip
    return it, told


def of_network(request: HttpRequest, quarter: Quarter) -> tuple[NetworkReport, dict[str, Any]]:
    """The same for the whole network; its admins only."""
    today = timezone.now().date()
    if not cast(User, request.user).is_network_admin:
        raise Http404
    if not quarter.has_begun(today):
        raise Http404
    it = network_report(quarter, debts_today(today), today)
    told = {
        "title": say.network_title(it), "sentence": say.network_sentence(it), "figures": say.network_figures(it),
        "far": say.network_far(it), "far_title": "Parks farthest from zero at the end",
        "stays_so": say.stays_so(it.pairs_moved, it.pairs_open, is_over=it.is_over), "waits": say.network_waits(it),
        "ways": say.network_ways(it), "quarter": quarter, "today": today,
    }  # fmt: skip
    return it, told


def on_paper(name: str, told: dict[str, Any], today: date) -> HttpResponse:
    texts = {name: told[name] for name in ("title", "sentence", "far_title", "stays_so", "waits", "ways")}
    figures, far = [[one.label, one.value] for one in told["figures"]], [one.row for one in told["far"]]
    days = {"days": told["quarter"].days, "day": words.day(today)}
    content = paper.pdf("report", {**texts, **days, "figures": figures, "far": far})
    return download(name, content, "application/pdf")


class Report(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, key: str, quarter: Quarter) -> HttpResponse:
        it, told = of_park(request, key, quarter)
        newer = quarter.after if quarter.after.has_begun(it.today) else None
        return render(request, "exchanges/network/report.html", {"it": it, "park": it.park, "newer": newer, **told})


class ReportPaper(LoginRequiredMixin, CountedPdf, View):
    def get(self, request: HttpRequest, key: str, quarter: Quarter) -> HttpResponse:
        it, told = of_park(request, key, quarter)
        return on_paper(f"report-{it.park.code}-{quarter.code}.pdf", told, it.today)


class OfNetwork(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, quarter: Quarter) -> HttpResponse:
        it, told = of_network(request, quarter)
        newer = quarter.after if quarter.after.has_begun(it.today) else None
        return render(request, "exchanges/network/network_report.html", {"it": it, "newer": newer, **told})


class OfNetworkPaper(LoginRequiredMixin, CountedPdf, View):
    def get(self, request: HttpRequest, quarter: Quarter) -> HttpResponse:
        it, told = of_network(request, quarter)
        return on_paper(f"report-network-{quarter.code}.pdf", told, it.today)


class LatestReport(LoginRequiredMixin, View):
    """The report of the newest quarter that is over."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        park = get_object_or_404(parks_seen_by(request), code=key)
        quarter = last_finished(local_day(timezone.now(), park.time_zone))
        return redirect("exchanges:network:report", park.code, quarter)


class LatestOfNetwork(LoginRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        if not cast(User, request.user).is_network_admin:
            raise Http404
        return redirect("exchanges:network:network_report", last_finished(timezone.now().date()))
