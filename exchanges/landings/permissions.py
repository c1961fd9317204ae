"""Who may do which verb on a landing."""

import rules

from companies.models import Membership as CompanyMembership
from companies.states import Role as CompanyRole
from exchanges.landings.models import Landing
from exchanges.landings.states import WORKFLOW
from parks.models import Membership as ParkMembership
from softlanding.accounts.models import User


@rules.predicate
def belongs_to_company(user: User, landing: Landing) -> bool:
    return landing.company_id in CompanyMembership.objects.roles_of(user)


@rules.predicate
def speaks_for_company(user: User, landing: Landing) -> bool:
    return CompanyMembership.objects.roles_of(user).get(landing.company_id) == CompanyRole.LEAD


@rules.predicate
def runs_home(user: User, landing: Landing) -> bool:
    return landing.home_id in ParkMembership.objects.roles_of(user)


@rules.predicate
def runs_host(user: User, landing: Landing) -> bool:
    return landing.host_id in ParkMembership.objects.roles_of(user)


@rules.predicate
def runs_deciding_park(user: User, landing: Landing) -> bool:
    """The home park while the application is submitted, the host once it is nominated.

    Once it is decided either may press and is told how it stands: a stale button gets a sentence, no refusal.
    """
    if landing.state not in WORKFLOW["decline"].frm:
        return bool(runs_home(user, landing) or runs_host(user, landing))
    deciding = {"home": landing.home_id, "host": landing.host_id}.get(landing.waits_for or "")
    return bool(deciding in ParkMembership.objects.roles_of(user))


@rules.predicate
def has_company(user: User) -> bool:
    return CompanyRole.LEAD in CompanyMembership.objects.roles_of(user).values()


@rules.predicate
def is_network_admin(user: User) -> bool:
    return user.is_authenticated and user.is_network_admin


rules.add_perm("exchanges.view_landing", belongs_to_company | runs_home | runs_host | is_network_admin)
rules.add_perm("exchanges.draft_landing", has_company)
rules.add_perm("exchanges.edit_landing", belongs_to_company)
rules.add_perm("exchanges.submit_landing", speaks_for_company)
rules.add_perm("exchanges.nominate_landing", runs_home)
rules.add_perm("exchanges.decline_landing", runs_deciding_park)
rules.add_perm("exchanges.withdraw_landing", speaks_for_company)
rules.add_perm("exchanges.offer_landing", runs_host)
rules.add_perm("exchanges.confirm_landing", speaks_for_company)
rules.add_perm("exchanges.check_in_landing", runs_host)
rules.add_perm("exchanges.check_out_landing", runs_host)
rules.add_perm("exchanges.cancel_landing", speaks_for_company | runs_home | runs_host)
rules.add_perm("exchanges.no_show_landing", runs_host)
