from django import forms

from softlanding.accounts.models import User
from softlanding.kernel.fields import OneLine


class SignUp(forms.Form):
    """What allauth's sign-up asks besides e-mail and password."""

    name = OneLine(label="Your full name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    def signup(self, request: object, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class NameForm(forms.Form):
    name = OneLine(label="Your full name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
