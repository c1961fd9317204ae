"""The calendar day at a moment, in SQL: kernel/calendar.py says the same in Python."""

from datetime import datetime

from django.db.models import DateField, DateTimeField, Expression, F, Func, Value
from django.db.models.functions import Cast


def local_day_in(time_zone: str, now: datetime) -> Expression:
    """The day at `now` (aware) in the time zone that the field `time_zone` of each row names."""
    moment = Value(now, output_field=DateTimeField())
    return Cast(Func(F(time_zone), moment, function="timezone", output_field=DateTimeField()), DateField())
