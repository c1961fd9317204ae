"""What the pages and mails of clearings read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from exchanges.clearing.models import (
    Circle,
    CircleLine,
    Clearing,
    ClearingAnswer,
    ClearingLine,
    ClearingPart,
    ClearingQuerySet,
)
from exchanges.clearing.permissions import managed_by
from exchanges.clearing.planning import Line, Ring
from exchanges.clearing.states import WORKFLOW, Absence, State
from exchanges.clearing.telling import circle_picture, circle_says
from exchanges.ledger.models import Pair
from parks.models import Membership, Park
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.beams import Beam
from softlanding.kernel.packing import packed
from softlanding.kernel.rings import RingPicture
from softlanding.kernel.workflow import Verb

LEG = {
    "pair": "line__pair_id", "debtor": "line__debtor_id", "creditor": "line__creditor_id", "owed": "line__owed",
    "months": "line__months", "name": "line__debtor__name",
}  # fmt: skip


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(clearing=OuterRef("pk")).order_by().values("clearing").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_counts(clearings: QuerySet[Clearing]) -> QuerySet[Clearing, Any]:
    """Each with `parks`, `rings` and how many parks said yes: `yeses` to it, `signatures` to its newest undoing."""
    said_yes = ClearingAnswer.objects.filter(is_yes=True)
    return clearings.select_related("proposed_by", "predecessor", "successor").annotate(
        parks=_count(ClearingPart.objects.all()),
        rings=_count(Circle.objects.all()),
        yeses=_count(said_yes.filter(undo=0)),
        signatures=_count(said_yes.filter(undo__gt=0, undo=OuterRef("undos"))),
    )


def circles_of(clearing: Clearing, park: Park | None = None) -> QuerySet[Circle, Any]:
    """The circles, or those through a park, each with its `packed` legs: one row each. Read them with `told`."""
    legs = CircleLine.objects.filter(circle=OuterRef("pk")).order_by("position")
    found = clearing.circles.annotate(packed=packed(legs, **LEG))
    return found.filter(legs__line__debtor=park) if park else found


@dataclass(frozen=True)
class CircleRow:
    """A circle as a page shows it: in words, and drawn."""

    says: str
    picture: RingPicture


def circle_row(ring: Ring, names: dict[int, str], you: int | None = None) -> CircleRow:
    return CircleRow(circle_says(ring, names, you), circle_picture(ring, names, you))


def told(circles: Iterable[Any], you: int | None = None) -> list[CircleRow]:
    """Rows of `circles_of` in plain words and as pictures."""
    found = []
    for circle in circles:
        names = {leg["debtor"]: leg.pop("name") for leg in circle.packed}
        ring = Ring(tuple(Line(**leg) for leg in circle.packed), circle.months)
        found.append(circle_row(ring, names, you))
    return found


def circles_by_park(clearing: Clearing, most: int) -> dict[int, list[str]]:
    """{park id: its circles in plain words, at most `most`}; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    for circle in circles_of(clearing):
        names = {leg["debtor"]: leg.pop("name") for leg in circle.packed}
        ring = Ring(tuple(Line(**leg) for leg in circle.packed), circle.months)
        for park in names:
            if len(found[park]) < most:
                found[park].append(circle_says(ring, names, park))
    return found


def lines_with_parks(clearing: Clearing, park: Park | None = None) -> QuerySet[ClearingLine]:
    found = clearing.lines.select_related("debtor", "creditor", "pair")
    return found.filter(Q(debtor=park) | Q(creditor=park)) if park else found


@dataclass(frozen=True)
class DebtRow:
    """A debt before and after; with `you` seen from that park. `today`: what is owed in that direction now."""

    debtor: Park
    creditor: Park
    owed: int
    months: int
    today: int | None = None
    you: Park | None = None

    @property
    def after(self) -> int:
        return self.owed - self.months

    @property
    def partner(self) -> Park:
        return self.creditor if self.you == self.debtor else self.debtor

    @property
    def side(self) -> int:
        """-1 where the balance is a debt of the one it is seen from."""
        return 1 if self.you == self.creditor else -1

    @property
    def beam(self) -> Beam:
        subject = self.you or self.debtor
        partner = self.partner if self.you else self.creditor
        return Beam(self.side * self.owed, self.side * self.after, subject=subject.name, partner=partner.name)

    @property
    def before_says(self) -> str:
        """ "owes 3", "is owed 2": for a column of months."""
        return _short(self.side * self.owed) if self.you else words.months(self.owed)

    @property
    def after_says(self) -> str:
        return _short(self.side * self.after) if self.you or not self.after else words.months(self.after)

    @property
    def tone(self) -> str:
        return ("owed" if self.side > 0 else "owes") if self.you else ""

    @property
    def has_moved(self) -> bool:
        return self.today is not None and self.today != self.owed


def _short(n: int) -> str:
    return f"{'owes' if n < 0 else 'is owed'} {abs(n):,}" if n else "even"


def debt_rows(lines: Iterable[ClearingLine], you: Park | None, is_open: bool) -> list[DebtRow]:
    """Of `lines_with_parks`; while a clearing is open with what is owed now."""
    rows = []
    for line in lines:
        now = max(0, -line.pair.balance_of(line.debtor)) if is_open else None
        rows.append(DebtRow(line.debtor, line.creditor, line.owed, line.months, now, you))
    return rows


def parts_with_answers(clearing: Clearing) -> QuerySet[ClearingPart, Any]:
    """Each park with its answer (`said`: True, False or None), the unanswered first, then the most months."""
    answer = ClearingAnswer.objects.filter(clearing=OuterRef("clearing"), park=OuterRef("park"), undo=clearing.asked)
    return (
        clearing.parts.select_related("park")
        .annotate(
            said=Subquery(answer.values("is_yes")[:1]),
            said_by=Subquery(answer.values("by__name")[:1]),
            said_at=Subquery(answer.values("at")[:1]),
            was_carried=Subquery(answer.values("carried")[:1]),
        )
        .order_by(F("said").asc(nulls_first=True), "-months", "park__name")
    )


@dataclass(frozen=True)
class Own:
    """What a clearing does to a park of this person, and what that park said (None: nothing yet)."""

    park: Park
    months: int
    part_hash: str
    said: bool | None
    said_by: str
    said_at: datetime | None


def own_parts(clearing: Clearing, user: User) -> list[Own]:
    """Of the affected among her parks; one query, none for a person without any."""
    parks = set(Membership.objects.roles_of(user))
    if not parks:
        return []
    rows = parts_with_answers(clearing).filter(park__in=parks)
    return [Own(it.park, it.months, it.part_hash, it.said, it.said_by or "", it.said_at) for it in rows]


def verbs_for(clearing: Clearing, user: User, own: Iterable[Own]) -> list[tuple[str, Verb]]:
    """The verbs this person can press now, main one first; `own`: her parks' parts."""
    unanswered = unanswered_parks(own, user)
    found = []
    for name, verb in WORKFLOW.items():
        if clearing.state not in verb.frm or verb.sides == ("clock",) or name == "propose":
            continue
        if "park" in verb.sides and not unanswered and not (name == "keep" and user.is_network_admin):
            continue
        if user.has_perm(f"exchanges.{name}_clearing", clearing):
            found.append((name, verb))
    return found


def unanswered_parks(own: Iterable[Own], user: User) -> list[Park]:
    """Of her parts: the parks she answers for that have not answered."""
    managed = managed_by(user)
    return [it.park for it in own if it.said is None and it.park.pk in managed]


def position_of(park: Park) -> int:
    """Months over all partners, > 0 the park is owed; one query."""
    seen = Case(When(low=park, then=F("balance")), default=-F("balance"), output_field=IntegerField())
    return int(Pair.objects.of_park(park).aggregate(n=Sum(seen, default=0))["n"])


@dataclass(frozen=True)
class Told:
    """A line of a clearing's history."""

    sentence: str
    at: datetime | None = None
    by: str = ""
    reason: str = ""
    is_now: bool = False


def history(clearing: Any, most: int = 60) -> list[Told]:
    """Of a row of `with_counts`: newest first, opened by whom it waits for."""
    steps = clearing.steps.select_related("actor").order_by("-at", "-pk")[:most]
    found = [Told(_sentence(step), step.at, str(step.actor or ""), step.reason) for step in steps]
    if waits := waits_says(clearing):
        found.insert(0, Told(waits, is_now=True))
    return found


def _sentence(step: Any) -> str:
    if step.verb == "recompute":
        return "It was computed anew"
    told = WORKFLOW[step.verb].told
    return f"{step.acted_for} {told}" if step.acted_for else f"It was {told.removesuffix(' it')}"


def waits_says(clearing: Any) -> str:
    """ "Waits for 3 of 7 parks to agree"; empty when it waits for nobody."""
    if clearing.state == State.PROPOSED:
        left, what = clearing.parks - clearing.yeses, "to agree"
    elif clearing.state == State.UNDOING:
        left, what = clearing.parks - clearing.signatures, "to sign the undoing"
    else:
        return ""
    return f"Waits for {left:,} of {words.plural(clearing.parks, 'park')} {what}"


def absent_says(clearing: Clearing) -> str:
    """Who takes no part, and why: "Turin (refused), Porto (did not answer in time)"; empty when all do."""
    rows = clearing.absences.select_related("park").order_by("park__name")[:20]
    return ", ".join(f"{it.park} ({Absence(it.why).label})" for it in rows)


def listed(clearings: ClearingQuerySet) -> QuerySet[Clearing, Any]:
    """Each clearing once, by its last version among these, newest first."""
    return with_counts(clearings.newest_versions())


def waited_for(user: User) -> QuerySet[ClearingPart]:
    """A part of the open clearing, while other parks have to answer: hers that has, for network admins the largest."""
    parts = ClearingPart.objects.filter(clearing__state=State.PROPOSED)
    if user.is_network_admin:
        return parts.filter(pk=Subquery(parts.order_by("-months", "pk").values("pk")[:1]))
    answered = ClearingAnswer.objects.filter(clearing=OuterRef("clearing"), park=OuterRef("park"), undo=0)
    return parts.filter(Exists(answered), park__in=list(Membership.objects.roles_of(user)))


def waiting_for(user: User) -> tuple[QuerySet[ClearingPart], QuerySet[ClearingPart]]:
    """The parts a person has to answer: of the open clearing, and of those to be undone."""
    mine = managed_by(user)
    parts = ClearingPart.objects.filter(park__in=mine)
    answered = ClearingAnswer.objects.filter(clearing=OuterRef("clearing"), park=OuterRef("park"))
    return (
        parts.filter(clearing__state=State.PROPOSED).exclude(Exists(answered.filter(undo=0))),
        parts.filter(clearing__state=State.UNDOING).exclude(Exists(answered.filter(undo=OuterRef("clearing__undos")))),
    )
