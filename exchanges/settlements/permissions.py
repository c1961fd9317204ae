"""Who may do which verb on a settlement: who signs for a park consents for it, network admins for the network."""

import rules

from exchanges.ledger.models import Pair
from exchanges.settlements.models import Settlement
from parks.rights import parks_seen_by, parks_signed_for
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin


def parties_signed_for(user: User, pair: Pair) -> set[int]:
    """Ids of the pair's parks that this person may bind."""
    return {pair.low_id, pair.high_id}.intersection(parks_signed_for(user))


@rules.predicate
def sees_a_party(user: User, settlement: Settlement) -> bool:
    return bool({settlement.pair.low_id, settlement.pair.high_id}.intersection(parks_seen_by(user)))


@rules.predicate
def binds_a_party(user: User, pair: Pair | None) -> bool:
    """Whether she may consent for a park of the pair (None: for any park)."""
    if pair is None:
        return bool(parks_signed_for(user))
    return bool(parties_signed_for(user, pair))


@rules.predicate
def binds_a_receiver(user: User, settlement: Settlement) -> bool:
    """Of a park that did not propose it, even when it signed or it is no longer open: a stale button says how it
    stands."""
    return bool(parties_signed_for(user, settlement.pair) - {settlement.proposed_by_id})


@rules.predicate
def binds_the_maker(user: User, settlement: Settlement) -> bool:
    if settlement.proposed_by_id is None:
        return bool(is_network_admin(user))
    return settlement.proposed_by_id in parties_signed_for(user, settlement.pair)


@rules.predicate
def may_be_replaced(user: User, settlement: Settlement) -> bool:
    """The park that gains was asked, by somebody else: nobody stands in for the one that loses."""
    return settlement.answer_by is not None and settlement.proposer_id != user.pk


rules.add_perm("exchanges.view_settlement", sees_a_party | is_network_admin)
rules.add_perm("exchanges.propose_settlement", binds_a_party | is_network_admin)
rules.add_perm("exchanges.sign_settlement", binds_a_receiver)
rules.add_perm("exchanges.refuse_settlement", binds_a_receiver)
rules.add_perm("exchanges.withdraw_settlement", binds_the_maker)
rules.add_perm("exchanges.stand_in_settlement", is_network_admin & may_be_replaced)
