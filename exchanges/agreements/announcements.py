"""Which verb tells whom about an agreement: the people of both parties, except who did it."""

from exchanges.agreements.models import Agreement, AgreementStep, AgreementVersion
from parks.park.models import Membership
from softlanding.notices.actions import tell

# Colleagues of the one who did it need not hear of these.
PARTNER_ONLY = ("sign", "comment", "name_contacts")


def tell_parties(agreement: Agreement, step: AgreementStep, *, version: AgreementVersion) -> None:
    """Once for each step; `version` holds the terms the mail speaks of."""
    for park in agreement.parties:
        if park.pk == step.park_id and step.verb in PARTNER_ONLY:
            continue
        people = [person for person in Membership.objects.people_of(park) if person.pk != step.actor_id]
        context = {
            "agreement": agreement, "version": version, "park": park, "partner": agreement.partner_of(park),
            "by": step.actor, "doer": step.park, "is_ours": park.pk == step.park_id, "reason": step.reason,
            "is_amendment": agreement.ruling_id not in (None, version.pk), "rules": agreement.ruling_id == version.pk,
        }  # fmt: skip
        tell(
            people, key=f"agreement-step-{step.pk}", mail=f"agreements/{step.verb}", context=context,
            url=agreement.get_absolute_url(), now=step.at,
        )  # fmt: skip
