"""Which verb tells whom: a change of the policy is told to the people of every park and to the other admins."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from exchanges.policy.models import PolicyVersion
from exchanges.policy.queries import changes_between
from parks.park.models import Membership
from parks.park.states import ParkState
from softlanding.accounts.models import User
from softlanding.accounts.rights import network_admins
from softlanding.notices.actions import tell


def change(old: PolicyVersion, new: PolicyVersion, *, by: User, now: datetime) -> None:
    sees_a_park = Membership.objects.readers().filter(user=OuterRef("pk"), park__state=ParkState.ADMITTED)
    people = User.objects.filter(Q(pk__in=network_admins().values("pk")) | Exists(sees_a_park)).exclude(pk=by.pk)
    context = {"by": by, "policy": new, "changes": changes_between(old, new)}
    tell(people, key=f"policy-{new.number}", mail="policy/change", context=context, url=new.get_absolute_url(), now=now)
