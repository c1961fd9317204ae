"""What people type about a settlement."""

from collections.abc import Sequence
from typing import Any

from django import forms

from exchanges.ledger.causes import FORGIVING
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements import queries
from exchanges.settlements.models import TEXT_LENGTH
from exchanges.settlements.states import KINDS
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.fields import Day, ManyLines, OneLine, WholeNumber

# How one begins: the kinds, and an adjustment that takes back one posting instead of moving a number of months.
MOVES_EITHER_WAY = tuple(because.value for because in KINDS if because not in FORGIVING)
TEXTS = {
    "waiver": ("Why", "Both parks read it in their statement."),
    "compensation": ("What is given for the months", "Such as “24 desks at the spring fair”. Both parks read it."),
    "adjustment": ("What is put right", "Both parks read it in their statement."),
    "reversal": ("Why it is taken back", "Both parks read it beside the posting, which stays readable."),
    "opening": ("Where the balance comes from", "Such as “Stays of 2023 and 2024, letter of 3 May 2025”."),
}  # fmt: skip
WAYS = tuple(TEXTS)


class ActingForm(forms.Form):
    """For whom of her parks a person acts; asked only when she runs both of the pair."""

    park = forms.ModelChoiceField(Park.objects.none(), label="In the name of", empty_label=None)

    def __init__(self, data: Any = None, *, parks: Sequence[Park], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["park"]
        field.queryset = Park.objects.filter(pk__in=[park.pk for park in parks])
        if len(parks) == 1:
            field.initial = parks[0]
            field.widget = forms.HiddenInput()


def reason_field(help_text: str = "Both parks read it.") -> ManyLines:
    return ManyLines(label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text)


class RefuseForm(ActingForm):
    reason = reason_field()


class WithdrawForm(forms.Form):
    reason = reason_field()


class SignForm(ActingForm):
    """Binds the consent to the content that was on the page."""

    content_hash = OneLine(widget=forms.HiddenInput, max_length=64)


class StandInForm(forms.Form):
    content_hash = OneLine(widget=forms.HiddenInput, max_length=64)
    reason = reason_field("Why the park itself does not sign. Both parks read it.")


class PostingField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A posting of the pair, as its line in the statement."""

    def label_from_instance(self, obj: Any) -> str:
        posting: Posting = obj
        text = posting.text or posting.get_because_display().capitalize()
        return f"{words.day(posting.day)}: {text} ({posting.debtor} owes {words.months(posting.months)})"


class ProposeForm(ActingForm):
    """One way of settling a pair; fields that the way does not ask are not there.

    `debtor` is who comes to owe (adjustment, opening balance). `parks` empty: a network admin, who gives a reason.
    """

    debtor = forms.TypedChoiceField(label="Who comes to owe", coerce=int, widget=forms.RadioSelect)
    reverses = PostingField(Posting.objects.none(), label="Posting to take back", empty_label="Choose a posting")
    months = WholeNumber(label="Months", widget=forms.NumberInput(attrs={"min": 1, "max": 999}))
    day = Day(
        label="Day", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="From when it counts: the day of the line in the statement.",
    )  # fmt: skip
    text = ManyLines(max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))
    reason = reason_field("Why the network proposes this. Both parks read it, and each of them has to sign.")

    def __init__(self, data: Any = None, *, pair: Pair, way: str, parks: Sequence[Park], **kwargs: Any) -> None:
        super().__init__(data, parks=parks, **kwargs)
        asked = {"day", "text", "reverses" if way == "reversal" else "months"}
        asked |= {"debtor"} if way in MOVES_EITHER_WAY else set()
        asked |= {"park"} if parks else {"reason"}
        for name in set(self.fields) - asked:
            del self.fields[name]
        self.fields["text"].label, self.fields["text"].help_text = TEXTS[way]
        if "debtor" in self.fields:
            more = " more" if way == "adjustment" else ""
            field: Any = self.fields["debtor"]
            field.choices = [(park.pk, f"{park} owes {pair.partner_of(park)}{more}") for park in (pair.low, pair.high)]
            field.label = "Who owed then" if way == "opening" else field.label
        if "reverses" in self.fields:
            self._offer_postings(pair)

    def _offer_postings(self, pair: Pair) -> None:
        """The newest are listed; any of the pair is taken, so that the action can say why one does not do."""
        field: Any = self.fields["reverses"]
        field.queryset = Posting.objects.filter(pair=pair).select_related("debtor", "creditor")
        newest = queries.to_take_back(pair)[: queries.MOST_TO_TAKE_BACK]
        field.choices = [("", "Choose a posting"), *((it.pk, field.label_from_instance(it)) for it in newest)]


def kind_of(way: str) -> Because:
    return Because.ADJUSTMENT if way == "reversal" else Because(way)
