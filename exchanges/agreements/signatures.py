"""The parties' signatures: each is bound to the content of one version (rule 2)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from parks.park.models import Park
from softlanding.kernel.models import append_only


class Signature(models.Model):
    """A party's yes to one version's content, by its hash."""

    version = models.ForeignKey("exchanges.AgreementVersion", models.PROTECT, related_name="signatures")
    park = models.ForeignKey(Park, models.PROTECT, related_name="+")
    # Null: signed on paper before the portal, and imported.
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signer_name = models.CharField(max_length=150, blank=True)
    signed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "park"], name="signature_once")]
        triggers: ClassVar = append_only("signature")

    def __str__(self) -> str:
        return f"{self.park}: {self.signer_name}"
