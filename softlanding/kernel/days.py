"""The calendar day at a moment, in SQL: kernel/calendar.py says the same in Python."""

from datetime import datetime

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    DurationField,
    Expression,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Value,
)
from django.db.models.functions import Cast

FIRST_ZONE = Value("Etc/GMT-14", output_field=CharField())  # where every day begins first


def local_day_in(time_zone: str | F | OuterRef | Value, now: datetime) -> Expression:
    """The day at `now` (aware) in the time zone that the field `time_zone` of each row names."""
    zone = F(time_zone) if isinstance(time_zone, str) else time_zone
    moment = Value(now, output_field=DateTimeField())
    return Cast(Func(zone, moment, function="timezone", output_field=DateTimeField()), DateField())


class _Months(Func):
    """A length of whole months."""

    function, template, output_field = (
        "make_interval",
        "make_interval(months => (%(expressions)s)::int)",
        DurationField(),
    )


def months_before(day: Expression, months: int) -> Expression:
    """The moment, without a time zone, at which the day so many months earlier begins; 31 March, 1: 28 February."""
    return ExpressionWrapper(day - _Months(Value(months)), output_field=DateTimeField())


def moment_in(time_zone: str | F | OuterRef, local: Expression) -> Expression:
    """The moment (aware) at which it is `local` in the time zone that the field of each row names."""
    zone = F(time_zone) if isinstance(time_zone, str) else time_zone
    return Func(zone, local, function="timezone", output_field=DateTimeField())


def newest_day(now: datetime) -> Expression:
    """The day at `now` where it is the latest on Earth: nothing that is due then or later is over anywhere."""
    return local_day_in(FIRST_ZONE, now)
