"""Which verb tells whom about a park."""

from datetime import datetime

from parks.park.models import Membership, Park
from softlanding.accounts.models import User
from softlanding.accounts.rights import network_admins
from softlanding.notices.actions import tell


def apply(park: Park, *, by: User, now: datetime) -> None:
    """The network's admins decide."""
    admins = network_admins()
    _tell(list(admins), park, "apply", by=by, now=now)


def admit(park: Park, *, by: User, now: datetime) -> None:
    _tell(Membership.objects.people_of(park), park, "admit", by=by, now=now)


def suspend(park: Park, *, reason: str, by: User, now: datetime) -> None:
    _tell(Membership.objects.people_of(park), park, "suspend", by=by, now=now, reason=reason)


def _tell(people: list[User], park: Park, step: str, *, by: User, now: datetime, reason: str = "") -> None:
    tell(
        [person for person in people if person.pk != by.pk],
        key=f"park-{park.pk}-{step}-{now:%Y%m%d%H%M%S}",
        mail=f"parks/{step}",
        context={"park": park, "by": by, "reason": reason},
        url=park.get_absolute_url(),
        now=now,
    )
