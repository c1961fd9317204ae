from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from softlanding.accounts import actions, queries
from softlanding.accounts.forms import NameForm
from softlanding.kernel.views import SeeOther


class Profile(LoginRequiredMixin, View):
    """A person's own page: her name, where she belongs, the ways to sign in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, NameForm(initial={"name": self.user.name}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NameForm(request.POST)
        if not form.is_valid():
            return self.show(request, form)
        actions.rename(self.user, name=form.cleaned_data["name"])
        messages.success(request, "Others see you by this name now.")
        return SeeOther(reverse("accounts:profile"))

    @property
    def user(self) -> Any:
        return self.request.user

    def show(self, request: HttpRequest, form: NameForm) -> HttpResponse:
        context = {"form": form, "places": queries.memberships_of(self.user)}
        return render(request, "accounts/profile.html", context)
