"""When: the policy only ever changes; an exception is granted and, while unused, revoked."""

from django.db import models

from softlanding.kernel.workflow import Verb


class ExceptionState(models.TextChoices):
    GRANTED = "granted", "granted"
    REVOKED = "revoked", "revoked"


class Phase(models.TextChoices):
    """What a person calls an exception on a given day."""

    IN_FORCE = "in_force", "in force"
    SPENT = "spent", "used up"
    OVER = "over", "ended"
    REVOKED = "revoked", "revoked"


TONES = {Phase.IN_FORCE: "go", Phase.SPENT: "done", Phase.OVER: "idle", Phase.REVOKED: "stop"}

WORKFLOW = {"change": Verb("Change the policy", "changed the policy", ("",), "", ("network",), True, "main")}
