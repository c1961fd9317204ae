"""What signing terms does, before anybody signs: quota left before and after, the balance against the new tolerance.

Handed to the agreements through a slot (exchanges/apps.py), because arrows point down.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import dropwhile
from typing import Any

from django.db.models import OuterRef

from exchanges.agreements.models import Agreement, AgreementVersion
from exchanges.landings.amending import in_the_way, runs_on
from exchanges.landings.availability import Available, Headroom, available, until_limit
from exchanges.landings.effects import bar_of
from exchanges.landings.figures import (
    YEARS_AHEAD,
    history_of,
    of_home,
    periods_of,
    quota_of,
    reserved_by_year,
    ruled_ever,
    used_by_year,
)
from exchanges.landings.limits import excepted_says
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.positions import Position, position_of
from exchanges.landings.quota import History, Ruled, amended, is_carried_into
from exchanges.landings.records import restrictions_on
from exchanges.ledger.models import Pair
from exchanges.policy.queries import asks_exceptions, months_excepted
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.packing import packed
from softlanding.kernel.pictures import MonthsBar

MOST_YEARS = 5  # shown; those after are as the last of them


@dataclass(frozen=True)
class YearChange:
    """A direction in an exchange year as it is and as signing makes it; carried-over months in words, empty: none.

    `part` says which days are covered, of a year that is not covered as a whole.
    """

    before: Available
    after: Available
    carried_before: str
    carried_after: str
    part: str = ""

    @property
    def bar(self) -> MonthsBar:
        return bar_of(self.after.quota, self.after)

    @property
    def is_changed(self) -> bool:
        return self.before.quota != self.after.quota or self.carried_before != self.carried_after


@dataclass(frozen=True)
class TermsEffect:
    """`verdict` says where the balance lies in the tolerance of the terms; `tone` how bad that is; `says` more."""

    is_new: bool  # terms that are not signed yet
    is_amendment: bool
    verdict: str
    tone: str
    refusal: str  # what is promised by now and the terms would not cover; empty: nothing
    says: list[str]
    position: Position
    directions: list[tuple[str, list[YearChange]]]  # by name

    @property
    def months(self) -> list[tuple[str, list[YearChange], MonthsBar]]:
        """Each direction with its years, and the bar of the first one that changes."""
        return [
            (name, years, next((one for one in years if one.is_changed), years[0]).bar)
            for name, years in self.directions
            if years
        ]


def before_signing(
    agreement: Agreement, version: AgreementVersion, today: date, now: datetime, mine: Collection[int]
) -> TermsEffect:
    """Three queries; `mine`: ids of the parks the reader works for, `today`: the day on which it would be signed."""
    pair, is_new = agreement.pair, version.days_ruled is None
    figures = _packed(pair, today)
    you = next((park for park in agreement.parties if park.pk in mine), None)
    coming = {park.pk: sum(of_home(figures["reserved"], park.pk).values()) for park in agreement.parties}
    position = position_of(pair, you or pair.low, now, version, you, coming)
    verdict, tone = judged(position, version)
    is_amendment = is_new and agreement.ruling_id is not None
    parts = _part_years(agreement, version, today)
    changes = _changes(agreement, version, figures, today, parts)
    says = [*(_when(agreement, version, today) if is_new else []), *_said(parts), *_excepted(agreement, figures)]
    refusal = in_the_way(agreement, version, figures, today) if is_amendment else ""
    if is_amendment and not refusal:
        says += runs_on(agreement, version, figures)
    return TermsEffect(is_new, is_amendment, verdict, tone, refusal, says, position, changes)


def _excepted(agreement: Agreement, figures: Mapping[str, Any]) -> list[str]:
    """Of which parks companies go only under an exception, whatever is agreed."""
    left = {agreement.pair.low_id: figures["excepted_low"], agreement.pair.high_id: figures["excepted_high"]}
    restrictions = figures["restrictions"]
    return [
        excepted_says(park, left[park.pk], restrictions[park.pk])
        for park in agreement.parties
        if park.pk in restrictions
    ]


def _packed(pair: Pair, today: date) -> dict[str, Any]:
    stays = Landing.objects.promised().filter(pair=OuterRef("pk"), period__endswith__gt=today).order_by()
    to_come = FreeRentMonth.objects.reserved().filter(pair=OuterRef("pk")).order_by("begins_on")
    found = Pair.objects.filter(pk=pair.pk).values(
        used=used_by_year("pk"),
        reserved=reserved_by_year("pk"),
        ruled=ruled_ever("pk"),
        stays=packed(
            stays, home="home_id", agreement="agreement_id", start="period__startswith", end="period__endswith"
        ),
        months=packed(to_come, home="home_id", agreement="landing__agreement_id", begins="begins_on"),
        excepted_low=months_excepted("pk", "low", today),
        excepted_high=months_excepted("pk", "high", today),
        restricts=asks_exceptions(),
    )
    figures: dict[str, Any] = dict(found.get())
    figures["restrictions"] = restrictions_on([pair.low_id, pair.high_id], today, asked=figures["restricts"])
    return figures


def _when(agreement: Agreement, version: AgreementVersion, today: date) -> list[str]:
    """From which day terms rule if they are signed today, and what rules until then."""
    first = version.first_day(today)
    day = words.day(first)
    if agreement.ruling_id is None:
        late = f"The first day written in them, {words.day(version.valid_from)}, has passed. If the last signature is "
        return [f"{late}given today, they are in force from today, {day}."] if first > version.valid_from else []
    if version.rules_from is None or first > version.rules_from:
        written = (
            f"The day written in them, {words.day(version.rules_from)}, has passed. " if version.rules_from else ""
        )
        when = f"{written}If the last signature is given today, they rule from today, {day}."
    else:
        when = f"They rule from {day}, or from the day of the last signature when that is later."
    stays = f"Until the day before, the signed terms rule. The years before {first.year} stay as they are."
    never = [
        f"Version {one.number}, signed to rule from {words.day(one.days.first)}, would never rule."
        for one in agreement.coming_after(today)
        if one.days.first >= first
    ]
    return [when, stays, *never]


def _part_years(agreement: Agreement, version: AgreementVersion, today: date) -> dict[int, tuple[date, date]]:
    """{exchange year: first and last day} of the years to come of which the agreement covers only a part."""
    begun = [one.days.first for one in agreement.versions.all() if one.days_ruled]
    first = min([*begun, version.first_day(today)])
    last = agreement.last_day if version.days_ruled and agreement.last_day else version.valid_until
    from_year = today.year if version.days_ruled else version.first_day(today).year
    covered = {year: (max(first, date(year, 1, 1)), min(last, date(year, 12, 31))) for year in (first.year, last.year)}
    return {
        year: days
        for year, days in covered.items()
        if year >= from_year and days != (date(year, 1, 1), date(year, 12, 31))
    }


def _said(parts: Mapping[int, tuple[date, date]]) -> list[str]:
    return [
        f"Of {year} the agreement covers only {words.day(first)} to {words.day(last)}: that part has all months "
        "agreed for a year, as far as they can begin in it."
        for year, (first, last) in sorted(parts.items())
    ]


def _part(parts: Mapping[int, tuple[date, date]], year: int) -> str:
    """ "1 April to 31 December"; empty of a whole year."""
    return " to ".join(words.near_day(day, date(year, 1, 1)) for day in parts[year]) if year in parts else ""


def _changes(
    agreement: Agreement, version: AgreementVersion, figures: dict[str, Any], today: date,
    parts: Mapping[int, tuple[date, date]],
) -> list[tuple[str, list[YearChange]]]:  # fmt: skip
    """In both directions, from this exchange year on, or from the first that has months.

    One column only of terms that are signed already.
    """
    found = []
    for home in agreement.parties:
        before = history_of(figures["ruled"], home.pk)
        after = before if version.days_ruled else amended(before, _granted(version, home, today))
        last = max(((one.ends - timedelta(days=1)).year for one in after), default=today.year)
        years = range(today.year, min(last, today.year + MOST_YEARS - 1) + 1)
        used, reserved = (of_home(figures[name], home.pk) for name in ("used", "reserved"))
        now = _room(before, agreement.ruling or version, home, agreement.pair, figures, today)
        then = _room(after, version, home, agreement.pair, figures, today)
        rows = [
            YearChange(
                available(now, year),
                available(then, year),
                _carried(before, year, used, reserved, today),
                _carried(after, year, used, reserved, today),
                _part(parts, year),
            )
            for year in years
        ]
        begun = list(dropwhile(lambda one: not (one.before.quota.total or one.after.quota.total), rows))
        found.append((f"{home} at {agreement.partner_of(home)}", begun or rows))
    return found


def _room(
    history: History, version: AgreementVersion, home: Park, pair: Pair, figures: Mapping[str, Any], today: date
) -> Headroom:
    """What a direction gives to stays from today on, by what rules when; on other days by the limit of a version."""
    used, reserved = (of_home(figures[name], home.pk) for name in ("used", "reserved"))
    coming = sum(row["months"] * (-1 if row["home"] == home.pk else 1) for row in figures["reserved"])
    excepted = figures["excepted_low" if home.pk == pair.low_id else "excepted_high"]
    last = max((one.ends for one in history), default=today)
    years = range(today.year, last.year + YEARS_AHEAD)
    return Headroom(
        since=today,
        last_day=last - timedelta(days=1),
        quotas={year: quota_of(history, year, used, reserved, today) for year in years},
        places=0,  # on a day of which nobody agreed anything
        shortest=min((one.shortest for one in history), default=1),
        longest=max((one.longest for one in history), default=1),
        stays=periods_of(row for row in figures["stays"] if row["home"] == home.pk),
        until_limit=until_limit(version.limit_at, pair.balance_of(home) + coming, excepted),
        floor=version.floor_months,
        history=history,
        projected=pair.balance_of(home) + coming,
        excepted=excepted,
        restriction=figures["restrictions"].get(home.pk, ""),
    )


def _granted(version: AgreementVersion, home: Park, today: date) -> Ruled:
    """What a version would grant a direction, if it was signed today."""
    terms, ends = version.direction(home), version.valid_until + timedelta(days=1)
    return Ruled(
        version.first_day(today), ends, terms.months_per_year, terms.places, version.carry_over, terms.min_months,
        terms.max_months, version.limit_at, version.floor_months,
    )  # fmt: skip


def _carried(history: History, year: int, used: Mapping[int, int], reserved: Mapping[int, int], today: date) -> str:
    """ "and 2 carried over", "and what 2026 leaves", "": known once the year before is over."""
    if year > today.year:
        return f"and what {year - 1} leaves" if is_carried_into(year, history) else ""
    carried = quota_of(history, year, used, reserved, today).carried
    return f"and {carried} carried over" if carried else ""


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
