"""Whether something may be done once more, and what is said when it may not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.limits.rates import Limit


@dataclass(frozen=True)
class Reached:
    """A limit somebody ran into: what was counted by whom, when it goes on."""

    kind: str
    limit: Limit
    key: str
    who: str
    person: User | None
    now: datetime
    until: datetime

    @property
    def wait(self) -> timedelta:
        return self.until - self.now


def free(limit: Limit, newest: list[datetime], now: datetime) -> datetime | None:
    """When one more act fits the limit; None for now. `newest` are the acts counted, the latest first."""
    within = [at for at in newest if now - limit.within < at <= now]
    return within[limit.most - 1] + limit.within if len(within) >= limit.most else None


def told(limit: Limit, wait: timedelta, names: dict[str, str]) -> str:
    return limit.says.format(most=limit.most, wait=words.wait(wait), **names)
