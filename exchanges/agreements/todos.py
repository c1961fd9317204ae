"""What of agreements waits for whom: terms on the table, pairs past their limit, debts without an agreement."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Abs

from exchanges.agreements.models import Agreement
from exchanges.agreements.queries import lacks_signature_of, owing_without_agreement, waiting_for
from exchanges.agreements.ruling import RulingDays
from exchanges.ledger.models import Pair
from parks.rights import parks_seen_by, parks_signed_for
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import Asked, Awaited, Kind, Rows, Todos, rows_of


@dataclass(frozen=True)
class OnTable:
    """Terms that lack a signature, as one of the parties sees them; `amends` a signed agreement."""

    code: str
    made_by: str
    partner: str
    amends: bool


@dataclass(frozen=True)
class FarPair:
    """A pair past the limit of its agreement; months."""

    debtor: str
    debtor_code: str
    creditor: str
    creditor_code: str
    months: int
    limit: int


@dataclass(frozen=True)
class Unagreed:
    """All pairs that owe and have no agreement in force, and the months they owe."""

    pairs: int
    months: int


def sign(it: OnTable) -> Asked:
    is_theirs = it.made_by == it.partner
    who = f"{it.made_by} put the terms on the table" if is_theirs else "They are your terms; you have not signed them"
    if it.amends:
        text = f"{who}. Until both parks have signed, the agreement stays as it is."
        url = path_to("exchanges:agreements:detail", it.code)
        return Asked(f"Answer the amendment with {it.partner}", text, url, "Read and answer")
    text = f"{who}. It is in force once both parks have signed the same terms."
    url = path_to("exchanges:agreements:sign", it.code)
    return Asked(f"Sign the agreement with {it.partner}", text, url, "Read and sign")


def to_be_signed(it: OnTable) -> Awaited:
    url = path_to("exchanges:agreements:detail", it.code)
    return Awaited(f"{it.partner} to sign the agreement with you", url, it.partner)


def past_limit(it: FarPair) -> Asked:
    months = words.months(it.months)
    text = f"Their limit is {it.limit}: new stays wait until {it.creditor} has sent companies the other way."
    url = path_to("exchanges:balances:statement", it.debtor_code, it.creditor_code)
    return Asked(f"{it.debtor} owes {it.creditor} {months}", text, url, "See the statement", waits=months)


def unagreed(it: Unagreed) -> Asked:
    pairs, months = words.counted(it.pairs, "pair").capitalize(), words.months(it.months)
    headline = f"{pairs} of parks {'owes' if it.pairs == 1 else 'owe'} without an agreement"
    be = "is" if it.months == 1 else "are"
    text = f"{months} {be} owed where no stay can bring them back. Ask for agreements, or for settlements."
    return Asked(headline, text, f"{path_to('exchanges:balances:list')}?past=unagreed", "See the pairs", waits=months)


SIGN = Kind("sign", OnTable, sign, to_be_signed)
LIMIT = Kind("limit", FarPair, past_limit)
UNAGREED = Kind("unagreed", Unagreed, unagreed)


def waiting(user: User, today: date) -> list[Rows]:
    return [_on_table(waiting_for(user), user)]


def for_network(user: User, today: date, now: datetime) -> list[Rows]:
    return [_past_limit(today), _unagreed(today)]


def waited_for(user: User, today: date) -> list[Rows]:
    """What is on the table of her parks and only the partner has yet to sign."""
    parks = parks_seen_by(user)
    tabled = Agreement.objects.waiting().filter(Q(pair__low__in=parks) | Q(pair__high__in=parks))
    return [_on_table(tabled.filter(~lacks_signature_of(parks_signed_for(user))), user)]


def _on_table(found: QuerySet[Agreement], user: User) -> Rows:
    is_low = When(pair__low__in=parks_seen_by(user), then="pair__high__name")
    return rows_of(
        found, SIGN, since="on_table__made_at", code="code", made_by="on_table__made_by__name",
        partner=Case(is_low, default="pair__low__name"),
        amends=Case(When(ruling__isnull=False, then=True), default=False),
    )  # fmt: skip


def _past_limit(today: date) -> Rows:
    far = RulingDays.objects.in_force(today).filter(version__limit_at__lt=Abs("pair__balance"))
    low_owes = Q(pair__balance__lt=0)
    sides = {
        name + field: Case(When(low_owes, then=f"pair__{one}__{of}"), default=f"pair__{two}__{of}")
        for name, one, two in (("debtor", "low", "high"), ("creditor", "high", "low"))
        for field, of in (("", "name"), ("_code", "code"))
    }
    return rows_of(
        far, LIMIT, since=None, by=today, months=Abs("pair__balance"), limit=F("version__limit_at"), **sides
    )  # fmt: skip


def _unagreed(today: date) -> Rows:
    """One row for all pairs, found by the farthest."""
    owing = owing_without_agreement(today).order_by()
    farthest = owing.order_by(Abs("balance").desc(), "pk").values("pk")[:1]
    sums: dict[str, Any] = {
        name: Subquery(owing.values(one=Value(1)).annotate(n=found).values("n"), output_field=IntegerField())
        for name, found in (("months", Sum(Abs("balance"))), ("pairs", Count("pk")))
    }
    return rows_of(Pair.objects.filter(pk__in=farthest), UNAGREED, since=None, by=today, **sums)


TODOS = Todos((SIGN, LIMIT, UNAGREED), waiting, for_network, waited_for)
