"""Two parks before somebody decides: the balance between them, and each in the whole network, now and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count

from exchanges.agreements.models import AgreementVersion
from exchanges.landings.models import FreeRentMonth
from exchanges.landings.records import records
from exchanges.ledger.models import Pair
from exchanges.policy.queries import in_force
from exchanges.policy.standing import Record, Standing, judge
from parks.park.models import Park
from softlanding.kernel.pictures import Beam

PROMISED = "with everything promised"


@dataclass(frozen=True)
class Place:
    """A park in the whole network, before and after a decision."""

    park: Park
    beam: Beam
    now: Standing
    after: Standing

    @property
    def title(self) -> str:
        return f"{self.park} in the whole network"


@dataclass(frozen=True)
class Move:
    """What a decision does to a park: months more it sends or hosts, companies it declines, answers it still owes."""

    park: Park
    sent: int = 0
    hosted: int = 0
    declined: int = 0
    is_you: bool = False

    def applied(self, record: Record) -> Record:
        """The park's record once everything promised, and this, has happened."""
        after = record.after(sent=max(0, self.sent), hosted=max(0, self.hosted))
        if self.sent < 0 or self.hosted < 0:  # promised months that will never begin
            position = after.position - min(0, self.sent) + min(0, self.hosted)
            sent, hosted = after.sent + min(0, self.sent), after.hosted + min(0, self.hosted)
            after = replace(after, sent=sent, hosted=hosted, position=position)
        return replace(after, answers=after.answers + self.declined, refused=after.refused + self.declined)


def in_network(moves: Sequence[Move], now: datetime, when: str = "after this") -> list[Place]:
    """Balance and standing of parks, now and once everything promised and these moves have happened; two queries.

    Each park's standing is of its own day, whoever's decision it is.
    """
    policy = in_force()
    found = records([move.park for move in moves], policy, now)
    places = []
    for move in moves:
        record = found[move.park.pk]
        after = move.applied(record)
        beam = Beam(
            now=record.position, after=after.position, subject=move.park.name, second_person=move.is_you, when=when
        )
        places.append(Place(move.park, beam, judge(record, policy), judge(after, policy, "then")))
    return places


@dataclass(frozen=True)
class Position:
    """Two parks as they stand: months, > 0 `home` is owed."""

    home: Park
    host: Park
    beam: Beam
    network: list[Place]

    @property
    def title(self) -> str:
        return f"{self.home} with {self.host}"


def position_of(
    pair: Pair, home: Park, now: datetime, version: AgreementVersion | None, you: Park | None = None,
    reserved: Mapping[int, int] | None = None,
) -> Position:  # fmt: skip
    """From `home`'s side, now and with everything promised; `you`: the park of whoever reads. Three queries at most.

    Alert and limit are those of `version` (None: there are none); `reserved`: months by home park, if known.
    """
    host = pair.partner_of(home)
    if reserved is None:
        rows = FreeRentMonth.objects.reserved().filter(pair=pair).order_by().values_list("home")
        reserved = dict(rows.annotate(n=Count("pk")))
    balance = pair.balance_of(home)
    beam = Beam(
        now=balance,
        after=balance + reserved.get(host.pk, 0) - reserved.get(home.pk, 0),
        alert=version.alert_at if version else None,
        limit=version.limit_at if version else None,
        subject=home.name,
        partner="you" if you == host else host.name,
        second_person=you == home,
        when=PROMISED,
    )
    return Position(home, host, beam, in_network([Move(one, is_you=one == you) for one in (home, host)], now, PROMISED))
