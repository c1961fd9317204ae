"""The first page after sign-in: what waits for a person, what she waits for, what changed, her figures."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import QuerySet

from companies.company.models import Residency
from exchanges.balances.company import Stay, stays_of
from exchanges.balances.headroom import read_restrictions
from exchanges.balances.network import NetworkFigures, network_figures
from exchanges.balances.park_summary import ParkSummary, park_summary
from exchanges.balances.queries import Standing as PairStanding
from exchanges.balances.queries import pairs_with_figures, park_of, standing
from exchanges.landings.openings import OpenPark, open_to
from exchanges.landings.records import standing_of
from exchanges.landings.todos import Decision
from exchanges.policy.standing import Standing
from exchanges.today.waiting import waited_for, waiting
from exchanges.today.wording import Todo, Waited, first_day, heading, todo, waited
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.calendar import local_day
from softlanding.kernel.composed import composed, first
from softlanding.kernel.todos import Row
from softlanding.notices.models import Notice

MOST, MOST_WAITED, MOST_NOTICES, MOST_STAYS, MOST_OPEN = 30, 8, 6, 5, 5


@dataclass(frozen=True)
class Side:
    """What stands beside: one of the three, by the hat that is worn."""

    summary: ParkSummary | None = None
    standing: Standing | None = None
    network: NetworkFigures | None = None
    company: str = ""
    home: Park | None = None
    stays: list[Stay] = field(default_factory=list)
    open_parks: list[OpenPark] = field(default_factory=list)


@dataclass(frozen=True)
class Today:
    day: date
    heading: str
    first: str
    todos: list[Todo]
    waited: list[Waited]
    lately: list[Notice]
    side: Side
    next_step: dict[str, str]  # text, URL name and label: when nothing waits


def place(user: User, hat: Any, now: datetime) -> tuple[Park | None, date]:
    """The park of the hat (for a company its home park) and the day it is there; without one, in UTC."""
    park: Park | None = None
    if hat and hat.kind == "park":
        park = first(park_of(hat.pk))
    elif hat:
        residency = Residency.objects.verified().filter(company=hat.pk).select_related("park").first()
        park = residency.park if residency else None
    return park, local_day(now, park.time_zone if park else "UTC")


def today_of(user: User, hat: Any, now: datetime) -> Today:
    """`hat` (a navigation.Hat or None) decides only what stands beside; what waits covers all hats."""
    park, day = place(user, hat, now)
    rows = waiting(user, day, now, MOST + 1)
    shown = rows[:MOST]
    effects = _effects(shown, day)
    todos = [todo(row, row.today(now, day), effects.get(row, ""), soon=row is shown[0]) for row in shown]
    side = _side(user, hat, park, day, now)
    return Today(
        day=day,
        heading=heading(len(shown), len(rows) > MOST),
        first=first_day(todos, day),
        todos=todos,
        waited=[waited(row, row.today(now, day)) for row in waited_for(user, day, MOST_WAITED)],
        lately=_lately(user.pk, most=MOST_NOTICES),
        side=side,
        next_step=_next_step(user, hat, side),
    )


def _effects(rows: list[Row], day: date) -> dict[Row, str]:
    """What each decision does to its pair, in a sentence; the pairs of all rows are asked for once."""
    decisions = [(row, row.kind) for row in rows if isinstance(row.kind, Decision)]
    pairs = {pair.pk: pair for pair in pairs_with_figures(list({row.its.pair for row, _ in decisions}), day)}
    read_restrictions(list(pairs.values()), day)

    @cache
    def seen(pk: int, park: int) -> PairStanding:
        pair = pairs[pk]
        return standing(pair, pair.low if pair.low_id == park else pair.high, day)

    return {row: kind.effect(row.its, seen(row.its.pair, kind.park(row.its))) for row, kind in decisions}


@composed
def _lately(user_id: int, *, most: int) -> QuerySet[Notice]:
    return Notice.objects.visible_to(User(pk=user_id)).only("subject", "created_at")[:most]


def _side(user: User, hat: Any, park: Park | None, day: date, now: datetime) -> Side:
    if is_network_admin(user):
        return Side(network=network_figures(day))
    if hat is None:
        return Side()
    if hat.kind == "park":
        return Side(summary=park_summary(park, day), standing=standing_of(park, now)) if park else Side()
    found = open_to(park, day) if park else []
    return Side(
        company=hat.name,
        home=park,
        stays=[Stay.of(one) for one in stays_of(hat.pk)[:MOST_STAYS]],
        open_parks=found,
    )


def _next_step(user: User, hat: Any, side: Side) -> dict[str, str]:
    """One useful thing to do when nothing waits: text, URL name and label."""
    if is_network_admin(user):
        text = "Parks that ask to join, late decisions and pairs past their limit will appear here."
        return {"text": text, "name": "exchanges:balances:list", "label": "Look at the balances"}
    if hat and hat.kind == "park":
        text = "Applications, proposals and requests of your residents will appear here."
        if side.summary and not side.summary.partners and user.has_perm("exchanges.propose_agreement"):
            return {
                "text": text,
                "name": "exchanges:agreements:propose",
                "label": "Propose an agreement to a park",
            }
        return {"text": text, "name": "parks:directory", "label": "Look for another partner park"}
    if side.open_parks and user.has_perm("exchanges.draft_landing"):
        text = "Offers to answer and drafts to finish will appear here."
        return {"text": text, "name": "exchanges:landings:draft", "label": "Apply to a park"}
    text = "Offers to answer will appear here."
    if hat and not side.home:
        text = "Once your home park has verified your residency you can apply to its partners."
    return {"text": text, "name": "parks:directory", "label": "Look at the parks"}
