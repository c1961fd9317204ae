"""What people type about an agreement."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.db.models import QuerySet

from exchanges.agreements.content import DIRECTION_TERMS, VERSION_TERMS
from exchanges.agreements.models import AgreementVersion
from exchanges.agreements.terms import Direction, Terms
from exchanges.policy.queries import DEFAULT_TERMS, in_force
from parks.park.models import Park
from softlanding.kernel.fields import Day, ManyLines, OneLine, WholeNumber
from softlanding.kernel.refusals import Refused, Stale


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ActingForm(forms.Form):
    """For whom of her parks a person acts; asked only when she runs both parties."""

    park = forms.ModelChoiceField(Park.objects.none(), label="In the name of", empty_label=None)

    def __init__(self, data: Any = None, *, parks: Sequence[Park], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["park"]
        field.queryset = Park.objects.filter(pk__in=[park.pk for park in parks])
        if len(parks) == 1:
            field.initial = parks[0]
            field.widget = forms.HiddenInput()


class ReasonForm(ActingForm):
    reason = ManyLines(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="The other park reads it."
    )


class CommentForm(ActingForm):
    reason = ManyLines(
        label="Comment", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Both parks read it in the history. It cannot be changed or taken back.",
    )  # fmt: skip


class SignForm(ActingForm):
    """Binds the signature to the terms that were on the page."""

    content_hash = OneLine(widget=forms.HiddenInput, max_length=64)


class TermsForm(forms.Form):
    """The terms of an agreement, both directions in one form: "out" for our residents there, "in" for theirs here."""

    valid_from = Day(label="Valid from", widget=day_input())
    valid_until = Day(
        label="Valid until", widget=day_input(),
        help_text="The last day. A year of which only a part is covered grants all months agreed for a year.",
    )  # fmt: skip
    alert_at = WholeNumber(
        label="Warn when a balance is this far from zero (months)", required=False, min_value=0, max_value=999
    )
    limit_at = WholeNumber(
        label="Stop sending when the debt would pass (months)",
        required=False, min_value=0, max_value=999, help_text="Empty: no limit.",
    )  # fmt: skip
    floor_months = WholeNumber(
        label="Always possible, even beyond the limit (months a year)", min_value=0, max_value=999, initial=2
    )
    carry_over = forms.BooleanField(label="Unused months go to the next year, once", required=False)
    notice_months = WholeNumber(label="Notice to end it (months)", min_value=0, max_value=60, initial=6)
    decision_days = WholeNumber(label="A park decides within (days)", min_value=1, max_value=180, initial=14)
    offer_days = WholeNumber(label="A company answers within (days)", min_value=1, max_value=180, initial=14)
    clearing = forms.BooleanField(
        label="Our balance may be cleared in circles with other parks", required=False, initial=True,
        help_text="A clearing is always shown to you before it is posted.",
    )  # fmt: skip

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for prefix in ("out", "in"):
            self.fields |= direction_fields(prefix)

    def parks(self) -> tuple[Park, Park]:
        """The park whose residents "out" means, and the other one."""
        raise NotImplementedError

    def terms(self) -> Terms:
        """The terms as typed, keyed by home park; call it on a valid form."""
        directions = {
            park.pk: Direction(**{name: self.cleaned_data[f"{prefix}_{name}"] for name in DIRECTION_TERMS})
            for park, prefix in zip(self.parks(), ("out", "in"), strict=True)
        }
        values = {name: self.cleaned_data[name] for name in VERSION_TERMS if name in self.cleaned_data}
        return Terms(directions=directions, clearing=self.clearing_by_park(), **{**self.fixed(), **values})

    def clearing_by_park(self) -> dict[int, bool]:
        """Each park says it for itself alone."""
        return {self.parks()[0].pk: self.cleaned_data["clearing"]}

    def fixed(self) -> dict[str, Any]:
        """Terms that this form does not ask."""
        return {}

    def placed(self, refused: Refused) -> Refused:
        """The same refusal at the field of this form: conditions name directions by the id of their home park."""
        name = refused.field or ""
        if isinstance(refused, Stale) or "_" not in name:
            return refused
        for park, prefix in zip(self.parks(), ("out", "in"), strict=True):
            name = name.replace(f"{park.pk}_", f"{prefix}_", 1) if name.startswith(f"{park.pk}_") else name
        return Refused(refused.sentence, name)


class ProposeForm(TermsForm):
    """The terms of a new agreement."""

    proposer = forms.ModelChoiceField(Park.objects.none(), label="In the name of", empty_label=None)
    partner = forms.ModelChoiceField(Park.objects.none(), label="Partner park", empty_label="Choose a park")
    field_order = ("proposer", "partner")

    def __init__(self, data: Any = None, *, proposers: QuerySet[Park], partners: QuerySet[Park], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["proposer"].queryset = proposers  # type: ignore[attr-defined]
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]
        if len(proposers) == 1:
            self.fields["proposer"].initial = proposers[0]
            self.fields["proposer"].widget = forms.HiddenInput()

    def parks(self) -> tuple[Park, Park]:
        return self.cleaned_data["proposer"], self.cleaned_data["partner"]


class AnswerForm(TermsForm, ActingForm):
    """Terms that begin from others: a counter-proposal, an amendment, a renewal. `home`'s residents are "out"."""

    content_hash = OneLine(widget=forms.HiddenInput, max_length=64)
    rules_from = Day(
        label="These terms rule from", widget=day_input(), required=False,
        help_text="Today or later; empty: the day both parks have signed. Until the day before, the signed terms rule. "
        "An exchange year has the months of the terms that rule on its last day; years that are over never change.",
    )  # fmt: skip
    field_order = ("park", "rules_from")

    def __init__(
        self, data: Any = None, *, base: Terms, home: Park, host: Park, content_hash: str, keeps_start: bool,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        self.base, self.home, self.host = base, home, host
        initial = {**initial_of(base, home, host), "content_hash": content_hash}
        super().__init__(data, initial=initial, **kwargs)
        if keeps_start:
            del self.fields["valid_from"]
        else:
            del self.fields["rules_from"]

    def parks(self) -> tuple[Park, Park]:
        return self.home, self.host

    def clearing_by_park(self) -> dict[int, bool]:
        return {**self.base.clearing, self.cleaned_data["park"].pk: self.cleaned_data["clearing"]}

    def fixed(self) -> dict[str, Any]:
        return {"valid_from": self.base.valid_from}


class ContactsForm(ActingForm):
    """A party's own reference number and two contacts; the names of the fields are those of AgreementParty."""

    reference = OneLine(
        label="Our reference number", max_length=60, required=False, help_text="What you call this agreement at home."
    )
    first_name = OneLine(label="Name", max_length=150, required=False)
    first_email = forms.EmailField(label="E-mail", required=False)
    first_phone = OneLine(label="Phone", max_length=40, required=False)
    second_name = OneLine(label="Name", max_length=150, required=False)
    second_email = forms.EmailField(label="E-mail", required=False)
    second_phone = OneLine(label="Phone", max_length=40, required=False)

    def contacts(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "park"}


def direction_fields(prefix: str) -> dict[str, forms.Field]:
    """The fields of one direction: "out" for our residents there, "in" for theirs here."""
    fields: dict[str, forms.Field] = {
        "months_per_year": WholeNumber(
            label="Free-rent months a year", min_value=0, max_value=999, initial=6, help_text="0 closes this direction."
        ),
        "places": WholeNumber(label="Companies at once", min_value=0, max_value=99, initial=2),
        "min_months": WholeNumber(label="Shortest stay (months)", min_value=1, max_value=24, initial=1),
        "max_months": WholeNumber(label="Longest stay (months)", min_value=1, max_value=24, initial=4),
        "services": ManyLines(
            label="Services included", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
        ),
    }
    return {f"{prefix}_{name}": field for name, field in fields.items()}


def initial_of(terms: Terms, home: Park, host: Park) -> dict[str, Any]:
    """Terms as a form shows them, `home`'s residents as "out"."""
    found = {name: getattr(terms, name) for name in VERSION_TERMS}
    for park, prefix in ((home, "out"), (host, "in")):
        found |= {f"{prefix}_{name}": getattr(terms.directions[park.pk], name) for name in DIRECTION_TERMS}
    return {**found, "clearing": terms.clearing.get(home.pk, True)}


def first_terms(today: date) -> dict[str, Any]:
    """What a new proposal starts from: the policy in force, from the first of next month for two whole years more."""
    policy = in_force()
    following = date(today.year + (today.month == 12), today.month % 12 + 1, 1)
    shared = {name: getattr(policy, name) for name in DEFAULT_TERMS if name not in DIRECTION_TERMS}
    directions = {
        f"{prefix}_{name}": getattr(policy, name)
        for prefix in ("out", "in")
        for name in DIRECTION_TERMS
        if name in DEFAULT_TERMS
    }
    return {"valid_from": following, "valid_until": date(following.year + 2, 12, 31), **shared, **directions}


def next_days(version: AgreementVersion, last: date, today: date) -> tuple[date, date]:
    """The days of a renewal: from the day after the end (today, when that has passed), as long as was agreed before."""
    begins = max(last + timedelta(days=1), today)
    length = relativedelta(version.valid_until + timedelta(days=1), version.valid_from)
    return begins, begins + length - timedelta(days=1)
