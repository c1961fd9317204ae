"""Sign in as one of the demo's people, with one button and no password; in the demo only."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.views import View

from softlanding.accounts.models import User
from softlanding.demo.people import BY_KEY


class SignIn(View):
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return self.post(request, str(kwargs["key"]))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        if key not in BY_KEY:
            raise Http404
        user = get_object_or_404(User, email=BY_KEY[key].email, is_active=True)
        login(request, user, backend="softlanding.accounts.backends.SignIn")
        return redirect("today")
