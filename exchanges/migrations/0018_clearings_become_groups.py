"""Every clearing of before is the only group of a proposal of its own; a park whose last word was no stays away."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

# A year that was looked at is never changed by anybody else.
YEARS_OPEN = "ALTER TABLE exchanges_clearingyear DISABLE TRIGGER USER"
YEARS_SHUT = "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE exchanges_clearingyear ENABLE TRIGGER USER"


def fill(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Clearing, Proposal = apps.get_model("exchanges", "Clearing"), apps.get_model("exchanges", "ClearingProposal")
    proposal_of: dict[int, int] = {}
    for it in Clearing.objects.order_by("version", "pk"):
        if it.predecessor_id:
            proposal_of[it.pk] = proposal_of[it.predecessor_id]
        else:
            proposal_of[it.pk] = Proposal.objects.create(
                proposed_by_id=it.proposed_by_id, at=it.frozen_at, on=it.frozen_on, groups=1, total=it.total,
                gross=it.gross, content_hash=it.content_hash,
            ).pk  # fmt: skip
        it.proposal_id = proposal_of[it.pk]
        if it.state == "undoing":
            it.undo_by = timezone.now().date() + timedelta(days=settings.CLEARING_ANSWER_DAYS)
        it.save(update_fields=["proposal", "undo_by"])
    schema_editor.execute(YEARS_OPEN)
    for year in apps.get_model("exchanges", "ClearingYear").objects.exclude(clearing=None):
        year.proposal_id = proposal_of[year.clearing_id]
        year.save(update_fields=["proposal"])
    schema_editor.execute(YEARS_SHUT)
    remember_refusals(apps)


def remember_refusals(apps: Any) -> None:
    Step, Refusal = apps.get_model("exchanges", "ClearingStep"), apps.get_model("exchanges", "ClearingRefusal")
    last: dict[int, Any] = {}
    for said in apps.get_model("exchanges", "ClearingAnswer").objects.filter(undo=0).order_by("at", "pk"):
        last[said.park_id] = said
    for park, said in last.items():
        if not said.is_yes:
            step = Step.objects.filter(clearing=said.clearing_id, park=park, verb="refuse").first()
            reason = step.reason if step else ""
            Refusal.objects.create(park_id=park, clearing_id=said.clearing_id, at=said.at, by_id=said.by_id, reason=reason)


def empty(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Where a proposal has several groups, or one fell apart, the tables of before cannot hold them, and say so."""
    Clearing = apps.get_model("exchanges", "Clearing")
    for it in Clearing.objects.select_related("proposal"):
        it.proposed_by_id, it.proposal_id = it.proposal.proposed_by_id, None
        it.save(update_fields=["proposed_by", "proposal"])
    schema_editor.execute(YEARS_OPEN)
    for year in apps.get_model("exchanges", "ClearingYear").objects.exclude(proposal=None):
        year.clearing_id = Clearing.objects.get(version=1, frozen_at=year.proposal.at, number=1).pk
        year.proposal_id = None
        year.save(update_fields=["clearing", "proposal"])
    schema_editor.execute(YEARS_SHUT)


class Migration(migrations.Migration):

    dependencies = [
        ("exchanges", "0017_clearing_groups"),
    ]

    operations = [migrations.RunPython(fill, empty)]
