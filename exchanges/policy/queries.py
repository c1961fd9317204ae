"""The policy in force and how it came to be; exceptions that let an offer past the limit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from exchanges.policy.models import ExceptionUse, LimitException, PolicyVersion
from exchanges.policy.states import TONES, ExceptionState, Phase
from softlanding.kernel import words
from softlanding.kernel.composed import composed, first

DEFAULT_TERMS = (
    "months_per_year", "places", "min_months", "max_months", "alert_at", "limit_at", "floor_months", "carry_over",
    "notice_months", "decision_days", "offer_days",
)  # fmt: skip
THRESHOLDS = (
    "window_months", "alert_debt", "restricted_debt", "alert_unagreed", "restricted_unagreed", "alert_late",
    "restricted_late", "alert_refused", "restricted_refused", "restricted_by_exception",
)  # fmt: skip
VALUES = (*DEFAULT_TERMS, *THRESHOLDS)
Share = tuple[LimitException, int]  # months past the limit that an exception gives


def in_force() -> PolicyVersion:
    """The newest version; before anybody changed it the built-in one (`number` 0)."""
    return first(_newest()) or PolicyVersion()


@composed
def _newest() -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.all()[:1]


def asks_exceptions() -> Coalesce:
    """For any row: whether the policy in force lets companies of restricted parks go only under an exception."""
    return Coalesce(Subquery(PolicyVersion.objects.values("restricted_by_exception")[:1]), False)


def label_of(name: str) -> str:
    return str(PolicyVersion._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def shown(value: Any) -> str:
    """A value of the policy as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


@dataclass(frozen=True)
class Value:
    label: str
    value: str


def values_of(policy: PolicyVersion, names: Iterable[str]) -> list[Value]:
    return [Value(label_of(name), shown(getattr(policy, name))) for name in names]


@dataclass(frozen=True)
class Changed:
    """One value that a version changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Edit:
    """One change of the policy: who, when, why, and each value from and to."""

    number: int
    by: str
    at: datetime | None
    reason: str
    changes: list[Changed]


def changes_between(old: PolicyVersion, new: PolicyVersion) -> list[Changed]:
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in VALUES]
    return [Changed(label_of(name), shown(a), shown(b)) for name, a, b in pairs if a != b]


def history(most: int = 50) -> list[Edit]:
    """The newest changes first, at most `most`; one query."""
    versions = list(PolicyVersion.objects.select_related("made_by")[: most + 1])
    older = [*versions[1:], PolicyVersion()]
    return [
        Edit(new.number, str(new.made_by or ""), new.made_at, new.reason, changes_between(old, new))
        for new, old in zip(versions, older, strict=False)
    ][:most]


def around(
    pair_id: int, home_id: int, landing_id: int | None, today: date, moves: bool = False
) -> tuple[list[LimitException], list[LimitException]]:
    """The exceptions an offer to this landing may use, its own first, then those that end soonest; and the requests
    that wait for an answer. One query.

    One that this landing used already counts beyond its end: a late arrival moves the months, it asks for no more.
    `moves`: what the landing itself used is there again, for its months are given back and taken anew.
    """
    landing = landing_id or 0
    used_before = Exists(ExceptionUse.objects.filter(exception=OuterRef("pk"), landing=landing))
    usable = Q(state=ExceptionState.GRANTED) & (Q(ends_on__gte=today) | used_before)
    found = (
        LimitException.objects.direction(pair_id, home_id)
        .filter(Q(usable) | Q(state=ExceptionState.ASKED))
        .filter(Q(landing__isnull=True) | Q(landing=landing))
        .with_used(but=landing if moves else 0)
        .order_by(F("landing").asc(nulls_last=True), "ends_on", "pk")
    )
    rows = list(found)
    granted = [one for one in rows if one.state == ExceptionState.GRANTED and one.months_left != 0]
    return granted, [one for one in rows if one.state == ExceptionState.ASKED]


def shares(exceptions: Iterable[LimitException], needed: int) -> list[Share]:
    """How many of the `needed` months past the limit each exception gives, in their order; fewer when none are left."""
    found = []
    for exception in exceptions:
        part = needed if exception.months_left is None else min(needed, exception.months_left)
        if part:
            found.append((exception, part))
            needed -= part
    return found


def months_excepted(pair: str, home: str, today: date) -> Coalesce:
    """Months that exceptions of a direction have left, for the row whose fields name its pair and home park."""
    granted = (
        LimitException.objects.in_force(today)
        .filter(pair=OuterRef(pair), home=OuterRef(home), landing__isnull=True)
        .order_by()
    )
    total = granted.values("pair").annotate(n=Sum("months")).values("n")
    used = (
        ExceptionUse.objects.filter(
            exception__pair=OuterRef(pair),
            exception__home=OuterRef(home),
            exception__landing__isnull=True,
            exception__state=ExceptionState.GRANTED,
            exception__ends_on__gte=today,
            is_returned=False,
        )
        .order_by()
        .values("exception__pair")
        .annotate(n=Sum("months"))
        .values("n")
    )
    zero = [Coalesce(Subquery(rows, output_field=IntegerField()), 0) for rows in (total, used)]
    return Coalesce(zero[0] - zero[1], 0)


@dataclass(frozen=True)
class ExceptionRow:
    """An exception as a list or a page shows it on a day."""

    exception: LimitException
    phase: Phase

    @property
    def tone(self) -> str:
        return TONES[self.phase]

    @property
    def says(self) -> str:
        """ "2 of 4 months used", "for Lumen Optics: 2 months used", "4 months asked for"."""
        one = self.exception
        if self.phase in (Phase.ASKED, Phase.TURNED_DOWN, Phase.WITHDRAWN):
            return f"asked for {one.landing.company if one.landing else words.months(one.months or 0)}"
        if one.months is None:
            used = words.months(one.months_used) + " used" if one.months_used else "not used yet"
            return f"for {one.landing.company}, {used}" if one.landing else used
        return f"{one.months_used} of {words.months(one.months)} used"


def rows(exceptions: Iterable[LimitException], today: date) -> list[ExceptionRow]:
    """Of exceptions `with_used`."""
    return [ExceptionRow(one, one.phase(today)) for one in exceptions]


@composed
def of_landing(landing_id: int) -> QuerySet[LimitException]:
    """The exceptions for one landing, newest first."""
    return LimitException.objects.filter(landing=landing_id).with_used()


def of_pair(pair_id: int, today: date, most: int = 20) -> list[ExceptionRow]:
    """The exceptions of a pair, newest first; one query."""
    return rows(_of_pair(pair_id, most=most), today)


@composed
def _of_pair(pair_id: int, *, most: int) -> QuerySet[LimitException]:
    return LimitException.objects.filter(pair=pair_id).with_used()[:most]
