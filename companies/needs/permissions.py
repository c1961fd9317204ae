"""Who states what a company needs, and who reads it."""

import rules

from companies.company.permissions import sees_company, speaks_for_company
from softlanding.accounts.rights import is_network_admin

rules.add_perm("companies.state_needs", speaks_for_company)
rules.add_perm("companies.see_needs", sees_company | is_network_admin)
