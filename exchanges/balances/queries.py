"""Who stands how with whom: pairs and parks with everything a list shows, one row each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Abs, Coalesce

from exchanges.agreements.models import Agreement
from exchanges.agreements.queries import directions_in_force
from exchanges.balances.headroom import direction_in
from exchanges.landings.availability import Available, Headroom
from exchanges.landings.effects import bar_of
from exchanges.landings.figures import reserved_by_year, ruled_ever, used_by_year
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.wording import excepted, promised_says
from exchanges.ledger.models import Pair
from exchanges.policy.queries import asks_exceptions, months_excepted
from parks.park.models import Park
from parks.rights import parks_seen_by
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.composed import composed, first
from softlanding.kernel.packing import packed
from softlanding.kernel.paging import Slices
from softlanding.kernel.pictures import Beam, MonthsBar

# What a direction's terms say, in the names of the packed rows.
TERMS = {
    "pair": "version__agreement__pair_id",
    "home": "home_id",
    "months": "months_per_year",
    "places": "places",
    "alert": "version__alert_at",
    "limit": "version__limit_at",
    "agreement": "version__agreement__code",
    "shortest": "min_months",
    "longest": "max_months",
    "floor": "version__floor_months",
    "begins": "version__agreement__period__startswith",
    "ends": "version__agreement__period__endswith",  # exclusive
    "home_state": "home__state",
    "host_state": "host__state",
}


@dataclass(frozen=True)
class Standing:
    """A pair as one of its parks sees it; balances in months, > 0 the park is owed.

    `sent` and `hosted` give this exchange year and the next, for the park's residents at the partner and the other way
    round: the quota, and what can still begin; without an agreement in force they are empty of agreed months.
    `rooms` by home park: what each direction gives (missing: nothing).
    """

    pair: Pair
    park: Park
    balance: int
    projected: int  # with everything promised
    coming: tuple[int, int]  # months promised and not begun that the park sends, and that it hosts
    sent: tuple[Available, Available]
    hosted: tuple[Available, Available]
    rooms: Mapping[int, Headroom]
    alert: int | None = None
    limit: int | None = None
    agreement: str = ""  # the code of the one in force

    @property
    def partner(self) -> Park:
        return self.pair.partner_of(self.park)

    @property
    def url(self) -> str:
        """The pair's page from the park's side."""
        return path_to("exchanges:balances:statement", self.park.code, self.partner.code)

    @property
    def beam(self) -> Beam:
        return Beam(self.balance, None, self.alert, self.limit, subject=self.park.name, partner=self.partner.name)

    @property
    def says(self) -> str:
        """ "owes Porto Digital 3 months"."""
        return self.beam.now_says()

    @property
    def projected_says(self) -> str:
        return words.balance(self.projected) if self.projected else "is even"

    @property
    def promised(self) -> str:
        """What is promised and has not begun does to the balance; where it leaves it as it is, what is promised."""
        if self.projected != self.balance:
            return f"With everything promised it {self.projected_says}."
        return promised_says(*self.coming)

    @property
    def sent_left(self) -> str:
        return _left(self.sent[0], self.rooms.get(self.park.pk))

    @property
    def hosted_left(self) -> str:
        return _left(self.hosted[0], self.rooms.get(self.partner.pk))

    @property
    def sent_bars(self) -> list[MonthsBar]:
        return [bar_of(can.quota, can) for can in self.sent]

    @property
    def hosted_bars(self) -> list[MonthsBar]:
        return [bar_of(can.quota, can) for can in self.hosted]


def _left(can: Available, room: Headroom | None) -> str:
    """ "5 left of 12", "1 left of 12, until 31 January 2027", for a place where the bar stands beside."""
    until = f", until {words.day(can.until)}" if can.until and can.months and can.is_cut else ""
    return f"{can.months or 'none'} left of {can.quota.total}{until}{excepted(can, room)}" if can.quota.total else ""


def packed_terms(today: date, of_row: Q) -> Func:
    """The terms in force of the directions that belong to the row: [{pair, home, months, ...}]."""
    excepted = months_excepted("version__agreement__pair", "home", today)
    return packed(directions_in_force(today).filter(of_row).order_by(), **TERMS, excepted=excepted)


def packed_stays(today: date, of_row: Q) -> Func:
    """The stays promised from today on that belong to the row: [{pair, home, start, end}]; ends are exclusive."""
    rows = Landing.objects.promised().filter(of_row, period__endswith__gt=today).order_by()
    return packed(rows, pair="pair_id", home="home_id", start="period__startswith", end="period__endswith")


def reserved_of(home: str) -> Coalesce:
    rows = FreeRentMonth.objects.reserved().filter(pair=OuterRef("pk"), home=OuterRef(home)).order_by()
    return Coalesce(Subquery(rows.values("home").annotate(n=Count("pk")).values("n")), 0)


def with_figures(pairs: QuerySet[Pair], today: date) -> QuerySet[Pair, Any]:
    """Each row with terms, what ruled when, used and reserved months and stays, packed; read them with `standing`."""
    return pairs.select_related("low", "high").annotate(
        terms=packed_terms(today, Q(version__agreement__pair=OuterRef("pk"))),
        ruled=ruled_ever("pk"),
        used=used_by_year("pk"),
        reserved=reserved_by_year("pk"),
        stays=packed_stays(today, Q(pair=OuterRef("pk"))),
        restricts=asks_exceptions(),
    )


def pairs_seen_from(park: Park) -> QuerySet[Pair, Any]:
    """The park's pairs with postings or a signed agreement, farthest from zero first, with what a list shows.

    To sort and search by: `months`, `projected`, `far`, `partner_name`.
    """
    is_low = Q(low=park)
    months = Case(When(is_low, then=F("balance")), default=-F("balance"), output_field=IntegerField())
    coming = reserved_of("high") - reserved_of("low")
    signed = Agreement.objects.standing().filter(pair=OuterRef("pk"))
    return (
        Pair.objects.of_park(park)
        .filter(Q(postings_count__gt=0) | Exists(signed))
        .select_related("low", "high")
        .only("balance", "low__code", "low__name", "high__code", "high__name")
        .alias(
            months=months,
            projected=months + Case(When(is_low, then=coming), default=-coming, output_field=IntegerField()),
            far=Abs("balance"),
            partner_name=Case(When(is_low, then=F("high__name")), default=F("low__name")),
        )
        .order_by("-far", "partner_name", "pk")
    )


def partners_of(park: Park) -> Slices[Pair]:
    """The rows of `pairs_seen_from` as they stand."""
    return Slices(sum(_partner_count(park.pk)), lambda start, end: _partners(park.pk, start=start, end=end))


@composed
def _partners(park_id: int, *, start: int, end: int) -> QuerySet[Pair, Any]:
    return pairs_seen_from(Park(pk=park_id))[start:end]


@composed
def _partner_count(park_id: int) -> QuerySet[Pair, int]:
    pairs = pairs_seen_from(Park(pk=park_id)).order_by()
    return pairs.values(one=Value(1)).annotate(n=Count("pk")).values_list("n", flat=True)


@composed
def park_of(pk: int) -> QuerySet[Park]:
    """The park one acts for, with what its pages say of it."""
    return Park.objects.filter(pk=pk).only("code", "name", "time_zone")


def standing(pair: Any, park: Park, today: date) -> Standing:
    """A row of `with_figures` from one park's side."""
    partner = pair.partner_of(park)
    months = {home: sum(it["months"] for it in pair.reserved if it["home"] == home) for home in (park.pk, partner.pk)}
    coming = months[park.pk], months[partner.pk]
    terms = pair.terms[0] if pair.terms else {}
    sent, hosted = direction_in(pair, park.pk, today), direction_in(pair, partner.pk, today)
    return Standing(
        pair=pair,
        park=park,
        balance=pair.balance_of(park),
        projected=pair.balance_of(park) + coming[1] - coming[0],
        coming=coming,
        sent=(sent.this_year, sent.next_year),
        hosted=(hosted.this_year, hosted.next_year),
        rooms={home.pk: it.room for home, it in ((park, sent), (partner, hosted)) if it.room},
        alert=terms.get("alert"),
        limit=terms.get("limit"),
        agreement=terms.get("agreement", ""),
    )


def opened(user: User, code: str, partner: str, today: date) -> Any:
    """The pair of two parks by their codes, in either order, with its figures; None for what she may not see."""
    parks = None if is_network_admin(user) else parks_seen_by(user)
    return first(_opened(parks, code, partner, today))


@composed
def _opened(parks: list[int] | None, code: str, partner: str, today: date) -> QuerySet[Pair, Any]:
    """`parks`: of which one must be in the pair; None: of any."""
    seen = Pair.objects.all() if parks is None else Pair.objects.of_parks(parks)
    either = Q(low__code=code, high__code=partner) | Q(low__code=partner, high__code=code)
    return with_figures(seen.filter(either), today)


@composed
def pairs_with_figures(pks: list[int], today: date) -> QuerySet[Pair, Any]:
    """Some pairs with their figures."""
    return with_figures(Pair.objects.filter(pk__in=pks), today)
