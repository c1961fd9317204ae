"""The standing of every park of the network, as a list and as a file: what it is judged by, and what makes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from exchanges.landings.records import record_of, with_levels
from exchanges.policy.models import PolicyVersion
from exchanges.policy.standing import MIN_ANSWERS, Factor, Level, Record, Standing, judge
from parks.park.models import Park


@dataclass(frozen=True)
class Row:
    """A park with what its standing depends on; debts in months."""

    park: Park
    record: Record
    standing: Standing

    @property
    def makers(self) -> list[Factor]:
        """The factors that make the level: those as bad as it; none when it is good."""
        return self.standing.makers

    @property
    def because(self) -> str:
        """ "net debt and late answers"; empty when it is good."""
        return " and ".join(factor.name.lower() for factor in self.makers)

    @property
    def is_judged(self) -> bool:
        """Whether there are enough answers for a share."""
        return self.record.answers >= MIN_ANSWERS

    @property
    def refused(self) -> str:
        """ "40 %", "1 of 2, too few to judge"."""
        record = self.record
        if not record.answers:
            return "no answers"
        if not self.is_judged:
            return f"{record.refused} of {record.answers}, too few to judge"
        return f"{record.refused_share} %"


@dataclass(frozen=True)
class Share:
    """How many parks have a level."""

    level: Level
    count: int

    @property
    def value(self) -> int:
        """As the filter's address has it."""
        return int(self.level)


def parks_by_level(policy: PolicyVersion, now: datetime) -> QuerySet[Park, Any]:
    """Every park in the network with its level and measures, the worst first."""
    parks: QuerySet[Any] = with_levels(Park.objects.admitted(), policy, now)
    return parks.order_by("-level", "-debt", "-late", "name", "pk")


def counts(policy: PolicyVersion, now: datetime) -> list[Share]:
    """How many parks are good, alert and restricted; one query."""
    parks: QuerySet[Any] = parks_by_level(policy, now).order_by()
    found = dict(parks.values_list("level").annotate(n=Count("pk")))
    return [Share(level, found.get(int(level), 0)) for level in Level]


def rows(parks: Iterable[Any], policy: PolicyVersion) -> list[Row]:
    """Of rows of `parks_by_level`."""
    found = [(park, record_of(park)) for park in parks]
    return [Row(park, record, judge(record, policy)) for park, record in found]


HEAD = [
    "park", "name", "country", "standing", "because of", "net debt", "late answers", "refused", "answers",
    "refused in per cent", "balance", "sent", "hosted", "owed without an agreement",
]  # fmt: skip


def table(parks: Iterable[Any], policy: PolicyVersion) -> list[list[Any]]:
    """The rows of a file under HEAD: months, numbers of answers, per cent."""
    return [
        [
            it.park.code, it.park.name, str(it.park.country), it.standing.label, it.because, it.record.debt,
            it.record.late_answers, it.record.refused, it.record.answers, it.record.refused_share,
            it.record.position, it.record.sent, it.record.hosted, it.record.unagreed,
        ]
        for it in rows(parks, policy)
    ]  # fmt: skip
