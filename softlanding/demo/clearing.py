"""Clearings of the demo: one that a park's refusal ended, one in the books, and one that waits for Málaga's answer."""

from datetime import timedelta
from typing import TYPE_CHECKING

from exchanges.clearing import actions
from exchanges.clearing.models import Clearing
from softlanding.demo.people import MALAGA, PORTO, TAGUSPARK
from softlanding.kernel.refusals import Refused

if TYPE_CHECKING:
    from softlanding.demo.loading import World

UNANSWERED = {MALAGA, PORTO, TAGUSPARK}  # somebody can sign in and answer


def play_past(world: "World") -> None:
    """Three parks of Brazil owe each other in a ring; the first time one of them wants to wait, then all agree."""
    first = _propose(world, 360)
    if not first:
        return
    park = first[0].parts.select_related("park").order_by("park__code")[0].park
    reason = "We host two companies in spring and would rather see what is left then."
    by = world.manager(park.code)
    actions.refuse(first[0], park=park, reason=reason, by=by, now=world.ago(352))
    actions.rejoin(first[0], park=park, by=by, now=world.ago(335))
    for clearing in [*first[1:], *_propose(world, 330)]:
        _agree(world, clearing, 325)


def play_present(world: "World") -> None:
    """What circles there are today is proposed; the parks nobody signs in for have agreed already."""
    for clearing in _propose(world, 6, answer_in=21):
        _agree(world, clearing, 5, but=UNANSWERED)


def _propose(world: "World", days_ago: int, answer_in: int = 21) -> list[Clearing]:
    now = world.ago(days_ago)
    try:
        made = actions.propose(answer_by=now.date() + timedelta(days=answer_in), by=world.users["nora"], now=now)
        return list(made.clearings.all())
    except Refused:
        return []  # on some day of the year the stays may leave no circle


def _agree(world: "World", clearing: Clearing, days_ago: int, but: set[str] | None = None) -> None:
    parts = clearing.parts.exclude(park__code__in=but or ()).select_related("park").order_by("park__code")
    for n, part in enumerate(parts):
        now = world.ago(days_ago) + timedelta(hours=n)
        by = world.manager(part.park.code)
        clearing = actions.agree(clearing, park=part.park, part_hash=part.part_hash, by=by, now=min(now, world.now))
