from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views import View

from softlanding.kernel.listing import OwnListView
from softlanding.kernel.views import SeeOther
from softlanding.notices import actions
from softlanding.notices.models import Notice


class Inbox(OwnListView):
    template_name, nouns = "notices/list.html", "notice"

    def get_queryset(self) -> QuerySet[Notice]:
        return Notice.objects.visible_to(self.request.user)


class Open(LoginRequiredMixin, View):
    """Marks a notice read and shows what it is about."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=key)
        actions.read(notice, now=timezone.now())
        return redirect(notice.url or reverse("notices:list"))


class ReadAll(LoginRequiredMixin, View):
    def post(self, request: HttpRequest) -> HttpResponse:
        actions.read_all(request.user, now=timezone.now())  # type: ignore[arg-type]
        return SeeOther(reverse("notices:list"))
