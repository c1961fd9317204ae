"""One page a verb on a clearing: the network withdraws or undoes it, the parks answer."""

from datetime import datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from exchanges.clearing import actions, fitting, preview, queries
from exchanges.clearing.deadlines import deadline_of
from exchanges.clearing.forms import AgreeForm, KeepForm, NetworkForm, ParkForm, ReasonForm, UndoForm
from exchanges.clearing.models import Clearing
from exchanges.clearing.states import WORKFLOW, State
from exchanges.clearing.views import deadline_for, own_of, page_context, today
from parks.park.models import Park
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel import words
from softlanding.kernel.refusals import Stale
from softlanding.kernel.views import ActionView


class ClearingView(ActionView):
    """One verb on one clearing."""

    workflow = WORKFLOW

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.permission = f"exchanges.{cls.verb}_clearing"
        cls.template_name = f"exchanges/clearing/{cls.verb}.html"

    def get_queryset(self) -> QuerySet[Clearing]:
        return queries.with_counts(Clearing.objects.visible_to(self.user))

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return page_context(self.object, self.user, self.request)


class NetworkVerb(ClearingView):
    verb = ""
    form_class = NetworkForm


class Withdraw(NetworkVerb):
    verb = "withdraw"

    def perform(self, form: Any, now: datetime) -> Clearing:
        return actions.withdraw(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Clearing) -> str:
        return "It is withdrawn. Every affected park has been told why."


class Undo(NetworkVerb):
    verb = "undo"
    form_class = UndoForm

    def get_initial(self) -> dict[str, Any]:
        return {"answer_by": actions.answer_day(timezone.now())}

    def perform(self, form: Any, now: datetime) -> Clearing:
        return actions.undo(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Clearing) -> str:
        by = deadline_of(record, self.object.zones, timezone.now(), None, answers=False).said
        return f"Every affected park has been asked to sign by {by}. Until all have, it stays as it was posted."


class ParkVerb(ClearingView):
    """A park's answer: it is given once."""

    verb = ""
    given = "Your answer is given already, so it stays. Below is how it stands."

    def get_form(self, data: Any = None) -> BaseForm:
        self.parks = queries.parks_that_may(self.verb, own_of(self.object, self.user), self.user)
        if not self.parks and not (self.verb == "keep" and is_network_admin(self.user)):
            raise Stale(self.given)
        return cast(type[ParkForm], self.form_class)(data, parks=self.parks, initial=self.get_initial())

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        context = super().get_context(form)
        answering = [one for one in context["own"] if one.park in self.parks]
        if answering and context["it"] not in answering:
            context |= {"it": answering[0], "park": answering[0].park}
            self.object.deadline = deadline_for(self.object, answering[0])
        park = context["park"]
        return {**context, **self.get_part(park)} if park else context

    def get_part(self, park: Park) -> dict[str, Any]:
        """What the page shows of the park's part."""
        return {
            "circles": queries.told(queries.circles_of(self.object, park)[: preview.LONGEST], park.pk),
            "debts": queries.debt_rows(
                queries.lines_with_parks(self.object, park)[: preview.LONGEST], park, self.object.is_open
            ),
            **preview.position(park),
        }


class Agree(ParkVerb):
    verb = "agree"
    form_class = AgreeForm

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not fitting.something_stands(self.object, today()):
            raise Stale(
                "Balances moved, and nothing of this clearing is left to cancel. You need not answer: it is closed "
                "within the hour."
            )
        return super().get(request, **kwargs)

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        context = super().get_context(form)
        if context["it"]:
            form.initial["part_hash"] = context["it"].part_hash
        return context

    def perform(self, form: Any, now: datetime) -> Clearing:
        return actions.agree(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Clearing) -> str:
        if record.state == State.POSTED:
            return f"All parks agreed: {words.months(record.total)} are cancelled in the books."
        if record.state == State.DROPPED:
            return "Balances moved since it was proposed, and nothing of it is left to cancel. It is closed."
        if record.state == State.REPLACED:
            return "Balances moved since it was proposed, so it was computed anew. Nothing of yours is in it any more."
        if not record.answers.filter(park__in=self.parks, undo=0).exists():
            return (
                "Balances moved since it was proposed, so it was not posted but computed anew. This is the new version."
            )
        return "Your yes is noted. It is posted once every affected park has agreed."


class Refuse(ParkVerb):
    verb = "refuse"
    form_class = ReasonForm

    def get_part(self, park: Park) -> dict[str, Any]:
        return {"price": preview.price_of_refusal(self.object, park, today())}

    def perform(self, form: Any, now: datetime) -> Clearing:
        actions.refuse(self.object, by=self.user, now=now, **form.cleaned_data)
        return cast(Clearing, self.object)  # the park may have no part in what comes next

    def done(self, record: Clearing) -> str:
        return (
            "Your park takes no part. What is left is computed without it, and the others have been told. Later "
            "clearings leave your park out too, until it says that it takes part again."
        )


class Rejoin(ParkVerb):
    verb = "rejoin"
    form_class = ParkForm
    given = "Your park is counted in the next clearing already."

    def perform(self, form: Any, now: datetime) -> Clearing:
        return actions.rejoin(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Clearing) -> str:
        return "Your park takes part again: the next clearing counts it, and asks it before anything is posted."


class Sign(ParkVerb):
    verb = "sign"
    form_class = ParkForm

    def perform(self, form: Any, now: datetime) -> Clearing:
        return actions.sign(self.object, by=self.user, now=now, **form.cleaned_data)

    def done(self, record: Clearing) -> str:
        if record.state == State.UNDONE:
            return "All parks signed: the clearing is undone in the books."
        return "Your signature is noted. It is undone once every affected park has signed."


class Keep(ParkVerb):
    verb = "keep"
    form_class = KeepForm

    def perform(self, form: Any, now: datetime) -> Clearing:
        return actions.keep(
            self.object, by=self.user, now=now, park=form.cleaned_data.get("park"), reason=form.cleaned_data["reason"]
        )

    def done(self, record: Clearing) -> str:
        return "It stays as it was posted. Every affected park has been told why."
