"""What a park offers a landing company: services with their terms, spaces, incentives, grants (design, rule 23)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from parks.catalogue.models import Service
from parks.catalogue.states import SpaceKind, Suits
from parks.park.models import CheckedFacts, Park
from parks.programmes.states import How, Partner
from softlanding.kernel.fields import OneLineField, visible
from softlanding.kernel.models import AbstractStep

CURRENCY = r"^[A-Z]{3}$"


class Programme(CheckedFacts):
    """One a park, from its first service on; the day its facts were checked stands here."""

    park = models.OneToOneField(Park, models.CASCADE, related_name="programme")

    def __str__(self) -> str:
        return f"Programme of {self.park}"

    def get_absolute_url(self) -> str:
        return self.park.get_absolute_url()


class ProgrammeService(models.Model):
    """A service of the catalogue as one park offers it. A price is in whole or hundredth units of its currency."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="services")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    how = models.CharField("how it is offered", max_length=8, choices=How)
    price = models.DecimalField(
        max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(max_length=3, blank=True, validators=[RegexValidator(CURRENCY)])
    terms = OneLineField(max_length=200, blank=True)  # "8 hours", "an hour", "30 % off the list price"
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)  # ISO 639-1
    suits = models.CharField(max_length=12, choices=Suits, default=Suits.BOTH)
    partner_kind = models.CharField("kind of partner", max_length=10, choices=Partner, blank=True)
    partner = OneLineField("contact or partner", max_length=120, blank=True)
    # Shown to companies that landed there, and to the park's own people.
    partner_contact = OneLineField("how to reach them", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["service__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "service"], name="programme_service_once"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="programme_how_known"),
            models.CheckConstraint(condition=Q(suits__in=Suits.values), name="programme_suits_known"),
            models.CheckConstraint(
                condition=Q(price=None, currency="") | Q(price__gte=0, currency__regex=CURRENCY),
                name="programme_price_has_currency",
            ),
            visible("programme_texts_visible", "terms", "partner", "partner_contact"),
        ]
        indexes: ClassVar = [models.Index(fields=["service", "programme"], name="programme_by_service")]


class Space(models.Model):
    """Rooms of one kind that a landing company can have."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="spaces")
    kind = models.CharField(max_length=10, choices=SpaceKind)
    name = OneLineField(max_length=120, blank=True)
    people = models.PositiveSmallIntegerField("workplaces in one", validators=[MinValueValidator(1)])
    count = models.PositiveSmallIntegerField("how many", default=1, validators=[MinValueValidator(1)])
    equipment = OneLineField(max_length=200, blank=True)
    free_from = models.DateField("free from", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=SpaceKind.values), name="space_kind_known"),
            models.CheckConstraint(condition=Q(people__gte=1, count__gte=1), name="space_has_workplaces"),
            visible("space_texts_visible", "name", "equipment"),
        ]


class Incentive(models.Model):
    """A tax or another burden made lighter: what, the rate, on which condition."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="incentives")
    what = OneLineField(max_length=120)
    rate = OneLineField(max_length=60, blank=True)
    condition = OneLineField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [visible("incentive_texts_visible", "what", "rate", "condition")]


class Grant(models.Model):
    """Money that need not come back, up to an amount of a currency, for a stage of a project."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="grants")
    what = OneLineField(max_length=120)
    up_to = models.DecimalField("up to", max_digits=12, decimal_places=0, validators=[MinValueValidator(1)])
    currency = models.CharField(max_length=3, validators=[RegexValidator(CURRENCY)])
    stage = OneLineField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(up_to__gte=1, currency__regex=CURRENCY), name="grant_amount_of_currency"
            ),
            visible("grant_texts_visible", "what", "stage"),
        ]


class ProgrammeStep(AbstractStep):
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="steps")
