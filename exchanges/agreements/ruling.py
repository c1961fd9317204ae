"""Which version of an agreement rules on which days (rule 3)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q

from exchanges.agreements.models import Agreement, AgreementVersion, IdRange
from exchanges.agreements.states import AgreementState
from exchanges.agreements.triggers import RULING_DAYS
from exchanges.ledger.models import Pair
from softlanding.kernel.calendar import local_day
from softlanding.kernel.packing import packed


class RulingDaysQuerySet(models.QuerySet["RulingDays"]):
    def on(self, day: date) -> Self:
        """Of each agreement the version that rules on a day, suspended or not."""
        return self.filter(first__lte=day, ends__gt=day)

    def in_force(self, day: date) -> Self:
        """The same of agreements in force: one of a pair at most."""
        return self.on(day).filter(agreement__state=AgreementState.SIGNED)


class RulingDays(models.Model):
    """The days on which a version both signed rules. No two versions of a pair rule on the same day.

    Days that have been stay as they are: a newer version or a notice cuts days to come.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="ruling_days")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="+")
    version = models.OneToOneField(AgreementVersion, models.PROTECT, related_name="days")
    first = models.DateField()
    ends = models.DateField()  # the day after the last

    objects = RulingDaysQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["first"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gt=F("first")), name="ruling_days_not_empty"),
            ExclusionConstraint(
                name="ruling_days_one_version",
                expressions=[
                    (IdRange(F("pair")), RangeOperators.OVERLAPS),
                    (Func(F("first"), F("ends"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers: ClassVar = RULING_DAYS

    def __str__(self) -> str:
        return f"{self.version} from {self.first}"

    @property
    def last(self) -> date:
        return self.ends - timedelta(days=1)


def packed_days(agreement: str) -> Func:
    """[{first, ends, decision_days, offer_days, limit_at}] of what rules in the agreement a field of the row names."""
    rows = RulingDays.objects.filter(agreement=OuterRef(agreement)).order_by("first")
    said = {name: f"version__{name}" for name in ("decision_days", "offer_days", "limit_at")}
    return packed(rows, first="first", ends="ends", **said)


def packed_on(rows: Sequence[Mapping[str, Any]], day: date) -> Mapping[str, Any]:
    """Of `packed_days` what rules on a day, else what rules first after it, else what did last; empty of none."""
    later = [row for row in rows if date.fromisoformat(row["ends"]) > day]
    return next(iter(later or rows[-1:]), {})


def version_on(agreement_id: int, day: date) -> AgreementVersion:
    """The version of a signed agreement that rules on a day, else the first that will, else the last that did."""
    days = RulingDays.objects.filter(agreement=agreement_id).select_related("version")
    found = days.filter(ends__gt=day).first() or days.last()
    assert found
    return found.version


def latest_day(agreement: Agreement, now: datetime) -> date:
    """The later of the parties' calendar days: what rules from it changes no day that is over for one of them."""
    return max(local_day(now, park.time_zone) for park in agreement.parties)


def next_year_from(today: date, agreement: Agreement) -> date:
    """The first day offered for an amendment: that of the next exchange year, or after the end when that is earlier;
    the first valid day of an agreement that begins later.
    """
    assert agreement.last_day and agreement.period
    begins: date = agreement.period.lower
    return max(today, begins, min(date(today.year + 1, 1, 1), agreement.last_day + timedelta(days=1)))


def notice_terms(agreement: Agreement, today: date) -> AgreementVersion:
    """The version that says how long a notice given on `today` is."""
    ruling = agreement.version_on(today)
    assert ruling
    return ruling
