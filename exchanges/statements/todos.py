"""What of statements waits for whom: of each pair the oldest open quarter, and disputes."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Cast, Greatest

from exchanges.ledger.models import Pair
from exchanges.statements.periods import Period, quarter_of
from exchanges.statements.waiting import disputes, open_for, open_quarters, waits_for
from parks.rights import parks_seen_by, parks_signed_for
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import ANSWER_DAYS, DAY, Asked, Awaited, Kind, Rows, Todos, rows_of

STATEMENT_DAYS = 30  # within which a quarter's statement should be confirmed once it is over


@dataclass(frozen=True)
class Quarter:
    """A pair's oldest open quarter, which ends on `until`, as one of its parks (its code) sees it on a day."""

    park: str
    partner_code: str
    partner: str
    until: date
    today: date

    @property
    def period(self) -> Period:
        return quarter_of(self.until)

    @property
    def later(self) -> str:
        """How many quarters more are open between the two: a sentence, or nothing."""
        more = open_quarters(self.until, self.today) - 1
        count = words.counted(more, "later quarter").capitalize()
        return f" {count} {'is' if more == 1 else 'are'} open too." if more else ""


@dataclass(frozen=True)
class Dispute:
    """A disputed statement, from `begins` (None: the beginning) to `until`, as one of the parks (its code) sees it."""

    park: str
    partner_code: str
    partner: str
    begins: date | None
    until: date

    @property
    def period(self) -> Period:
        return Period(self.begins, self.until)


def _url(it: Quarter | Dispute, page: str = "exchanges:balances:statement") -> str:
    return path_to(page, it.park, it.partner_code, it.period.name)


def confirm(it: Quarter) -> Asked:
    closes = "Once both parks confirmed it, the books up to then are closed."
    text = f"What was posted from {it.period.days}. {closes}{it.later}"
    headline = f"Confirm the statement with {it.partner}, {it.period.label}"
    return Asked(headline, text, _url(it, "exchanges:statements:confirm"), "Read and confirm")


def to_be_confirmed(it: Quarter) -> Awaited:
    return Awaited(f"{it.partner} to confirm the statement, {it.period.label}", _url(it), it.partner)


def read_dispute(it: Dispute) -> Asked:
    text = "Nothing of that period or later is closed until it is settled. Read what is wrong."
    return Asked(f"{it.partner} disputes the statement, {it.period.label}", text, _url(it), "Read")


def read_again(it: Dispute) -> Asked:
    text = "Something was posted since you disputed it. Confirm it if that settles the dispute."
    return Asked(f"Read the statement with {it.partner} again, {it.period.label}", text, _url(it), "Read again")


def to_be_settled(it: Dispute) -> Awaited:
    return Awaited(f"{it.partner} to settle your dispute, {it.period.label}", _url(it), it.partner)


STATEMENT = Kind("statement", Quarter, confirm, to_be_confirmed)
DISPUTED = Kind("disputed", Dispute, read_dispute, to_be_settled)
CHANGED = Kind("changed", Dispute, read_again)


def waiting(user: User, today: date) -> list[Rows]:
    """Of each pair of a park she manages the oldest open quarter it has not confirmed; what a partner disputes."""
    mine = parks_signed_for(user)
    if not mine:
        return []
    opened = open_for(Pair.objects.all(), mine, today).filter(waits_for(mine))
    found = disputes()
    return [
        _quarters(opened, user, today),
        _disputes(found.exclude(by__in=mine), DISPUTED, user, today),
        _disputes(found.filter(by__in=mine, counted__lt=F("total")), CHANGED, user, today),
    ]


def waited_for(user: User, today: date) -> list[Rows]:
    """Quarters her parks confirmed and partners have not; what her parks dispute."""
    mine = parks_seen_by(user)
    if not mine:
        return []
    opened = open_for(Pair.objects.all(), mine, today).exclude(waits_for(mine))
    ours = disputes().filter(by__in=mine, counted__gte=F("total"))
    return [_quarters(opened, user, today), _disputes(ours, DISPUTED, user, today)]


def _quarters(pairs: QuerySet[Pair, Any], user: User, today: date) -> Rows:
    """What is long overdue still comes after what is due within a week."""
    over = F("q_until") + timedelta(days=1)
    by = Greatest(over + timedelta(days=STATEMENT_DAYS), Value(today + timedelta(days=7)), output_field=DAY)
    return rows_of(
        pairs, STATEMENT, since=over, by=by, until="q_until", today=Value(today, DAY), **_sides(user, "")
    )  # fmt: skip


def _disputes(found: QuerySet[Any, Any], kind: Kind[Dispute], user: User, today: date) -> Rows:
    seen = found.filter(pair__in=Pair.objects.visible_to(user))
    by = Greatest(Cast("disputed_at", DAY) + timedelta(days=ANSWER_DAYS), Value(today), output_field=DAY)
    return rows_of(
        seen, kind, since="disputed_at", by=by, begins="since", until="until", **_sides(user, "pair__")
    )  # fmt: skip


def _sides(user: User, pair: str) -> dict[str, Case]:
    """The code of her park, the partner and its code. `pair` leads to it; where both are hers, the low park is her."""
    is_low = {f"{pair}low__in": parks_seen_by(user)}
    return {
        name: Case(When(**is_low, then=f"{pair}{one}"), default=f"{pair}{two}")
        for name, one, two in (
            ("park", "low__code", "high__code"),
            ("partner_code", "high__code", "low__code"),
            ("partner", "high__name", "low__name"),
        )
    }


TODOS = Todos((STATEMENT, DISPUTED, CHANGED), waiting, waited_for=waited_for)
