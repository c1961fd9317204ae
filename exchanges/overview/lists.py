"""The lists behind the figures: the same rows as a page and as a file."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet, Sum, Value

from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.queries import landings_of, whole
from exchanges.landings.records import with_levels
from exchanges.ledger.ages import open_postings
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.overview.contents import Scope
from exchanges.overview.filters import OpenFilter, PostingFilter, ReservedFilter, StandingFilter, StateFilter
from exchanges.policy.queries import in_force
from exchanges.policy.standing import Level
from parks.park.models import Park

STAY = re.compile(r"^landing/(\d+)/month/")


class Listing:
    """`head` and `line` are a file's; `months` names what is summed up on top (empty: only counted)."""

    name: ClassVar[str]  # of its page and its file
    title: ClassVar[str]
    nouns: ClassVar[str]  # one and many, or one alone
    empty_title: ClassVar[str]
    empty_text: ClassVar[str]
    filterset: ClassVar[Any]
    head: ClassVar[Sequence[str]]
    months: ClassVar[str] = ""

    def rows(self, scope: Scope) -> QuerySet[Any]:
        raise NotImplementedError

    def line(self, row: Any) -> list[Any]:
        raise NotImplementedError

    def filtered(self, scope: Scope, query: Any) -> Any:
        return self.filterset(query, queryset=self.rows(scope), park=scope.park, today=scope.today, now=scope.now)

    def total(self, rows: QuerySet[Any]) -> int:
        return int(rows.aggregate(n=Sum(self.months, default=0))["n"])


class Postings(Listing):
    """Every posting, or those of a park's pairs; the newest first."""

    name, title, nouns, months = "postings", "Postings", "posting", "months"
    empty_title = "Nothing is posted yet"
    empty_text = "Each month of a stay that begins will be a line here, and each settlement."
    filterset = PostingFilter
    head: ClassVar[Sequence[str]] = (
        "day", "text", "kind", "owed by", "owed by code", "owed to", "owed to code", "months", "reference",
    )  # fmt: skip

    def rows(self, scope: Scope) -> QuerySet[Posting]:
        rows = Posting.objects.select_related("debtor", "creditor", "reversal", "reverses")
        if scope.park:
            rows = rows.filter(Q(debtor=scope.park) | Q(creditor=scope.park))
        return rows.order_by("-day", "-pk")

    def line(self, row: Posting) -> list[Any]:
        return [
            row.day, row.text, str(Because(row.because).label), row.debtor.name, row.debtor.code, row.creditor.name,
            row.creditor.code, row.months, row.reference,
        ]  # fmt: skip


class OpenPostings(Postings):
    """Those whose months are still owed, the oldest first."""

    name, title, nouns, months = "ages", "Open months", "posting", "open"
    empty_title = "Nobody owes anything"
    empty_text = "The months that parks owe each other will be listed here, the oldest first."
    filterset = OpenFilter
    head = (
        "day", "text", "kind", "owed by", "owed by code", "owed to", "owed to code", "months still owed", "of",
        "reference",
    )  # fmt: skip

    def rows(self, scope: Scope) -> QuerySet[Posting]:
        pairs: Any = Pair.objects.of_park(scope.park).values("pk") if scope.park else None
        found: QuerySet[Any] = open_postings(pairs)
        return found.select_related("debtor", "creditor", "reversal", "reverses").order_by("day", "pk")

    def line(self, row: Any) -> list[Any]:
        return [*super().line(row)[:7], row.open, row.months, row.reference]


class Reserved(Listing):
    """Months that are promised and have not begun, the soonest first."""

    name, title, nouns = "reserved", "Reserved months", "month"
    empty_title = "Nothing is reserved"
    empty_text = "The months of an offer are reserved until they begin; they will be listed here."
    filterset = ReservedFilter
    head = ("begins", "company", "month of the stay", "home", "home code", "host", "host code", "landing")

    def rows(self, scope: Scope) -> QuerySet[FreeRentMonth]:
        rows = FreeRentMonth.objects.reserved().select_related("landing__company", "landing__host", "home")
        if scope.park:
            rows = rows.filter(Q(home=scope.park) | Q(landing__host=scope.park))
        return rows.order_by("begins_on", "pk")

    def line(self, row: FreeRentMonth) -> list[Any]:
        host = row.landing.host
        return [
            row.begins_on, row.landing.company.name, row.number, row.home.name, row.home.code, host.name, host.code,
            row.landing_id,
        ]  # fmt: skip


class Landings(Listing):
    """Every landing, or those a park sees; what must be done soonest first."""

    name, title, nouns = "landings", "Landings", "landing"
    empty_title = "No landings yet"
    empty_text = "Companies on their way to another park will be listed here. It begins when one applies."
    filterset = StateFilter
    head = ("company", "home", "home code", "host", "host code", "first day", "months", "state", "act by",
            "in time zone", "landing")  # fmt: skip

    def rows(self, scope: Scope) -> QuerySet[Landing]:
        rows = whole(landings_of(scope.park) if scope.park else Landing.objects.all())
        return rows.order_by(F("due_on").asc(nulls_last=True), "-pk")

    def line(self, row: Landing) -> list[Any]:
        return [
            row.company.name, row.home.name, row.home.code, row.host.name, row.host.code, row.first_day, row.length,
            row.get_state_display(), row.due_on, row.answer_zone if row.due_on else "", row.pk,
        ]  # fmt: skip


class Parks(Listing):
    """Every admitted park with its standing, the worst first."""

    name, title, nouns = "parks", "Parks by standing", "park"
    empty_title = "No parks yet"
    empty_text = "Each park that is admitted to the network will have a row here."
    filterset = StandingFilter
    head = ("park", "code", "standing", "balance", "sent", "hosted", "net debt", "late answers", "overdue", "refused",
            "answers", "owed without an agreement")  # fmt: skip

    def rows(self, scope: Scope) -> QuerySet[Park]:
        policy = in_force()
        rows: Any = with_levels(Park.objects.admitted(), policy, scope.now)
        rows = rows.annotate(window=Value(policy.window_months))
        found: QuerySet[Park] = rows.order_by("-level", "r_position", "name", "pk")
        return found

    def line(self, row: Any) -> list[Any]:
        return [
            row.name, row.code, Level(row.level).label, row.r_position, row.r_sent, row.r_hosted, row.debt, row.r_late,
            row.r_overdue, row.r_refused, row.r_answers, row.r_unagreed,
        ]  # fmt: skip


LISTS: dict[str, Listing] = {it.name: it for it in (Postings(), OpenPostings(), Reserved(), Landings(), Parks())}


def landing_of(posting: Posting) -> int | None:
    """The landing a month of a stay comes from; None for settlements and imported stays."""
    found = STAY.match(posting.reference)
    return int(found[1]) if found else None
