"""Which verb tells whom about a settlement: both parks, and the network admins when they may stand in."""

from datetime import datetime

from exchanges.settlements.models import Settlement, SettlementStep
from parks.park.models import Membership
from softlanding.accounts.models import User
from softlanding.accounts.rights import network_admins
from softlanding.notices.actions import tell, tell_each


def tell_parties(settlement: Settlement, step: SettlementStep) -> None:
    """Once for each step; the one who did it need not hear of it."""
    context = {"it": settlement, "by": step.actor, "doer": step.acted_for, "reason": step.reason, "step": step}
    for park in settlement.parties:
        people = [person for person in Membership.objects.people_of(park) if person.pk != step.actor_id]
        _tell(people, settlement, step, {**context, "park": park, "is_ours": park.pk == step.park_id})


def tell_days(settlement: Settlement, mail: str, now: datetime) -> None:
    """A week before a network admin may stand in, and on the day: both parks, then the network admins too."""
    context = {"it": settlement, "loser_signed": settlement.loser not in settlement.missing}
    groups: list[tuple[list[User], dict[str, object]]] = [
        (Membership.objects.people_of(park), {**context, "park": park}) for park in settlement.parties
    ]
    if mail == "may_stand_in":
        groups.append((_admins_but(settlement.proposer_id), {**context, "park": None}))
    key = f"settlement-{settlement.pk}-{mail}"
    tell_each(groups, key=key, mail=f"settlements/{mail}", url=settlement.get_absolute_url(), now=now)


def _admins_but(actor: int | None) -> list[User]:
    return list(network_admins().exclude(pk=actor or 0))


def _tell(people: list[User], settlement: Settlement, step: SettlementStep, context: dict[str, object]) -> None:
    tell(
        people, key=f"settlement-step-{step.pk}", mail=f"settlements/{step.verb}", context=context,
        url=settlement.get_absolute_url(), now=step.at,
    )  # fmt: skip
