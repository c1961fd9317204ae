"""Every kind of posting, a row each: what people call it, what it says, whose word makes it, and where it counts.

A new kind is one row here and a member of `Because`; whoever lists kinds reads this table.
"""

from dataclasses import dataclass
from enum import Enum

from exchanges.ledger.models import Because


class Made(Enum):
    """Whose word makes a posting of a kind."""

    BY_STAYS = "a month of a stay that begins"
    BY_CLEARING = "a clearing that every park of a circle agreed to"
    BY_SETTLEMENT = "a settlement that both parks sign"


class Counts(Enum):
    """What its months are, beside the balance that every posting moves."""

    HOSTED = "months a park hosted for another"
    SETTLED = "months that are owed no more"
    CORRECTED = "what the books began with, and corrections"


@dataclass(frozen=True)
class Cause:
    """A kind of posting.

    `label` heads its sums ("Waived") and `explained` says beside it what they are. `gained` and `lost` say of a park
    what months of this kind did to it, {n} being their number and {were} "1 was" or "3 were"; empty for stays and
    openings, of which other sentences tell. `forgives`: it takes months off what is owed, and never more than that.
    """

    because: Because
    label: str
    explained: str
    gained: str
    lost: str
    made: Made
    counts: Counts
    forgives: bool = False


CAUSES = {
    it.because: it
    for it in (
        Cause(
            Because.STAY, "Hosted and sent", "months companies of one park were at another",
            "", "", Made.BY_STAYS, Counts.HOSTED,
        ),
        Cause(
            Because.CLEARING, "Cleared in circles", "circles of debt that fell together; they change no position",
            "{were} cleared of what it owed", "{were} cleared of what it was owed", Made.BY_CLEARING, Counts.SETTLED,
        ),
        Cause(
            Because.WAIVER, "Waived", "months a partner or the park itself gave up",
            "{were} waived", "it waived {n}", Made.BY_SETTLEMENT, Counts.SETTLED, forgives=True,
        ),
        Cause(
            Because.COMPENSATION, "Compensated", "months made good in another way",
            "it compensated {n}", "{were} compensated to it", Made.BY_SETTLEMENT, Counts.SETTLED, forgives=True,
        ),
        Cause(
            Because.OPENING, "Opening balances", "what stood before the portal",
            "", "", Made.BY_SETTLEMENT, Counts.CORRECTED,
        ),
        Cause(
            Because.ADJUSTMENT, "Adjusted", "corrections both sides signed",
            "corrections brought it {n}", "corrections took {n} from it", Made.BY_SETTLEMENT, Counts.CORRECTED,
        ),
    )
}  # fmt: skip


def made(how: Made) -> tuple[Because, ...]:
    """The kinds that are made this way."""
    return tuple(because for because, it in CAUSES.items() if it.made == how)


def counting(what: Counts) -> tuple[Because, ...]:
    return tuple(because for because, it in CAUSES.items() if it.counts == what)


FORGIVING = tuple(because for because, it in CAUSES.items() if it.forgives)
