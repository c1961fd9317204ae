"""What one says on a fact sheet."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms

from parks.catalogue.forms import Languages
from parks.catalogue.languages import CHOICES
from parks.fact_sheets.models import FactSheet
from softlanding.kernel.fields import CommaList, field_of

MOST_LINKS = 6
HELP = {
    "getting_there": "From the airport and the station to the door; how the last bus goes.",
    "housing": "What a room and a flat cost, and who helps to find one.",
    "visa": "Who needs one, who files the papers, how long it takes.",
    "insurance": "What a guest must have, and what the park has for guests.",
    "calendar": "Public holidays, summer hours, the days you are closed.",
    "stays_begin": "Any day, the first of a month, September and February.",
    "accessibility": "Steps, lifts, doors, toilets; whom to ask.",
    "contact_name": "Who looks after a landing company. Names are shown to everybody.",
    "contacts_public": "Otherwise only people who are signed in see them.",
}


class WebAddress(forms.URLField):
    """An address of a page; one typed without its scheme is meant as https, others than http and https are refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        url = super().clean(value)
        if url and urlsplit(url).scheme not in ("http", "https"):
            raise forms.ValidationError(f"“{url[:40]}” is no address of a page: those begin with https://.")
        return url


class WebAddresses(forms.CharField):
    """Addresses of pages, one a line, as a list without repetitions; at most MOST_LINKS."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        typed = value if isinstance(value, list) else str(value or "").split()
        found = dict.fromkeys(WebAddress(required=False).clean(one) for one in typed)
        if len(found) > MOST_LINKS:
            raise forms.ValidationError(f"These are {len(found)}; name the {MOST_LINKS} most important.")
        return list(found)

    def run_validators(self, value: Any) -> None:
        """The validators of a text do not fit a list."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != str(data or "").split())


class FactSheetForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Everything may stay empty, and is then not shown."""

    languages = Languages(
        label="Languages of the team",
        required=False,
        help_text="Separated by commas: English, Portuguese.",
        widget=forms.TextInput(attrs={"list": "languages", "autocomplete": "off"}),
    )
    memberships = CommaList(label="Memberships", required=False, help_text="Separated by commas: IASP, APTE.")
    social_links = WebAddresses(
        label="Links", required=False, help_text=f"One a line, at most {MOST_LINKS}: LinkedIn, a page of news."
    )
    video = WebAddress(label="Video", required=False, help_text="Its address. It is linked, never played on the page.")

    class Meta:
        model = FactSheet
        formfield_callback = field_of
        fields: ClassVar = [
            "getting_there",
            "stays_begin",
            "calendar",
            "housing",
            "visa",
            "insurance",
            "accessibility",
            "languages",
            "contact_name",
            "contact_role",
            "contact_email",
            "second_name",
            "second_role",
            "second_email",
            "contacts_public",
            "memberships",
            "social_links",
            "video",
        ]
        labels: ClassVar = {
            "getting_there": "How to get there",
            "calendar": "Working days and closing days",
            "contact_name": "First contact",
            "second_name": "Second contact",
            "contact_role": "What they do",
            "second_role": "What they do",
            "contact_email": "E-mail",
            "second_email": "E-mail",
            "contacts_public": "Show both e-mail addresses to everybody",
        }
        help_texts = HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3

    def languages_known(self) -> list[str]:
        """What the field of languages suggests."""
        return [name for _, name in CHOICES]

    def facts(self) -> dict[str, Any]:
        """What was entered, for the action."""
        return {name: self.cleaned_data[name] for name in self.fields}
