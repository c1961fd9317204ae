"""What of settlements waits for whom: signatures of parks, and parks that a network admin may replace."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Coalesce

from exchanges.settlements.content import LOSER, OTHER, title
from exchanges.settlements.models import Settlement, signed_by
from exchanges.settlements.queries import to_stand_in
from exchanges.settlements.queries import waited_for as elsewhere
from exchanges.settlements.queries import waiting_for as hers
from exchanges.settlements.states import NETWORK
from parks.rights import parks_seen_by
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import Asked, Awaited, Kind, Rows, Todos, rows_of


@dataclass(frozen=True)
class Proposal:
    """A settlement that lacks a signature; `we_lose`: the park that loses by it is one of the reader's."""

    settlement: int
    because: str
    loser: str
    other: str
    months: int
    proposed_by: str
    takes_back: bool
    we_lose: bool

    @property
    def title(self) -> str:
        """ "waiver of 2 months Porto owes Málaga", in a sentence."""
        name = title(self.because, self.loser, self.other, self.months, "a posting" if self.takes_back else None)
        return f"{name[0].lower()}{name[1:]}"

    @property
    def url(self) -> str:
        return path_to("exchanges:settlements:detail", self.settlement)


def sign(it: Proposal) -> Asked:
    if it.we_lose:
        months = words.months(it.months)
        text = f"{it.proposed_by} proposed it. {it.loser} loses {months} by it, so nobody can sign in its place."
    else:
        text = f"{it.proposed_by} proposed it. After that day a network admin may sign in place of {it.other}."
    url = path_to("exchanges:settlements:sign", it.settlement)
    return Asked(f"Sign or refuse: {it.title}", text, url, "Read and sign")


def stand_in(it: Proposal) -> Asked:
    text = f"{it.loser}, which loses by it, has signed. You can sign in place of {it.other}, with a reason."
    return Asked(f"{it.other} has not answered: {it.title}", text, it.url, "Look")


def both_to_sign(it: Proposal) -> Awaited:
    return _to_sign(it, f"{it.loser} and {it.other}")


def loser_to_sign(it: Proposal) -> Awaited:
    return _to_sign(it, it.loser)


def other_to_sign(it: Proposal) -> Awaited:
    return _to_sign(it, it.other)


def _to_sign(it: Proposal, who: str) -> Awaited:
    return Awaited(f"{who} to sign: {it.title}", it.url, who)


SETTLE = Kind("settle", Proposal, sign, both_to_sign)
SETTLE_LOSER = Kind("settle_loser", Proposal, waited=loser_to_sign)
SETTLE_OTHER = Kind("settle_other", Proposal, waited=other_to_sign)
STAND_IN = Kind("stand_in", Proposal, stand_in)
# The kind of what waits for others: whose signature is missing.
MISSING = Case(
    When(signed_by(LOSER), then=Value(SETTLE_OTHER.name)),
    When(signed_by(OTHER), then=Value(SETTLE_LOSER.name)),
    default=Value(SETTLE.name),
)


def waiting(user: User, today: date) -> list[Rows]:
    """Only the park that gains has a day."""
    day = Case(When(**{f"{OTHER}__in": parks_seen_by(user)}, then="answer_by"))
    return [_proposals(hers(user), SETTLE, user=user, due=day)]


def for_network(user: User, today: date, now: datetime) -> list[Rows]:
    return [_proposals(to_stand_in(user, now), STAND_IN, user=user)]


def waited_for(user: User, today: date) -> list[Rows]:
    day = Case(When(signed_by(LOSER), then="answer_by"))
    kinds = (SETTLE, SETTLE_LOSER, SETTLE_OTHER)
    return [_proposals(elsewhere(user), *kinds, named=MISSING, user=user, due=day)]


def _proposals(found: QuerySet[Settlement], *kinds: Kind[Proposal], user: User, **said: Any) -> Rows:
    ours = When(**{f"{LOSER}__in": parks_seen_by(user)}, then=True)
    return rows_of(
        found, *kinds, since="created_at", zone=f"{OTHER}__time_zone", other_zones=f"{LOSER}__time_zone", **said,
        settlement="pk", because="kind", loser=f"{LOSER}__name", other=f"{OTHER}__name", months="months",
        proposed_by=Coalesce("proposed_by__name", Value(NETWORK)),
        takes_back=Case(When(reverses__isnull=False, then=True), default=False),
        we_lose=Case(ours, default=False),
    )  # fmt: skip


TODOS = Todos((SETTLE, SETTLE_LOSER, SETTLE_OTHER, STAND_IN), waiting, for_network, waited_for)
