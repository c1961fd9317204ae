"""A park in a few figures: the side of Today, the top of its balances."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Sum

from exchanges.balances.headroom import direction_in
from exchanges.balances.queries import Standing, packed_stays, packed_terms, standing
from exchanges.landings.availability import Available
from exchanges.landings.effects import bar_of
from exchanges.landings.figures import ruled_rows
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

Lines = list[Mapping[str, Any]]  # packed rows, each of one pair
PACKS = ("terms", "ruled", "used", "reserved", "stays")
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
    whole = _read(park, today)
    return _summary(park, whole, _exchanges(whole).values(), today)


def summary_and_rows(park: Park, pairs: Iterable[Any], today: date) -> tuple[ParkSummary, list[Standing]]:
    """The park and, out of the same query, where it stands with the partners of some of its pairs."""
    whole = _read(park, today)
    exchanges = _exchanges(whole)
    rows = []
    for pair in pairs:
        vars(pair).update(exchanges[pair.pk].packed)
        rows.append(standing(pair, park, today))
    return _summary(park, whole, exchanges.values(), today), rows


@dataclass(frozen=True)
class Exchange:
    """A pair out of the park's query; reads like a row of `queries.with_figures`."""

    low_id: int
    high_id: int
    balance: int
    restrictions: Mapping[int, str]
    terms: Lines = field(default_factory=list)
    ruled: Lines = field(default_factory=list)
    used: Lines = field(default_factory=list)
    reserved: Lines = field(default_factory=list)
    stays: Lines = field(default_factory=list)

    @property
    def packed(self) -> dict[str, Any]:
        """What a row of `with_figures` has beside its pair."""
        return {name: getattr(self, name) for name in (*PACKS, "restrictions")}

    def has_direction(self, home_id: int) -> bool:
        """Whether the direction has terms in force, or months."""
        return any(it["home"] == home_id for it in (*self.terms, *self.used, *self.reserved))

    def in_year(self, home_id: int, today: date) -> Available:
        """A direction in this exchange year, and what of it can still begin."""
        return direction_in(self, home_id, today).this_year


def _read(park: Park, today: date) -> Any:
    """The row of `_whole`, with why its directions give months only under an exception, by home park."""
    (row,) = _whole(park.pk, today)
    row.restrictions = restrictions_on({it["home"] for it in row.terms}, today, asked=row.restricts)
    return row


def _exchanges(row: Any) -> dict[int, Exchange]:
    """{pair id: what the row of `_whole` tells of it}; each line is looked at once, however many pairs there are."""
    found = {it["pair"]: Exchange(it["low"], it["high"], it["months"], row.restrictions) for it in row.balances}
    for name in PACKS:
        for it in getattr(row, name):
            getattr(found[it["pair"]], name).append(it)
    return found


def _summary(park: Park, row: Any, exchanges: Collection[Exchange], today: date) -> ParkSummary:
    coming = sum(it["months"] * (-1 if it["home"] == park.pk else 1) for it in row.reserved)
    partners = [(one, one.high_id if one.low_id == park.pk else one.low_id) for one in exchanges]
    return ParkSummary(
        park=park,
        balance=row.is_owed,
        projected=row.is_owed + coming,
        sent=_total([(one, park.pk) for one in exchanges], today),
        hosted=_total(partners, today),
        partners=sum(bool(one.terms) for one in exchanges),
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
            balances=packed(
                Pair.objects.filter(either_side).order_by(), pair="pk", low="low_id", high="high_id", months="balance"
            ),
            restricts=asks_exceptions(),
            guests=packed(guests, company="company__name", landing="pk", people="people", until="period__endswith"),
        )
    )


def _total(directions: Iterable[tuple[Exchange, int]], today: date) -> MonthsBar:
    """This exchange year over directions, each an exchange and its home park."""
    cans = [one.in_year(home, today) for one, home in directions if one.has_direction(home)]
    bars = [bar_of(can.quota, can) for can in cans]
    sums = {name: sum(getattr(bar, name) for bar in bars) for name in SUMMED}
    can_begin, total = sum(can.months for can in cans), sum(bar.total for bar in bars)
    return MonthsBar(**sums, label_year=today.year, of_total=total, can_begin=can_begin)
