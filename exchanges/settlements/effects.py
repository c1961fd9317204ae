"""What a settlement does to the pair's balance, and to both parks in the network, before it is signed (rule 11)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from exchanges.agreements.ruling import RulingDays
from exchanges.ledger.models import Pair
from exchanges.policy.models import PolicyVersion
from exchanges.policy.standing import Record, Standing, judge
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.pictures import Beam

Judged = tuple[Park, Record, Record, PolicyVersion]  # a park's record now and after, and the policy that judges it

# What a standing depends on is known beside this room, in the landings. exchanges/apps.py puts their reader here at
# start-up: ({park: (months its position moves, months what it owes without an agreement moves)}, now) ->
# records.
# Empty: no standings are shown.
RECORDS: list[Callable[[Mapping[Park, tuple[int, int]], datetime], list[Judged]]] = []


@dataclass(frozen=True)
class Place:
    """A park in the whole network, before and after."""

    park: Park
    beam: Beam
    now: Standing
    after: Standing


@dataclass(frozen=True)
class Effect:
    """`months` that `debtor` comes to owe `creditor`: the pair's balance as `viewer` sees it, both parks' positions.

    `after` None: what is typed is no number of months yet, or the settlement has ended.
    """

    viewer: Park
    partner: Park
    now: int
    after: int | None
    beam: Beam
    places: list[Place] = field(default_factory=list)

    @property
    def says(self) -> str:
        """ "Leaves 3 of 5 months that Porto owes."; empty for what makes no debt smaller."""
        if self.after is None or abs(self.after) >= abs(self.now) or self.after * self.now < 0:
            return ""
        debtor = self.viewer if self.now < 0 else self.partner
        if not self.after:
            return f"{debtor} owes nothing after this."
        return f"Leaves {abs(self.after)} of {words.months(abs(self.now))} that {debtor} owes."


def effect_of(pair: Pair, viewer: Park, change: int | None, now: datetime) -> Effect:
    """`change`: months by which the viewer's balance with the partner moves (> 0: it is owed more); None: not yet."""
    partner, balance, today = pair.partner_of(viewer), pair.balance_of(viewer), now.date()
    after = None if change is None else balance + change
    tolerance = (
        RulingDays.objects.in_force(today)
        .filter(pair=pair)
        .values_list("version__alert_at", "version__limit_at")
        .first()
    )
    alert, limit = tolerance or (None, None)
    beam = Beam(balance, after, alert, limit, subject=viewer.name, partner=partner.name)
    later = balance if after is None else after
    changes = {
        park: (sign * (later - balance), 0 if tolerance else max(0, -sign * later) - max(0, -sign * balance))
        for park, sign in ((viewer, 1), (partner, -1))
    }
    places = [_place(*it) for read in RECORDS for it in read(changes, now)]
    return Effect(viewer, partner, balance, after, beam, places)


def _place(park: Park, now: Record, after: Record, policy: PolicyVersion) -> Place:
    beam = Beam(now.position, after.position, subject=park.name)
    return Place(park, beam, judge(now, policy), judge(after, policy, "today" if after == now else "then"))
