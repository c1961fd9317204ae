"""A record's history as the timeline shows it, whatever the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from softlanding.kernel.editing import Changed
from softlanding.kernel.models import AbstractStep


@dataclass(frozen=True)
class HistoryLine:
    """What happened, when, by whom and why; `is_now`: it has not happened yet, and says whom it waits for."""

    sentence: str
    at: datetime | None = None
    by: str = ""
    reason: str = ""
    is_now: bool = False
    changes: Sequence[Changed] = ()

    @classmethod
    def of(cls, step: AbstractStep, sentence: str) -> Self:
        """A step, in a room's words; its actor is read already."""
        return cls(sentence, step.at, str(step.actor or ""), step.reason, changes=step.changes)

    @classmethod
    def waits(cls, sentence: str) -> Self:
        return cls(sentence, is_now=True)
