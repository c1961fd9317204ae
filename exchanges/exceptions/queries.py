"""What the pages of exceptions read beyond one row: the history, and who asked."""

from exchanges.exceptions.states import WORKFLOW
from exchanges.landings.models import Landing
from exchanges.policy.models import LimitException
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.history import HistoryLine


def history(exception: LimitException) -> list[HistoryLine]:
    """Newest first, opened by whom it waits for."""
    steps = exception.steps.select_related("actor").order_by("-at", "-pk")
    told = [HistoryLine.of(step, f"{step.acted_for} {WORKFLOW[step.verb].told}") for step in steps]
    return [HistoryLine.waits("Waits for a network admin"), *told] if exception.state == "asked" else told


def asker_of(exception: LimitException) -> User | None:
    """Who asked for it; None for one that was granted without a request."""
    step = exception.steps.filter(verb="ask").select_related("actor").first()
    return step.actor if step else None


def wish(exception: LimitException) -> str:
    """What was asked for, where something else was granted: "4 months until 31 March 2027"; else empty."""
    if exception.wished_end is None or exception.state == "asked":
        return ""
    same = (exception.wished_months, exception.wished_end) == (exception.months, exception.ends_on)
    months = f"{words.months(exception.wished_months)} " if exception.wished_months else ""
    return "" if same else f"{months}until {words.day(exception.wished_end)}"


def open_request(landing: Landing) -> LimitException | None:
    """The request for this landing that waits for an answer."""
    return LimitException.objects.asked().filter(landing=landing).first()
