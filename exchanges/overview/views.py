"""The first page of everybody, and the pages of balances: HTTP to one query."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.views import View


class Today(View):
    """What waits for this person; for a visitor what the network is."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("Today")


class Balances(LoginRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("Balances")


class ParkBalances(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return HttpResponse("Balances")


class Statement(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, key: str, partner: str) -> HttpResponse:
        return HttpResponse("Statement")


class Export(LoginRequiredMixin, View):
    def get(self, request: HttpRequest, key: str, partner: str) -> HttpResponse:
        return HttpResponse("Statement")
