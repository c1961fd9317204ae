"""Who may do which verb on a company, its people and its residency."""

import rules

from companies.company.models import Company, Membership, Residency
from companies.rights import companies_headed_by, companies_seen_by, companies_spoken_for
from parks.park.permissions import is_own, runs_park, sees_park, signed_in
from parks.rights import parks_run_by
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin


@rules.predicate
def sees_company(user: User, company: Company | None) -> bool:
    """Reads the company's own pages; a park that vouches for it reads its profile alone."""
    return company is not None and company.pk in companies_seen_by(user)


@rules.predicate
def speaks_for_company(user: User, company: Company | None) -> bool:
    return company is not None and company.pk in companies_spoken_for(user)


@rules.predicate
def heads_company(user: User, company: Company | None) -> bool:
    """Decides who the company's people are."""
    return company is not None and company.pk in companies_headed_by(user)


@rules.predicate
def heads_its_company(user: User, membership: Membership | None) -> bool:
    return membership is not None and membership.company_id in companies_headed_by(user)


@rules.predicate
def runs_its_park(user: User, residency: Residency | None) -> bool:
    """Decides for the park the residency is at."""
    return residency is not None and residency.park_id in parks_run_by(user)


rules.add_perm("companies.create_company", signed_in)
rules.add_perm("companies.list_companies", is_network_admin)
rules.add_perm("companies.edit_company", speaks_for_company | is_network_admin)
rules.add_perm("companies.claim_residency", speaks_for_company)
rules.add_perm("companies.see_history", sees_company | is_network_admin)

rules.add_perm("companies.manage_people", heads_company | is_network_admin)
rules.add_perm("companies.see_people", sees_company | is_network_admin)
rules.add_perm("companies.answer_membership", heads_its_company | is_network_admin)
rules.add_perm("companies.end_membership", is_own | heads_its_company | is_network_admin)

rules.add_perm("companies.see_residents", sees_park | is_network_admin)
rules.add_perm("companies.add_resident", runs_park)
rules.add_perm("companies.verify_residency", runs_its_park)
rules.add_perm("companies.refuse_residency", runs_its_park)
rules.add_perm("companies.end_residency", runs_its_park)
