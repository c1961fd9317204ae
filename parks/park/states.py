"""When: the states of a park in the network, and the roles in a park."""

from django.db import models

from softlanding.kernel.workflow import Verb


class ParkState(models.TextChoices):
    APPLIED = "applied", "applied to join"
    ADMITTED = "admitted", "in the network"
    SUSPENDED = "suspended", "suspended"


class Role(models.TextChoices):
    MANAGER = "manager", "park manager"
    DEPUTY = "deputy", "deputy"


WORKFLOW = {
    "admit": Verb(
        "Admit to the network",
        "admitted it to the network",
        ("applied", "suspended"),
        "admitted",
        ("network",),
    ),
    "suspend": Verb(
        "Suspend", "suspended it", ("admitted",), "suspended", ("network",), needs_reason=True, tone="stop"
    ),
}
