"""The pages that are measured, each with a person of the network who may open it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count
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

MIDDLING_MONTHS = 4  # what an offer writes, and so what it costs, grows with them


@dataclass(frozen=True)
class Measured:
    """A page: its name in the table, address, who opens it, and what is posted (None: a GET)."""

    name: str
    path: str
    person: str  # "manager", "admin" or "visitor"
    kind: str  # "list", "detail", "form", "overview"
    form: Mapping[str, Any] | None = field(default=None, hash=False)


class Cast:
    """A park of middling size with its manager and its records, and a network admin."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.admin = User.objects.filter(is_network_admin=True).earliest("pk")
        Authenticator.objects.get_or_create(
            user=self.admin, type=Authenticator.Type.TOTP, defaults={"data": {}}
        )  # the portal asks a second factor of this role
        self.park, self.other = _middling_parks()
        membership = Membership.objects.active().filter(park=self.park).select_related("user").earliest("pk")
        assert membership.user
        self.manager: User = membership.user
        pairs = Pair.objects.of_park(self.park).select_related("low", "high").order_by("-postings_count", "pk")
        pair = pairs[len(pairs) // 4]
        self.partner = pair.partner_of(self.park)
        self.agreement = Agreement.objects.in_force(today).filter(pair__in=pairs).earliest("pk")
        self.completed = Landing.objects.filter(host=self.park, state=State.COMPLETED).earliest("pk")
        self.nominated = Landing.objects.filter(state=State.NOMINATED, host__state="admitted").order_by("pk")

    def sessions(self) -> dict[str, str]:
        """Cookies of signed-in people."""
        found = {"visitor": ""}
        for name, user in (("manager", self.manager), ("admin", self.admin), ("host", self.host)):
            found[name] = cast.browser_of(user).cookies["sessionid"].value
        return found

    @cached_property
    def waiting(self) -> Landing:
        """A nominated application of middling length between parks of middling size, which can be offered what it asks."""
        coming = self.nominated.filter(wished_start__gt=self.today + timedelta(days=3), agreement__state="signed")
        found = list(
            coming.select_related("company", "home", "host", "agreement__ruling").filter(
                agreement__ruling__limit_at=None
            )
        )
        hosted = dict(Landing.objects.values_list("host").annotate(n=Count("pk")).order_by())
        middle = median(hosted.values())

        def size(park_id: int) -> float:
            return abs(hosted.get(park_id, 0) - middle)

        def oddness(landing: Landing) -> tuple[float, float, int]:
            return (
                abs((landing.wished_months or 0) - MIDDLING_MONTHS),
                size(landing.host_id) + size(landing.home_id),
                landing.pk,
            )

        return next(one for one in sorted(found, key=oddness) if not self._refusal(one))

    def _refusal(self, landing: Landing) -> str:
        assert landing.wished_start and landing.wished_months
        return effect_of(landing, landing.wished_start, landing.wished_months, noon(self.today)).refusal

    @property
    def host(self) -> User:
        user = Membership.objects.active().filter(park=self.waiting.host_id).earliest("pk").user
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
    waiting, park, partner = cast.waiting, cast.park.code, cast.partner.code
    offer = {
        "starts_on": waiting.wished_start, "length": waiting.wished_months, "answer_by": waiting.wished_start,
        "message": "You are welcome.",
    }  # fmt: skip
    return [
        Measured("Today", "/", "manager", "list"),
        Measured("Directory", "/parks/", "manager", "list"),
        Measured("Directory, visitor", "/parks/", "visitor", "list"),
        Measured("Park", f"/parks/{cast.other.code}/", "manager", "detail"),
        Measured("Landings", "/landings/", "manager", "list"),
        Measured("Landings, network admin", "/landings/", "admin", "list"),
        Measured("Landing", f"/landings/{cast.completed.pk}/", "manager", "detail"),
        Measured("Decision: offer months", f"/landings/{waiting.pk}/offer/", "host", "detail"),
        Measured("Agreements", "/agreements/", "manager", "list"),
        Measured("Agreement", f"/agreements/{cast.agreement.code}/", "manager", "detail"),
        Measured("Balances", "/balances/", "manager", "list"),
        Measured("Balances, network admin", "/balances/", "admin", "list"),
        Measured("Statement", f"/balances/{park}/{partner}/", "manager", "detail"),
        Measured("Companies, network admin", "/companies/", "admin", "list"),
        Measured("Overview", "/network/", "admin", "overview"),
        Measured("Matrix", "/network/all/matrix/", "admin", "overview"),
        Measured("Clearing", "/clearing/", "admin", "overview"),
        Measured("Post a refusal", f"/landings/{waiting.pk}/decline/", "host", "form", {"reason": "No desk is free."}),
        Measured("Post an offer", f"/landings/{waiting.pk}/offer/", "host", "form", offer),
    ]
