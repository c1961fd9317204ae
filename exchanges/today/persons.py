"""A person as a composed question knows her: her roles are its shape, her parks and companies its values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from companies.company.models import Membership as CompanyMembership
from companies.rights import Right as CompanyRight
from companies.rights import companies_with
from parks.park.models import Membership as ParkMembership
from parks.rights import Right as ParkRight
from parks.rights import parks_with
from softlanding.accounts.models import User

Places = tuple[list[int], list[int]]  # ids of parks and of companies


def places_acted_for(user: User) -> Places:
    """The parks and companies for which something may wait for her: where her role gives more than to read."""
    parks = parks_with(user, ParkRight.RUNS, ParkRight.SIGNS, ParkRight.HEADS)
    return parks, companies_with(user, CompanyRight.WRITES, CompanyRight.HEADS)


@dataclass(frozen=True)
class Roles:
    """The roles of a person at each of some parks and companies, in their order."""

    parks: tuple[str, ...]
    companies: tuple[str, ...]
    is_network_admin: bool

    @classmethod
    def of(cls, user: User, places: Places) -> Self:
        at_parks, at_companies = ParkMembership.objects.roles_of(user), CompanyMembership.objects.roles_of(user)
        parks, companies = places
        return cls(
            tuple(at_parks[park] for park in parks),
            tuple(at_companies[company] for company in companies),
            user.is_network_admin,
        )

    def person(self, pk: int | None, parks: Sequence[int], companies: Sequence[int]) -> User:
        """Somebody with these roles at these parks and companies, whoever she is."""
        user = User(pk=pk, is_network_admin=self.is_network_admin)
        user._park_roles = dict(zip(parks, self.parks, strict=True))  # type: ignore[attr-defined]
        user._company_roles = dict(zip(companies, self.companies, strict=True))  # type: ignore[attr-defined]
        return user
