"""The first page of everybody: HTTP to one query."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from exchanges.today.queries import today_of
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.navigation import hat_of


class Today(View):
    """What waits for this person; for a visitor what the network is."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            return render(request, "welcome.html")
        found = today_of(request.user, hat_of(request), timezone.now())
        has_place = is_network_admin(request.user) or hat_of(request) is not None
        return render(
            request,
            "exchanges/today/today.html",
            {"it": found, "today": found.day, "has_place": has_place},
        )
