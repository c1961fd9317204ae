"""Who may do which verb: who runs the home park asks, network admins answer, the people of both parks read it."""

import rules

from exchanges.policy.models import LimitException
from parks.park.models import Park
from parks.rights import parks_run_by
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin


@rules.predicate
def runs_the_home_park(user: User, home: Park | None) -> bool:
    """Decides for the park that sends; None: for any park."""
    mine = parks_run_by(user)
    return bool(mine) if home is None else home.pk in mine


@rules.predicate
def runs_the_asking_park(user: User, exception: LimitException) -> bool:
    return exception.home_id in parks_run_by(user)


rules.add_perm("exchanges.ask_exception", runs_the_home_park)
rules.add_perm("exchanges.withdraw_exception", runs_the_asking_park)
rules.add_perm("exchanges.grant_exception", is_network_admin)
rules.add_perm("exchanges.turn_down_exception", is_network_admin)
rules.add_perm("exchanges.revoke_exception", is_network_admin)
