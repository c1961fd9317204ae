"""Who may do which verb on a park's fact sheet, and who reads its people's addresses."""

import rules

from parks.fact_sheets.models import FactSheet
from parks.park.permissions import runs_park
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin


@rules.predicate
def shows_contacts(user: User, sheet: FactSheet | None) -> bool:
    """The park shows its people's addresses to everybody."""
    return sheet is not None and sheet.contacts_public


rules.add_perm("parks.edit_fact_sheet", runs_park | is_network_admin)
rules.add_perm("parks.check_fact_sheet", runs_park | is_network_admin)
rules.add_perm("parks.see_contact_emails", shows_contacts | rules.is_authenticated)
rules.add_perm("parks.see_sources", is_network_admin)
