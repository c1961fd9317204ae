"""The network's catalogue: services in four elements, and sectors in two levels (design, rule 23)."""

from typing import ClassVar, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from parks.catalogue.states import Element, Suits
from softlanding.kernel.addresses import path_to
from softlanding.kernel.fields import OneLineField, visible
from softlanding.kernel.models import AbstractStep

KEY = r"^[a-z][a-z0-9_]{0,39}$"
CLASSIFICATION = "NACE Rev. 2.1"


Entry = TypeVar("Entry", bound="CatalogueEntry")


class EntryQuerySet(models.QuerySet[Entry]):
    def offered(self) -> Self:
        """Those that can be chosen anew; a retired one stays where it is used."""
        return self.filter(retired_at=None)


class CatalogueEntry(models.Model):
    """What services and sectors share: a key that never changes, a name that may, and the day it was retired."""

    key = models.CharField(max_length=40, unique=True, validators=[RegexValidator(KEY)])
    name = OneLineField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)  # where it stands among its neighbours
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its place on the catalogue's page."""
        return f"{path_to('parks:catalogue:list')}#{self.key}"

    @property
    def state(self) -> str:
        return "retired" if self.retired_at else "offered"

    def get_state_display(self) -> str:
        return self.state


class Service(CatalogueEntry):
    element = models.CharField(max_length=12, choices=Element)
    what_it_is = OneLineField("what it is", max_length=200)
    suits = models.CharField(max_length=12, choices=Suits, default=Suits.BOTH)
    # The kind of entrepreneur for whom it is a must before anybody said otherwise; empty: for none.
    must_for = models.CharField(max_length=12, choices=[*Suits.choices], blank=True)
    named_by = OneLineField("which source names it", max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(key__regex=KEY), name="service_key_plain"),
            models.CheckConstraint(condition=Q(element__in=Element.values), name="service_element_known"),
            models.CheckConstraint(condition=Q(suits__in=Suits.values), name="service_suits_known"),
            models.CheckConstraint(condition=Q(must_for__in=["", *Suits.values]), name="service_must_for_known"),
            models.UniqueConstraint(Lower("name"), name="service_name_once"),
            visible("service_texts_visible", "name", "what_it_is", "named_by"),
        ]


class Sector(CatalogueEntry):
    """A sector, or a group of sectors when it has no parent. Divisions are those of `CLASSIFICATION`."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="sectors")
    divisions = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    # What people also write for it: old values and imported files are read by these, in lower case.
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(key__regex=KEY), name="sector_key_plain"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="sector_not_its_own_parent"),
            models.UniqueConstraint(Lower("name"), name="sector_name_once"),
            visible("sector_name_visible", "name"),
        ]


class CatalogueStep(AbstractStep):
    """What a network admin did to one entry."""

    service = models.ForeignKey(Service, models.CASCADE, null=True, related_name="steps")
    sector = models.ForeignKey(Sector, models.CASCADE, null=True, related_name="steps")

    class Meta(AbstractStep.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(service=None, sector__isnull=False) | Q(service__isnull=False, sector=None),
                name="catalogue_step_of_one_entry",
            ),
        ]
