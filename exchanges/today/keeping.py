"""Which old notices are still about something that waits for their reader."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from exchanges.today.waiting import waiting
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.notices.models import Notice

MOST = 10_000  # things that wait for one person


def still_waits(now: datetime) -> Callable[[Notice], bool]:
    """A question to ask of notices one by one, those of a person after another: does what it tells of wait for her?"""

    @lru_cache(maxsize=1)
    def addresses(user: User) -> list[str]:
        return [row.asked.url for row in waiting(user, local_day(now, "UTC"), now, MOST)]

    def waits(notice: Notice) -> bool:
        if notice.recipient is None or not notice.url.strip("/"):
            return False
        return any(address.startswith(notice.url) for address in addresses(notice.recipient))

    return waits
