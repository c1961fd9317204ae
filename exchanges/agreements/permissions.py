"""Who may do which verb on an agreement."""

import rules

from exchanges.agreements.models import Agreement
from parks.park.models import Park
from parks.rights import parks_run_by, parks_seen_by, parks_signed_for
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin


@rules.predicate
def sees_a_party(user: User, agreement: Agreement) -> bool:
    return bool(parties_of(agreement).intersection(parks_seen_by(user)))


@rules.predicate
def runs_a_party(user: User, agreement: Agreement) -> bool:
    return bool(parties_run_by(user, agreement))


@rules.predicate
def signs_for_a_party(user: User, agreement: Agreement) -> bool:
    return bool(parties_signed_for(user, agreement))


@rules.predicate
def signs_for_the_maker(user: User, agreement: Agreement) -> bool:
    """Of the terms put on the table last, even when they are off it now: a stale button says how it stands."""
    return agreement.newest.made_by_id in parties_signed_for(user, agreement)


@rules.predicate
def signs_for_the_receiver(user: User, agreement: Agreement) -> bool:
    return bool(parties_signed_for(user, agreement) - {agreement.newest.made_by_id})


@rules.predicate
def signs_for_park(user: User, park: Park | None) -> bool:
    """Whether she may promise something in this park's name (None: in any park's)."""
    mine = parks_signed_for(user)
    return bool(mine) if park is None else park.pk in mine


def parties_of(agreement: Agreement) -> set[int]:
    """Ids of the two parks."""
    return {agreement.pair.low_id, agreement.pair.high_id}


def parties_signed_for(user: User, agreement: Agreement) -> set[int]:
    """Ids of the parties this person may sign for."""
    return parties_of(agreement).intersection(parks_signed_for(user))


def parties_run_by(user: User, agreement: Agreement) -> set[int]:
    """Ids of the parties whose day-to-day decisions she makes."""
    return parties_of(agreement).intersection(parks_run_by(user))


rules.add_perm("exchanges.view_agreement", sees_a_party | is_network_admin)
rules.add_perm("exchanges.propose_agreement", signs_for_park)
for verb in ("sign", "counter", "amend", "renew", "suspend", "resume", "terminate"):
    rules.add_perm(f"exchanges.{verb}_agreement", signs_for_a_party)
rules.add_perm("exchanges.refuse_agreement", signs_for_the_receiver)
rules.add_perm("exchanges.withdraw_agreement", signs_for_the_maker)
# Who talks and keeps the address book promises nothing.
rules.add_perm("exchanges.comment_agreement", runs_a_party)
rules.add_perm("exchanges.name_contacts_agreement", runs_a_party)
