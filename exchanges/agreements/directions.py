"""What an agreement's version grants each way: months, places, lengths of stay, services."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from parks.park.models import Park
from softlanding.kernel.models import append_only


class DirectionTerms(models.Model):
    """What a version grants the residents of `home` at `host`."""

    version = models.ForeignKey("exchanges.AgreementVersion", models.PROTECT, related_name="directions")
    home = models.ForeignKey(Park, models.PROTECT, related_name="+")
    host = models.ForeignKey(Park, models.PROTECT, related_name="+")
    months_per_year = models.PositiveSmallIntegerField("free-rent months a year")  # 0: this direction is closed
    places = models.PositiveSmallIntegerField("companies at once", default=1)
    min_months = models.PositiveSmallIntegerField("shortest stay (months)", default=1)
    max_months = models.PositiveSmallIntegerField("longest stay (months)", default=6)
    services = models.TextField("services included", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "home"], name="direction_once"),
            models.CheckConstraint(condition=~Q(home=F("host")), name="direction_two_parks"),
            models.CheckConstraint(
                condition=Q(min_months__gte=1, max_months__gte=F("min_months")), name="direction_stay_lengths"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["home", "host"], name="direction_home_host")]
        triggers: ClassVar = append_only("direction")

    def __str__(self) -> str:
        return f"{self.home} to {self.host}: {self.months_per_year} months a year"
