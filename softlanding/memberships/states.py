"""When: the states of a person's place in a park or a company."""

from softlanding.kernel.workflow import Verb

WORKFLOW = {
    "accept": Verb("Accept the invitation", "accepted the invitation", ("invited",), "active", ("person",)),
    "let_in": Verb("Let in", "let in", ("asked",), "active", ("head",)),
    "turn_down": Verb("Turn down", "turned down", ("asked",), "refused", ("head",), tone="stop"),
    "change_role": Verb("Change the role", "changed the role", ("active",), "active", ("head",)),
    "end_membership": Verb("End", "ended", ("active", "invited", "asked"), "ended", ("head", "person"), tone="stop"),
}
