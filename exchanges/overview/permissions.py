"""Who may do which verb: the whole network is seen by its admins; a park by its own people and by them."""

import rules

from softlanding.accounts.rights import is_network_admin

rules.add_perm("exchanges.view_network", is_network_admin)
