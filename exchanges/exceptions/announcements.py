"""Which verb tells whom about an exception: both parks."""

from datetime import datetime

from exchanges.policy.models import LimitException
from parks.models import Membership
from softlanding.accounts.models import User
from softlanding.notices.actions import tell


def tell_both(exception: LimitException, verb: str, *, by: User, reason: str, now: datetime) -> None:
    people = [
        person
        for park in (exception.home, exception.host)
        for person in Membership.objects.people_of(park)
        if person.pk != by.pk
    ]
    context = {"exception": exception, "by": by, "reason": reason}
    tell(
        people, key=f"exception-{exception.pk}-{verb}", mail=f"exceptions/{verb}", context=context,
        url=exception.get_absolute_url(), now=now,
    )  # fmt: skip
