"""What the overview holds: of the network, or of one park of it, on a day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from exchanges.clearing.asked import Waiting
from exchanges.overview import matrix
from exchanges.overview.periods import Period
from exchanges.overview.sankey import Flow
from exchanges.overview.series import Age, Coming, Month
from parks.park.models import Park

ALL = "all"  # the whole network, in addresses


@dataclass(frozen=True)
class Scope:
    """Whose overview: the network's (no park) or a park's, on its day."""

    today: date
    now: datetime
    park: Park | None = None

    @property
    def key(self) -> str:
        return self.park.code if self.park else ALL

    @property
    def moment(self) -> datetime:
        """The quarter of an hour that has begun: no day ends between two of them, in no time zone."""
        return self.now.replace(minute=self.now.minute // 15 * 15, second=0, microsecond=0)

    @property
    def pk(self) -> int | None:
        return self.park.pk if self.park else None


@dataclass(frozen=True)
class Far:
    """A park far from zero: `position` now and at the end of each of the last 24 months, oldest first."""

    code: str
    name: str
    position: int
    partners: int
    months: list[int]

    @property
    def short(self) -> str:
        return matrix.short(self.name)

    @property
    def months_owed(self) -> int:
        return max(0, -self.position)


@dataclass(frozen=True)
class Past:
    """Pairs with an agreement in force past what it says, and those that owe `months` without one."""

    alert: int
    limit: int
    in_force: int
    unagreed: int = 0
    months: int = 0


@dataclass(frozen=True)
class NewClearing:
    """Months that circles of consenting parks could newly cancel today; `share` is what falls of the park's own debts.

    `waiting`: what a clearing asks for already, of the park or of all.
    """

    total: int
    share: int = 0
    waiting: Waiting | None = None


@dataclass(frozen=True)
class Flows:
    """Months hosted from home to host in a period, the most first; `names` of the keys; by country, region or park."""

    period: Period
    by: str
    flows: list[Flow]
    names: dict[str, str]

    @property
    def total(self) -> int:
        return sum(flow.months for flow in self.flows)


@dataclass(frozen=True)
class Overview:
    """Everything on the page; `figures` are the network's or a park's."""

    scope: Scope
    figures: Any
    trend: list[Month]
    forecast: list[Coming]
    later: int  # months reserved for after the forecast
    ages: list[Age]
    matrix: matrix.Matrix
    flows: Flows
    past: Past
    clearable: NewClearing
    far: list[Far] = field(default_factory=list)
