"""When: the states of a residency, and the roles and kinds of a company."""

from django.db import models

from softlanding.kernel.workflow import Verb


class ResidencyState(models.TextChoices):
    CLAIMED = "claimed", "waits for the park"
    VERIFIED = "verified", "verified"
    REFUSED = "refused", "refused"
    ENDED = "ended", "ended"


class Role(models.TextChoices):
    LEAD = "lead", "speaks for the company"
    MEMBER = "member", "member"


class Kind(models.TextChoices):
    EXPERIENCED = "experienced", "experienced: built for clients abroad"
    SCALING = "scaling", "scaling: a second or third venture that wants to grow"


WORKFLOW = {
    "verify": Verb("Verify the residency", "verified the residency", ("claimed",), "verified", ("home",)),
    "refuse": Verb(
        "Refuse", "refused the residency", ("claimed",), "refused", ("home",), needs_reason=True, tone="stop"
    ),
    "end": Verb(
        "End the residency",
        "ended the residency",
        ("verified",),
        "ended",
        ("home",),
        needs_reason=True,
        tone="stop",
    ),
}
