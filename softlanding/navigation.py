"""The frame of every page: the places of this person's role, whom she acts for, and unread notices."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest, HttpResponseBase
from django.utils.text import capfirst

from companies.company.models import Membership as CompanyMembership
from companies.company.states import Role as CompanyRole
from companies.rights import companies_seen_by
from parks.park.models import Membership as ParkMembership
from parks.park.states import Role as ParkRole
from parks.rights import parks_seen_by
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.addresses import path_to
from softlanding.kernel.composed import composed
from softlanding.notices.models import Notice


@dataclass(frozen=True)
class NavItem:
    """A place in the top bar."""

    label: str
    url: str
    icon: str
    current: bool = False


@dataclass(frozen=True)
class Choice:
    """A park or company one may act for; `value` is what the menu posts."""

    value: str
    label: str
    current: bool


@dataclass(frozen=True)
class Hat:
    """One membership, as the bar needs it."""

    kind: str  # "park" or "company"
    pk: int
    key: str  # in addresses
    name: str
    role: str

    @property
    def value(self) -> str:
        return f"{self.kind}:{self.pk}"


@dataclass(frozen=True)
class Person:
    """Who is signed in, as the person's menu shows her."""

    name: str
    acting_for: str
    role_label: str


SESSION_KEY = "acting_for"
# Rooms one comes to from the balances, where they have no place of their own in the bar.
FROM_BALANCES = ("/network/", "/statements/", "/settlements/", "/clearing/", "/exceptions/")
# What the person's menu calls a role where its own label says too little.
ROLE_LABELS = {("company", "lead"): "Entrepreneur", ("company", "member"): "Company member"}
LABELS = {"park": dict(ParkRole.choices), "company": dict(CompanyRole.choices)}


def for_request(request: HttpRequest) -> dict[str, Any]:
    """What templates/base.html and its parts read; at most two queries for a page."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav": _visitor(request), "person": None, "acting_choices": []}
    hats, unread = hats_of(user)
    hat = worn(hats, request.session.get(SESSION_KEY, ""))
    return {
        "nav": places(user, hat, request.path),
        "person": Person(user.name or user.email, hat.name if hat else "", _role_label(user, hat)),
        "acting": hat,
        "acting_choices": [Choice(one.value, one.name, one == hat) for one in hats],
        "acting_url": path_to("act_for"),
        "unread": unread,
        "notices_url": path_to("notices:list"),
        "search_url": "parks:directory",
    }


class KnowsMemberships:
    """Asks for a person's memberships before her page does: one query instead of one a kind of owner."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User) and request.user.is_authenticated:
            hats_of(request.user)
        return self.get_response(request)


def hats_of(user: User) -> tuple[list[Hat], int]:
    """The memberships that show a person something (parks first, by name), and how many notices she has not read.

    One query. What it learns, also her roles and second factors, is kept on the user object: nobody else need ask.
    """
    known: tuple[list[Hat], int] | None = getattr(user, "_hats", None)
    if known is None:
        rows = _ask_for(user.pk)
        found = [Hat(kind, number, key or str(number), name, role) for kind, number, key, name, role in rows]
        owners = sorted(found, key=lambda hat: (hat.kind != "park", hat.name))
        user._factors = {hat.pk: hat.role for hat in found if hat.kind == "factor"}  # type: ignore[attr-defined]
        user._park_roles = {hat.pk: hat.role for hat in owners if hat.kind == "park"}  # type: ignore[attr-defined]
        user._company_roles = {hat.pk: hat.role for hat in owners if hat.kind == "company"}  # type: ignore[attr-defined]
        seen = {"park": parks_seen_by(user), "company": companies_seen_by(user)}
        hats = [hat for hat in owners if hat.pk in seen.get(hat.kind, ())]
        known = hats, sum(hat.pk for hat in found if hat.kind == "unread")
        user._hats = known  # type: ignore[attr-defined]
    return known


@composed
def _ask_for(user_id: int) -> QuerySet[Any, tuple[str, int, str, str, str]]:
    """Kind, id, key, name and role of each membership; of kind "unread" their number; of kind "factor" id and type."""
    parks = ParkMembership.objects.active().filter(user=user_id).order_by()
    companies = CompanyMembership.objects.active().filter(user=user_id).order_by()
    notices = Notice.objects.visible_to(User(pk=user_id)).unread().order_by().values("recipient")
    factors = Authenticator.objects.filter(user=user_id).order_by()
    none = Value("")
    together = parks.values_list(Value("park"), "park_id", "park__code", "park__name", "role").union(
        companies.values_list(Value("company"), "company_id", none, "company__name", "role"),
        notices.values_list(Value("unread"), Count("pk"), none, none, none),
        factors.values_list(Value("factor"), "pk", none, none, "type"),
        all=True,
    )
    return together.order_by()  # from Django 6.1 on it would have the order of memberships, by columns it lacks


def has_second_factor(user: User) -> bool:
    """A passkey or an authenticator app; allauth asks the same with a query of its own."""
    return bool({Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN} & set(factors_of(user).values()))


def factors_of(user: User) -> dict[int, str]:
    """{id: type} of her passkeys, authenticator app and recovery codes as they are now."""
    hats_of(user)
    found: dict[int, str] = user._factors  # type: ignore[attr-defined]
    return found


def worn(hats: list[Hat], value: str) -> Hat | None:
    """The one the session names, else the first; None for a person without any."""
    return next((hat for hat in hats if hat.value == value), hats[0] if hats else None)


def hat_of(request: HttpRequest) -> Hat | None:
    """The park or company this person acts for now."""
    hats, _ = hats_of(request.user) if isinstance(request.user, User) else ([], 0)
    return worn(hats, request.session.get(SESSION_KEY, ""))


def places(user: User, hat: Hat | None, path: str) -> list[NavItem]:
    """The few places of a role: network admin, manager, entrepreneur, or nobody's yet."""
    rows: list[tuple[str, str, str, str | None]]
    today = ("Today", "today", "today", None)
    landings = ("Landings", "exchanges:landings:list", "landings", None)
    agreements = ("Agreements", "exchanges:agreements:list", "agreements", None)
    balances = ("Balances", "exchanges:balances:list", "balances", None)
    parks = ("Parks", "parks:directory", "parks", None)
    if is_network_admin(user):
        rows = [
            today,
            ("Overview", "exchanges:overview:overview", "chart", None),
            parks,
            agreements,
            landings,
            balances,
            ("Clearing", "exchanges:clearing:preview", "clearing", None),
            ("Companies", "companies:list", "companies", None),
            ("Policy", "exchanges:policy:detail", "settings", None),
        ]
    elif hat and hat.kind == "park":
        residents = ("Residents", "companies:residents", "companies", hat.key)
        rows = [today, landings, agreements, parks, residents, balances]
    elif hat:
        rows = [today, landings, parks, ("Company", "companies:detail", "companies", hat.key)]
    else:
        rows = [today, parks]
    return _marked([(label, _address(name, key), icon) for label, name, icon, key in rows], path)


def _address(name: str, key: str | None) -> str:
    return path_to(name, key) if key else path_to(name)


def _marked(rows: list[tuple[str, str, str]], path: str) -> list[NavItem]:
    """The rows with the one that is open marked: the longest address the path begins with, else what leads to it."""
    leads = _address("exchanges:balances:list", None) if path.startswith(FROM_BALANCES) else ""
    here = max(
        (url for _, url, _ in rows if path == url or (url != "/" and path.startswith(url))),
        key=len,
        default=leads,
    )
    return [NavItem(label, url, icon, url == here) for label, url, icon in rows]


def _visitor(request: HttpRequest) -> list[NavItem]:
    return _marked([("Parks", _address("parks:directory", None), "parks")], request.path)


def _role_label(user: User, hat: Hat | None) -> str:
    if is_network_admin(user):
        return "Network admin"
    if hat is None:
        return "No park or company yet"
    label = ROLE_LABELS.get((hat.kind, hat.role)) or LABELS[hat.kind].get(hat.role, hat.role)
    return capfirst(label)
