"""When: a landing from first draft to check-out, as a table (design, rules 12 to 14)."""

from django.db import models

from softlanding.kernel.workflow import Verb


class State(models.TextChoices):
    DRAFT = "draft", "draft"
    SUBMITTED = "submitted", "submitted"
    NOMINATED = "nominated", "nominated"
    OFFERED = "offered", "offered"
    CONFIRMED = "confirmed", "confirmed"
    LANDED = "landed", "landed"
    COMPLETED = "completed", "completed"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"
    LAPSED = "lapsed", "lapsed"
    CANCELLED = "cancelled", "cancelled"
    NO_SHOW = "no_show", "no-show"


class MonthState(models.TextChoices):
    RESERVED = "reserved", "reserved"
    USED = "used", "used"
    RELEASED = "released", "released"


# The straight path, as pages draw it.
PATH = (
    State.DRAFT, State.SUBMITTED, State.NOMINATED, State.OFFERED, State.CONFIRMED, State.LANDED, State.COMPLETED,
)  # fmt: skip
# States in which months are promised to the company (reserved or used).
PROMISED = (State.OFFERED, State.CONFIRMED, State.LANDED, State.COMPLETED)
# States whose dates are a stay of the company: no two may overlap (rule 15).
STAYS = (State.CONFIRMED, State.LANDED, State.COMPLETED)
ENDED = (State.COMPLETED, State.DECLINED, State.WITHDRAWN, State.LAPSED, State.CANCELLED, State.NO_SHOW)

# Who must act next.
WAITS_FOR = {
    State.DRAFT: "company",
    State.SUBMITTED: "home",
    State.NOMINATED: "host",
    State.OFFERED: "company",
    State.CONFIRMED: "host",
    State.LANDED: "host",
}

TONES = {
    State.DRAFT: "idle", State.SUBMITTED: "wait", State.NOMINATED: "wait", State.OFFERED: "wait",
    State.CONFIRMED: "go", State.LANDED: "go", State.COMPLETED: "done", State.DECLINED: "stop",
    State.WITHDRAWN: "idle", State.LAPSED: "idle", State.CANCELLED: "idle", State.NO_SHOW: "stop",
}  # fmt: skip

WORKFLOW = {
    "draft": Verb("Start an application", "started the application", ("",), "draft", ("company",), tone="main"),
    "edit": Verb("Edit", "changed the draft", ("draft",), "draft", ("company",)),
    "submit": Verb("Apply", "applied", ("draft",), "submitted", ("company",), tone="main"),
    "nominate": Verb("Nominate", "nominated", ("submitted",), "nominated", ("home",), tone="main"),
    "decline": Verb("Decline", "declined", ("submitted", "nominated"), "declined", ("home", "host"), True, "stop"),
    "withdraw": Verb(
        "Withdraw", "withdrew", ("draft", "submitted", "nominated", "offered"), "withdrawn", ("company",), True, "stop"
    ),
    "offer": Verb("Offer months", "offered a stay", ("nominated",), "offered", ("host",), tone="main"),
    "lapse": Verb("Lapse", "was not answered in time and lapsed", ("offered",), "lapsed", ("clock",)),
    "confirm": Verb("Confirm", "confirmed", ("offered",), "confirmed", ("company",), tone="main"),
    "check_in": Verb("Check in", "checked the company in", ("confirmed",), "landed", ("host",), tone="main"),
    "check_out": Verb("Check out", "checked the company out", ("landed",), "completed", ("host",), tone="main"),
    "cancel": Verb("Cancel", "cancelled", ("confirmed",), "cancelled", ("company", "home", "host"), True, "stop"),
    "no_show": Verb("Record a no-show", "recorded a no-show", ("confirmed",), "no_show", ("host",), True, "stop"),
}
