"""What stands against an amendment before anybody signs it: months and places promised by now, stays that run on."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from exchanges.agreements.conditions import covers
from exchanges.agreements.models import Agreement, AgreementVersion
from exchanges.agreements.queries import terms_of
from exchanges.agreements.terms import Promised
from exchanges.landings.figures import history_of, of_home, periods_of, quota_of
from exchanges.landings.places import places_promised
from exchanges.landings.quota import promise_of
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.refusals import Refused


def in_the_way(agreement: Agreement, version: AgreementVersion, figures: Mapping[str, Any], today: date) -> str:
    """Why both could not sign an amendment today, in the words of the refusal; empty when they could.

    `figures`: of `signing.before_signing`.
    """
    first = version.first_day(today)
    promised = {home.pk: _promised(agreement, home, figures, today, first) for home in agreement.parties}
    try:
        covers(agreement, terms_of(version), first, promised)
    except Refused as refused:
        return refused.sentence
    return ""


def _promised(agreement: Agreement, home: Park, figures: Mapping[str, Any], today: date, first: date) -> Promised:
    """As `queries.promised` reads it, from figures that are read already."""
    used, reserved = (of_home(figures[name], home.pk) for name in ("used", "reserved"))
    history = history_of(figures["ruled"], home.pk)
    old = next(one for one in agreement.versions.all() if one.pk == agreement.ruling_id).direction(home)
    years = {first.year, *(year for year in reserved if year >= first.year)}
    stays = [row for row in figures["stays"] if row["home"] == home.pk]
    begins = [
        date.fromisoformat(row["begins"])
        for row in figures["months"]
        if row["home"] == home.pk and row["agreement"] == agreement.pk
    ]
    return promise_of(
        [quota_of(history, year, used, reserved, today) for year in sorted(years)],
        places_promised(history, periods_of(stays), first, old.places),
        begins,
        max((stay.upper for stay in periods_of(it for it in stays if it["agreement"] == agreement.pk)), default=None),
    )


def runs_on(agreement: Agreement, version: AgreementVersion, figures: Mapping[str, Any]) -> list[str]:
    """That stays which have begun by a new, earlier last day and end after it are honoured (rule 5)."""
    if agreement.last_day is None or version.valid_until >= agreement.last_day:
        return []
    last_days = [
        stay.upper - timedelta(days=1)
        for stay in periods_of(it for it in figures["stays"] if it["agreement"] == agreement.pk)
    ]
    after = [day for day in last_days if version.valid_until < day <= agreement.last_day]
    if not after:
        return []
    stays, them = ("1 stay that is promised ends", "it is") if len(after) == 1 else (
        f"{len(after)} stays that are promised end", "they are"
    )  # fmt: skip
    return [
        f"{stays} after {words.day(version.valid_until)}, on {words.day(max(after))} at the latest; every month has "
        f"begun by then, and {them} honoured to the end."
    ]
