"""The calendar day at a moment, in SQL: kernel/calendar.py says the same in Python."""

from datetime import datetime

from django.db.models import CharField, DateField, DateTimeField, Expression, F, Func, OuterRef, Value
from django.db.models.functions import Cast

FIRST_ZONE = Value("Etc/GMT-14", output_field=CharField())  # where every day begins first


def local_day_in(time_zone: str | F | OuterRef | Value, now: datetime) -> Expression:
    """The day at `now` (aware) in the time zone that the field `time_zone` of each row names."""
    zone = F(time_zone) if isinstance(time_zone, str) else time_zone
    moment = Value(now, output_field=DateTimeField())
    return Cast(Func(zone, moment, function="timezone", output_field=DateTimeField()), DateField())


def newest_day(now: datetime) -> Expression:
    """The day at `now` where it is the latest on Earth: nothing that is due then or later is over anywhere."""
    return local_day_in(FIRST_ZONE, now)
