"""The second factor's code, with the portal's own count of wrong ones."""

from typing import Any

from allauth.core import context as current
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django import forms
from django.utils import timezone

from softlanding.limits import actions as limits
from softlanding.limits.actions import Limited
from softlanding.sign_in import tries


class CountedCode(BaseAuthenticateForm):
    def clean_code(self) -> str:
        try:
            counted = tries.count(current.request, self.user.email, kind="code", now=timezone.now())
        except Limited as limited:
            limited.record()
            raise forms.ValidationError(limited.sentence) from None
        code: Any = super().clean_code()
        limits.uncount(counted)
        return str(code)


class Authenticate(CountedCode, AuthenticateForm):
    """At sign-in."""


class Reauthenticate(CountedCode, ReauthenticateForm):
    """Before what touches the account itself."""
