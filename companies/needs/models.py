"""What a company looks for at a host park."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from companies.company.models import Company
from companies.company.states import Kind
from softlanding.kernel.models import AbstractStep


class Needs(models.Model):
    """One a company, from the day it states them. Musts and wishes are keys of services in the company's order."""

    company = models.OneToOneField(Company, models.CASCADE, related_name="needs")
    kind = models.CharField("kind of entrepreneur", max_length=12, choices=Kind, blank=True)
    musts = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    wishes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    sectors = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # keys of the catalogue
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)  # ISO 639-1
    # Where it wants to sell: countries (ISO 3166-1 alpha-2) or regions (UN M49).
    markets = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    people = models.PositiveSmallIntegerField(
        "people who come", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    starts_on = models.DateField("wished start", null=True, blank=True)
    months = models.PositiveSmallIntegerField(
        "wished months", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )

    class Meta:
        verbose_name_plural = "needs"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(musts__overlap=models.F("wishes")), name="needs_must_or_wish"),
            models.CheckConstraint(condition=Q(people=None) | Q(people__range=(1, 200)), name="needs_people_come"),
            models.CheckConstraint(condition=Q(months=None) | Q(months__range=(1, 24)), name="needs_whole_months"),
            models.CheckConstraint(condition=Q(kind__in=["", *Kind.values]), name="needs_kind_known"),
        ]

    def __str__(self) -> str:
        return f"Needs of {self.company}"

    def get_absolute_url(self) -> str:
        return self.company.get_absolute_url()

    @property
    def says_nothing(self) -> bool:
        """Stated, and everything left open."""
        lists = (self.musts, self.wishes, self.sectors, self.languages, self.markets)
        return not any((self.kind, *lists, self.people, self.starts_on, self.months))


class NeedsStep(AbstractStep):
    needs = models.ForeignKey(Needs, models.CASCADE, related_name="steps")
