"""What limits count, and who ran into one."""

from typing import ClassVar

from django.conf import settings
from django.db import models

KEY = 40  # characters of a digest: the table of acts names nobody


class CountedAct(models.Model):
    """One act, once for each of those it counts for; kept no longer than the longest limit looks back."""

    key = models.CharField(max_length=KEY)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["key", "-at"], name="counted_act_newest"),
            models.Index(fields=["at"], name="counted_act_old"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.at:%Y-%m-%d %H:%M}"


class LimitReached(models.Model):
    """Somebody ran into a limit; once a day, with how often. Network admins read it."""

    key = models.CharField(max_length=KEY)
    day = models.DateField()
    kind = models.CharField("what", max_length=30)
    by = models.CharField("counted by", max_length=30)
    who = models.CharField(max_length=200)  # the person's, owner's or network's name
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    sentence = models.TextField("what she was told")
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-last_at", "-pk"]
        verbose_name_plural = "limits reached"
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "day"], name="limit_reached_once_a_day")]

    def __str__(self) -> str:
        return f"{self.who}: {self.kind}"
