"""The free-rent months of stays, one row each: reserved, used or released (rules 6 and 7)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear

from exchanges.landings.states import MonthState
from exchanges.ledger.models import Pair
from parks.park.models import Park


class FreeRentMonthQuerySet(models.QuerySet["FreeRentMonth"]):
    def reserved(self) -> Self:
        return self.filter(state=MonthState.RESERVED)

    def promised(self) -> Self:
        """Reserved or used: what stands against the quota."""
        return self.exclude(state=MonthState.RELEASED)


class FreeRentMonth(models.Model):
    """One company, one month. A promised month holds one numbered square of its direction's quota of the year.

    The square is what the months bar draws and what keeps two offers from taking the same month (rule 7).
    """

    landing = models.ForeignKey("exchanges.Landing", models.CASCADE, related_name="free_rent_months")
    number = models.PositiveSmallIntegerField()  # 1 for the first month of the stay
    begins_on = models.DateField()
    year = models.GeneratedField(
        expression=ExtractYear("begins_on"), output_field=models.IntegerField(), db_persist=True
    )
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="+")
    home = models.ForeignKey(Park, models.PROTECT, related_name="+")
    square = models.PositiveSmallIntegerField()
    quota = models.PositiveSmallIntegerField()  # months of that year, carried-over ones included, when promised
    state = models.CharField(max_length=10, choices=MonthState, default=MonthState.RESERVED)

    objects = FreeRentMonthQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["landing", "begins_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pair", "home", "year", "square"],
                condition=~Q(state=MonthState.RELEASED),
                name="month_square_once",
            ),
            models.CheckConstraint(
                condition=Q(square__gte=1, square__lte=F("quota")), name="month_square_within_quota"
            ),
            models.UniqueConstraint(
                fields=["landing", "number"], condition=~Q(state=MonthState.RELEASED), name="month_number_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["begins_on"], condition=Q(state=MonthState.RESERVED), name="month_due"),
            # What a pair still promises, without reading what the whole network does.
            models.Index(
                fields=["pair", "home", "year"], condition=Q(state=MonthState.RESERVED), name="month_reserved"
            ),
        ]

    def __str__(self) -> str:
        return f"month {self.number} from {self.begins_on}"
