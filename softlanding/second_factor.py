"""A second factor for the roles that settings.MFA_REQUIRED_ROLES names."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from companies.models import Membership as CompanyMembership
from parks.models import Membership as ParkMembership
from softlanding.accounts.models import User
from softlanding.navigation import has_second_factor


def roles(user: User) -> set[str]:
    """The roles of a person, by the names the setting uses."""
    found = set()
    if user.is_network_admin:
        found.add("network_admin")
    if ParkMembership.objects.roles_of(user):
        found.add("manager")
    if CompanyMembership.objects.roles_of(user):
        found.add("entrepreneur")
    return found


class RequireMfa:
    """Sends a person whose role needs a second factor, and who has none, to set one up."""

    FREE = ("/accounts/", "/static/", "/theme/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        required = set(settings.MFA_REQUIRED_ROLES)
        free = request.path.startswith(self.FREE)
        if required and not free and isinstance(request.user, User) and self.lacks(request.user, required):
            messages.warning(request, "Your role needs a second factor. Add a passkey or an authenticator app.")
            return redirect("mfa_index")
        return self.get_response(request)

    @staticmethod
    def lacks(user: User, required: set[str]) -> bool:
        """Whether one of her roles requires a second factor she does not have."""
        return bool(roles(user) & required) and not has_second_factor(user)
