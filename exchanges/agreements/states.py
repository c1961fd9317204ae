"""When: the states of an agreement. Whether a signed one is in force depends on the day alone and is not stored."""

from django.db import models

from softlanding.kernel.workflow import Verb


class AgreementState(models.TextChoices):
    PROPOSED = "proposed", "proposed"
    SIGNED = "signed", "signed"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn"


class Phase(models.TextChoices):
    """What a person calls it on a given day."""

    PROPOSED = "proposed", "proposed"
    SIGNED = "signed", "signed, not begun"
    IN_FORCE = "in_force", "in force"
    EXPIRED = "expired", "expired"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn"


TONES = {
    Phase.PROPOSED: "wait", Phase.SIGNED: "go", Phase.IN_FORCE: "done",
    Phase.EXPIRED: "idle", Phase.REFUSED: "stop", Phase.WITHDRAWN: "idle",
}  # fmt: skip

WORKFLOW = {
    "propose": Verb("Propose", "proposed it", ("",), "proposed", ("party",), tone="main"),
    # The second signature leads to "signed"; the first leaves it proposed.
    "sign": Verb("Sign", "signed it", ("proposed",), "signed", ("party",), tone="main"),
    "refuse": Verb("Refuse", "refused it", ("proposed",), "refused", ("partner",), needs_reason=True, tone="stop"),
    "withdraw": Verb(
        "Withdraw", "withdrew it", ("proposed",), "withdrawn", ("proposer",), needs_reason=True, tone="stop"
    ),
}
