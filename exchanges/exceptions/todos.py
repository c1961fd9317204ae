"""What of exceptions waits for whom: requests to send past a limit, which a network admin answers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from exchanges.policy.models import LimitException
from parks.rights import parks_seen_by
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import Asked, Awaited, Kind, Rows, Todos, rows_of


@dataclass(frozen=True)
class Request:
    """A home park asks to send `months` past the limit at a host; `company` is empty unless it is for one landing."""

    exception: int
    home: str
    host: str
    company: str
    months: int | None


def answer(it: Request) -> Asked:
    months = words.months(it.months or 0)
    what = f"for {months} of {it.company}" if it.company else f"for {months} in all"
    text = f"It asks to send past the limit of its agreement with {it.host}, {what}."
    url = path_to("exchanges:exceptions:grant", it.exception)
    return Asked(f"{it.home} asks for an exception", text, url, "Read and answer")


def to_be_answered(it: Request) -> Awaited:
    what = f"{it.company or words.months(it.months or 0)} at {it.host}"
    url = path_to("exchanges:exceptions:detail", it.exception)
    return Awaited(f"The network to answer your request for an exception, {what}", url, "the network")


EXCEPTION = Kind("exception", Request, answer, to_be_answered)


def for_network(user: User, today: date, now: datetime) -> list[Rows]:
    return [_requests(LimitException.objects.asked())]


def waited_for(user: User, today: date) -> list[Rows]:
    parks = parks_seen_by(user)
    return [_requests(LimitException.objects.asked().filter(home__in=parks))]


def _requests(found: QuerySet[LimitException]) -> Rows:
    host = Case(When(home=F("pair__low"), then="pair__high__name"), default="pair__low__name")
    return rows_of(
        found, EXCEPTION, since="created_at", exception="pk", home="home__name", host=host,
        company=Coalesce("landing__company__name", Value("")), months=Coalesce("months", "landing__wished_months"),
    )  # fmt: skip


TODOS = Todos((EXCEPTION,), for_network=for_network, waited_for=waited_for)
