"""What of companies waits for whom: claims of a residency, and who asks to join a company."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from companies.company.queries import own_claims, own_requests, waiting_claims, waiting_requests
from softlanding.accounts.models import User
from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import Asked, Awaited, Kind, Rows, Todos, rows_of
from softlanding.memberships.joining import asking_to_join, requests


@dataclass(frozen=True)
class Claim:
    """A company says that it is resident at a park."""

    company: int
    name: str
    park: str


def verify(it: Claim) -> Asked:
    text = f"It says it is resident at {it.park}. Once you verify that, it can apply to your partners."
    return Asked(f"Verify that {it.name} is your resident", text, path_to("companies:detail", it.company), "Check")


def to_be_verified(it: Claim) -> Awaited:
    headline = f"{it.park} to verify that {it.name} is its resident"
    return Awaited(headline, path_to("companies:detail", it.company), it.park)


CLAIM = Kind("claim", Claim, verify, to_be_verified)
JOIN = asking_to_join("join_company", "companies")


def waiting(user: User, today: date) -> list[Rows]:
    return [_claims(waiting_claims(user)), requests(waiting_requests(user), JOIN, "company", "company_id")]


def waited_for(user: User, today: date) -> list[Rows]:
    return [_claims(own_claims(user)), requests(own_requests(user), JOIN, "company", "company_id")]


def _claims(found: QuerySet[Any]) -> Rows:
    return rows_of(found, CLAIM, since="created_at", company="company_id", name="company__name", park="park__name")


TODOS = Todos((CLAIM, JOIN), waiting, waited_for=waited_for)
