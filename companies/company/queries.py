"""What the pages of companies read."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from companies.company.models import Company, Membership, Residency, ResidencyStep
from companies.company.states import WORKFLOW, ResidencyState, Role
from companies.rights import companies_seen_by
from parks.park.models import Park
from parks.park.queries import in_name_order
from parks.rights import parks_run_by, parks_seen_by
from softlanding.accounts.models import MembershipState, User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.history import HistoryLine
from softlanding.kernel.refusals import Refused
from softlanding.memberships.queries import Button, Room, waiting


def seen_people(user: User | AnonymousUser) -> QuerySet[Company]:
    """The companies whose people this person may see: her own; all for a network admin."""
    if is_network_admin(user):
        return Company.objects.all()
    return Company.objects.filter(pk__in=companies_seen_by(user))


PEOPLE = Room("companies", Membership, seen_people, "pk", list(Role.choices), Role.MEMBER)


def company_named(name: str) -> Company:
    """The company a person asks to join, by its exact name in any case. Raises Refused for none or several."""
    found = list(
        Company.objects.filter(name__iexact=name.strip(), memberships__in=Membership.objects.active()).distinct()[:2]
    )
    if not found:
        raise Refused(
            f"No company here is called “{name.strip()}”. Check the spelling, or register it yourself.",
            "name",
        )
    if len(found) > 1:
        raise Refused(
            f"More than one company is called {found[0].name}. Ask a colleague to invite you by e-mail.",
            "name",
        )
    return found[0]


def tone_of(residency: Residency) -> str:
    return {
        ResidencyState.CLAIMED: "wait", ResidencyState.VERIFIED: "done", ResidencyState.REFUSED: "stop",
    }.get(ResidencyState(residency.state), "idle")  # fmt: skip


def parks_by_country() -> list[tuple[str, list[tuple[int, str]]]]:
    """All parks of the network for a select: countries by name, their parks with their cities."""
    groups: dict[str, list[Park]] = {}
    for park in Park.objects.admitted().only("name", "city", "country"):
        groups.setdefault(park.country.code, []).append(park)
    return [
        (
            groups[code][0].country.name,
            [(park.pk, f"{park.name}, {park.city}" if park.city else park.name) for park in groups[code]],
        )
        for code in in_name_order(groups)
    ]


def verbs_for(residency: Residency, user: User | AnonymousUser) -> list[Button]:
    """The buttons a person has for a residency."""
    return [
        Button(row.label, reverse(f"companies:{verb}", args=[residency.pk]), row.tone)
        for verb, row in WORKFLOW.items()
        if residency.state in row.frm and user.has_perm(f"companies.{verb}_residency", residency)
    ]


def residencies_of(company: Company, user: User | AnonymousUser) -> tuple[Park | None, list[dict[str, Any]]]:
    """The park that vouches for a company, and those of its residencies this person may see, newest first.

    Each has its tone, buttons and history. Two queries.
    """
    steps = Prefetch("steps", ResidencyStep.objects.select_related("actor").order_by("-at", "-pk"))
    rows = list(company.residencies.select_related("park", "company").prefetch_related(steps))
    home = next((row.park for row in rows if row.state == ResidencyState.VERIFIED), None)
    sees_all = user.has_perm("companies.see_history", company)
    parks = parks_seen_by(user)
    return home, [_shown(row, user) for row in rows if sees_all or row.park_id in parks]


def _shown(row: Residency, user: User | AnonymousUser) -> dict[str, Any]:
    return {
        "residency": row,
        "tone": tone_of(row),
        "buttons": verbs_for(row, user),
        "steps": [said(step) for step in row.steps.all()],
        "is_open": row.state in (ResidencyState.CLAIMED, ResidencyState.VERIFIED),
    }


TOLD = {"claim": "claimed the residency", "add_resident": "registered the company as its resident"}


def said(step: ResidencyStep) -> HistoryLine:
    told = TOLD.get(step.verb) or WORKFLOW[step.verb].told
    return HistoryLine.of(step, f"{step.acted_for} {told}")


def edits_of(company: Company, user: User | AnonymousUser, most: int = 20) -> list[HistoryLine]:
    """What was changed in a company's profile, newest first, for its own people and network admins."""
    if not user.has_perm("companies.see_history", company):
        return []
    steps = company.steps.select_related("actor").order_by("-at", "-pk")[:most]
    return [HistoryLine.of(step, f"{step.acted_for} changed its profile") for step in steps]


def claims_at(park: Park) -> QuerySet[Residency]:
    """Claims that wait for this park's word, the oldest first."""
    return park.residencies.filter(state=ResidencyState.CLAIMED).select_related("company").order_by("created_at", "pk")


def waiting_claims(user: User) -> QuerySet[Residency]:
    """Claims that wait for this person's word, over all parks she runs."""
    mine = Residency.objects.filter(state=ResidencyState.CLAIMED, park__in=parks_run_by(user))
    return mine.select_related("company", "park").order_by("created_at", "pk")


def own_claims(user: User) -> QuerySet[Residency]:
    """What this person's companies wait for."""
    mine = Residency.objects.filter(state=ResidencyState.CLAIMED, company__in=companies_seen_by(user))
    return mine.select_related("company", "park").order_by("created_at", "pk")


def waiting_requests(user: User) -> QuerySet[Any]:
    """Requests to join a company that this person answers."""
    return waiting(PEOPLE, user)


def own_requests(user: User) -> QuerySet[Any]:
    """Companies she asked to join and that have not answered."""
    return Membership.objects.filter(user=user, state=MembershipState.ASKED).select_related("company")
