"""Who may do which verb on a settlement: managers consent for their park, network admins for the network."""

import rules

from exchanges.ledger.models import Pair
from exchanges.settlements.models import Settlement
from parks.models import Membership
from parks.states import Role
from softlanding.accounts.models import User


def parks_signed_for(user: User, pair: Pair) -> set[int]:
    """Ids of the pair's parks this person may bind: managers do, deputies do not."""
    roles = Membership.objects.roles_of(user)
    return {park for park in (pair.low_id, pair.high_id) if roles.get(park) == Role.MANAGER}


@rules.predicate
def runs_a_party(user: User, settlement: Settlement) -> bool:
    roles = Membership.objects.roles_of(user)
    return settlement.pair.low_id in roles or settlement.pair.high_id in roles


@rules.predicate
def binds_a_party(user: User, pair: Pair | None) -> bool:
    """Whether she may consent for a park of the pair (None: for any park)."""
    if pair is None:
        return Role.MANAGER in Membership.objects.roles_of(user).values()
    return bool(parks_signed_for(user, pair))


@rules.predicate
def binds_a_receiver(user: User, settlement: Settlement) -> bool:
    """Of a park that did not propose it, even when it signed or it is no longer open: a stale button says how it
    stands."""
    return bool(parks_signed_for(user, settlement.pair) - {settlement.proposed_by_id})


@rules.predicate
def binds_the_maker(user: User, settlement: Settlement) -> bool:
    if settlement.proposed_by_id is None:
        return bool(is_network_admin(user))
    return settlement.proposed_by_id in parks_signed_for(user, settlement.pair)


@rules.predicate
def is_network_admin(user: User) -> bool:
    return user.is_authenticated and user.is_network_admin


@rules.predicate
def may_be_replaced(user: User, settlement: Settlement) -> bool:
    """The park that gains was asked, by somebody else: nobody stands in for the one that loses."""
    return settlement.answer_by is not None and settlement.proposer_id != user.pk


rules.add_perm("exchanges.view_settlement", runs_a_party | is_network_admin)
rules.add_perm("exchanges.propose_settlement", binds_a_party | is_network_admin)
rules.add_perm("exchanges.sign_settlement", binds_a_receiver)
rules.add_perm("exchanges.refuse_settlement", binds_a_receiver)
rules.add_perm("exchanges.withdraw_settlement", binds_the_maker)
rules.add_perm("exchanges.stand_in_settlement", is_network_admin & may_be_replaced)
