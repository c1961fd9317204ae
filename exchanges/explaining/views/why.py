"""Why a park stands where it stands, and what it can do about it: HTTP to one query."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from exchanges.clearing.asked import packed_waiting, unpacked_waiting
from exchanges.clearing.clearable import Clearable
from exchanges.clearing.versions import proposable
from exchanges.explaining import changes, postings
from exchanges.explaining.explaining import explanation
from exchanges.explaining.ways_back import ways_back
from exchanges.landings.records import record_of, with_records
from exchanges.policy import queries as policy
from exchanges.policy.standing import judge
from parks.park.models import Park
from parks.rights import parks_run_by
from softlanding.kernel.calendar import local_day
from softlanding.kernel.paging import page_of
from softlanding.kernel.tables import file_response
from softlanding.limits.views import CountedFile


class Why(LoginRequiredMixin, View):
    """Where the position comes from, and the ways back."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        now, rules = timezone.now(), policy.in_force()
        rows = with_records(Park.objects.known_inside_to(request.user), rules, now)
        rows = rows.annotate(movements=changes.packed_years(), waiting=packed_waiting())
        park: Any = get_object_or_404(rows, code=key)
        day = local_day(now, park.time_zone)
        it, record = explanation(park), record_of(park)
        coming = record.coming_sent, record.coming_hosted
        clearable = Clearable(proposable(day), unpacked_waiting(park))
        back = ways_back(park, it.position, coming, it.partners, clearable, day)
        context = {
            "park": park, "it": it, "back": back, "standing": judge(record, rules), "today": day,
            "runs": park.pk in parks_run_by(request.user),
        }  # fmt: skip
        return render(request, "exchanges/explaining/why.html", context)


class Postings(LoginRequiredMixin, View):
    """Everything posted for a park, narrowed as the address says."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        park = get_object_or_404(Park.objects.known_inside_to(request.user), code=key)
        filters = postings.PostingFilter(request.GET, postings.postings_of(park))
        page = page_of(filters.qs, request.GET)
        context = {
            "park": park, "filter": filters, "page_obj": page, "rows": postings.rows(page, park),
            "change": postings.change_of(filters.qs), "query": request.GET.urlencode(),
        }  # fmt: skip
        return render(request, "exchanges/explaining/why_postings.html", context)


class PostingsFile(LoginRequiredMixin, CountedFile, View):
    """The same as a file: everything the filters leave."""

    def get(self, request: HttpRequest, key: str, suffix: str) -> HttpResponse:
        park = get_object_or_404(Park.objects.known_inside_to(request.user), code=key)
        filters = postings.PostingFilter(request.GET, postings.postings_of(park))
        rows = postings.table(filters.qs, park)
        return file_response(f"postings-{park.code}.{suffix}", f"Postings of {park}", postings.HEAD, rows)
