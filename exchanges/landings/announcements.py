"""Which verb tells whom about a landing."""

from collections.abc import Iterable
from datetime import datetime

from companies.company.models import Membership as CompanyMembership
from exchanges.landings.answers import clock_at
from exchanges.landings.models import Landing
from parks.park.models import Membership as ParkMembership
from softlanding.accounts.models import User
from softlanding.notices.actions import tell, tell_each

# Whom each verb tells; whoever did it is not told what she did herself.
TELLS = {
    "submit": ("home",),
    "nominate": ("host", "company"),
    "decline": ("company", "home"),
    "withdraw": ("home", "host"),
    "offer": ("company", "home"),
    "lapse": ("company", "home", "host"),
    "confirm": ("host", "home"),
    "check_in": ("company", "home"),
    "check_out": ("company", "home"),
    "cancel": ("company", "home", "host"),
    "no_show": ("company", "home"),
}


def tell_others(landing: Landing, verb: str, *, by: User | None, side: str, reason: str, now: datetime) -> None:
    """One notice a person; a park hears only of what it has seen."""
    about = {"landing": landing, "side": side, "by": by, "reason": reason}
    if verb == "lapse" and landing.answer_by:
        about["clock"] = clock_at(landing, landing.answer_by, "home")
    groups = [
        ([person for person in _people(landing, told) if by is None or person.pk != by.pk], {**about, "told": told})
        for told in TELLS.get(verb, ())
        if _has_heard_of(landing, told)
    ]
    key = f"landing-{landing.pk}-{verb}-{now:%Y%m%d%H%M%S%f}"
    tell_each(groups, key=key, mail=f"landings/{verb}", url=landing.get_absolute_url(), now=now)


def tell_elsewhere(stay: Landing, others: Iterable[Landing], *, now: datetime) -> None:
    """A company was checked in: the hosts it asked for the same days are told; nothing of theirs changes."""
    for landing in others:
        if landing.nominated_at is not None:
            landing.company = stay.company
            tell(
                ParkMembership.objects.people_of(landing.host), key=f"landing-{stay.pk}-elsewhere-{landing.pk}",
                mail="landings/elsewhere", context={"landing": landing, "stay": stay}, url=landing.get_absolute_url(),
                now=now,
            )  # fmt: skip


def _has_heard_of(landing: Landing, side: str) -> bool:
    return {
        "company": True,
        "home": landing.submitted_at is not None,
        "host": landing.nominated_at is not None,
    }[side]


def _people(landing: Landing, side: str) -> list[User]:
    if side == "company":
        return CompanyMembership.objects.people_of(landing.company)
    return ParkMembership.objects.people_of(landing.home if side == "home" else landing.host)
