"""Which verb tells whom about a clearing: the people of the parks it affects, and the network admins."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from exchanges.clearing.models import Clearing, ClearingPart, ClearingStep
from exchanges.clearing.queries import circles_by_park
from parks.models import Membership, Park
from softlanding.accounts.models import User
from softlanding.notices.actions import tell, tell_each

MOST_CIRCLES = 5  # written out in a mail; the page has all of them


def tell_parks(clearing: Clearing, step: ClearingStep, *, also: Clearing | None = None, **more: Any) -> None:
    """One mail a park in its own figures. `also`: the version before, whose parks may have no part any more.

    `fate` in the mail: asked (its yes is needed), kept (its yes holds), gone (nothing of it vanishes any more). The
    network admins read the same without a park.
    """
    versions = [clearing] if also is None else [clearing, also]
    parts = ClearingPart.objects.filter(clearing__in=versions).select_related("park").order_by("clearing_id")
    months = {part.park: part.months for part in parts if part.clearing_id == clearing.pk}
    yes = set(clearing.answers.filter(undo=0, is_yes=True).values_list("park_id", flat=True))
    parks: dict[int, Park] = {part.park_id: part.park for part in parts}
    people, circles = _people(set(parks)), circles_by_park(clearing, MOST_CIRCLES)
    of_all = {"clearing": clearing, "by": step.actor, "reason": step.reason, "doer": step.acted_for, **more}
    facts: dict[str, Any] = {"key": f"clearing-step-{step.pk}", "mail": f"clearing/{step.verb}", "now": step.at}
    groups: dict[Clearing, list[tuple[Iterable[User], dict[str, Any]]]] = {it: [] for it in (clearing, also) if it}
    for pk, park in parks.items():
        fate = "gone" if park not in months else "kept" if pk in yes else "asked"
        own = {"park": park, "months": months.get(park, 0), "fate": fate, "circles": circles.get(pk, [])}
        to_read = also if fate == "gone" and also else clearing
        groups[to_read].append(([person for person in people[pk] if person.pk != step.actor_id], {**own, **of_all}))
    for to_read, told in groups.items():
        tell_each(told, url=to_read.get_absolute_url(), **facts)
    admins = User.objects.filter(is_network_admin=True).exclude(pk=step.actor_id or 0)
    tell(admins, context={"park": None, **of_all}, url=clearing.get_absolute_url(), **facts)


def tell_network(clearing: Clearing, step: ClearingStep, **more: Any) -> None:
    """The network admins and the park's own people hear that a park takes no part."""
    _tell(clearing, step, Q(is_network_admin=True) | _colleagues(step), more)


def tell_colleagues(clearing: Clearing, step: ClearingStep, **more: Any) -> None:
    """The park's own people hear that one of them said yes."""
    _tell(clearing, step, _colleagues(step), more)


def _colleagues(step: ClearingStep) -> Q:
    return Q(pk__in=Membership.objects.active().filter(park=step.park_id).values("user"))


def _tell(clearing: Clearing, step: ClearingStep, whom: Q, more: dict[str, Any]) -> None:
    people = User.objects.filter(whom).exclude(pk=step.actor_id or 0)
    context = {"clearing": clearing, "by": step.actor, "doer": step.acted_for, "reason": step.reason, **more}
    tell(
        people, key=f"clearing-network-{step.pk}", mail=f"clearing/{step.verb}", context=context,
        url=clearing.get_absolute_url(), now=step.at,
    )  # fmt: skip


def _people(parks: set[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = defaultdict(list)
    rows = Membership.objects.active().filter(park__in=parks).select_related("user")
    for row in rows:
        found[row.park_id].append(row.user)
    return found
