"""What a list of agreements shows: a row each of one query, composed once, whatever the filters left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from exchanges.agreements.models import Agreement, AgreementVersion, DirectionTerms
from exchanges.agreements.queries import lacking, signed_by
from exchanges.agreements.ruling import RulingDays
from exchanges.agreements.states import TONES
from parks.rights import parks_signed_for
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.composed import composed

MOST_WAITING = 6  # shown above the list
READ = (
    "code", "state", "period", "terminated_at", "ruling", "on_table", "pair__low__name", "pair__high__name",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """An agreement as a list shows it on a day: the terms that rule, else those that are or were on the table."""

    agreement: Agreement
    low: str
    high: str
    low_to_high: int | None  # months a year; 0: closed
    high_to_low: int | None
    valid_from: date
    last_day: date
    phase: str
    tone: str
    waits_for: str  # the parties whose signature is missing, in words


def rows_of(ids: Sequence[int], today: date) -> list[Row]:
    """The agreements of these ids, in their order; one query."""
    found = {agreement.pk: agreement for agreement in _of_ids(list(ids), today)}
    return [_row(found[pk], today) for pk in ids if pk in found]


def waiting_rows(user: User, today: date) -> list[Row]:
    """The first that wait for a signature of this person."""
    return [_row(agreement, today) for agreement in _waiting(parks_signed_for(user), today)]


def _row(agreement: Any, today: date) -> Row:
    """Of an agreement of `_listed`."""
    phase = agreement.phase(today)
    parties = ((agreement.pair.low.name, agreement.signed_low), (agreement.pair.high.name, agreement.signed_high))
    missing = [name for name, signed in parties if not signed] if agreement.on_table_id else []
    return Row(
        agreement=agreement,
        low=agreement.pair.low.name,
        high=agreement.pair.high.name,
        low_to_high=agreement.low_to_high,
        high_to_low=agreement.high_to_low,
        valid_from=agreement.valid_from,
        last_day=agreement.last_day or agreement.valid_until,
        phase=str(phase.label),
        tone=TONES[phase],
        waits_for=words.listed(missing) if missing else "",
    )


@composed
def _of_ids(ids: list[int], today: date) -> QuerySet[Agreement, Any]:
    return _listed(Agreement.objects.filter(pk__in=ids).order_by(), today)


@composed
def _waiting(parks: list[int], today: date) -> QuerySet[Agreement, Any]:
    return _listed(lacking(parks), today)[:MOST_WAITING]


def _listed(agreements: QuerySet[Agreement], today: date) -> QuerySet[Agreement, Any]:
    """With what a row reads: dates and months a year of the shown version, who signed the one on the table."""
    versions = AgreementVersion.objects.filter(agreement=OuterRef("pk")).order_by("-number")
    rules = RulingDays.objects.filter(agreement=OuterRef("pk"), ends__gt=today).order_by("first")
    shown = AgreementVersion.objects.filter(pk=OuterRef("shown_pk"))
    return (
        agreements.select_related("pair__low", "pair__high")
        .only(*READ)
        .annotate(
            shown_pk=Coalesce(
                Subquery(rules.values("version")[:1]),
                "ruling_id",
                "on_table_id",
                Subquery(versions.values("pk")[:1]),
                output_field=BigIntegerField(),
            )
        )
        .annotate(
            valid_from=Subquery(shown.values("valid_from")),
            valid_until=Subquery(shown.values("valid_until")),
            low_to_high=_months_from("pair__low"),
            high_to_low=_months_from("pair__high"),
            signed_low=signed_by("pair__low"),
            signed_high=signed_by("pair__high"),
        )
    )


def _months_from(party: str) -> Subquery:
    """Months a year the shown version gives residents of a party."""
    directions = DirectionTerms.objects.filter(version=OuterRef("shown_pk"), home=OuterRef(party))
    return Subquery(directions.values("months_per_year")[:1])
