"""Two versions of terms side by side, term by term, in words. Pure presentation."""

from dataclasses import dataclass
from datetime import date

from exchanges.agreements.models import Agreement, AgreementVersion, DirectionTerms
from softlanding.kernel import words


@dataclass(frozen=True)
class Line:
    """One term as two versions say it; `old` is empty where there is nothing to compare with."""

    label: str
    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True)
class Comparison:
    old: AgreementVersion
    new: AgreementVersion
    lines: list[Line]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.is_changed]

    @property
    def same(self) -> list[Line]:
        return [line for line in self.lines if not line.is_changed]

    @property
    def sentence(self) -> str:
        """ "2 of 16 terms changed"."""
        if not self.changed:
            return "No term changed"
        return f"{len(self.changed)} of {words.plural(len(self.lines), 'term')} changed"


def compared(agreement: Agreement, old: AgreementVersion, new: AgreementVersion) -> Comparison:
    before, after = lines_of(agreement, old), lines_of(agreement, new)
    lines = [Line(label, before[label], value) for label, value in after.items()]
    return Comparison(old, new, lines)


def lines_of(agreement: Agreement, version: AgreementVersion) -> dict[str, str]:
    """{term: value}, everything the hash covers, in the order people read it."""
    found: dict[str, str] = {}
    for home in agreement.parties:
        terms, way = version.direction(home.pk), f"{home} at {agreement.partner_of(home)}"
        found |= {f"{label}: {way}": value for label, value in _direction_lines(terms).items()}
    return found | _pair_lines(agreement, version)


def _direction_lines(terms: DirectionTerms) -> dict[str, str]:
    return {
        "Free-rent months a year": words.months(terms.months_per_year) if terms.months_per_year else "closed",
        "Companies at once": str(terms.places),
        "One stay": f"{terms.min_months} to {words.months(terms.max_months)}",
        "Services included": terms.services or "none named",
    }


def _pair_lines(agreement: Agreement, version: AgreementVersion) -> dict[str, str]:
    return {
        "Valid from": _day(version.valid_from),
        "Valid until": _day(version.valid_until),
        "These terms rule": rules_when(agreement, version),
        "Warning": f"from {words.months(version.alert_at)} on" if version.alert_at is not None else "none",
        "Limit": f"sending stops at {words.months(version.limit_at)}" if version.limit_at is not None else "none",
        "Always possible": f"{words.months(version.floor_months)} a year",
        "Unused months": "go to the next year, once" if version.carry_over else "end with the year",
        "A park decides within": words.plural(version.decision_days, "day"),
        "A company answers within": words.plural(version.offer_days, "day"),
        "Notice": words.months(version.notice_months),
        f"Clearing in circles: {agreement.pair.low}": "allowed" if version.clearing_low else "not allowed",
        f"Clearing in circles: {agreement.pair.high}": "allowed" if version.clearing_high else "not allowed",
    }


def rules_when(agreement: Agreement, version: AgreementVersion) -> str:
    """ "1 January 2027 to 31 December 2028"; of what is not signed yet "from 1 January 2027"."""
    if version.days_ruled:
        return f"{_day(version.days_ruled.first)} to {_day(version.days_ruled.last)}"
    if all(version.signed_by(park) for park in agreement.parties):
        return "never: later terms took its place"
    if version.rules_from:
        return f"from {_day(version.rules_from)}, or from the day both have signed when that is later"
    is_amendment = agreement.ruling_id is not None and version.number > 1
    return "from the day both have signed" if is_amendment else f"from {_day(version.valid_from)}"


def state_of(agreement: Agreement, version: AgreementVersion, today: date) -> tuple[str, str]:
    """What a version is on a day, in a word and a tone."""
    if version.pk == agreement.on_table_id:
        return "on the table", "wait"
    if version.days_ruled is None:
        return "past", "idle"
    if version.days_ruled.first > today:
        return "signed, to come", "go"
    return ("rules", "done") if version.days_ruled.ends > today else ("past", "idle")


def _day(when: date) -> str:
    return words.day(when)


def answered_by(agreement: Agreement, version: AgreementVersion) -> AgreementVersion | None:
    """What a version answers: the other party's last one before it, else the signed terms; None for a first proposal.

    What was signed is compared with what was signed before it.

    Reads prefetched `versions`.
    """
    before = [one for one in agreement.versions.all() if one.number < version.number]
    if version.days_ruled:
        signed = [one for one in before if all(one.signed_by(park) for park in agreement.parties)]
        return signed[-1] if signed else None
    theirs = [one for one in before if one.made_by_id != version.made_by_id]
    since = (agreement.version_of(agreement.ruling_id) or before[0]).number if before else 0
    recent = [one for one in theirs if one.number > since] or [one for one in before if one.number >= since]
    return recent[-1] if recent else None
