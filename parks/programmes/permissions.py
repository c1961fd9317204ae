"""Who may do which verb on a park's programme."""

import rules

from parks.park.permissions import runs_park, sees_park
from softlanding.accounts.rights import is_network_admin

rules.add_perm("parks.edit_programme", runs_park | is_network_admin)
rules.add_perm("parks.check_programme", runs_park | is_network_admin)
# How to reach a service's partner; companies that landed there are added by the room that knows of landings.
rules.add_perm("parks.see_partner_contacts", sees_park | is_network_admin)
