"""When: a clearing is proposed, asked anew as often as it takes, and posted; undone only when all sign that in time.

What is proposed at once falls into independent groups of circles; each is a clearing of its own (rule 22).
"""

from django.db import models

from softlanding.kernel.workflow import Verb


class State(models.TextChoices):
    PROPOSED = "proposed", "proposed"
    REPLACED = "replaced", "replaced by a newer version"
    DROPPED = "dropped", "closed"
    WITHDRAWN = "withdrawn", "withdrawn"
    POSTED = "posted", "posted"
    UNDOING = "undoing", "posted, to be undone"
    UNDONE = "undone", "undone"


class Absence(models.TextChoices):
    """Why a park takes no part in a version."""

    REFUSED = "refused", "refused"
    SILENT = "silent", "did not answer in time"


TONES = {
    State.PROPOSED: "wait", State.REPLACED: "idle", State.DROPPED: "idle", State.WITHDRAWN: "idle",
    State.POSTED: "done", State.UNDOING: "wait", State.UNDONE: "stop",
}  # fmt: skip
BOOKED = (State.POSTED, State.UNDOING, State.UNDONE)  # its postings are in the books, reversed or not
MOVES = [
    ("proposed", "replaced"), ("proposed", "dropped"), ("proposed", "withdrawn"), ("proposed", "posted"),
    ("posted", "undoing"), ("undoing", "posted"), ("undoing", "undone"),
]  # fmt: skip

# The clock's verbs follow from others: a refusal, a silence or a balance that moved leads to versions that are asked
# anew (or, with nothing left to clear, to none), the last yes to the postings, a silence about an undoing to its end.
WORKFLOW = {
    "propose": Verb("Propose", "proposed it", ("",), "proposed", ("network", "clock"), tone="main"),
    "agree": Verb("Agree", "agreed", ("proposed",), "proposed", ("park",), tone="main"),
    "refuse": Verb("Refuse", "refused", ("proposed",), "replaced", ("park",), needs_reason=True, tone="stop"),
    # Said by a park that refused; the clearing it refused stays what it became.
    "rejoin": Verb("Take part again", "takes part again", ("replaced", "dropped"), "replaced", ("park",), tone="main"),
    "withdraw": Verb("Withdraw", "withdrew it", ("proposed",), "withdrawn", ("network",), True, "stop"),
    "lapse": Verb("Go on without the silent", "did not answer in time", ("proposed",), "replaced", ("clock",)),
    "recompute": Verb("Compute it anew", "computed it anew", ("proposed",), "replaced", ("clock",)),
    "drop": Verb("Close", "closed it", ("proposed",), "dropped", ("clock",)),
    "post": Verb("Post", "posted it", ("proposed",), "posted", ("clock",)),
    "undo": Verb("Undo", "proposed to undo it", ("posted",), "undoing", ("network",), True, "stop"),
    # The last signature leads to "undone"; those before leave it as it is.
    "sign": Verb("Sign the undoing", "signed the undoing", ("undoing",), "undone", ("park",), tone="main"),
    "keep": Verb("Keep it", "kept it as it was posted", ("undoing",), "posted", ("park", "network"), True, "stop"),
    "expire": Verb("Let the undoing lapse", "let the undoing lapse", ("undoing",), "posted", ("clock",)),
}
