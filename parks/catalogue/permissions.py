"""Who may do which verb on the catalogue: network admins change it, everybody signed in reads it."""

import rules

from softlanding.accounts.rights import is_network_admin

rules.add_perm("parks.add_service", is_network_admin)
rules.add_perm("parks.add_sector", is_network_admin)
rules.add_perm("parks.edit_service", is_network_admin)
rules.add_perm("parks.edit_sector", is_network_admin)
rules.add_perm("parks.retire_entry", is_network_admin)
rules.add_perm("parks.restore_entry", is_network_admin)
