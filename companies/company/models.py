"""A company, its people, and the park it is resident of."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from companies.company.states import Kind, ResidencyState, Role
from companies.rights import Right, companies_seen_by, roles_with
from parks.park.models import Park
from parks.rights import parks_seen_by
from softlanding.accounts.models import AbstractMembership, MembershipQuerySet, MembershipState
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.composed import composed
from softlanding.kernel.fields import OneLineField, visible
from softlanding.kernel.listing import folded_field
from softlanding.kernel.models import AbstractStep

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from softlanding.accounts.models import User


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Its own people, the parks it is or asks to be resident of, and network admins."""
        if user.is_anonymous:
            return self.none()
        if is_network_admin(user):
            return self
        at_my_parks = Residency.objects.open().filter(park__in=parks_seen_by(user))
        return self.filter(Q(pk__in=companies_seen_by(user)) | Q(pk__in=at_my_parks.values("company")))


class Company(models.Model):
    name = OneLineField(max_length=200)
    about = models.TextField("what the company does", blank=True)
    website = models.URLField(blank=True)
    founded = models.PositiveSmallIntegerField("founded in", null=True, blank=True)
    people = models.PositiveIntegerField(
        "people in the company", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    sectors = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    sold_since = models.DateField("product sold at home since", null=True, blank=True)
    references = models.PositiveSmallIntegerField("references from regular customers", null=True, blank=True)
    regions = models.PositiveSmallIntegerField("regions with distribution", null=True, blank=True)
    business_plan = models.BooleanField("has a business plan for the foreign market", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        verbose_name_plural = "companies"
        constraints: ClassVar = [visible("company_name_visible", "name")]
        indexes: ClassVar = [
            models.Index(Lower("name"), name="company_name_any_case"),
            models.Index(folded_field("name"), F("id"), name="company_name_folded"),  # the list's order
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("companies:detail", args=[self.pk])


class CompanyMembershipQuerySet(MembershipQuerySet):
    def people_of(self, company: Company) -> list["User"]:
        """Those who read its pages: whom a company's mail reaches."""
        return [member.user for member in _people(company.pk, roles_with(Right.SEES)) if member.user]

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """A company's people are seen by each other and by network admins; everyone sees her own."""
        if user.is_anonymous:
            return self.none()
        if is_network_admin(user):
            return self
        return self.filter(Q(company__in=companies_seen_by(user)) | Q(user=user))


class Membership(AbstractMembership):
    company = models.ForeignKey(Company, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.LEAD)

    owner_field = "company"
    objects: ClassVar[Any] = CompanyMembershipQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["role", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "user"],
                condition=Q(state__in=[MembershipState.ACTIVE, MembershipState.ASKED]),
                name="company_membership_once",
            ),
            models.UniqueConstraint(
                "company",
                Lower("email"),
                condition=Q(state=MembershipState.INVITED),
                name="company_invited_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=MembershipState.ACTIVE) | Q(user__isnull=False),
                name="company_member_is_a_person",
            ),
        ]

    @classmethod
    def head_roles(cls) -> list[str]:
        return roles_with(Right.HEADS)

    def get_absolute_url(self) -> str:
        return reverse("companies:people", args=[self.company_id])


@composed
def _people(company_id: int, roles: list[str]) -> QuerySet[Membership]:
    return Membership.objects.active().filter(company=company_id, role__in=roles).select_related("user")


class ResidencyQuerySet(models.QuerySet["Residency"]):
    def verified(self) -> Self:
        return self.filter(state=ResidencyState.VERIFIED)

    def open(self) -> Self:
        return self.filter(state__in=[ResidencyState.CLAIMED, ResidencyState.VERIFIED])

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        if user.is_anonymous:
            return self.none()
        if is_network_admin(user):
            return self
        return self.filter(Q(company__in=companies_seen_by(user)) | Q(park__in=parks_seen_by(user)))


class Residency(models.Model):
    """A company's claim to be resident of a park; the park's word makes it count (design, rule 12)."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="residencies")
    park = models.ForeignKey(Park, models.PROTECT, related_name="residencies")
    since = models.DateField("resident since", null=True, blank=True)
    state = models.CharField(max_length=10, choices=ResidencyState, default=ResidencyState.CLAIMED)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ResidencyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name_plural = "residencies"
        constraints: ClassVar = [
            # A company comes home to one place: whoever vouches for it must be the only one.
            models.UniqueConstraint(
                fields=["company"], condition=Q(state=ResidencyState.VERIFIED), name="residency_one_home"
            ),
            models.UniqueConstraint(
                fields=["company", "park"],
                condition=Q(state=ResidencyState.CLAIMED),
                name="residency_claimed_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["park", "state"], name="residency_park_state")]

    def __str__(self) -> str:
        return f"{self.company} at {self.park} ({self.get_state_display()})"

    def get_absolute_url(self) -> str:
        return self.company.get_absolute_url()


class CompanyStep(AbstractStep):
    company = models.ForeignKey(Company, models.CASCADE, related_name="steps")


class ResidencyStep(AbstractStep):
    residency = models.ForeignKey(Residency, models.CASCADE, related_name="steps")
