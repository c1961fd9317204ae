"""What pages and files read from the books."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, IntegerField, Q, Sum, Value, When, Window
from django.db.models.functions import Coalesce

from exchanges.ledger.models import Pair, Posting, PostingQuerySet
from parks.models import Park

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _seen_from(park: Park) -> Case:
    """A posting's months from one park's side: > 0 it came to be owed, < 0 it came to owe."""
    return Case(When(creditor=park, then=F("months")), default=-F("months"), output_field=IntegerField())


@dataclass(frozen=True)
class Statement:
    """A pair's postings of a period seen from one park; all numbers in months, > 0 the park is owed.

    `lines` are newest first and each has `change` and `after` (the balance once it was posted); page them freely:
    `after` is computed by the database over the whole period, whichever page is read.
    """

    pair: Pair
    park: Park
    since: date | None  # the period's first day; None: from the beginning
    until: date | None  # its last day; None: to the end
    opening: int
    closing: int
    lines: "QuerySet[Posting, Any]"

    @property
    def partner(self) -> Park:
        return self.pair.partner_of(self.park)

    @property
    def change(self) -> int:
        return self.closing - self.opening


def statement(pair: Pair, park: Park, *, since: date | None = None, until: date | None = None) -> Statement:
    """The pair's statement from `park`'s side. One statement for the sums, one more for the lines that are read.

    Lines stand in the order of their days, so that a posting that came late is found where it belongs.
    """
    opening, closing = balance_before(pair, park, since), balance_until(pair, park, until)
    after = Window(Sum(_seen_from(park)), order_by=[F("day").asc(), F("number").asc()])
    lines = (
        Posting.objects.filter(pair=pair)
        .filter(Q(day__gte=since) if since else Q(), Q(day__lte=until) if until else Q())
        .annotate(change=_seen_from(park), after=after + Value(opening))
        .select_related("reverses", "reversal")
        .order_by("-day", "-number")
    )
    return Statement(pair, park, since, until, opening, closing, lines)


def balance_before(pair: Pair, park: Park, day: date | None) -> int:
    """Months at the beginning of `day`, from the park's side; 0 before the first posting."""
    return _sum(Posting.objects.filter(pair=pair, day__lt=day), park) if day else 0


def balance_until(pair: Pair, park: Park, day: date | None) -> int:
    """Months at the end of `day`, from the park's side; without a day, now."""
    return _sum(Posting.objects.filter(pair=pair, day__lte=day), park) if day else pair.balance_of(park)


def _sum(postings: PostingQuerySet, park: Park) -> int:
    return int(postings.aggregate(months=Coalesce(Sum(_seen_from(park)), 0))["months"])
