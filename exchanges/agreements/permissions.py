"""Who may do which verb on an agreement."""

import rules

from exchanges.agreements.models import Agreement
from parks.models import Membership, Park
from parks.states import Role
from softlanding.accounts.models import User


@rules.predicate
def runs_a_party(user: User, agreement: Agreement) -> bool:
    roles = Membership.objects.roles_of(user)
    return agreement.pair.low_id in roles or agreement.pair.high_id in roles


@rules.predicate
def signs_for_a_party(user: User, agreement: Agreement) -> bool:
    """Managers sign; deputies do not."""
    return bool(parks_signed_for(user, agreement))


@rules.predicate
def signs_for_the_maker(user: User, agreement: Agreement) -> bool:
    """Of the terms put on the table last, even when they are off it now: a stale button says how it stands."""
    return agreement.newest.made_by_id in parks_signed_for(user, agreement)


@rules.predicate
def signs_for_the_receiver(user: User, agreement: Agreement) -> bool:
    return bool(parks_signed_for(user, agreement) - {agreement.newest.made_by_id})


@rules.predicate
def signs_for_park(user: User, park: Park | None) -> bool:
    """Whether she may promise something in this park's name (None: in any park's)."""
    roles = Membership.objects.roles_of(user)
    return Role.MANAGER in roles.values() if park is None else roles.get(park.pk) == Role.MANAGER


@rules.predicate
def is_network_admin(user: User) -> bool:
    return user.is_authenticated and user.is_network_admin


def parks_signed_for(user: User, agreement: Agreement) -> set[int]:
    """Ids of the parties this person may sign for."""
    parties = {agreement.pair.low_id, agreement.pair.high_id}
    return {
        park_id
        for park_id, role in Membership.objects.roles_of(user).items()
        if park_id in parties and role == Role.MANAGER
    }


def parks_run_in(user: User, agreement: Agreement) -> set[int]:
    """Ids of the parties this person works for, as manager or deputy."""
    return {agreement.pair.low_id, agreement.pair.high_id} & set(Membership.objects.roles_of(user))


rules.add_perm("exchanges.view_agreement", runs_a_party | is_network_admin)
rules.add_perm("exchanges.propose_agreement", signs_for_park)
for verb in ("sign", "counter", "amend", "renew", "suspend", "resume", "terminate"):
    rules.add_perm(f"exchanges.{verb}_agreement", signs_for_a_party)
rules.add_perm("exchanges.refuse_agreement", signs_for_the_receiver)
rules.add_perm("exchanges.withdraw_agreement", signs_for_the_maker)
# Deputies talk and keep the address book; they promise nothing.
rules.add_perm("exchanges.comment_agreement", runs_a_party)
rules.add_perm("exchanges.name_contacts_agreement", runs_a_party)
