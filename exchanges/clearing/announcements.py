"""Which verb tells whom about a clearing: the people of the parks it affects, and the network admins."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from exchanges.clearing.deadlines import day_asked
from exchanges.clearing.models import Clearing, ClearingPart, ClearingStep
from exchanges.clearing.queries import circles_by_park
from parks.park.models import Membership
from softlanding.accounts.models import User
from softlanding.accounts.rights import network_admins
from softlanding.kernel.calendar import clock_said, clocks_said
from softlanding.notices.actions import tell, tell_each

MOST_CIRCLES = 5  # written out in a mail; the page has all of them


def tell_parks(clearing: Clearing, step: ClearingStep, *, admins: bool = True, **more: Any) -> None:
    """One mail a park in its own figures, and one to the network admins without a park (unless one of another group
    told them).

    `fate` in the mail: asked (its yes is needed), kept (its yes holds), gone (see `tell_those_left`).
    """
    parts = list(clearing.parts.select_related("park"))
    yes = dict(clearing.answers.filter(undo=0, is_yes=True).values_list("park_id", "at"))
    people, circles = _people({part.park_id for part in parts}), circles_by_park(clearing, MOST_CIRCLES)
    of_all, facts = _facts(clearing, step, more)
    day, zones, told = day_asked(clearing), {part.park.time_zone for part in parts}, []
    of_all["clocks"] = clocks_said(day, zones, zones)  # where the others answer
    for part in parts:
        own = {
            "park": part.park, "months": part.months, "said_yes": yes.get(part.park_id),
            "fate": "kept" if part.park_id in yes else "asked", "circles": circles.get(part.park_id, []),
            "clock": clock_said(day, part.park.time_zone, zones),
        }  # fmt: skip
        told.append(([person for person in people[part.park_id] if person.pk != step.actor_id], {**own, **of_all}))
    tell_each(told, **facts)
    if admins:
        if step.verb == "propose":
            facts["url"] = clearing.proposal.get_absolute_url()
        them = network_admins().exclude(pk=step.actor_id or 0)
        tell(them, context={"park": None, "clock": of_all["clocks"], **of_all}, **facts)


def tell_those_left(old: Clearing, followers: Iterable[Clearing]) -> None:
    """The parks of a version that have no part in what follows it: there is nothing for them to answer any more."""
    followers = list(followers)
    asked = ClearingPart.objects.filter(clearing__in=followers).values("park")
    parts = list(old.parts.exclude(park__in=asked).select_related("park"))
    step = followers[0].steps.get(verb="recompute")
    of_all, facts = _facts(old, step, {"key": f"clearing-left-{step.pk}"})
    people = _people({part.park_id for part in parts})
    own = {"fate": "gone", "months": 0, "circles": []}
    tell_each([(people[part.park_id], {"park": part.park, **own, **of_all}) for part in parts], **facts)


def _facts(clearing: Clearing, step: ClearingStep, more: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What every mail of a step is written with, and what every notice of it has."""
    key = more.pop("key", f"clearing-step-{step.pk}")
    told = {
        "clearing": clearing, "proposal": clearing.proposal, "by": step.actor, "reason": step.reason,
        "doer": step.acted_for, **more,
    }  # fmt: skip
    return told, {"key": key, "mail": f"clearing/{step.verb}", "now": step.at, "url": clearing.get_absolute_url()}


def tell_network(clearing: Clearing, step: ClearingStep, **more: Any) -> None:
    """The network admins and the park's own people hear that a park takes no part."""
    _tell(clearing, step, Q(pk__in=network_admins().values("pk")) | _colleagues(step), more)


def tell_colleagues(clearing: Clearing, step: ClearingStep, **more: Any) -> None:
    """The park's own people hear that one of them said yes."""
    _tell(clearing, step, _colleagues(step), more)


def _colleagues(step: ClearingStep) -> Q:
    return Q(pk__in=Membership.objects.readers().filter(park=step.park_id).values("user"))


def _tell(clearing: Clearing, step: ClearingStep, whom: Q, more: dict[str, Any]) -> None:
    people = User.objects.filter(whom).exclude(pk=step.actor_id or 0)
    context = {"clearing": clearing, "by": step.actor, "doer": step.acted_for, "reason": step.reason, **more}
    tell(
        people, key=f"clearing-network-{step.pk}", mail=f"clearing/{step.verb}", context=context,
        url=clearing.get_absolute_url(), now=step.at,
    )  # fmt: skip


def _people(parks: set[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = defaultdict(list)
    for row in Membership.objects.readers().filter(park__in=parks).select_related("user"):
        found[row.park_id].append(row.user)
    return found
