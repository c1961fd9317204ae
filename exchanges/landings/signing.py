"""What signing terms does, before anybody signs: quota left before and after, the balance against the new tolerance.

Handed to the agreements through a slot (exchanges/apps.py), because arrows point down.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from exchanges.agreements.models import Agreement, AgreementVersion
from exchanges.landings.effects import bar_of
from exchanges.landings.figures import Packed, of_home, quota_of, reserved_by_year, used_by_year
from exchanges.landings.positions import Position, position_of
from exchanges.landings.quota import QuotaYear
from exchanges.ledger.models import Pair
from parks.models import Park
from softlanding.kernel import words
from softlanding.kernel.pictures import MonthsBar


@dataclass(frozen=True)
class QuotaChange:
    """A direction in an exchange year under the terms in force and under those on the table."""

    before: QuotaYear
    after: QuotaYear

    @property
    def bar(self) -> MonthsBar:
        return bar_of(self.after)


@dataclass(frozen=True)
class TermsEffect:
    """`verdict` says where the balance lies in the tolerance of the terms on the table; `tone` how bad that is."""

    is_amendment: bool
    verdict: str
    tone: str
    position: Position
    directions: list[tuple[str, list[QuotaChange]]]  # by name; empty before both parks signed anything


def before_signing(agreement: Agreement, version: AgreementVersion, today: date, mine: Collection[int]) -> TermsEffect:
    """Three queries; `mine`: ids of the parks the reader works for."""
    pair, ruling = agreement.pair, agreement.version_of(agreement.ruling_id)
    used, reserved = _packed(pair)
    you = next((park for park in agreement.parties if park.pk in mine), None)
    coming = {park.pk: sum(of_home(reserved, park.pk).values()) for park in agreement.parties}
    position = position_of(pair, you or pair.low, today, version, you, coming)
    verdict, tone = judged(position, version)
    directions = _changes(agreement, ruling, version, (used, reserved), today) if ruling else []
    is_amendment = ruling is not None and ruling.pk != version.pk
    return TermsEffect(is_amendment, verdict, tone, position, directions)


def _packed(pair: Pair) -> tuple[Packed, Packed]:
    row = Pair.objects.filter(pk=pair.pk).values_list(used_by_year("pk"), reserved_by_year("pk"))
    used, reserved = row.get()
    return used, reserved


def _changes(
    agreement: Agreement, old: AgreementVersion, new: AgreementVersion, packed: tuple[Packed, Packed], today: date
) -> list[tuple[str, list[QuotaChange]]]:
    """This exchange year and the next, as far as the new terms last, in both directions."""
    years = range(max(today.year, new.valid_from.year), min(today.year + 1, new.valid_until.year) + 1)
    found = []
    for home in agreement.parties:
        used, reserved = (of_home(one, home.pk) for one in packed)
        both = (
            tuple(quota_of(one.direction(home), year, used, reserved, today) for one in (old, new)) for year in years
        )
        found.append((f"{home} at {agreement.partner_of(home)}", [QuotaChange(*pair) for pair in both]))
    return found


def judged(position: Position, version: AgreementVersion) -> tuple[str, str]:
    """The balance against the alert and limit of the terms, in words, and a tone."""
    beam = position.beam
    limit, alert = version.limit_at, version.alert_at
    for months, when in ((beam.now, "today"), (beam.last, "with everything promised")):
        debt, debtor, creditor = abs(months), *_who(position, months)
        owes = f"{debtor} owes {creditor} {words.months(debt)} {when}"
        if limit is not None and debt > limit:
            floor = f", beyond {words.months(version.floor_months)} a year" if version.floor_months else ""
            return (
                f"{owes}, past the limit of {limit} in these terms: {debtor} could be offered nothing new{floor} until "
                f"{creditor} has sent companies the other way. What is promised is honoured.",
                "stop",
            )
    far = max(abs(beam.now), abs(beam.last))
    if alert is not None and far > alert:
        debtor, creditor = _who(position, beam.now if abs(beam.now) == far else beam.last)
        when = "today" if abs(beam.now) == far else "with everything promised"
        return (
            f"{debtor} owes {creditor} {words.months(far)} {when}, past the warning at {alert} in these terms.",
            "wait",
        )
    if limit is None and alert is None:
        return "These terms have neither a warning nor a limit for the balance.", "idle"
    bounds = " and ".join(
        text for text in (f"the warning at {alert}" if alert is not None else "",
                          f"the limit of {limit}" if limit is not None else "") if text
    )  # fmt: skip
    return f"Today's balance lies within {bounds} in these terms, also with everything promised.", "done"


def _who(position: Position, months: int) -> tuple[Park, Park]:
    """Debtor and creditor of a balance seen from the position's home park."""
    return (position.home, position.host) if months < 0 else (position.host, position.home)
