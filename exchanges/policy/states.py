"""When: the policy only ever changes; an exception is asked for or granted and, while unused, revoked."""

from django.db import models

from softlanding.kernel.workflow import Verb


class ExceptionState(models.TextChoices):
    ASKED = "asked", "asked for"
    GRANTED = "granted", "granted"
    REVOKED = "revoked", "revoked"
    TURNED_DOWN = "turned_down", "turned down"
    WITHDRAWN = "withdrawn", "withdrawn"


# From which state to which; a trigger holds it, so nobody grants what was turned down a moment ago.
MOVES = (("asked", "granted"), ("asked", "turned_down"), ("asked", "withdrawn"), ("granted", "revoked"))


class Phase(models.TextChoices):
    """What a person calls an exception on a given day."""

    ASKED = "asked", "waits for the network"
    IN_FORCE = "in_force", "in force"
    SPENT = "spent", "used up"
    OVER = "over", "ended"
    REVOKED = "revoked", "revoked"
    TURNED_DOWN = "turned_down", "turned down"
    WITHDRAWN = "withdrawn", "withdrawn"


TONES = {
    Phase.ASKED: "wait", Phase.IN_FORCE: "go", Phase.SPENT: "done", Phase.OVER: "idle", Phase.REVOKED: "stop",
    Phase.TURNED_DOWN: "stop", Phase.WITHDRAWN: "idle",
}  # fmt: skip

WORKFLOW = {"change": Verb("Change the policy", "changed the policy", ("",), "", ("network",), True, "main")}
