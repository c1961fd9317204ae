"""Everything that waits, soonest first, in one query: each kind of thing gives rows of the same columns."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Abs, Cast, Coalesce, Concat, Greatest, NullIf

from companies.queries import own_claims, own_requests, waiting_claims
from companies.queries import waiting_requests as waiting_at_companies
from exchanges.agreements import queries as agreements
from exchanges.agreements.models import Agreement
from exchanges.agreements.queries import owing_without_agreement
from exchanges.agreements.ruling import RulingDays
from exchanges.clearing import queries as clearings
from exchanges.clearing.deadlines import zones_beside as clearing_zones
from exchanges.landings.answers import CLOCK_OF
from exchanges.landings.models import Landing
from exchanges.landings.queries import overdue
from exchanges.landings.states import State
from exchanges.ledger.models import Pair
from exchanges.policy.models import LimitException
from exchanges.settlements import queries as settlements
from exchanges.settlements.content import LOSER, OTHER
from exchanges.settlements.models import Settlement, signed_by
from exchanges.settlements.states import NETWORK
from exchanges.statements import waiting as statements
from exchanges.today.persons import Roles, companies_of, parks_of
from exchanges.today.rows import ANSWER_DAYS, DAY, TEXT, Row, row_of
from parks.models import Membership as ParkMembership
from parks.queries import waiting_applications
from parks.queries import waiting_requests as waiting_at_parks
from parks.states import Role
from softlanding.accounts.models import MembershipState, User
from softlanding.kernel.composed import composed
from softlanding.notices.models import Notice

STATEMENT_DAYS = 30  # within which a quarter's statement should be confirmed once it is over


def waiting(user: User, today: date, now: datetime, most: int) -> list[Row]:
    """What this person, her parks and companies must do next, soonest first; at most `most` rows."""
    who, at = (user.pk, now) if user.is_network_admin else (None, None)  # what waits for others depends on neither
    rows = _waiting(who, at, parks_of(user), companies_of(user), roles=Roles.of(user), today=today, most=most)
    return [Row(*row) for row in rows]


def waited_for(user: User, today: date, most: int) -> list[Row]:
    """What others must do before this person, her park or her company can go on."""
    rows = _waited_for(user.pk, parks_of(user), companies_of(user), roles=Roles.of(user), today=today, most=most)
    return [Row(*row) for row in rows]


# The day is part of the shape: deadlines are reckoned from it.


@composed
def _waiting(
    pk: int | None, now: datetime | None, parks: list[int], companies: list[int], *, roles: Roles, today: date,
    most: int,
) -> QuerySet[Any, Any]:  # fmt: skip
    user = roles.person(pk, parks, companies)
    parts = [
        _landings(Landing.objects.waiting_for(user, today), F("state")),
        _agreements(agreements.waiting_for(user), "sign"),
        _settlements(settlements.waiting_for(user), Value("settle"), When(creditor__in=parks, then="answer_by")),
        _claims(waiting_claims(user), "claim"),
        _requests(waiting_at_parks(user), "join_park", "park", "park__code"),
        _requests(waiting_at_companies(user), "join_company", "company", "company_id"),
        *(_clearings(rows, kind) for rows, kind in zip(clearings.waiting_for(user), ("clear", "unclear"), strict=True)),
    ]
    parts += _statements(user, today)
    if now:
        asked = _exceptions(LimitException.objects.asked())
        parts += [
            _applications(user),
            _late_decisions(now),
            _past_limit(today),
            _unagreed(today),
            _lies(user),
            asked,
            _settlements(settlements.to_stand_in(user, now), Value("stand_in")),
        ]
    return _soonest(parts, most)


@composed
def _waited_for(
    pk: int, parks: list[int], companies: list[int], *, roles: Roles, today: date, most: int
) -> QuerySet[Any, Any]:
    user = roles.person(pk, parks, companies)
    return _soonest(
        [
            *_statements_elsewhere(user, today),
            _landings(_landings_elsewhere(user), F("state")),
            _agreements(_agreements_elsewhere(user), "sign"),
            _settlements(settlements.waited_for(user), _who_signs(), When(signed_by(LOSER), then="answer_by")),
            _claims(own_claims(user), "claim"),
            _requests(own_requests(user), "join_company", "company", "company_id"),
            _requests(_own_park_requests(user), "join_park", "park", "park__code"),
            _exceptions(LimitException.objects.asked().filter(home__in=parks)),
            _clearings(clearings.waited_for(user), "clear", zone=Value("")),
        ],
        most,
    )


def _soonest(parts: list[QuerySet[Any, Any]], most: int) -> QuerySet[Any, Any]:
    return parts[0].union(*parts[1:], all=True).order_by("w_by", "w_kind", "w_id")[:most]


def _landings(rows: QuerySet[Landing], kind: Any) -> QuerySet[Any, Any]:
    at_home = Q(state__in=[state for state, side in CLOCK_OF.items() if side == "home"])
    zones = {
        name: Case(When(at_home, then=f"{one}__time_zone"), default=f"{two}__time_zone")
        for name, one, two in (("zone", "home", "host"), ("other", "host", "home"))
    }
    return row_of(
        rows, kind, "changed_at", due="due_on", a="company__name", b="home__name", c="host__name",
        n=Coalesce("months", "wished_months"), m="people", first=Coalesce("starts_on", "wished_start"),
        home="home_id", host="host_id", pair="pair_id", **zones,
    )  # fmt: skip


def _landings_elsewhere(user: User) -> QuerySet[Landing]:
    """Landings of hers in which another side must act now."""
    companies, parks = companies_of(user), parks_of(user)
    return Landing.objects.filter(
        Q(company__in=companies, state=State.SUBMITTED) & ~Q(home__in=parks)
        | (Q(company__in=companies) | Q(home__in=parks)) & Q(state=State.NOMINATED) & ~Q(host__in=parks)
        | (Q(home__in=parks) | Q(host__in=parks)) & Q(state=State.OFFERED) & ~Q(company__in=companies)
    )


def _agreements(rows: QuerySet[Agreement], kind: str) -> QuerySet[Any, Any]:
    """`m`: 1 for an amendment of a signed agreement."""
    return row_of(
        rows, Value(kind), "on_table__made_at", key="code", a="on_table__made_by__name", b="pair__low__name",
        c="pair__high__name", m=Case(When(ruling__isnull=False, then=1)), home="pair__low_id",
        host="pair__high_id", pair="pair_id",
    )  # fmt: skip


def _agreements_elsewhere(user: User) -> QuerySet[Agreement]:
    """What is on the table of her parks and only the partner has yet to sign."""
    mine = parks_of(user)
    tabled = Agreement.objects.waiting().filter(Q(pair__low__in=mine) | Q(pair__high__in=mine))
    return tabled.filter(~agreements.lacks_signature_of(agreements.managed_by(user)))


def _settlements(rows: QuerySet[Settlement], kind: Any, due: When | None = None) -> QuerySet[Any, Any]:
    """`a`: who proposed it, `b` (`home`) would come to owe `c` (`host`); `key`: its kind, `m`: 1 when it takes back a
    posting; `due`: when it has a day."""
    day = {"due": Case(due)} if due else {}
    return row_of(
        rows, kind, "created_at", key="kind", a=Coalesce("proposed_by__name", Value(NETWORK)), b="debtor__name",
        c="creditor__name", n="months", m=Case(When(reverses__isnull=False, then=1)), home="debtor_id",
        host="creditor_id", pair="pair_id", zone=f"{OTHER}__time_zone", other=f"{LOSER}__time_zone", **day,
    )  # fmt: skip


def _who_signs() -> Case:
    """The kind of what waits for others: whose signature is missing."""
    return Case(
        When(signed_by(LOSER), then=Value("settle_other")),
        When(signed_by(OTHER), then=Value("settle_loser")),
        default=Value("settle"),
    )


def _exceptions(rows: QuerySet[LimitException]) -> QuerySet[Any, Any]:
    """Requests for an exception: `a` the home park, `b` the host, `c` the company when it is for one landing."""
    host = Case(When(home=F("pair__low"), then=F("pair__high__name")), default=F("pair__low__name"))
    return row_of(
        rows, Value("exception"), "created_at", a="home__name", b=host, c=Coalesce("landing__company__name", Value("")),
        n=Coalesce("months", "landing__wished_months"), pair="pair_id",
    )  # fmt: skip


def _statements(user: User, today: date) -> list[QuerySet[Any, Any]]:
    """Of each pair of a park she manages the oldest open quarter it has not confirmed; what a partner disputes."""
    mine = _managed(user)
    if not mine:
        return []
    opened = statements.open_for(Pair.objects.all(), mine, today).filter(statements.waits_for(mine))
    found = statements.disputes()
    return [
        _quarters(opened, today),
        _disputes(user, found.exclude(by__in=mine), "disputed", today),
        _disputes(user, found.filter(by__in=mine, counted__lt=F("total")), "changed", today),
    ]


def _statements_elsewhere(user: User, today: date) -> list[QuerySet[Any, Any]]:
    """Quarters her parks confirmed and partners have not; what her parks dispute."""
    mine = parks_of(user)
    if not mine:
        return []
    opened = statements.open_for(Pair.objects.all(), mine, today).exclude(statements.waits_for(mine))
    ours = statements.disputes().filter(by__in=mine, counted__gte=F("total"))
    return [_quarters(opened, today), _disputes(user, ours, "disputed", today)]


def _managed(user: User) -> list[int]:
    """Parks in whose name she may confirm."""
    return [park for park, role in ParkMembership.objects.roles_of(user).items() if role == Role.MANAGER]


def _quarters(pairs: QuerySet[Pair, Any], today: date) -> QuerySet[Any, Any]:
    """`first`: the quarter's last day. What is long overdue still comes after what is due within a week."""
    codes = Concat("low__code", Value("/"), "high__code", output_field=TEXT)
    over = F("q_until") + timedelta(days=1)
    by = Greatest(over + timedelta(days=STATEMENT_DAYS), Value(today + timedelta(days=7)), output_field=DAY)
    return row_of(
        pairs, Value("statement"), over, by=by, key=codes, b="low__name", c="high__name", first="q_until",
        home="low_id", host="high_id",
    )  # fmt: skip


def _disputes(user: User, found: QuerySet[Any, Any], kind: str, today: date) -> QuerySet[Any, Any]:
    """`first`: the statement's last day, `a`: its first, empty for the beginning."""
    codes = Concat("pair__low__code", Value("/"), "pair__high__code", output_field=TEXT)
    seen = found.filter(pair__in=Pair.objects.visible_to(user))
    by = Greatest(Cast("disputed_at", DAY) + timedelta(days=ANSWER_DAYS), Value(today), output_field=DAY)
    return row_of(
        seen, Value(kind), "disputed_at", by=by, key=codes, a=Coalesce(Cast("since", TEXT), Value("")),
        b="pair__low__name", c="pair__high__name", first="until", home="pair__low_id", host="pair__high_id",
    )  # fmt: skip


def _clearings(rows: QuerySet[Any], kind: str, zone: Any = "park__time_zone") -> QuerySet[Any, Any]:
    """Parts of clearings, one a park, with the day to answer it or its undoing by. `zone`: of the park that must."""
    due = "clearing__answer_by" if kind == "clear" else "clearing__undo_by"
    return row_of(
        rows, Value(kind), "clearing__frozen_on", key="clearing_id", a="park__name", n="months",
        m="clearing__total", due=due, zone=zone, other=clearing_zones(),
    )  # fmt: skip


def _claims(rows: QuerySet[Any], kind: str) -> QuerySet[Any, Any]:
    return row_of(rows, Value(kind), "created_at", a="company__name", b="park__name", key="company_id")


def _requests(rows: QuerySet[Any], kind: str, owner: str, key: str) -> QuerySet[Any, Any]:
    who = Coalesce(NullIf("user__name", Value("")), "user__email")
    return row_of(rows, Value(kind), "created_at", a=who, b=f"{owner}__name", key=key)


def _own_park_requests(user: User) -> QuerySet[Any]:
    return ParkMembership.objects.filter(user=user, state=MembershipState.ASKED)


def _applications(user: User) -> QuerySet[Any, Any]:
    return row_of(waiting_applications(user), Value("applied"), "created_at", key="code", a="name", b="city")


def _late_decisions(now: datetime) -> QuerySet[Any, Any]:
    """Each by the clock of the park that had to decide."""
    return _landings(overdue(now), Concat(Value("late_"), "state", output_field=TEXT))


def _past_limit(today: date) -> QuerySet[Any, Any]:
    far = RulingDays.objects.in_force(today).filter(version__limit_at__lt=Abs("pair__balance"))
    key = Concat("pair__low__code", Value("/"), "pair__high__code", output_field=TEXT)
    return row_of(
        far, Value("limit"), Value(None), by=Value(today), key=key, b="pair__low__name",
        c="pair__high__name", n="pair__balance", m="version__limit_at", pair="pair_id",
    )  # fmt: skip


def _unagreed(today: date) -> QuerySet[Any, Any]:
    """One row for all pairs that owe and have no agreement in force, found by the farthest: `n` months, `m` pairs."""
    owing = owing_without_agreement(today).order_by()
    farthest = owing.order_by(Abs("balance").desc(), "pk").values("pk")[:1]
    months, pairs = (
        Subquery(owing.values(one=Value(1)).annotate(n=found).values("n"), output_field=IntegerField())
        for found in (Sum(Abs("balance")), Count("pk"))
    )
    rows = Pair.objects.filter(pk__in=farthest)
    return row_of(
        rows, Value("unagreed"), Value(None), by=Value(today), b="low__name", c="high__name", n=months, m=pairs
    )


def _lies(user: User) -> QuerySet[Any, Any]:
    """What the nightly check of the books told her and she has not read."""
    told = Notice.objects.visible_to(user).unread().filter(key__startswith="check_ledger/")
    return row_of(told, Value("books"), "created_at", by="created_at", a="subject")
