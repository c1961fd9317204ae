"""The content two parties sign: its terms as canonical text, and the hash of that text (rule 2). Pure."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exchanges.agreements.models import AgreementVersion, DirectionTerms
    from exchanges.ledger.models import Pair

VERSION_TERMS = (
    "valid_from", "valid_until", "alert_at", "limit_at", "floor_months", "carry_over", "notice_months",
    "decision_days", "offer_days", "rules_from",
)  # fmt: skip
DIRECTION_TERMS = ("months_per_year", "places", "min_months", "max_months", "services")


def canonical_terms(version: "AgreementVersion", directions: "list[DirectionTerms]", pair: "Pair") -> str:
    """The content two parties sign, as JSON with sorted keys: the same terms give the same text, everywhere."""
    content: dict[str, Any] = {name: getattr(version, name) for name in VERSION_TERMS}
    if version.rules_from is None:
        del content["rules_from"]  # a first version rules from its first valid day
    content["parties"] = [pair.low.code, pair.high.code]
    content["clearing_allowed"] = {pair.low.code: version.clearing_low, pair.high.code: version.clearing_high}
    content["directions"] = {
        f"{terms.home.code} > {terms.host.code}": {name: getattr(terms, name) for name in DIRECTION_TERMS}
        for terms in directions
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def terms_hash(canonical: str) -> str:
    """SHA-256 (hex) of canonical terms."""
    return hashlib.sha256(canonical.encode()).hexdigest()
