"""The pages that are measured, each with a person of the network who may open it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, QuerySet
from django.utils.functional import cached_property

from exchanges.agreements.models import Agreement
from exchanges.landings.effects import effect_of
from exchanges.landings.models import Landing
from exchanges.landings.states import State
from exchanges.ledger.models import Pair
from parks.park.models import Membership, Park
from softlanding.accounts.models import User
from tests import cast
from tests.exchanges.cast import noon

LARGEST = ", largest park"
MIDDLING_MONTHS = 4  # what an offer writes, and so what it costs, grows with them


@dataclass(frozen=True)
class Measured:
    """A page: its name in the table, address, who opens it, and what is posted (None: a GET)."""

    name: str
    path: str
    person: str  # "manager", "largest", "host", "admin" or "visitor"
    kind: str  # "list", "detail", "form", "overview"
    form: Mapping[str, Any] | None = field(default=None, hash=False)


class Seat:
    """A park with its manager and records of its own to open."""

    def __init__(self, park: Park, today: date) -> None:
        self.park = park
        self.manager = manager_of(park.pk)
        pairs = Pair.objects.of_park(park).select_related("low", "high").order_by("-postings_count", "pk")
        self.partner = pairs[len(pairs) // 4].partner_of(park)
        self.agreement = Agreement.objects.in_force(today).filter(pair__in=pairs).earliest("pk")
        self.completed = Landing.objects.filter(host=park, state=State.COMPLETED).earliest("pk")


class Cast:
    """A park of middling size, the one that hosted most, applications that wait for a host, and a network admin."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.admin = User.objects.filter(is_network_admin=True).earliest("pk")
        Authenticator.objects.get_or_create(
            user=self.admin, type=Authenticator.Type.TOTP, defaults={"data": {}}
        )  # the portal asks a second factor of this role
        middle, self.other = _middling_parks()
        self.hosted = dict(Landing.objects.values_list("host").annotate(n=Count("pk")).order_by())
        most = max(Park.objects.admitted(), key=lambda park: (self.hosted.get(park.pk, 0), -park.pk))
        self.middle, self.largest = Seat(middle, today), Seat(most, today)
        self.nominated = Landing.objects.filter(state=State.NOMINATED, host__state="admitted").order_by("pk")

    def sessions(self) -> dict[str, str]:
        """Cookies of signed-in people."""
        people = {
            "manager": self.middle.manager, "largest": self.largest.manager, "admin": self.admin,
            "host": manager_of(self.waiting.host_id),
        }  # fmt: skip
        return {
            "visitor": "",
            **{name: cast.browser_of(user).cookies["sessionid"].value for name, user in people.items()},
        }

    @cached_property
    def waiting(self) -> Landing:
        """A nominated application of middling length between parks of middling size, which can be offered what it asks."""
        middle = median(self.hosted.values())

        def size(park_id: int) -> float:
            return abs(self.hosted.get(park_id, 0) - middle)

        found = self._to_decide(self.nominated.filter(agreement__ruling__limit_at=None))
        return self._first(found, lambda landing: size(landing.host_id) + size(landing.home_id))

    @cached_property
    def waiting_at_largest(self) -> Landing:
        """The same for the park that hosted most, from the home park that sent most."""
        found = self._to_decide(self.nominated.filter(host=self.largest.park))
        return self._first(found, lambda landing: -self.hosted.get(landing.home_id, 0))

    def _to_decide(self, landings: QuerySet[Landing]) -> list[Landing]:
        coming = landings.filter(wished_start__gt=self.today + timedelta(days=3), agreement__state="signed")
        return list(coming.select_related("company", "home", "host", "agreement__ruling"))

    def _first(self, found: list[Landing], oddness: Callable[[Landing], float]) -> Landing:
        """Of those that can be offered what they ask the one of middling length, then the least odd."""

        def order(landing: Landing) -> tuple[int, float, int]:
            return abs((landing.wished_months or 0) - MIDDLING_MONTHS), oddness(landing), landing.pk

        return next(one for one in sorted(found, key=order) if not self._refusal(one))

    def _refusal(self, landing: Landing) -> str:
        assert landing.wished_start and landing.wished_months
        return effect_of(landing, landing.wished_start, landing.wished_months, noon(self.today)).refusal


def manager_of(park_id: int) -> User:
    user = Membership.objects.active().filter(park=park_id).select_related("user").earliest("pk").user
    assert user
    return user


def _middling_parks() -> list[Park]:
    """Two parks that have about as many partners as half of the others, and hosted somebody."""
    counts = Counter(pk for pair in Pair.objects.values_list("low", "high") for pk in pair)
    middle = median(counts.values())
    hosting = set(Landing.objects.filter(state=State.COMPLETED).values_list("host", flat=True).distinct())
    admitted = [park for park in Park.objects.admitted() if park.pk in hosting]
    return sorted(admitted, key=lambda park: (abs(counts[park.pk] - middle), park.pk))[:2]


def pages_of(cast: Cast) -> list[Measured]:
    """Those of the middle park and of the network, then those of the largest park."""
    waiting = cast.waiting
    offer = {
        "starts_on": waiting.wished_start, "length": waiting.wished_months, "answer_by": waiting.wished_start,
        "message": "You are welcome.",
    }  # fmt: skip
    return [
        *_of_park(cast.middle, "manager", cast.other),
        Measured("Directory, visitor", "/parks/", "visitor", "list"),
        Measured("Landings, network admin", "/landings/", "admin", "list"),
        Measured("Decision: offer months", f"/landings/{waiting.pk}/offer/", "host", "detail"),
        Measured("Balances, network admin", "/balances/", "admin", "list"),
        Measured("Companies, network admin", "/companies/", "admin", "list"),
        Measured("Overview", "/network/", "admin", "overview"),
        Measured("Matrix", "/network/all/matrix/", "admin", "overview"),
        Measured("Clearing", "/clearing/", "admin", "overview"),
        Measured("Post a refusal", f"/landings/{waiting.pk}/decline/", "host", "form", {"reason": "No desk is free."}),
        Measured("Post an offer", f"/landings/{waiting.pk}/offer/", "host", "form", offer),
        *_of_park(cast.largest, "largest", cast.largest.park, LARGEST),
        Measured(
            f"Decision: offer months{LARGEST}", f"/landings/{cast.waiting_at_largest.pk}/offer/", "largest", "detail"
        ),
    ]


def _of_park(seat: Seat, person: str, shown: Park, suffix: str = "") -> list[Measured]:
    """What its manager opens; `shown`: the park whose page she reads."""
    found = [
        ("Today", "/", "list"),
        ("Directory", "/parks/", "list"),
        ("Park", f"/parks/{shown.code}/", "detail"),
        ("Landings", "/landings/", "list"),
        ("Landing", f"/landings/{seat.completed.pk}/", "detail"),
        ("Agreements", "/agreements/", "list"),
        ("Agreement", f"/agreements/{seat.agreement.code}/", "detail"),
        ("Balances", "/balances/", "list"),
        ("Statement", f"/balances/{seat.park.code}/{seat.partner.code}/", "detail"),
    ]
    return [Measured(f"{name}{suffix}", path, person, kind) for name, path, kind in found]
