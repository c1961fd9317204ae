"""Who may do which verb on a landing."""

import rules

from companies.rights import companies_seen_by, companies_spoken_for, companies_written_for
from exchanges.landings.models import Landing
from exchanges.landings.states import WORKFLOW
from parks.rights import parks_run_by, parks_seen_by
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin


def sides_seen_by(user: User, landing: Landing) -> set[str]:
    """The sides from which this person reads a landing: "company", "home", "host"."""
    parks = parks_seen_by(user)
    return _sides(landing.company_id in companies_seen_by(user), landing.home_id in parks, landing.host_id in parks)


def sides_worked_for(user: User, landing: Landing) -> set[str]:
    """The sides whose next step is her business."""
    parks = parks_run_by(user)
    return _sides(landing.company_id in companies_written_for(user), landing.home_id in parks, landing.host_id in parks)


def _sides(company: bool, home: bool, host: bool) -> set[str]:
    return {side for side, is_hers in (("company", company), ("home", home), ("host", host)) if is_hers}


@rules.predicate
def sees_a_side(user: User, landing: Landing) -> bool:
    return bool(sides_seen_by(user, landing))


@rules.predicate
def writes_for_company(user: User, landing: Landing) -> bool:
    return landing.company_id in companies_written_for(user)


@rules.predicate
def speaks_for_company(user: User, landing: Landing) -> bool:
    return landing.company_id in companies_spoken_for(user)


@rules.predicate
def runs_home(user: User, landing: Landing) -> bool:
    return landing.home_id in parks_run_by(user)


@rules.predicate
def runs_host(user: User, landing: Landing) -> bool:
    return landing.host_id in parks_run_by(user)


@rules.predicate
def runs_deciding_park(user: User, landing: Landing) -> bool:
    """The home park while the application is submitted, the host once it is nominated.

    Once it is decided either may press and is told how it stands: a stale button gets a sentence, no refusal.
    """
    if landing.state not in WORKFLOW["decline"].frm:
        return bool(runs_home(user, landing) or runs_host(user, landing))
    deciding = {"home": landing.home_id, "host": landing.host_id}.get(landing.waits_for or "")
    return bool(deciding in parks_run_by(user))


@rules.predicate
def speaks_for_a_company(user: User) -> bool:
    return bool(companies_spoken_for(user))


rules.add_perm("exchanges.view_landing", sees_a_side | is_network_admin)
rules.add_perm("exchanges.draft_landing", speaks_for_a_company)
rules.add_perm("exchanges.edit_landing", writes_for_company)
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
