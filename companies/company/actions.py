"""The only writers of companies and residencies: lock, ask when and whether, write, record, announce."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from companies.company import announcements, conditions
from companies.company.models import Company, CompanyStep, Residency, ResidencyStep
from companies.company.states import WORKFLOW, ResidencyState, Role
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.editing import change
from softlanding.kernel.refusals import Refused
from softlanding.kernel.workflow import check_starts
from softlanding.limits import actions as limits
from softlanding.memberships import actions as people


@transaction.atomic
def create(*, by: User, now: datetime, park: Park | None = None, **facts: Any) -> Company:
    """A person registers her company and speaks for it; with `park` she claims residency there at once."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    conditions.not_registered_by(by, facts["name"])
    limits.count("register", by=by, now=now)
    company = Company(**facts)
    company.full_clean()
    company.save()
    people.found(company, role=Role.LEAD, by=by, now=now)
    if park is not None:
        claim(company, park=park, since=None, by=by, now=now)
    return company


@transaction.atomic
def edit(company: Company, *, by: User, now: datetime, facts: Mapping[str, Any], read: str | None = None) -> Company:
    """Change the facts named in `facts`; a step says how. `read`: the mark of what one saw. Raises Overtaken."""
    company = _locked(company)
    if changes := change(company, facts, read):
        company.full_clean()
        company.save(update_fields=list(facts))
        CompanyStep.objects.create(
            company=company, verb="edit", to_state="", actor=by, acted_for=company.name, at=now, changes=changes
        )
    return company


@transaction.atomic
def claim(company: Company, *, park: Park, since: date | None, by: User, now: datetime) -> Residency:
    """The company says that it is resident of a park; claiming twice is claiming once. The park answers."""
    company = _locked(company)
    conditions.park_is_in_the_network(park)
    conditions.not_resident_there(company, park)
    waiting = Residency.objects.filter(company=company, park=park, state=ResidencyState.CLAIMED).first()
    if waiting is not None:
        return waiting
    limits.count("claim", by=by, owner=company, now=now)
    residency = Residency.objects.create(company=company, park=park, since=since)
    _record(residency, "claim", "", by=by, acted_for=company.name, now=now)
    announcements.claim(residency, by=by, now=now)
    return residency


@transaction.atomic
def verify(residency: Residency, *, by: User, now: datetime) -> Residency:
    """The park vouches for the company. Raises Refused while another park does."""
    residency = _moving(residency, "verify")
    conditions.no_other_home(residency.company)
    return _moved(residency, "verify", by=by, now=now)


@transaction.atomic
def refuse(residency: Residency, *, reason: str, by: User, now: datetime) -> Residency:
    """The park says that the company is not its resident."""
    return _moved(_moving(residency, "refuse"), "refuse", by=by, now=now, reason=reason)


@transaction.atomic
def end(residency: Residency, *, reason: str, by: User, now: datetime) -> Residency:
    """The company has left the park, or the park no longer vouches for it."""
    return _moved(_moving(residency, "end"), "end", by=by, now=now, reason=reason)


@transaction.atomic
def add_resident(park: Park, *, name: str, email: str, since: date | None, by: User, now: datetime) -> Residency:
    """A park registers a company it vouches for, and invites the person who will speak for it."""
    type(park).objects.select_for_update().get(pk=park.pk)
    twin = Residency.objects.open().filter(park=park, company__name__iexact=name.strip()).first()
    if twin is not None:
        raise Refused(
            f"{name.strip()} is among the companies of {park.name} already: {twin.get_state_display()}.",
            "name",
        )
    company = Company.objects.create(name=name.strip())
    residency = Residency.objects.create(company=company, park=park, since=since, state=ResidencyState.VERIFIED)
    _record(residency, "add_resident", "", by=by, acted_for=park.name, now=now)
    people.invite(company, email=email, role=Role.LEAD, by=by, now=now)
    return residency


def _locked(company: Company) -> Company:
    return Company.objects.select_for_update().get(pk=company.pk)


def _moving(residency: Residency, verb: str) -> Residency:
    """The residency as it is now, its company locked; Stale when somebody else was first."""
    _locked(residency.company)
    residency = Residency.objects.select_related("company", "park").get(pk=residency.pk)
    check_starts(WORKFLOW, verb, residency.state, residency.get_state_display())
    return residency


def _moved(residency: Residency, verb: str, *, by: User, now: datetime, reason: str = "") -> Residency:
    before, residency.state, residency.reason = residency.state, WORKFLOW[verb].to, reason
    residency.save(update_fields=["state", "reason"])
    _record(residency, verb, before, by=by, acted_for=residency.park.name, now=now, reason=reason)
    announcements.answered(residency, verb, by=by, now=now)
    return residency


def _record(
    residency: Residency, verb: str, before: str, *, by: User, acted_for: str, now: datetime, reason: str = ""
) -> None:
    ResidencyStep.objects.create(
        residency=residency, verb=verb, from_state=before, to_state=residency.state,
        actor=by, acted_for=acted_for, reason=reason, at=now,
    )  # fmt: skip
