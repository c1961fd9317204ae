"""The pages of verbs that say no or call it off, each with a reason; beside it what that does."""

from datetime import datetime
from typing import Any, ClassVar, cast

from django.forms import BaseForm

from exchanges.landings import actions, decisions
from exchanges.landings.forms import ReasonForm
from exchanges.landings.models import Landing
from exchanges.landings.permissions import runs_home, runs_host, speaks_for_company
from exchanges.landings.views import LandingView
from softlanding.kernel import words

DECIDES = {"company": speaks_for_company, "host": runs_host, "home": runs_home}


class ReasonView(LandingView):
    """A verb that needs nothing but a reason; beside it what the decision does."""

    verb: ClassVar[str] = "decline"
    form_class = ReasonForm
    kept = 0  # promised months that stay

    @property
    def side(self) -> str:
        """For whom this person decides."""
        return next(side for side, decides in DECIDES.items() if decides(self.user, self.object))

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        effect = decisions.freeing(self.object, self.now, self.side, self.kept)
        return {**super().get_context(form), "effect": effect}

    def perform(self, form: Any, now: datetime) -> Landing:
        action = getattr(actions, self.verb)
        return cast(Landing, action(self.object, by=self.user, reason=form.cleaned_data["reason"], now=now))


class Decline(ReasonView):
    verb = "decline"

    @property
    def side(self) -> str:
        return self.object.waits_for or "home"

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        effect = decisions.declining(self.object, self.now, self.side)
        return {**super().get_context(form), "effect": effect}

    def done(self, record: Landing) -> str:
        return f"{record.company} is declined and has been told why."


class Withdraw(ReasonView):
    verb = "withdraw"

    def done(self, record: Landing) -> str:
        return f"The application to {record.host} is withdrawn."


class Cancel(ReasonView):
    verb = "cancel"

    def perform(self, form: Any, now: datetime) -> Landing:
        return actions.cancel(self.object, by=self.user, side=self.side, reason=form.cleaned_data["reason"], now=now)

    def done(self, record: Landing) -> str:
        return f"The stay is cancelled; its {words.months(record.months or 0)} are free again."


class NoShow(ReasonView):
    verb = "no_show"
    kept = 1

    def done(self, record: Landing) -> str:
        return "The no-show is recorded: the first month counts as used, the others are free again."
