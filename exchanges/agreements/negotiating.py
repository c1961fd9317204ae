"""The pages of verbs that concern terms: sign, refuse and withdraw; counter, amend and renew."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from exchanges.agreements import actions, queries, ruling
from exchanges.agreements.forms import AnswerForm, ReasonForm, SignForm, next_days
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Terms
from exchanges.agreements.views import AgreementView, today
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.refusals import Refused, Stale


class Sign(AgreementView):
    verb = "sign"
    form_class = SignForm

    @property
    def parks(self) -> list[Park]:
        return queries.unsigned_parks(self.object, self.user)

    def check_when(self) -> None:
        super().check_when()
        if not self.parks:  # a double click, or a colleague was first
            raise Stale(f"You have signed these terms already. They wait for {queries.waits_for(self.object)}.")

    def get_initial(self) -> dict[str, Any]:
        return {"content_hash": self.version.content_hash}

    def get_context(self, form: Any) -> dict[str, Any]:
        return super().get_context(form) | {"first": self.version.first_day(self.signed_on)}

    def perform(self, form: Any, now: datetime) -> Agreement:
        return actions.sign(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Agreement) -> str:
        waits_for = queries.waits_for(record)
        if waits_for:
            return f"You signed. Now {waits_for} has to sign."
        assert record.ruling
        return f"Both parks have signed the same terms. They rule from {words.day(record.ruling.days.first)}."


class Refuse(AgreementView):
    verb = "refuse"
    form_class = ReasonForm

    @property
    def parks(self) -> list[Park]:
        return [park for park in super().parks if park.pk != self.version.made_by_id]

    def perform(self, form: Any, now: datetime) -> Agreement:
        return actions.refuse(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Agreement) -> str:
        told = f"{self.version.made_by} has been told that you refuse, and why."
        return f"{told} The agreement stays in force as it was signed." if record.ruling_id else told


class Withdraw(AgreementView):
    verb = "withdraw"
    form_class = ReasonForm

    @property
    def parks(self) -> list[Park]:
        return [park for park in super().parks if park.pk == self.version.made_by_id]

    def perform(self, form: Any, now: datetime) -> Agreement:
        return actions.withdraw(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Agreement) -> str:
        return "The amendment is off the table." if record.ruling_id else "The proposal is off the table."


class TermsView(AgreementView):
    """A verb that puts terms on the table which begin from others."""

    def base(self) -> Terms:
        """The terms filled in; of an amendment from the first day they name, or the one offered where that is over."""
        terms = queries.terms_of(self.version)
        if self.keeps_start and (terms.rules_from is None or terms.rules_from < self.signed_on):
            terms = replace(terms, rules_from=ruling.next_year_from(self.signed_on, self.object))
        return terms

    @property
    def keeps_start(self) -> bool:
        """Whether the first day stands: what was signed has begun."""
        return self.object.ruling_id is not None

    @property
    def home(self) -> Park:
        """The park whose residents the form calls "ours"."""
        return self.parks[0]

    def get_form(self, data: Any = None) -> AnswerForm:
        return AnswerForm(
            data, base=self.base(), home=self.home, host=self.object.partner_of(self.home), parks=self.parks,
            content_hash=self.version.content_hash, keeps_start=self.keeps_start,
        )  # fmt: skip

    def get_context(self, form: Any) -> dict[str, Any]:
        return super().get_context(form) | {"home": form.home, "host": form.host}

    def perform(self, form: AnswerForm, now: datetime) -> Agreement:
        try:
            return self.put(form, form.cleaned_data["park"], now)
        except Refused as refused:
            raise form.placed(refused) from None

    def put(self, form: AnswerForm, park: Park, now: datetime) -> Agreement:
        raise NotImplementedError

    def done(self, record: Agreement) -> str:
        partner = record.partner_of(self.home)
        return f"{partner} has been told. These terms hold once both parks have signed them."


class Counter(TermsView):
    verb = "counter"

    def put(self, form: AnswerForm, park: Park, now: datetime) -> Agreement:
        read = form.cleaned_data["content_hash"]
        return actions.counter(self.object, by=self.user, park=park, terms=form.terms(), content_hash=read, now=now)


class Amend(TermsView):
    verb = "amend"

    def base(self) -> Terms:
        """What both signed last, from the next exchange year."""
        signed = queries.terms_of(self.object.version_of(self.object.ruling_id))
        return replace(signed, rules_from=ruling.next_year_from(self.signed_on, self.object))

    def put(self, form: AnswerForm, park: Park, now: datetime) -> Agreement:
        return actions.amend(self.object, by=self.user, park=park, terms=form.terms(), now=now)


class Renew(TermsView):
    verb = "renew"
    keeps_start = False

    def base(self) -> Terms:
        """The terms that rule, from the day after their end."""
        terms, agreement = super().base(), self.object
        begins, until = next_days(agreement.ruling, agreement.last_day, today())
        return Terms(**{**vars(terms), "valid_from": begins, "valid_until": until, "rules_from": None})

    def get_context(self, form: Any) -> dict[str, Any]:
        return super().get_context(form) | {"carried": queries.carried_balance(self.object)}

    def put(self, form: AnswerForm, park: Park, now: datetime) -> Agreement:
        return actions.renew(self.object, by=self.user, park=park, terms=form.terms(), now=now)
