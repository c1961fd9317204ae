"""Who may do which verb on a company, its people and its residency."""

import rules

from companies.models import Company, Membership, Residency
from companies.states import Role
from parks.models import Membership as ParkMembership
from parks.permissions import is_network_admin, is_own, runs_park, signed_in
from softlanding.accounts.models import User


@rules.predicate
def belongs(user: User, company: Company | None) -> bool:
    """One of the company's people, in whatever role."""
    return company is not None and company.pk in Membership.objects.roles_of(user)


@rules.predicate
def leads(user: User, company: Company | None) -> bool:
    """Speaks for the company."""
    return company is not None and Membership.objects.roles_of(user).get(company.pk) == Role.LEAD


@rules.predicate
def leads_its_company(user: User, membership: Membership | None) -> bool:
    return membership is not None and Membership.objects.roles_of(user).get(membership.company_id) == Role.LEAD


@rules.predicate
def runs_its_park(user: User, residency: Residency | None) -> bool:
    """A manager or deputy of the park the residency is at."""
    return residency is not None and residency.park_id in ParkMembership.objects.roles_of(user)


rules.add_perm("companies.create_company", signed_in)
rules.add_perm("companies.list_companies", is_network_admin)
rules.add_perm("companies.edit_company", leads | is_network_admin)
rules.add_perm("companies.claim_residency", leads)
rules.add_perm("companies.see_history", belongs | is_network_admin)

rules.add_perm("companies.manage_people", leads | is_network_admin)
rules.add_perm("companies.see_people", belongs | is_network_admin)
rules.add_perm("companies.answer_membership", leads_its_company | is_network_admin)
rules.add_perm("companies.end_membership", is_own | leads_its_company | is_network_admin)

rules.add_perm("companies.see_residents", runs_park | is_network_admin)
rules.add_perm("companies.add_resident", runs_park)
rules.add_perm("companies.verify_residency", runs_its_park)
rules.add_perm("companies.refuse_residency", runs_its_park)
rules.add_perm("companies.end_residency", runs_its_park)
