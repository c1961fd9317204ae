"""When: a statement is open until both parks confirmed the same content; then its books are closed."""

from django.db import models

from softlanding.kernel.workflow import Verb


class State(models.TextChoices):
    OPEN = "open", "open"
    DISPUTED = "disputed", "disputed"
    CLOSED = "closed", "closed"


TONES = {State.OPEN: "wait", State.DISPUTED: "stop", State.CLOSED: "done"}

# The first confirmation leaves it open (or disputed by the other park); the second of the same content closes it.
WORKFLOW = {
    "confirm": Verb("Confirm", "confirmed it", ("open", "disputed"), "closed", ("party",), tone="main"),
    "dispute": Verb("Dispute", "disputes it", ("open", "disputed"), "disputed", ("party",), True, "stop"),
    "withdraw": Verb("Withdraw the dispute", "withdrew its dispute", ("disputed",), "open", ("party",)),
}
