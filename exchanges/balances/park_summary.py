"""A park in a few figures: the side of Today, the top of its balances."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Sum

from exchanges.balances.headroom import room_of
from exchanges.balances.queries import Standing, packed_stays, packed_terms, standing
from exchanges.landings.availability import Available, available
from exchanges.landings.effects import bar_of
from exchanges.landings.figures import history_of, periods_of, quota_of, ruled_rows
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.records import restrictions_on
from exchanges.landings.states import State
from exchanges.ledger.models import Pair, Posting
from exchanges.ledger.queries import sum_of
from exchanges.policy.queries import asks_exceptions
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.composed import composed
from softlanding.kernel.packing import packed
from softlanding.kernel.pictures import Beam, MonthsBar

Direction = tuple[int, int]  # pair and home park, by their ids
SUMMED = ("used", "reserved", "left", "carried_left", "over", "carried")


@dataclass(frozen=True)
class Guest:
    """A company that is at the park now."""

    company: str
    landing: int
    people: int | None
    last_day: date


@dataclass(frozen=True)
class ParkSummary:
    """A park over all its partners, this exchange year; balances in months, > 0 the park is owed."""

    park: Park
    balance: int
    projected: int  # with everything promised
    sent: MonthsBar
    hosted: MonthsBar
    partners: int  # with an agreement in force
    guests: list[Guest]

    @property
    def beam(self) -> Beam:
        return Beam(self.balance, subject=self.park.name)

    @property
    def says(self) -> str:
        """ "owes 13 months", "is even with its partners"."""
        return words.balance(self.balance) if self.balance else "is even with its partners"

    @property
    def projected_says(self) -> str:
        return words.balance(self.projected) if self.projected else "is even"

    @property
    def guests_say(self) -> str:
        """ "Two companies, five people."; people that nobody counted are left out."""
        people = sum(guest.people or 0 for guest in self.guests)
        companies = words.counted(len(self.guests), "company", "companies").capitalize()
        return f"{companies}, {words.counted(people, 'person', 'people')}." if people else f"{companies}."


def park_summary(park: Park, today: date) -> ParkSummary:
    """The park on a day, in one query."""
    return _summary(park, _read(park, today), today)


def summary_and_rows(park: Park, pairs: Iterable[Any], today: date) -> tuple[ParkSummary, list[Standing]]:
    """The park and, out of the same query, where it stands with the partners of some of its pairs."""
    whole = _read(park, today)
    packs = ("terms", "ruled", "used", "reserved", "stays")
    of_pairs = {name: _by_pair(getattr(whole, name)) for name in packs}
    rows = []
    for pair in pairs:
        for name, found in of_pairs.items():
            setattr(pair, name, found[pair.pk])
        pair.restrictions = whole.restrictions
        rows.append(standing(pair, park, today))
    return _summary(park, whole, today), rows


def _read(park: Park, today: date) -> Any:
    """The row of `_whole`, with why its directions give months only under an exception, by home park."""
    (row,) = _whole(park.pk, today)
    row.restrictions = restrictions_on({it["home"] for it in row.terms}, today, asked=row.restricts)
    return row


def _by_pair(lines: Iterable[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for it in lines:
        found[it["pair"]].append(it)
    return found


def _summary(park: Park, row: Any, today: date) -> ParkSummary:
    totals = [_total(row, today, is_home=True), _total(row, today, is_home=False)]
    coming = sum(it["months"] * (-1 if it["home"] == park.pk else 1) for it in row.reserved)
    return ParkSummary(
        park=park,
        balance=row.is_owed,
        projected=row.is_owed + coming,
        sent=totals[0],
        hosted=totals[1],
        partners=len({it["pair"] for it in row.terms}),
        guests=[
            Guest(
                it["company"],
                it["landing"],
                it["people"],
                date.fromisoformat(it["until"]) - timedelta(days=1),
            )
            for it in row.guests
        ],
    )


@composed
def _whole(park_id: int, today: date) -> QuerySet[Park, Any]:
    """A park with its balance and, packed, the months, terms and guests of all its pairs."""
    either = Q(pair__low=OuterRef("pk")) | Q(pair__high=OuterRef("pk"))
    either_side = Q(low=OuterRef("pk")) | Q(high=OuterRef("pk"))
    theirs = Posting.objects.stays().filter(Q(debtor=OuterRef("pk")) | Q(creditor=OuterRef("pk")))
    used = theirs.order_by().values("pair_id", "debtor_id", "day__year")
    coming = FreeRentMonth.objects.reserved().filter(either).order_by().values("pair_id", "home_id", "year")
    guests = Landing.objects.filter(host=OuterRef("pk"), state=State.LANDED).order_by("period__endswith", "pk")
    return (
        Park.objects.filter(pk=park_id)
        .only("pk")
        .annotate(
            is_owed=sum_of(Pair.objects.all(), "low") - sum_of(Pair.objects.all(), "high"),
            used=packed(used.annotate(n=Sum("months")), pair="pair_id", home="debtor_id", year="day__year", months="n"),
            reserved=packed(coming.annotate(n=Count("pk")), pair="pair_id", home="home_id", year="year", months="n"),
            ruled=ruled_rows(Q(home=OuterRef("pk")) | Q(host=OuterRef("pk"))),
            terms=packed_terms(today, Q(home=OuterRef("pk")) | Q(host=OuterRef("pk"))),
            stays=packed_stays(today, Q(home=OuterRef("pk")) | Q(host=OuterRef("pk"))),
            balances=packed(Pair.objects.filter(either_side).order_by(), pair="pk", low="low_id", months="balance"),
            restricts=asks_exceptions(),
            guests=packed(guests, company="company__name", landing="pk", people="people", until="period__endswith"),
        )
    )


def _total(row: Any, today: date, is_home: bool) -> MonthsBar:
    """This exchange year over all directions in which the park is the home park, or the host."""
    used, reserved = (_by_direction(lines) for lines in (row.used, row.reserved))
    terms = {(it["pair"], it["home"]): it for it in row.terms}
    cans = [
        _this_year(row, key, terms.get(key), used[key], reserved, today)
        for key in {*terms, *used, *reserved}
        if (key[1] == row.pk) == is_home
    ]
    bars = [bar_of(can.quota, can) for can in cans]
    sums = {name: sum(getattr(bar, name) for bar in bars) for name in SUMMED}
    can_begin, total = sum(can.months for can in cans), sum(bar.total for bar in bars)
    return MonthsBar(**sums, label_year=today.year, of_total=total, can_begin=can_begin)


def _this_year(
    row: Any, key: Direction, terms: Mapping[str, Any] | None, used: Mapping[int, int],
    reserved: Mapping[Direction, Mapping[int, int]], today: date,
) -> Available:  # fmt: skip
    """A direction in this exchange year, and what of it can still begin."""
    pair_id, home_id = key
    mine, history = reserved[key], history_of((it for it in row.ruled if it["pair"] == pair_id), home_id)
    if terms is None:
        return Available(quota_of(history, today.year, used, mine, today))
    coming = sum(
        sum(months.values()) * (-1 if home == home_id else 1)
        for (pair, home), months in reserved.items()
        if pair == pair_id
    )
    balance = next((it for it in row.balances if it["pair"] == pair_id), {"low": home_id, "months": 0})
    owed = balance["months"] if balance["low"] == home_id else -balance["months"]
    stays = periods_of(it for it in row.stays if (it["pair"], it["home"]) == key)
    room = room_of(terms, history, used, mine, stays, owed + coming, today)
    return available(replace(room, restriction=row.restrictions.get(home_id, "")), today.year)


def _by_direction(lines: Iterable[Mapping[str, int]]) -> dict[Direction, dict[int, int]]:
    found: dict[Direction, dict[int, int]] = defaultdict(dict)
    for it in lines:
        found[it["pair"], it["home"]][it["year"]] = it["months"]
    return found
