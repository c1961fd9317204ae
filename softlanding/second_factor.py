"""What every way in asks for: a second factor in this session, from whoever has one or needs one.

However a session began (password, code, reset, passkey, an invitation, another tab, the demo's button), what it did is
read from the sign-in library's record of it, so no way in can be forgotten. Whose role settings.MFA_REQUIRED_ROLES
names must have a second factor; who has one, for whatever reason, must have used it in this session.
"""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils.http import urlencode

from companies.company.models import Membership as CompanyMembership
from parks.park.models import Membership as ParkMembership
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.navigation import factors_of, has_second_factor

# What stays open to a session without a second factor: signing out, and in the demo becoming somebody else.
ALWAYS = {"account_logout", "theme", "demo:sign_in"}
# The pages that use the one she has. Her password alone opens none of them.
USING = ALWAYS | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
# The pages that set a first one up, and what they ask before.
SETTING_UP = ALWAYS | {
    "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "account_reauthenticate",
    "account_email", "account_email_verification_sent", "account_confirm_email",
}  # fmt: skip

SET_UP = "Your role needs a second factor. Add a passkey or an authenticator app."
USE = "This session has not used a second factor that you have now. Confirm that it is you, then go on."


def roles(user: User) -> set[str]:
    """The roles of a person, by the names the setting uses."""
    found = set()
    if is_network_admin(user):
        found.add("network_admin")
    if ParkMembership.objects.roles_of(user):
        found.add("manager")
    if CompanyMembership.objects.roles_of(user):
        found.add("entrepreneur")
    return found


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this session used, or set up, a passkey or an authenticator app that she still has, or a recovery code.

    Who takes the factor of a stolen device away thereby shuts the sessions out that came in by it.
    """
    mine, codes = factors_of(request.user), Authenticator.Type.RECOVERY_CODES  # type: ignore[arg-type]
    used = [one for one in get_authentication_records(request, request.user) if one.get("method") == "mfa"]
    # New recovery codes are another row, shown to the session that used one of the old.
    return any(one.get("id") in mine or (one.get("type") == codes and codes in mine.values()) for one in used)


def record_set_up(request: HttpRequest, user: User, authenticator: Authenticator, **others: object) -> None:
    """Setting a factor up takes using it: the library checks its code or key, and tells of it by a signal alone."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


class RequireMfa:
    """Lets a session no further than the page that sets up, or uses, the second factor it lacks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        authenticator_added.connect(record_set_up)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return self.get_response(request)
        if has_second_factor(request.user):
            if used_second_factor(request) or _is_one_of(USING, request):
                return self.get_response(request)
            messages.warning(request, USE)
            back = {"next": request.get_full_path()} if request.method == "GET" else {}
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode(back)}")
        if not self.needs(request.user) or _is_one_of(SETTING_UP, request):
            return self.get_response(request)
        messages.warning(request, SET_UP)
        return redirect("mfa_index")

    @staticmethod
    def needs(user: User) -> bool:
        return bool(settings.MFA_REQUIRED_ROLES) and bool(roles(user) & set(settings.MFA_REQUIRED_ROLES))


def _is_one_of(names: set[str], request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in names
    except Http404:
        return False
