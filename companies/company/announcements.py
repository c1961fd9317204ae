"""Which verb tells whom about a company's residency."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from companies.company.models import Membership, Residency
from parks.park.models import Membership as ParkMembership
from softlanding.accounts.models import User
from softlanding.notices.actions import tell


def claim(residency: Residency, *, by: User, now: datetime) -> None:
    """The park's managers and deputies answer."""
    url = reverse("companies:residents", args=[residency.park.code])
    _tell(ParkMembership.objects.people_of(residency.park), residency, "claim", by=by, now=now, url=url)


def answered(residency: Residency, verb: str, *, by: User, now: datetime) -> None:
    """The company's people learn that the park verified, refused or ended it."""
    _tell(Membership.objects.people_of(residency.company), residency, verb, by=by, now=now)


def _tell(people: Iterable[User], residency: Residency, verb: str, *, by: User, now: datetime, url: str = "") -> None:
    tell(
        [person for person in people if person.pk != by.pk],
        key=f"residency-{residency.pk}-{verb}",
        mail=f"companies/{verb}",
        context={"residency": residency, "company": residency.company, "park": residency.park, "by": by},
        url=url or residency.get_absolute_url(),
        now=now,
    )
