"""Which verb tells whom about an exception: both parks and whoever asked; a request also the network admins."""

from datetime import datetime

from exchanges.exceptions.queries import asker_of
from exchanges.policy.models import LimitException
from parks.park.models import Membership
from softlanding.accounts.models import User
from softlanding.accounts.rights import network_admins
from softlanding.notices.actions import tell

TO_ADMINS = ("ask", "withdraw")  # what they must answer, and what they need not answer any more


def tell_all(exception: LimitException, verb: str, *, by: User, reason: str, now: datetime) -> None:
    people = [person for park in (exception.home, exception.host) for person in Membership.objects.people_of(park)]
    if verb in TO_ADMINS:
        people += network_admins()
    elif asker := asker_of(exception):
        people.append(asker)  # who may have left the park since
    context = {"exception": exception, "by": by, "reason": reason}
    tell(
        [person for person in people if person.pk != by.pk], key=f"exception-{exception.pk}-{verb}",
        mail=f"exceptions/{verb}", context=context, url=exception.get_absolute_url(), now=now,
    )  # fmt: skip
