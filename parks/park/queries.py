"""What the pages of parks read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, DateField, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce
from django_countries import countries

from parks.catalogue.models import Sector, Service
from parks.park.checked_facts import fresh_since
from parks.park.models import CheckedFacts, Membership, Park, ParkStep, country_name
from parks.park.states import WORKFLOW, ParkState, Role
from parks.rights import Right, parks_headed_by, parks_run_by, parks_seen_by, roles_with
from softlanding.accounts.models import MembershipState, User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.addresses import path_to
from softlanding.kernel.composed import composed, first
from softlanding.kernel.freshness import moment
from softlanding.kernel.history import HistoryLine
from softlanding.kernel.listing import folded
from softlanding.memberships.queries import Button, Room

MANAGING = {"admit": "parks.admit_park", "suspend": "parks.suspend_park"}


PEOPLE = Room("parks", Membership, Park.objects.known_inside_to, "code", list(Role.choices), Role.DEPUTY)


def countries_like(text: str) -> list[str]:
    """Codes of the countries whose name holds `text`, accents and case aside."""
    wanted = folded(text)
    return [code for code, name in _folded_countries() if wanted in name]


@lru_cache(maxsize=1)
def _folded_countries() -> list[tuple[str, str]]:
    return [(code, folded(str(name))) for code, name in countries]


def opened(code: str, user: User | AnonymousUser) -> Park | None:
    """The park of an address, if this person may see it."""
    return first(_of_code(code, None if is_network_admin(user) else parks_seen_by(user)))


@composed
def _of_code(code: str, mine: list[int] | None) -> QuerySet[Park]:
    """With its fact sheet and the names of its sectors.

    `mine`: parks that are seen in any state, beside those that are admitted; None: all are.
    """
    seen = Park.objects.all() if mine is None else Park.objects.admitted_or(mine)
    keys = ExpressionWrapper(OuterRef("sector_keys"), output_field=ArrayField(CharField()))
    named = Sector.objects.alias(keys=keys).filter(**{"keys__contains": [F("key")]}).order_by("position", "pk")
    return (
        seen.filter(code=code).select_related("fact_sheet").annotate(sector_names=ArraySubquery(named.values("name")))
    )


def in_name_order(codes: Iterable[str]) -> list[str]:
    return sorted(codes, key=lambda code: folded(country_name(code)))


@dataclass(frozen=True)
class Facets:
    """What the directory's filters offer."""

    countries: list[tuple[str, str]]
    sectors: list[str]


def facets() -> Facets:
    """The countries and sectors that occur among the parks of the network, by name; kept while no park changes."""
    return moment(("parks.park",)).keep("facets", None, _facets)


@composed
def _occurring() -> QuerySet[Park, tuple[str, str]]:
    """The countries and the sectors of all parks, a line each; which are the same is seen faster here than there."""
    sectors = Func(F("sectors"), Value("\n"), function="array_to_string", output_field=TextField())
    in_one = Park.objects.admitted().order_by().values("state")  # one group, of those that are admitted
    found = in_one.annotate(codes=StringAgg("country", "\n"), lines=StringAgg(sectors, "\n"))
    return found.values_list("codes", "lines")


def _facets() -> Facets:
    """As a reader looks for them: by name, a sector once in whatever case it is written."""
    codes, sectors = (set(lines.split("\n")) - {""} for lines in first(_occurring()) or ("", ""))
    once = {sector.lower(): sector for sector in sorted(sectors, reverse=True)}
    return Facets([(code, country_name(code)) for code in in_name_order(codes)], sorted(once.values(), key=folded))


def parks_using(entry: Service | Sector) -> int:
    """How many parks offer a service, or name a sector or one of its group."""
    if isinstance(entry, Service):
        return Park.objects.filter(programme__services__service=entry).count()
    keys = [entry.key, *entry.sectors.values_list("key", flat=True)]
    return Park.objects.filter(sector_keys__overlap=keys).count()


def verbs_for(park: Park, user: User | AnonymousUser) -> list[Button]:
    """The buttons of a park's page for this person: her main one first."""
    found = []
    if user.has_perm("parks.edit_park", park):
        found.append(Button("Edit the park", path_to("parks:edit", park.code)))
    if user.has_perm("parks.see_people", park):
        found.append(Button("People", path_to("parks:people", park.code)))
    for verb, permission in MANAGING.items():
        if park.state in WORKFLOW[verb].frm and user.has_perm(permission, park):
            found.append(Button(WORKFLOW[verb].label, path_to(f"parks:{verb}", park.code), WORKFLOW[verb].tone))
    return found


TOLD = {"apply": "asked to join the network", "add": "added it to the network", "edit": "changed its facts"}


def history(park: Park, most: int = 20) -> list[HistoryLine]:
    """The newest steps first, at most `most`."""
    steps = _steps_of(park.pk, most=most)
    return [
        HistoryLine.of(step, f"{step.acted_for} {TOLD.get(step.verb) or WORKFLOW[step.verb].told}") for step in steps
    ]


@composed
def _steps_of(park_id: int, *, most: int) -> QuerySet[ParkStep]:
    return ParkStep.objects.filter(park=park_id).select_related("actor").order_by("-at", "-pk")[:most]


def waiting_applications(user: User) -> QuerySet[Park]:
    """Parks that ask to join the network, for those who admit them; the oldest first."""
    if not is_network_admin(user):
        return Park.objects.none()
    return Park.objects.filter(state=ParkState.APPLIED).order_by("created_at", "pk")


def waiting_requests(user: User) -> QuerySet[Membership]:
    """Requests to join that this person answers: at parks she heads, or that nobody heads (network)."""
    asked = Membership.objects.filter(state=MembershipState.ASKED).select_related("park", "user").order_by("created_at")
    mine: QuerySet[Membership] = asked.filter(park__in=parks_headed_by(user))
    if is_network_admin(user):
        headed = Membership.objects.active().filter(role__in=roles_with(Right.HEADS)).values("park")
        mine = mine | asked.exclude(park__in=headed)
    return mine


def own_requests(user: User) -> QuerySet[Membership]:
    """Parks she asked to join and that have not answered."""
    return Membership.objects.filter(user=user, state=MembershipState.ASKED)


Facts = TypeVar("Facts", bound=CheckedFacts)


def old_facts(facts: QuerySet[Facts], user: User, today: date) -> QuerySet[Facts]:
    """Those of the admitted parks she runs that nobody has checked for a year, or ever."""
    unchecked = Q(checked_on=None) | Q(checked_on__lt=fresh_since(today))
    return facts.filter(unchecked, park__in=parks_run_by(user), park__state=ParkState.ADMITTED)


def old_since(today: date) -> Coalesce:
    """From which day they are old: the day after a year is over; what was never checked, from today on."""
    year_later = ExpressionWrapper(F("checked_on") + Value(today - fresh_since(today)), DateField())
    return Coalesce(year_later, Value(today), output_field=DateField())
