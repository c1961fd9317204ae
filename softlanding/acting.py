"""Which of her parks and companies a person acts for: what the bar names; permissions do not depend on it."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.views import View

from softlanding.accounts.models import User
from softlanding.kernel.views import SeeOther
from softlanding.navigation import SESSION_KEY, hats_of


class ActFor(LoginRequiredMixin, View):
    """POST acting_for="park:12" or "company:3"; what is not hers is ignored."""

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("acting_for", "")
        if isinstance(request.user, User) and any(hat.value == wanted for hat in hats_of(request.user)[0]):
            request.session[SESSION_KEY] = wanted
        return SeeOther("/")
