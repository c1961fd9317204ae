"""What pages, files and conditions read of a pair's books of a period; the books themselves in one row."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, JSONObject

from exchanges.ledger.models import Pair, Posting
from exchanges.ledger.queries import reversal
from exchanges.statements.content import Content, Line
from exchanges.statements.models import BalanceStatement, StatementStep
from exchanges.statements.periods import Period
from exchanges.statements.states import WORKFLOW, State
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.composed import composed
from softlanding.kernel.history import HistoryLine

LINE: dict[str, Any] = {
    "number": "number", "day": "day", "debtor": "debtor_id", "months": "months", "because": "because",
    "reference": "reference", "text": "text", "hash": "hash", "reverses": "reverses__day",
    "reversed_on": reversal("day"),
}  # fmt: skip


def content_of(pair: Pair, period: Period) -> Content:
    """The pair's books of the period, in one query that fetches one row."""
    ((months, count, link, found),) = _books(pair.pk, period.since, period.until)
    return Content(pair.low, pair.high, period, months, count, link, _lines(pair, months, found or []))


@composed
def _books(pair_id: int, since: date | None, until: date | None) -> QuerySet[Pair, tuple[int, int, str, Any]]:
    """What was before the period, and its postings packed."""
    of_pair = Posting.objects.filter(pair=OuterRef("pk")).order_by()
    days = Q(day__gte=since) if since else Q()
    inside = of_pair.filter(days, Q(day__lte=until) if until else Q())
    lines = inside.values("pair").annotate(it=JSONBAgg(JSONObject(**LINE), order_by=["day", "number"])).values("it")
    return Pair.objects.filter(pk=pair_id).values_list(*_before(of_pair, since), Subquery(lines))


def _before(postings: QuerySet[Posting], since: date | None) -> tuple[Any, Any, Any]:
    """Of the postings before a day: the balance they make, how many they are, the newest one's hash."""
    if since is None:
        return Value(0), Value(0), Value("")
    before = postings.filter(day__lt=since)
    is_owed = When(creditor_id=OuterRef("low_id"), then="months")
    months = Case(is_owed, default=-F("months"), output_field=IntegerField())
    grouped = before.values("pair")
    return (
        Coalesce(Subquery(grouped.annotate(n=Sum(months)).values("n")), 0),
        Coalesce(Subquery(grouped.annotate(n=Count("pk")).values("n")), 0),
        Coalesce(Subquery(before.order_by("-number").values("hash")[:1]), Value("")),
    )


def _lines(pair: Pair, opening: int, rows: list[dict[str, Any]]) -> list[Line]:
    codes, partner = {pair.low_id: pair.low.code, pair.high_id: pair.high.code}, pair.low_id + pair.high_id
    found, after = [], opening
    for row in rows:
        debtor = row.pop("debtor")
        change = -row["months"] if debtor == pair.low_id else row["months"]
        after += change
        for name in ("day", "reverses", "reversed_on"):
            row[name] = date.fromisoformat(row[name]) if row[name] else None
        found.append(Line(debtor=codes[debtor], creditor=codes[partner - debtor], change=change, after=after, **row))
    return found


@dataclass(frozen=True)
class Dossier:
    """A statement with everything a page, a condition or an action asks of it: its books and both parks' answers."""

    pair: Pair
    period: Period
    content: Content
    statement: BalanceStatement  # unsaved until a park answers
    steps: list[StatementStep]  # every answer, oldest first

    @property
    def answers(self) -> dict[int, StatementStep]:
        """The newest of each park, by its id."""
        return {step.park_id: step for step in self.steps}

    def stands(self, park: Park) -> str:
        """ "confirm" or "dispute" while that is the park's word on the content as it is; else ""."""
        answer = self.answers.get(park.pk)
        if answer is None or answer.verb == "withdraw":
            return ""
        return answer.verb if answer.verb == "dispute" or answer.content_hash == self.content.hash else ""

    def is_void(self, park: Park) -> bool:
        """Whether the park confirmed something else than what the books say now."""
        answer = self.answers.get(park.pk)
        return answer is not None and answer.verb == "confirm" and answer.content_hash != self.content.hash

    @property
    def parks(self) -> tuple[Park, Park]:
        return self.pair.low, self.pair.high

    @property
    def missing(self) -> list[Park]:
        """Parks that have not confirmed this content."""
        return [park for park in self.parks if self.stands(park) != "confirm"]

    @property
    def disputed_by(self) -> list[Park]:
        return [park for park in self.parks if self.stands(park) == "dispute"]

    @property
    def is_closed(self) -> bool:
        return self.statement.state == State.CLOSED

    @property
    def is_covered(self) -> bool:
        """Another statement closed the books over its days."""
        until, closed = self.period.until, self.pair.closed_until
        return not self.is_closed and until is not None and closed is not None and until <= closed


def dossier(pair: Pair, period: Period) -> Dossier:
    """Three queries: the books, the statement, the answers. `pair` with both parks."""
    content = content_of(pair, period)
    statement = BalanceStatement.objects.of(pair, period).first() if period.until else None
    if statement is None:
        days: Any = {"since": period.since, "until": period.until}  # one that goes on is shown, never saved
        statement = BalanceStatement(pair=pair, content_hash=content.hash, **days)
    statement.pair = pair
    return Dossier(pair, period, content, statement, steps_of(statement))


def steps_of(statement: BalanceStatement) -> list[StatementStep]:
    """Oldest first; none of a statement nobody answered."""
    if statement._state.adding:
        return []
    return list(StatementStep.objects.filter(statement=statement).select_related("actor", "park").order_by("pk"))


def with_parks(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    return pairs.select_related("low", "high")


def pair_of(pairs: QuerySet[Pair], code: str, partner: str) -> QuerySet[Pair]:
    """The pair of two parks by their codes, in either order, with both."""
    either = Q(low__code=code, high__code=partner) | Q(low__code=partner, high__code=code)
    return with_parks(pairs.filter(either))


def history(case: Dossier) -> list[HistoryLine]:
    """Every answer, newest first."""
    return [HistoryLine.of(step, f"{step.acted_for} {WORKFLOW[step.verb].told}") for step in case.steps[::-1]]


def answer_says(case: Dossier, park: Park) -> str:
    """A park's answer in words: "confirmed on 3 October 2026 (Anna Lund)"."""
    what, _, more = answer_parts(case, park)
    return f"{what} {more}" if more else what


def answer_parts(case: Dossier, park: Park) -> tuple[str, str, str]:
    """The same as a badge: its words, its tone, and what stands beside."""
    answer = case.answers.get(park.pk)
    if answer is None:
        return "has not answered", "idle", ""
    day = words.day(answer.at)
    by = f" ({answer.actor.name})" if answer.actor else ""
    if answer.verb == "withdraw":
        return "withdrew its dispute", "idle", f"on {day}{by}"
    if answer.verb == "dispute":
        return "disputes it", "stop", f"since {day}{by}"
    if case.is_void(park):
        more = words.plural(case.content.counted - answer.counted, "posting")
        return "confirmed", "wait", f"on {day}{by} what it said then; {more} came since, so that no longer counts"
    return "confirmed", "done", f"on {day}{by}"
