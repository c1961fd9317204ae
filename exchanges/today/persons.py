"""A person as a composed question knows her: her roles are its shape, her parks and companies its values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from companies.models import Membership as CompanyMembership
from parks.models import Membership as ParkMembership
from softlanding.accounts.models import User


@dataclass(frozen=True)
class Roles:
    """The roles of a person at each of her parks and companies, in the order of `parks_of` and `companies_of`."""

    parks: tuple[str, ...]
    companies: tuple[str, ...]
    is_network_admin: bool

    @classmethod
    def of(cls, user: User) -> Self:
        parks, companies = ParkMembership.objects.roles_of(user), CompanyMembership.objects.roles_of(user)
        return cls(tuple(parks.values()), tuple(companies.values()), user.is_network_admin)

    def person(self, pk: int | None, parks: Sequence[int], companies: Sequence[int]) -> User:
        """Somebody with these roles at these parks and companies, whoever she is."""
        user = User(pk=pk, is_network_admin=self.is_network_admin)
        user._park_roles = dict(zip(parks, self.parks, strict=True))  # type: ignore[attr-defined]
        user._company_roles = dict(zip(companies, self.companies, strict=True))  # type: ignore[attr-defined]
        return user


def parks_of(user: User) -> list[int]:
    return list(ParkMembership.objects.roles_of(user))


def companies_of(user: User) -> list[int]:
    return list(CompanyMembership.objects.roles_of(user))
