"""Which verb tells whom about an agreement."""

from datetime import datetime

from exchanges.agreements.models import Agreement
from parks.models import Membership, Park
from softlanding.accounts.models import User
from softlanding.notices.actions import tell


def propose(agreement: Agreement, *, by: User | None, now: datetime) -> None:
    """The partner reads the terms and answers; the proposer's colleagues know they have to sign."""
    for park in (agreement.pair.low, agreement.pair.high):
        _tell(park, agreement, "propose", "agreements/propose", by=by, now=now)


def sign(agreement: Agreement, *, park: Park, by: User, now: datetime) -> None:
    """The other party: it must sign now, or the agreement is in force."""
    _tell(agreement.partner_of(park), agreement, f"sign-{park.pk}", "agreements/sign", by=by, now=now)


def ended(agreement: Agreement, verb: str, *, by: User, reason: str, now: datetime) -> None:
    for park in (agreement.pair.low, agreement.pair.high):
        _tell(park, agreement, verb, f"agreements/{verb}", by=by, now=now, reason=reason)


def _tell(
    park: Park, agreement: Agreement, step: str, mail: str, *, by: User | None, now: datetime, reason: str = ""
) -> None:
    people = [person for person in Membership.objects.people_of(park) if by is None or person.pk != by.pk]
    context = {
        "agreement": agreement, "version": agreement.newest, "park": park, "partner": agreement.partner_of(park),
        "by": by, "reason": reason,
    }  # fmt: skip
    key = f"agreement-{agreement.pk}-{agreement.newest.number}-{step}"
    tell(people, key=key, mail=mail, context=context, url=agreement.get_absolute_url(), now=now)
