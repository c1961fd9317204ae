"""A park and the people who run it."""

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django_countries import countries
from django_countries.fields import CountryField

from parks.park.states import ParkState, Role
from parks.rights import Right, parks_seen_by, roles_with
from softlanding.accounts.models import AbstractMembership, MembershipQuerySet, MembershipState
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.addresses import path_to
from softlanding.kernel.calendar import clock_name
from softlanding.kernel.composed import composed
from softlanding.kernel.fields import OneLineField, visible
from softlanding.kernel.listing import folded_field
from softlanding.kernel.models import AbstractStep

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User


def known_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("“%(name)s” is no time zone. Choose one such as Europe/Madrid.", params={"name": name})


@cache
def country_name(code: str) -> str:
    """A country's name, or the code where there is none. Kept, for django-countries translates it at every call."""
    return str(countries.name(code) or code)


class ParkQuerySet(models.QuerySet["Park"]):
    def admitted(self) -> Self:
        return self.filter(state=ParkState.ADMITTED)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Everyone sees admitted parks; a park's own people and network admins see theirs in any state."""
        if is_network_admin(user):
            return self
        return self.admitted_or(parks_seen_by(user))

    def admitted_or(self, ids: list[int]) -> Self:
        """The admitted ones, and those of these ids in any state."""
        return self.filter(Q(state=ParkState.ADMITTED) | Q(pk__in=ids)) if ids else self.admitted()

    def known_inside_to(self, user: "User | AnonymousUser") -> Self:
        """Those whose own pages are there for a person: of her parks, and for network admins of all."""
        return self if is_network_admin(user) else self.filter(pk__in=parks_seen_by(user))


class Park(models.Model):
    code = models.CharField(max_length=20, unique=True)
    name = OneLineField(max_length=200)
    # What people call it; empty: nobody has said it.
    short_name = OneLineField("short name", max_length=25, blank=True)
    country = CountryField()
    city = OneLineField(max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    time_zone = models.CharField(max_length=40, default="UTC", validators=[known_time_zone])
    website = models.URLField(blank=True)
    founded = models.PositiveSmallIntegerField("founded in", null=True, blank=True)
    resident_companies = models.PositiveIntegerField("resident companies", null=True, blank=True)
    # In the park's own words; `sector_keys` are the same as the network's catalogue has them.
    sectors = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    sector_keys = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    about = models.TextField("what the park offers a landing company", blank=True)
    contact_email = models.EmailField("landing desk e-mail", blank=True)
    state = models.CharField(max_length=10, choices=ParkState, default=ParkState.APPLIED)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ParkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ParkState.values), name="park_state_known"),
            visible("park_names_visible", "name", "city", "short_name"),
            models.UniqueConstraint(Lower("short_name"), condition=~Q(short_name=""), name="park_short_name_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="park_on_the_globe",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "name"], name="park_state_name"),
            models.Index("country", Lower("name"), name="park_country_name"),
            GinIndex(fields=["sectors"], name="park_sectors"),
            GinIndex(fields=["sector_keys"], name="park_sector_keys"),
            models.Index(folded_field("name"), F("name"), F("id"), name="park_name_folded"),  # the directory's order
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("parks:detail", self.code)

    @property
    def state_word(self) -> str:
        return str(ParkState(self.state).label)

    @property
    def country_name(self) -> str:
        return country_name(self.country.code)

    @property
    def place(self) -> str:
        """ "Recife, Brazil", or the country alone."""
        return ", ".join(part for part in (self.city, self.country_name) if part)

    @property
    def country_and_city(self) -> str:
        """ "Brazil, Recife": as lists sort places."""
        return f"{self.country_name}, {self.city}" if self.city else self.country_name

    @property
    def sectors_listed(self) -> str:
        return ", ".join(self.sectors)

    @property
    def site_name(self) -> str:
        """The website as people say it: "portodigital.org"."""
        return (urlsplit(self.website).hostname or self.website).removeprefix("www.")

    @property
    def clock(self) -> str:
        """The time zone as people read it: "Madrid", "Argentina, Cordoba"."""
        return clock_name(self.time_zone)


class ParkMembershipQuerySet(MembershipQuerySet):
    def readers(self) -> Self:
        """Active ones whose role sees their park's pages: whom its mail reaches."""
        return self.active().filter(role__in=roles_with(Right.SEES))

    def people_of(self, park: Park) -> list["User"]:
        """Those who read its pages: whom a park's mail reaches."""
        return [member.user for member in _people(park.pk, roles_with(Right.SEES)) if member.user]

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """A park's people are seen by each other and by network admins; everyone sees her own."""
        if user.is_anonymous:
            return self.none()
        if is_network_admin(user):
            return self
        return self.filter(Q(park__in=parks_seen_by(user)) | Q(user=user))


class Membership(AbstractMembership):
    park = models.ForeignKey(Park, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MANAGER)

    owner_field = "park"
    objects: ClassVar[Any] = ParkMembershipQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["role", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["park", "user"],
                condition=Q(state__in=[MembershipState.ACTIVE, MembershipState.ASKED]),
                name="park_membership_once",
            ),
            models.UniqueConstraint(
                "park", Lower("email"), condition=Q(state=MembershipState.INVITED), name="park_invited_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=MembershipState.ACTIVE) | Q(user__isnull=False),
                name="park_member_is_a_person",
            ),
        ]

    @classmethod
    def head_roles(cls) -> list[str]:
        return roles_with(Right.HEADS)

    def get_absolute_url(self) -> str:
        return path_to("parks:people", self.park.code)


@composed
def _people(park_id: int, roles: list[str]) -> QuerySet[Membership]:
    return Membership.objects.active().filter(park=park_id, role__in=roles).select_related("user")


class CheckedFacts(models.Model):
    """What a park says of itself and somebody of it checks: its programme, its fact sheet. Its steps are `steps`."""

    park: models.OneToOneField[Park, Park]
    checked_on = models.DateField("checked on", null=True, blank=True)

    class Meta:
        abstract = True


class ParkStep(AbstractStep):
    park = models.ForeignKey(Park, models.CASCADE, related_name="steps")
