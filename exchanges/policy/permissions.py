"""Who may do which verb on the network's policy: its admins change it, everybody signed in reads it."""

import rules

from softlanding.accounts.rights import is_network_admin

rules.add_perm("exchanges.change_policy", is_network_admin)
rules.add_perm("exchanges.view_policy", rules.is_authenticated)
rules.add_perm("exchanges.view_standings", is_network_admin)  # of all parks at once; each park's own is on its page
