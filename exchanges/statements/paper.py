"""What a statement says on paper: the data of templates/paper/statement.typ. Pure, from a whole case."""

from datetime import date
from typing import Any

from exchanges.statements.lines import shown
from exchanges.statements.queries import Dossier, answer_says
from parks.park.models import Park
from softlanding.kernel import words


def content(case: Dossier, park: Park, network: str, check_url: str, today: date) -> dict[str, Any]:
    """Texts and lists of texts; the balance is the park's. `check_url`: where anybody checks the hash."""
    sign, books = case.content.sign(park), case.content
    return {
        "network": network,
        "title": f"{case.period.title}: {case.pair.low} and {case.pair.high}",
        "label": case.period.label,
        "day": words.day(today),
        "days": case.period.days,
        "parties": [{"name": one.name, "place": one.place, "code": one.code} for one in case.parks],
        "side": park.code,
        "opening": f"{park} {_says(sign * books.opening)}",
        "closing": f"{park} {_says(sign * books.closing)}",
        "lines": [
            [words.day(it.day), _what(it), it.debtor.code, str(it.months), words.balance(it.after)]
            for it in shown(case, park, books.lines)
        ],
        "state": state(case),
        "answers": [f"{one}: {answer_says(case, one)}" for one in case.parks] if case.period.until else [],
        "hash": books.hash,
        "check": check_url,
    }  # fmt: skip


def _says(months: int) -> str:
    return words.balance(months) if months else "is even"


def _what(it: Any) -> str:
    parts = [it.kind] if it.kind and it.kind != it.text.lower() else []
    if it.reversed_on:
        parts.append(f"taken back on {words.day(it.reversed_on)}")
    if it.reverses:
        parts.append(f"takes back the posting of {words.day(it.reverses)}")
    return f"{it.text} ({', '.join(parts)})" if parts else it.text


def state(case: Dossier) -> str:
    """Where it stands, in a sentence: on paper and on the page."""
    low, high = case.parks
    until = words.day(case.period.until) if case.period.until else ""
    if case.is_closed and case.statement.closed_at:
        closed_on = words.day(case.statement.closed_at)
        return f"Both parks confirmed it. The books up to {until} are closed since {closed_on}."
    if case.period.until is None:
        closed = case.pair.closed_until
        return f"Both parks confirmed the books up to {words.day(closed)}." if closed else ""
    if case.disputed_by:
        return f"{words.listed([park.name for park in case.disputed_by])} disputes it."
    if case.is_covered and case.pair.closed_until:
        return f"Closed with the books up to {words.day(case.pair.closed_until)}, which both parks confirmed."
    if len(case.missing) == 1:
        return f"{low if case.missing[0] == high else high} confirmed it; it waits for {case.missing[0]}."
    return "Neither park has confirmed it."


def attachments(case: Dossier) -> dict[str, str]:
    """The canonical content, whose SHA-256 is the hash on the paper."""
    return {"statement.json": case.content.canonical}
