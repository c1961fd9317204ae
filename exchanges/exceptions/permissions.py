"""Who may do which verb: the home park asks, network admins answer, the people of both parks read it."""

import rules

from exchanges.policy.models import LimitException
from parks.models import Membership, Park
from softlanding.accounts.models import User


@rules.predicate
def is_network_admin(user: User) -> bool:
    return user.is_authenticated and user.is_network_admin


@rules.predicate
def runs_the_home_park(user: User, home: Park | None) -> bool:
    """Manager or deputy of the park that sends; None: of any park."""
    roles = Membership.objects.roles_of(user)
    return bool(roles) if home is None else home.pk in roles


@rules.predicate
def runs_the_asking_park(user: User, exception: LimitException) -> bool:
    return exception.home_id in Membership.objects.roles_of(user)


rules.add_perm("exchanges.ask_exception", runs_the_home_park)
rules.add_perm("exchanges.withdraw_exception", runs_the_asking_park)
rules.add_perm("exchanges.grant_exception", is_network_admin)
rules.add_perm("exchanges.turn_down_exception", is_network_admin)
rules.add_perm("exchanges.revoke_exception", is_network_admin)
