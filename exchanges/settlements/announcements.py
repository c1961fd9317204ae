"""Which verb tells whom about a settlement: both parks, and the network admins when they could stand in."""

from exchanges.settlements.models import Settlement, SettlementStep
from parks.models import Membership
from softlanding.accounts.models import User
from softlanding.notices.actions import tell


def tell_parties(settlement: Settlement, step: SettlementStep) -> None:
    """Once for each step; the one who did it need not hear of it."""
    context = {"it": settlement, "by": step.actor, "doer": step.acted_for, "reason": step.reason, "step": step}
    for park in settlement.parties:
        people = [person for person in Membership.objects.people_of(park) if person.pk != step.actor_id]
        _tell(people, settlement, step, {**context, "park": park, "is_ours": park.pk == step.park_id})
    if step.verb == "propose" and settlement.proposed_by_id:
        _tell(_admins_but(step.actor_id), settlement, step, {**context, "may_stand_in": True})


def _admins_but(actor: int | None) -> list[User]:
    return list(User.objects.filter(is_network_admin=True, is_active=True).exclude(pk=actor or 0))


def _tell(people: list[User], settlement: Settlement, step: SettlementStep, context: dict[str, object]) -> None:
    tell(
        people, key=f"settlement-step-{step.pk}", mail=f"settlements/{step.verb}", context=context,
        url=settlement.get_absolute_url(), now=step.at,
    )  # fmt: skip
