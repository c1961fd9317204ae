"""What people type about a statement, and what anybody types to check a hash."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from exchanges.agreements.forms import ActingForm, ReasonForm
from exchanges.statements import waiting
from softlanding.kernel.fields import OneLine, WholeNumber

LARGEST_FILE = 5 * 1024 * 1024
HASH = re.compile(r"^[0-9a-f]{64}$", re.ASCII)


class ReadForm(ActingForm):
    """Binds the answer to the content that was on the page."""

    content_hash = OneLine(widget=forms.HiddenInput, max_length=64)
    counted = WholeNumber(widget=forms.HiddenInput, min_value=0, max_value=2**31)


class DisputeForm(ReadForm, ReasonForm):
    field_order = ("park", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What is wrong"


class CheckForm(forms.Form):
    """A hash, or the file it was made of."""

    is_filter = True  # one of the two is needed, so neither is marked as optional

    hash = OneLine(
        label="SHA-256", required=False, max_length=200,
        help_text="64 signs, 0 to 9 and a to f; spaces and capitals do not matter.",
    )  # fmt: skip
    file = forms.FileField(
        label="Or the file attached to the PDF", required=False, allow_empty_file=True,
        help_text="statement.json or terms.json, up to 5 MB. It is read and forgotten.",
    )  # fmt: skip

    def clean_hash(self) -> str:
        text = "".join(self.cleaned_data["hash"].split()).lower()
        if text and not HASH.match(text):
            raise forms.ValidationError(
                f"A SHA-256 has 64 signs, 0 to 9 and a to f; this has {len(text)}"
                f"{', not all of them such' if len(text) == 64 else ''}. Paste all of it."
            )
        return text

    def clean_file(self) -> "UploadedFile[Any] | None":
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and file.size is not None and file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"This file has {file.size / 1024 / 1024:,.1f} MB; a document's content has at most 5. "
                "Give the file attached to the PDF."
            )
        return file

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("hash") and not values.get("file"):
            self.add_error("hash", "Paste a hash, or choose a file.")
        return values


class ListForm(forms.Form):
    """How the list of statements is narrowed; everything stays in the address."""

    q = OneLine(label="Park", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    show = forms.ChoiceField(label="State", required=False)
    year = WholeNumber(label="Year", required=False, min_value=1900, max_value=2999)

    def __init__(self, *args: Any, is_network: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_network = is_network
        ours = [] if is_network else [(waiting.US, "waits for us")]
        them = "waits for a park" if is_network else "waits for the partner"
        self.fields["show"].choices = [  # type: ignore[attr-defined]
            ("", "any"), *ours, (waiting.THEM, them), (waiting.DISPUTED, "disputed"), (waiting.CLOSED, "closed"),
        ]  # fmt: skip
