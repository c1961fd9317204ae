"""A workflow as a readable table: each verb says from which states it starts, where it leads and who may ask."""

from collections.abc import Mapping
from dataclasses import dataclass

from softlanding.kernel.refusals import Stale


@dataclass(frozen=True)
class Verb:
    """One row of a workflow.

    `label` is the button; `told` is the history's past tense after a name ("Porto nominated"); `sides` are those who
    may do it ("clock" is the daily job); `to` may equal a state in `frm` when the verb changes no state.
    """

    label: str
    told: str
    frm: tuple[str, ...]
    to: str
    sides: tuple[str, ...]
    needs_reason: bool = False
    tone: str = "quiet"


Workflow = Mapping[str, Verb]


def check_starts(workflow: Workflow, verb: str, state: str, words: str) -> Verb:
    """The verb's row, or Stale with a sentence when it does not start from `state` (`words` names the state)."""
    row = workflow[verb]
    if state not in row.frm:
        raise Stale(f"This is {words} now, so “{row.label}” no longer applies. Below is how it stands.")
    return row
