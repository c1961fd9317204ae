"""What the pages and mails of clearings read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from exchanges.clearing.answers import ClearingAnswer, ClearingRefusal
from exchanges.clearing.deadlines import zones_of_each
from exchanges.clearing.models import (
    Circle,
    CircleLine,
    Clearing,
    ClearingLine,
    ClearingPart,
    ClearingProposal,
    ClearingQuerySet,
)
from exchanges.clearing.planning import Line, Ring
from exchanges.clearing.states import WORKFLOW, State
from exchanges.clearing.telling import circle_picture, circle_says
from exchanges.ledger.models import Pair
from parks.park.models import Park
from parks.rights import parks_seen_by, parks_signed_for
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
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
    """Each with `parks`, their `zones`, `rings` and how many said yes: `yeses` to it, `signatures` to undoing it."""
    said_yes = ClearingAnswer.objects.filter(is_yes=True)
    return clearings.select_related("proposal__proposed_by", "predecessor").annotate(
        parks=_count(ClearingPart.objects.all()),
        rings=_count(Circle.objects.all()),
        yeses=_count(said_yes.filter(undo=0)),
        signatures=_count(said_yes.filter(undo__gt=0, undo=OuterRef("undos"))),
        zones=zones_of_each(),
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
    stays_away: bool = False  # it refused this clearing, and so is left out of later ones


def own_parts(clearing: Clearing, user: User) -> list[Own]:
    """Of the affected among her parks; one query, none for a person without any."""
    parks = parks_seen_by(user)
    if not parks:
        return []
    away = ClearingRefusal.objects.filter(clearing=clearing, park=OuterRef("park"), ended_at=None)
    rows = parts_with_answers(clearing).filter(park__in=parks).annotate(stays_away=Exists(away))
    return [Own(it.park, it.months, it.part_hash, it.said, it.said_by or "", it.said_at, it.stays_away) for it in rows]


def verbs_for(clearing: Clearing, user: User, own: Iterable[Own]) -> list[tuple[str, Verb]]:
    """The verbs this person can press now, main one first; `own`: her parks' parts."""
    own = list(own)
    waits = {verb: bool(parks_that_may(verb, own, user)) for verb in ("agree", "refuse", "rejoin", "sign", "keep")}
    found = []
    for name, verb in WORKFLOW.items():
        if clearing.state not in verb.frm or verb.sides == ("clock",) or name == "propose":
            continue
        if "park" in verb.sides and not waits[name] and not (name == "keep" and is_network_admin(user)):
            continue
        if user.has_perm(f"exchanges.{name}_clearing", clearing):
            found.append((name, verb))
    return found


def parks_that_may(verb: str, own: Iterable[Own], user: User) -> list[Park]:
    """Of her parts: the parks she answers for that have not answered, or that stay away and may take part again."""
    signed_for = parks_signed_for(user)
    return [
        it.park for it in own if it.park.pk in signed_for and (it.stays_away if verb == "rejoin" else it.said is None)
    ]  # fmt: skip


def position_of(park: Park) -> int:
    """Months over all partners, > 0 the park is owed; one query."""
    seen = Case(When(low=park, then=F("balance")), default=-F("balance"), output_field=IntegerField())
    return int(Pair.objects.of_park(park).aggregate(n=Sum(seen, default=0))["n"])


def listed(clearings: ClearingQuerySet) -> QuerySet[Clearing, Any]:
    """Each clearing once, by its last version among these, newest first."""
    return with_counts(clearings.newest_versions())


def lately(clearings: ClearingQuerySet, most: int) -> tuple[list[Clearing], list[Clearing]]:
    """The newest of `listed`, and those that are open; at most so many of each, in one query."""
    newest = clearings.newest_versions().values("pk")[:most]
    found = list(with_counts(clearings.filter(Q(pk__in=newest) | Q(pk__in=clearings.open().values("pk")[:most]))))
    return found[:most], [one for one in found if one.is_open][:most]


def followers_of(clearing: Clearing, user: User) -> QuerySet[Clearing]:
    """What it was computed anew into, as far as she may see it; asked only of one that was."""
    if clearing.state != State.REPLACED:
        return Clearing.objects.none()
    return Clearing.objects.visible_to(user).filter(predecessor=clearing)


def groups_of(proposal: ClearingProposal) -> QuerySet[Clearing, Any]:
    """What was proposed at once, each group by its last versions, in the order of the proposal."""
    return with_counts(Clearing.objects.filter(proposal=proposal).newest_versions()).order_by("number", "pk")


def months_by_state(proposal: ClearingProposal) -> dict[str, int]:
    """{state: months} of the last versions of a proposal's groups."""
    newest = Clearing.objects.filter(proposal=proposal).newest_versions().order_by()
    return dict(newest.values("state").annotate(n=Sum("total")).values_list("state", "n"))


def waited_for(user: User) -> QuerySet[ClearingPart]:
    """Parts of open clearings, while other parks have to answer: hers that have; for network admins one a clearing."""
    parts = ClearingPart.objects.filter(clearing__state=State.PROPOSED)
    if is_network_admin(user):
        of_same = ClearingPart.objects.filter(clearing=OuterRef("clearing")).order_by("-months", "pk")
        return parts.filter(pk=Subquery(of_same.values("pk")[:1]))
    answered = ClearingAnswer.objects.filter(clearing=OuterRef("clearing"), park=OuterRef("park"), undo=0)
    return parts.filter(Exists(answered), park__in=parks_seen_by(user))


def waiting_for(user: User) -> tuple[QuerySet[ClearingPart], QuerySet[ClearingPart]]:
    """The parts a person has to answer: of open clearings, and of those to be undone."""
    mine = parks_signed_for(user)
    parts = ClearingPart.objects.filter(park__in=mine)
    answered = ClearingAnswer.objects.filter(clearing=OuterRef("clearing"), park=OuterRef("park"))
    return (
        parts.filter(clearing__state=State.PROPOSED).exclude(Exists(answered.filter(undo=0))),
        parts.filter(clearing__state=State.UNDOING).exclude(Exists(answered.filter(undo=OuterRef("clearing__undos")))),
    )
