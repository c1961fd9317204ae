"""What anybody may know of a document by its hash: which one it is, whose, who confirmed it, whether it still holds.

No figure is told. Of a statement nobody answered no hash is kept; its file is compared with the books of today.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q

from exchanges.agreements.content import terms_hash
from exchanges.agreements.models import AgreementVersion
from exchanges.agreements.queries import canonical_of
from exchanges.ledger.models import Pair
from exchanges.ledger.queries import root_by_hash
from exchanges.ledger.roots import root_hash
from exchanges.statements import periods
from exchanges.statements.models import BalanceStatement, StatementStep
from exchanges.statements.periods import Period
from exchanges.statements.queries import Dossier, dossier, pair_of, with_parks
from softlanding.kernel import words

DONE, WAIT, STOP = "done", "wait", "stop"
NO_LONGER = "Ask one of the parks for the statement of today."


@dataclass(frozen=True)
class Answer:
    """`tone`: done (both parks' word), wait (not of both, or no longer), stop (unknown, not what the portal holds)."""

    tone: str
    title: str
    lines: list[str] = field(default_factory=list)
    hash: str = ""
    word: str = "both parks' word"  # said when it is done


# Documents of rooms above, which exchanges/apps.py puts here at start-up: hash -> what it belongs to, or None.
DOCUMENTS: list[Callable[[str], Answer | None]] = []


def by_hash(text: str) -> Answer | None:
    """What a SHA-256 (64 lower-case hex signs) belongs to; None when the portal knows no such document."""
    others = (found for look in DOCUMENTS if (found := look(text)))
    return _statement(text) or _agreement(text) or _root(text) or next(others, None)


def by_file(content: bytes) -> Answer:
    """What a file is: by its hash, else by what it says of itself."""
    text = hashlib.sha256(content).hexdigest()
    found = by_hash(text) or _unanswered(content, text)
    if found:
        return found
    if content.startswith(b"%PDF"):
        files = "statement.json, terms.json or report.json"
        tries = f"This is the PDF itself. Save the file attached to it ({files}) and give that one."
        return Answer(STOP, "A PDF has another hash each time it is made", [tries], text)
    return unknown(text)


def unknown(text: str) -> Answer:
    lines = [
        "It may be mistyped: paste the whole hash, or give the file that is attached to the PDF.",
        "Of a statement nobody has confirmed yet the hash is not kept: give its file statement.json instead.",
        "If the file is unchanged since you got it, ask the park that gave it to you.",
    ]
    return Answer(STOP, "The portal knows no document with this hash", lines, text)


def _statement(text: str) -> Answer | None:
    known = Q(content_hash=text) | Q(pk__in=StatementStep.objects.filter(content_hash=text).values("statement"))
    statement = BalanceStatement.objects.filter(known).select_related("pair__low", "pair__high").first()
    if statement is None:
        return None
    case = dossier(statement.pair, statement.period)
    steps = StatementStep.objects.filter(statement=statement, content_hash=text, verb="confirm").order_by("pk")
    confirmed = {step.park_id: words.day(step.at) for step in steps}
    lines = [
        f"{park} confirmed it on {confirmed[park.pk]}." if park.pk in confirmed else f"{park} has not confirmed it."
        for park in case.parks
    ]
    same = case.content.hash == text
    title = _title(case)
    if case.is_closed and not same:
        alarm = "The portal now computes another content from its postings. Tell a network admin: this must never be."
        return Answer(STOP, title, [*lines, alarm], text)
    if not same:
        return Answer(WAIT, title, [*lines, f"The statement has changed since. {NO_LONGER}"], text)
    lines += [f"{words.listed([park.name for park in case.disputed_by])} disputes it."] if case.disputed_by else []
    holds = "It is exactly what the portal holds today."
    if case.is_closed:
        return Answer(DONE, title, [*lines, f"{holds} It cannot change any more: its books are closed."], text)
    return Answer(WAIT, title, [*lines, holds], text)


def _title(case: Dossier) -> str:
    return f"Balance statement of {case.pair.low} and {case.pair.high}, {case.period.label}"


def _agreement(text: str) -> Answer | None:
    version: Any = (
        AgreementVersion.objects.filter(content_hash=text)
        .annotate(signed=Count("signatures"))
        .select_related("agreement__pair__low", "agreement__pair__high")
        .prefetch_related("signatures", "directions")
        .order_by("-signed", "-made_at")
        .first()
    )
    if version is None:
        return None
    agreement = version.agreement
    title = f"Partnership agreement of {agreement}, version {version.number}"
    signed = {one.park_id: words.day(one.signed_at) for one in version.signatures.all()}
    lines = [
        f"{park} signed it on {signed[park.pk]}." if park.pk in signed else f"{park} has not signed it."
        for park in agreement.parties
    ]
    if terms_hash(canonical_of(version)) != text:
        alarm = "The portal now computes another hash from its terms. Tell a network admin: this must never be."
        return Answer(STOP, title, [*lines, alarm], text)
    holds = "Its terms are exactly those the portal holds."
    if version.days_ruled:
        holds = f"{holds} It rules from {words.day(version.days_ruled.first)} to {words.day(version.days_ruled.last)}."
    if agreement.ruling_id == version.pk:
        return Answer(DONE, title, [*lines, f"{holds} It is the version both parks signed last."], text)
    later = "Another version took its place." if len(signed) == len(agreement.parties) else "It binds nobody."
    return Answer(WAIT, title, [*lines, f"{holds} {later}"], text)


def _root(text: str) -> Answer | None:
    root = root_by_hash(text)
    if root is None:
        return None
    title = f"Root {root.number} of the network's books, {words.day(root.day)}"
    if root_hash(root.content) != text:
        alarm = "What the portal holds of that day no longer fits it. Tell a network admin: this must never be."
        return Answer(STOP, title, [alarm], text)
    lines = [
        "It covers every posting, signature and step recorded up to that day.",
        "The portal still holds it. Each night all roots are recomputed from the books; a network admin can do it at "
        "any time.",
    ]
    return Answer(DONE, title, lines, text)


def _unanswered(content: bytes, text: str) -> Answer | None:
    """A statement's file nobody answered: compared with the pair's books of its period as they are."""
    claimed = _claims(content)
    if claimed is None:
        return None
    codes, period = claimed
    pair = pair_of(with_parks(Pair.objects.filter(postings_count__gt=0)), *codes).first()
    if pair is None:
        return None
    case = dossier(pair, period)
    if case.content.hash == text:
        lines = ["It is exactly what the portal holds today.", "Neither park has confirmed it."]
        return Answer(WAIT, _title(case), lines, text)
    says = f"It says it is the balance statement of {pair.low} and {pair.high}, {period.label}"
    more = f"Something was posted since it was made, or the file was changed. {NO_LONGER}"
    return Answer(STOP, f"{says}; the portal holds another content", [more], text)


def _claims(content: bytes) -> tuple[tuple[str, str], Period] | None:
    """The parks' codes and the period a file names; None for anything but a statement's file."""
    try:
        said = json.loads(content)
        low, high = said["parties"]
        days = [date.fromisoformat(said[name]) if said[name] else None for name in ("since", "until")]
        period = Period(*days)
        is_sound = all(isinstance(code, str) and "\x00" not in code for code in (low, high))
        return ((low, high), period) if is_sound and periods.named(period.name) == period else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
