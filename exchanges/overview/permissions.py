"""Who may do which verb: the whole network is seen by its admins, a park by its own people and by them."""

import rules
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from exchanges.ledger.permissions import is_network_admin
from parks.models import Park
from softlanding.accounts.models import User

rules.add_perm("exchanges.view_network", is_network_admin)


def seen_parks(user: User | AnonymousUser) -> QuerySet[Park]:
    """The parks whose overview this person may open."""
    if user.is_authenticated and user.is_network_admin:
        return Park.objects.all()
    return Park.objects.run_by(user)
