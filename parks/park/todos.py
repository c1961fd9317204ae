"""What of parks waits for whom: who asks to join the network, and who asks to join a park."""

from dataclasses import dataclass
from datetime import date, datetime

from parks.park.queries import own_requests, waiting_applications, waiting_requests
from softlanding.accounts.models import User
from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import Asked, Kind, Rows, Todos, rows_of
from softlanding.memberships.joining import asking_to_join, requests


@dataclass(frozen=True)
class Applicant:
    """A park that asks to join the network."""

    code: str
    name: str
    city: str


def admit_or_not(it: Applicant) -> Asked:
    place = f" from {it.city}" if it.city and it.city not in it.name else ""
    text = "A park that is admitted can sign agreements and is listed for everybody."
    return Asked(
        f"{it.name}{place} asks to join the network", text, path_to("parks:detail", it.code), "Read and decide"
    )  # fmt: skip


APPLIED = Kind("applied", Applicant, admit_or_not)
JOIN = asking_to_join("join_park", "parks")


def waiting(user: User, today: date) -> list[Rows]:
    return [requests(waiting_requests(user), JOIN, "park", "park__code")]


def for_network(user: User, today: date, now: datetime) -> list[Rows]:
    return [rows_of(waiting_applications(user), APPLIED, since="created_at", code="code", name="name", city="city")]


def waited_for(user: User, today: date) -> list[Rows]:
    return [requests(own_requests(user), JOIN, "park", "park__code")]


TODOS = Todos((APPLIED, JOIN), waiting, for_network, waited_for)
