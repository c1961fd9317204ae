"""The pages of verbs on an agreement as it lives: suspend, resume, give notice; talk about it and name people."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.forms import BaseForm

from exchanges.agreements import actions, queries
from exchanges.agreements.forms import ActingForm, CommentForm, ContactsForm, ReasonForm
from exchanges.agreements.histories import history
from exchanges.agreements.models import Agreement
from exchanges.agreements.parties import AgreementParty
from exchanges.agreements.permissions import parties_run_by
from exchanges.agreements.views import AgreementView, today
from parks.park.models import Park
from softlanding.kernel.views import EditView


class Suspend(AgreementView):
    verb = "suspend"
    form_class = ReasonForm

    def perform(self, form: Any, now: datetime) -> Agreement:
        return actions.suspend(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Agreement) -> str:
        return "The agreement is suspended. Either park can resume it."


class Resume(AgreementView):
    verb = "resume"
    form_class = ActingForm

    def perform(self, form: Any, now: datetime) -> Agreement:
        return actions.resume(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Agreement) -> str:
        return "The agreement goes on as it was signed."


class Terminate(AgreementView):
    verb = "terminate"
    form_class = ReasonForm

    @property
    def last_day(self) -> date:
        """The last day in force if notice is given today."""
        return queries.notice_ends(self.object, today()) - timedelta(days=1)

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        later = {"ends": self.last_day, "carried": queries.carried_balance(self.object)}
        return super().get_context(form) | later

    def perform(self, form: Any, now: datetime) -> Agreement:
        return actions.terminate(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Agreement) -> str:
        return "Notice is given. What is confirmed or runs is honoured to its end."


class TalkView(AgreementView):
    """Who runs a party may do these without signing for it; nothing is decided."""

    is_decision = False

    @property
    def parks(self) -> list[Park]:
        mine = parties_run_by(self.user, self.object)
        return [park for park in self.object.parties if park.pk in mine]


class Comment(TalkView):
    verb = "comment"
    form_class = CommentForm

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return super().get_context(form) | {"history": history(self.object)}

    def perform(self, form: Any, now: datetime) -> Agreement:
        return actions.comment(self.object, by=self.user, now=now, **form.cleaned_data)


class NameContacts(EditView, TalkView):
    """`?park=` names the party where a person works for both."""

    verb = "name_contacts"
    form_class = ContactsForm

    @property
    def parks(self) -> list[Park]:
        wanted = self.request.GET.get("park", "")
        return sorted(super().parks, key=lambda park: park.code != wanted)[:1]

    @cached_property
    def record(self) -> AgreementParty:
        notes: AgreementParty | None = self.object.party_notes.filter(park=self.parks[0]).first()
        return notes or AgreementParty(agreement=self.object, park=self.parks[0])

    def edited(self, form: BaseForm) -> list[str]:
        return [name for name in super().edited(form) if name != "park"]

    def get_initial(self) -> dict[str, Any]:
        return dict(vars(self.record))

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return super().get_context(form) | {"park": self.parks[0]}

    def save(self, form: Any, now: datetime, read: str | None) -> Agreement:
        return actions.name_contacts(
            self.object, by=self.user, park=form.cleaned_data["park"], contacts=form.contacts(), now=now, read=read
        )
