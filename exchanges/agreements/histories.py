"""How an agreement came to be what it is, line by line."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from exchanges.agreements.models import Agreement, AgreementStep, AgreementVersion
from exchanges.agreements.queries import waits_for
from exchanges.agreements.states import WORKFLOW
from softlanding.kernel import words
from softlanding.kernel.composed import composed
from softlanding.kernel.editing import Changed
from softlanding.kernel.history import HistoryLine


def history(agreement: Agreement) -> list[HistoryLine]:
    """Newest first, opened by whose signature it waits for."""
    rules = {
        max(one.signed_at for one in version.signatures.all()): version
        for version in agreement.versions.all()
        if version.days_ruled
    }
    told = [
        HistoryLine(
            f"{acted_for} {WORKFLOW[verb].told}{_rules_from(rules.get(at), verb)}",
            at,
            name or "",
            reason,
            changes=changes,
        )
        for verb, acted_for, at, name, reason, changes in _steps_of(agreement.pk)
    ]
    missing = waits_for(agreement)
    return [HistoryLine.waits(f"Waits for {missing} to sign"), *told] if missing else told


def _rules_from(version: AgreementVersion | None, verb: str) -> str:
    """What the second signature did."""
    return (
        f"; version {version.number} rules from {words.day(version.days.first)}" if version and verb == "sign" else ""
    )


@composed
def _steps_of(agreement_id: int) -> QuerySet[Any, tuple[str, str, datetime, str | None, str, list[Changed]]]:
    steps = AgreementStep.objects.filter(agreement=agreement_id).order_by("-at", "-pk")
    return steps.values_list("verb", "acted_for", "at", "actor__name", "reason", "changes")
