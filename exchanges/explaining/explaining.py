"""Where a park's position comes from, in words and figures that add up exactly: "why do we owe so much"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, When, Window
from django.db.models.functions import Abs, Coalesce, Greatest, Least

from exchanges.explaining import bars, changes
from exchanges.explaining.bars import Bar
from exchanges.explaining.changes import EXPLAINED, HOSTED, LABELS, SENT, Sum2, Sums
from exchanges.ledger.models import Pair, Posting
from parks.park.models import Park
from softlanding.kernel import words

SHOWN = 10  # partners in the table; the others are one row
LOOKED_AT = 30  # partners that ways back are looked for with: the farthest from zero


@dataclass(frozen=True)
class Line:
    """One kind of postings, in months from the park's side."""

    kind: str
    sums: Sum2
    bar: Bar

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def explained(self) -> str:
        return EXPLAINED[self.kind]

    @property
    def change(self) -> int:
        return self.sums.change

    @property
    def detail(self) -> str:
        """Both sides, where a kind moved both: "+5 and −3"."""
        return f"+{self.sums.gained} and −{self.sums.lost}" if self.sums.gained and self.sums.lost else ""


@dataclass(frozen=True)
class Year:
    """An exchange year: months hosted and sent, and what everything else changed."""

    year: int
    hosted: int
    sent: int
    other: int
    bar: Bar

    @property
    def change(self) -> int:
        return self.hosted - self.sent + self.other


@dataclass(frozen=True)
class Partner:
    """What one pair contributes to the position; `pair` is its row with both parks loaded."""

    pair: Pair
    park: Park
    balance: int
    sent: int
    hosted: int

    @property
    def partner(self) -> Park:
        return self.pair.partner_of(self.park)

    @property
    def other(self) -> int:
        """What settlements, opening balances and corrections moved."""
        return self.balance - self.hosted + self.sent


@dataclass(frozen=True)
class Others:
    """All further partners in one row."""

    number: int
    balance: int
    sent: int
    hosted: int

    @property
    def other(self) -> int:
        return self.balance - self.hosted + self.sent


@dataclass(frozen=True)
class Partners:
    """The partners farthest from zero, and what both sides of zero add up to over all of them."""

    rows: list[Partner]  # at most LOOKED_AT
    number: int = 0  # with postings, all of them
    owed: int = 0  # months all partners that owe it owe
    owes: int = 0  # months it owes, >= 0
    owed_by: int = 0  # how many partners owe it
    owes_to: int = 0


@dataclass(frozen=True)
class Explanation:
    """`position` is the sum of `lines`, of `years`, and of `shown` with `others`; months, > 0 the park is owed."""

    park: Park
    position: int
    sums: Sums
    lines: list[Line]
    total: Bar
    years: list[Year]
    partners: Partners
    shown: list[tuple[Partner, Bar]]
    others: Others | None

    @property
    def since(self) -> int | None:
        return self.years[-1].year if self.years else None

    @property
    def sent(self) -> int:
        return self.sums[SENT].lost

    @property
    def hosted(self) -> int:
        return self.sums[HOSTED].gained

    @property
    def other(self) -> int:
        """What is neither sent nor hosted."""
        return self.position - self.hosted + self.sent

    @property
    def position_says(self) -> str:
        """ "owes 13 months", "is even"."""
        return words.balance(self.position) if self.position else "is even"

    @property
    def heading(self) -> str:
        """ "Why Málaga owes 13 months"."""
        return f"Why {self.park} {words.balance(self.position) if self.position else 'is even with its partners'}"

    @property
    def because(self) -> str:
        """ "it sent 41 and hosted 25 months since 2024; 3 were waived"; empty before the first posting."""
        stays = changes.stays(self.sums)
        parts = [f"{stays} since {self.since}"] if stays else []
        parts += changes.clauses(self.sums)
        return "; ".join(parts) or ("what was posted was taken back" if self.years else "")

    @property
    def sentence(self) -> str:
        """ "Málaga owes 13 months: it sent 41 and hosted 25 months since 2024; 3 were waived." """
        return f"{self.park} {self.position_says}: {self.because or 'nothing is posted yet'}."

    @property
    def lead(self) -> str:
        """The same under a heading that says the balance already."""
        text = self.because or "nothing is posted yet, so it owes nothing and is owed nothing"
        return f"{text[0].upper()}{text[1:]}."

    @property
    def mostly(self) -> str:
        """Whom most of it is with: "Most of it is with Songdo (7) and Porto (4)." """
        it = self.partners
        if it.owes and it.owed:
            return f"{_side(self, -1, 'It owes', 'to')}; {_side(self, 1, 'it is owed', 'by')}."
        side = -1 if it.owes else 1 if it.owed else 0
        if not side:
            return ""
        if (it.owes_to or it.owed_by) == 1:
            return f"All of it is with {_on_side(self, side)[0].partner}."
        return f"Most of it is with {_most(self, side)}."


def _on_side(it: Explanation, side: int) -> list[Partner]:
    return [row for row in it.partners.rows if row.balance * side > 0]


def _side(it: Explanation, side: int, verb: str, to: str) -> str:
    """ "It owes 16 to four partners, most of it to Songdo (7) and Porto (4)"."""
    all_of_it, number = (it.partners.owes, it.partners.owes_to) if side < 0 else (it.partners.owed, it.partners.owed_by)
    rows = _on_side(it, side)
    if number == 1 and rows:
        return f"{verb} {words.months(all_of_it)} {to} {rows[0].partner}"
    most = f", most of it {to} {_most(it, side)}" if rows else ""
    return f"{verb} {words.months(all_of_it)} {to} {words.counted(number, 'partner')}{most}"


def _most(it: Explanation, side: int) -> str:
    """As few partners as make up more than half of a side, three at most."""
    whole, told, names = it.partners.owes if side < 0 else it.partners.owed, 0, []
    for row in _on_side(it, side)[:3]:
        names.append(f"{row.partner} ({abs(row.balance)})")
        told += abs(row.balance)
        if 2 * told > whole:
            break
    return words.listed(names)


def explanation(park: Any) -> Explanation:
    """Everything the page says about where the position comes from; `park` has `packed_years` as `movements`.

    One query more.
    """
    years = changes.by_year(park.movements)
    sums = changes.together(years.values())
    partners = partners_of(park)
    told = [kind for kind, months in sums.items() if months]
    *steps, total = bars.steps([sums[kind].change for kind in told])
    shown = partners.rows[:SHOWN]
    return Explanation(
        park=park,
        position=sum(months.change for months in sums.values()),
        sums=sums,
        lines=[Line(kind, sums[kind], bar) for kind, bar in zip(told, steps, strict=True)],
        total=total,
        years=_years(years),
        partners=partners,
        shown=list(zip(shown, bars.sides([row.balance for row in shown]), strict=True)),
        others=_others(partners, sums, shown),
    )


def _years(years: dict[int, Sums]) -> list[Year]:
    """Newest first."""
    found = []
    for year in sorted(years, reverse=True):
        sums = changes.together([years[year]])
        other = sum(months.change for kind, months in sums.items() if kind not in (SENT, HOSTED))
        found.append((year, sums[HOSTED].gained, sums[SENT].lost, other))
    pictures = bars.opposite([(sent, hosted) for _, hosted, sent, _ in found])
    return [Year(*row, bar) for row, bar in zip(found, pictures, strict=True)]


def _others(partners: Partners, sums: Sums, shown: Sequence[Partner]) -> Others | None:
    if partners.number <= len(shown):
        return None
    return Others(
        number=partners.number - len(shown),
        balance=partners.owed - partners.owes - sum(row.balance for row in shown),
        sent=sums[SENT].lost - sum(row.sent for row in shown),
        hosted=sums[HOSTED].gained - sum(row.hosted for row in shown),
    )


def partners_of(park: Park) -> Partners:
    """The pairs with postings, farthest from zero first, and the sums over all of them; one query."""
    mine = Case(When(low=park, then=F("balance")), default=-F("balance"), output_field=IntegerField())
    stays = Posting.objects.stays().filter(pair=OuterRef("pk")).order_by().values("pair")
    rows: Any = (
        Pair.objects.of_park(park)
        .filter(postings_count__gt=0)
        .select_related("low", "high")
        .annotate(
            mine=mine,
            sent=_months(stays.filter(debtor=park)),
            hosted=_months(stays.filter(creditor=park)),
            all_pairs=Window(Count("pk")),
            all_owed=Window(Sum(Greatest(mine, 0))),
            all_owes=Window(Sum(Least(mine, 0))),
            owed_by=Window(Count(Case(When(Q(mine__gt=0), then=1)))),
            owes_to=Window(Count(Case(When(Q(mine__lt=0), then=1)))),
        )
        .order_by(Abs("balance").desc(), "pk")[:LOOKED_AT]
    )
    found = list(rows)
    if not found:
        return Partners([])
    first = found[0]
    return Partners(
        [Partner(row, park, row.mine, row.sent, row.hosted) for row in found],
        first.all_pairs, first.all_owed, -first.all_owes, first.owed_by, first.owes_to,
    )  # fmt: skip


def _months(rows: Any) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(n=Sum("months")).values("n"), output_field=IntegerField()), 0)
