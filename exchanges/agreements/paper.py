"""What the agreement says on paper: the data of templates/paper/agreement.typ. Pure, from a whole agreement."""

from datetime import date
from typing import Any

from exchanges.agreements import queries
from exchanges.agreements.comparing import compared, lines_of, rules_when
from exchanges.agreements.models import Agreement
from softlanding.kernel import words


def content(agreement: Agreement, today: date) -> dict[str, Any]:
    """Texts and lists of texts: parties, terms, signatures, hash and every version there was."""
    version = agreement.shown(today)
    signed = queries.signed_names(agreement)
    return {
        "title": f"Partnership agreement of {agreement}",
        "code": agreement.code,
        "state": str(agreement.phase(today).label),
        "day": words.day(today),
        "parties": [{"name": park.name, "place": park.place, "code": park.code} for park in agreement.parties],
        "version": str(version.number),
        "terms": [list(line) for line in lines_of(agreement, version).items()],
        "coming": [
            {
                "title": f"Changes from {words.day(one.days.first)} on, signed as version {one.number}",
                "lines": [[line.label, line.new] for line in compared(agreement, version, one).changed],
            }
            for one in agreement.coming_after(today)
        ],
        "signatures": signed[version.pk],
        "missing": queries.waits_for(agreement) if version.pk == agreement.on_table_id else "",
        "ends": words.day(agreement.last_day) if agreement.last_day and agreement.terminated_at else "",
        "hash": version.content_hash,
        "versions": [
            {
                "number": str(one.number),
                "by": queries.party_name(agreement, one.made_by_id),
                "day": words.day(one.made_at),
                "hash": one.content_hash,
                "rules": rules_when(agreement, one),
                "signed": "; ".join(signed[one.pk]) or "not signed",
            }
            for one in agreement.versions.all()
        ],
    }


def attachments(agreement: Agreement, today: date) -> dict[str, str]:
    """The canonical terms, whose SHA-256 is the hash on the paper."""
    return {"terms.json": queries.canonical_of(agreement.shown(today))}
