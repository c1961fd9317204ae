"""What each party keeps beside an agreement, for itself: not part of what both sign."""

from typing import ClassVar

from django.db import models

from exchanges.agreements.models import Agreement
from parks.park.models import Park
from softlanding.kernel.fields import OneLineField, visible


class AgreementParty(models.Model):
    """What one party keeps beside an agreement: its own reference number and two people to talk to."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="party_notes")
    park = models.ForeignKey(Park, models.PROTECT, related_name="+")
    reference = OneLineField("our reference", max_length=60, blank=True)
    first_name = OneLineField("first contact: name", max_length=150, blank=True)
    first_email = models.EmailField("e-mail", blank=True)
    first_phone = OneLineField("phone", max_length=40, blank=True)
    second_name = OneLineField("second contact: name", max_length=150, blank=True)
    second_email = models.EmailField("e-mail", blank=True)
    second_phone = OneLineField("phone", max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "park"], name="agreement_party_once"),
            visible("agreement_party_visible", "reference", "first_name", "first_phone", "second_name", "second_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.park}: {self.reference}"

    @property
    def contacts(self) -> list[dict[str, str]]:
        """The people named, each with name, email and phone."""
        found = [
            {name: getattr(self, f"{which}_{name}") for name in ("name", "email", "phone")}
            for which in ("first", "second")
        ]
        return [contact for contact in found if any(contact.values())]
