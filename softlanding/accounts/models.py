"""The people, and what membership in a park or a company means to all of them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

import rules
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from softlanding.kernel.fields import OneLineField, visible

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, name: str = "", password: str | None = None, **fields: Any) -> "User":
        """A person who signs in by e-mail; without a password she signs in by a code sent to her address."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email.strip().lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, name: str = "", password: str | None = None, **fields: Any) -> "User":
        """What `createsuperuser` makes: a person without any right; `add_network_admin` gives the network's role."""
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What she may do comes from her roles alone, by the rooms' permissions.py.

    Django's flags of staff and superuser, its groups and its table of permissions are there and open nothing.
    """

    email = models.EmailField("e-mail address", unique=True)
    name = OneLineField("full name", max_length=150)
    is_network_admin = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
            visible("user_name_visible", "name"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether one of her roles gives this right; a permission that no permissions.py names is nobody's."""
        return self.is_active and bool(rules.has_perm(perm, self, obj))

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Django's admin site asks this; what it shows is said by its own site."""
        return False


class MembershipState(models.TextChoices):
    INVITED = "invited", "invited"  # by e-mail, not answered yet
    ASKED = "asked", "asked to join"
    ACTIVE = "active", "active"
    REFUSED = "refused", "refused"
    ENDED = "ended", "ended"


class MembershipQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        return self.filter(state=MembershipState.ACTIVE)

    def open(self) -> Self:
        """Active, or waiting for one side's answer."""
        return self.filter(state__in=[MembershipState.ACTIVE, MembershipState.ASKED, MembershipState.INVITED])

    def roles_of(self, user: "User | AnonymousUser") -> dict[int, str]:
        """{owner's id: role} of a person's active memberships; asked of the database once a request.

        What a role may do is said by its owner's rights.py, and asked there.
        """
        if user.is_anonymous:
            return {}
        owner = self.model.owner_field
        known: dict[int, str] | None = getattr(user, f"_{owner}_roles", None)
        if known is None:
            known = dict(self.model.objects.active().filter(user=user).values_list(f"{owner}_id", "role"))
            setattr(user, f"_{owner}_roles", known)
        return known


class AbstractMembership(models.Model):
    """A person's place in a park or a company: invited by e-mail or asked for, then active, at last ended."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(app_label)s_memberships",
    )
    email = models.EmailField()  # whom the invitation went to; the person's address when she asked herself
    state = models.CharField(max_length=10, choices=MembershipState)
    created_at = models.DateTimeField(default=timezone.now)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    owner_field: ClassVar[str]  # "park" or "company": whose people these are

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.user or self.email} ({self.get_state_display()})"

    @classmethod
    def head_roles(cls) -> list[str]:
        """The roles that decide who the owner's people are, the usual one first; never without a person."""
        raise NotImplementedError

    @property
    def owner(self) -> Any:
        """The park or company."""
        return getattr(self, self.owner_field)

    @property
    def who(self) -> str:
        """The person's name, or the address that was invited."""
        return str(self.user) if self.user else self.email
