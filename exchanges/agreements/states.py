"""When: the states of an agreement. Whether a signed one is in force depends on the day alone and is not stored."""

from django.db import models

from softlanding.kernel.workflow import Verb


class AgreementState(models.TextChoices):
    PROPOSED = "proposed", "proposed"
    SIGNED = "signed", "signed"
    SUSPENDED = "suspended", "suspended"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn"


# Both parties signed: the days of the agreement are taken and its terms hold for what was promised under them.
STANDING = (AgreementState.SIGNED, AgreementState.SUSPENDED)


class Phase(models.TextChoices):
    """What a person calls it on a given day."""

    PROPOSED = "proposed", "proposed"
    SIGNED = "signed", "signed, not begun"
    IN_FORCE = "in_force", "in force"
    SUSPENDED = "suspended", "suspended"
    ENDING = "ending", "ending, notice given"
    EXPIRED = "expired", "expired"
    TERMINATED = "terminated", "terminated"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn"


TONES = {
    Phase.PROPOSED: "wait", Phase.SIGNED: "go", Phase.IN_FORCE: "done", Phase.SUSPENDED: "stop",
    Phase.ENDING: "wait", Phase.EXPIRED: "idle", Phase.TERMINATED: "idle",
    Phase.REFUSED: "stop", Phase.WITHDRAWN: "idle",
}  # fmt: skip

OPEN = ("proposed", "signed", "suspended")  # with something on the table, or able to have it
HELD = ("signed", "suspended")

# `sign`, `counter`, `refuse` and `withdraw` also need something on the table; on a signed agreement that is an
# amendment, and then they leave the state as it is. queries.why_not says what else must hold.
WORKFLOW = {
    "propose": Verb("Propose", "proposed it", ("",), "proposed", ("party",), tone="main"),
    # The second signature leads to "signed"; the first leaves it proposed.
    "sign": Verb("Sign", "signed it", OPEN, "signed", ("party",), tone="main"),
    "counter": Verb("Counter", "put changed terms on the table", OPEN, "proposed", ("party",)),
    "amend": Verb("Amend", "proposed an amendment", HELD, "signed", ("party",)),
    "renew": Verb("Renew", "proposed to renew it", HELD, "signed", ("party",)),
    "resume": Verb("Resume", "resumed it", ("suspended",), "signed", ("party",), tone="main"),
    "comment": Verb("Comment", "commented", OPEN, "proposed", ("party",)),
    "name_contacts": Verb("Our contacts and reference", "changed its contacts", OPEN, "proposed", ("party",)),
    "refuse": Verb("Refuse", "refused it", OPEN, "refused", ("receiver",), needs_reason=True, tone="stop"),
    "withdraw": Verb("Withdraw", "withdrew it", OPEN, "withdrawn", ("maker",), needs_reason=True, tone="stop"),
    "suspend": Verb("Suspend", "suspended it", ("signed",), "suspended", ("party",), needs_reason=True, tone="stop"),
    "terminate": Verb("Give notice", "gave notice", HELD, "signed", ("party",), needs_reason=True, tone="stop"),
}
TABLE_VERBS = ("sign", "counter", "refuse", "withdraw")  # they need something on the table
LASTING_VERBS = ("amend", "suspend", "resume", "terminate")  # they need days to come
