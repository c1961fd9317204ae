"""What the pages of parks read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db.models import F, Func, QuerySet, TextField, Value
from django.urls import reverse
from django_countries import countries

from parks.models import Membership, Park
from parks.states import WORKFLOW, ParkState, Role
from softlanding.accounts.models import MembershipState, User
from softlanding.kernel.listing import folded
from softlanding.memberships.queries import Button, Room

MANAGING = {"admit": "parks.admit_park", "suspend": "parks.suspend_park"}


def seen_people(user: User | AnonymousUser) -> QuerySet[Park]:
    """The parks whose people this person may see: her own; all for a network admin."""
    if user.is_anonymous or not user.is_network_admin:
        return Park.objects.run_by(user)
    return Park.objects.all()


PEOPLE = Room("parks", Membership, seen_people, "code", list(Role.choices), Role.DEPUTY)


def country_name(code: str) -> str:
    return str(countries.name(code) or code)


def countries_like(text: str) -> list[str]:
    """Codes of the countries whose name holds `text`, accents and case aside."""
    wanted = folded(text)
    return [code for code, name in countries if wanted in folded(str(name))]


def in_name_order(codes: Iterable[str]) -> list[str]:
    return sorted(codes, key=lambda code: folded(country_name(code)))


@dataclass(frozen=True)
class Facets:
    """What the directory's filters offer."""

    countries: list[tuple[str, str]]
    sectors: list[str]


def facets(parks: QuerySet[Park]) -> Facets:
    """The countries and sectors that occur among `parks`, by name: one query, one row."""
    lines = Func(F("sectors"), Value("\n"), function="array_to_string", output_field=TextField())
    row = parks.order_by().aggregate(
        codes=ArrayAgg("country", distinct=True, default=[]), lines=StringAgg(lines, "\n", default="")
    )
    sectors = {line.lower(): line for line in sorted(row["lines"].split("\n"), reverse=True) if line}
    names = [(code, country_name(code)) for code in in_name_order(row["codes"])]
    return Facets(names, sorted(sectors.values(), key=folded))


def verbs_for(park: Park, user: User | AnonymousUser) -> list[Button]:
    """The buttons of a park's page for this person: her main one first."""
    found = []
    if user.has_perm("parks.edit_park", park):
        found.append(Button("Edit the park", reverse("parks:edit", args=[park.code])))
        found.append(Button("People", reverse("parks:people", args=[park.code])))
    for verb, permission in MANAGING.items():
        if park.state in WORKFLOW[verb].frm and user.has_perm(permission, park):
            found.append(Button(WORKFLOW[verb].label, reverse(f"parks:{verb}", args=[park.code]), WORKFLOW[verb].tone))
    return found


@dataclass(frozen=True)
class Said:
    """A step as the timeline shows it."""

    sentence: str
    at: datetime
    by: str
    reason: str
    is_now: bool = False


TOLD = {"apply": "asked to join the network", "add": "added it to the network", "edit": "changed its facts"}


def history(park: Park, most: int = 20) -> list[Said]:
    """The newest steps first, at most `most`."""
    steps = park.steps.select_related("actor").order_by("-at", "-pk")[:most]
    return [
        Said(
            f"{step.acted_for} {TOLD.get(step.verb) or WORKFLOW[step.verb].told}",
            step.at,
            str(step.actor or ""),
            step.reason,
        )
        for step in steps
    ]


def waiting_applications(user: User) -> QuerySet[Park]:
    """Parks that ask to join the network, for those who admit them; the oldest first."""
    if not user.is_network_admin:
        return Park.objects.none()
    return Park.objects.filter(state=ParkState.APPLIED).order_by("created_at", "pk")


def waiting_requests(user: User) -> QuerySet[Membership]:
    """Requests to join that this person answers: at parks she manages, or that have no manager (network)."""
    asked = Membership.objects.filter(state=MembershipState.ASKED).select_related("park", "user").order_by("created_at")
    headed = [park for park, role in Membership.objects.roles_of(user).items() if role == Role.MANAGER]
    mine: QuerySet[Membership] = asked.filter(park__in=headed)
    if user.is_network_admin:
        managed = Membership.objects.active().filter(role=Role.MANAGER).values("park")
        mine = mine | asked.exclude(park__in=managed)
    return mine
