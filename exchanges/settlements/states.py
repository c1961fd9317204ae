"""When: a settlement is proposed, and signed once nobody's consent is missing; or refused or withdrawn."""

from django.db import models

from exchanges.ledger.causes import Made, made
from softlanding.kernel.workflow import Verb


class State(models.TextChoices):
    PROPOSED = "proposed", "proposed"
    SIGNED = "signed", "signed"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn"


TONES = {State.PROPOSED: "wait", State.SIGNED: "done", State.REFUSED: "stop", State.WITHDRAWN: "idle"}

# What needs two consents (rule 20); stays and clearings are posted by their own rules.
KINDS = made(Made.BY_SETTLEMENT)

NETWORK = "The network"

STAND_IN_DAYS = 14  # the other park has so many to answer for itself, before a network admin may sign in its place
TOLD_BEFORE_DAYS = 7  # both parks are told so many days before that

WORKFLOW = {
    "propose": Verb("Propose a settlement", "proposed it", ("",), "proposed", ("party", "network"), tone="main"),
    # The last signature leads to "signed"; one before it leaves the settlement as it is.
    "sign": Verb("Sign", "signed it", ("proposed",), "signed", ("receiver",), tone="main"),
    "stand_in": Verb(
        "Sign in place of the silent park", "signed it in place of the silent park", ("proposed",), "signed",
        ("network",), True, "main",
    ),
    "refuse": Verb("Refuse", "refused it", ("proposed",), "refused", ("receiver",), True, "stop"),
    "withdraw": Verb("Withdraw", "withdrew it", ("proposed",), "withdrawn", ("maker",), True, "stop"),
}  # fmt: skip
