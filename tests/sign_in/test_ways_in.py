"""Every way in x every kind of person: where it ends, and that nothing opened before what the role needs was given."""

import json
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.test import Client

from parks.park.models import Membership
from softlanding.accounts.models import User
from tests import cast, signing_in
from tests.sign_in.passkeys import Passkey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("many_tries")]

PROTECTED = (
    "/landings/", "/me/", "/notices/", "/companies/create/", "/network/", "/admin/", "/accounts/password/change/",
    "/accounts/sessions/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/",
)  # fmt: skip
SIGN_IN, USE, USE_AFTER, SET_UP, INSIDE = (
    "/accounts/login/", "/accounts/2fa/authenticate/", "/accounts/2fa/reauthenticate/", "/accounts/2fa/", "/",
)  # fmt: skip

# Where the ways that show no second factor end, by kind of person. In brackets: what the setting asks of her.
ENDS = {
    "visitor": SIGN_IN, "entrepreneur": INSIDE, "manager": INSIDE, "deputy": INSIDE, "superuser": INSIDE,
    "staff": INSIDE, "network admin": USE, "network admin without a factor": SET_UP,
    "manager (needs)": SET_UP,
    "entrepreneur with a factor": USE, "deactivated": SIGN_IN,
}  # fmt: skip
ROLES_THAT_NEED = ["network_admin"]


def person(kind: str, settings: pytest.FixtureRequest) -> User:
    """Somebody of this kind, with a password; the visitor is somebody without an account."""
    who = kind.partition(" (")[0].partition(" with")[0]
    settings.MFA_REQUIRED_ROLES = ["network_admin", "manager", "entrepreneur"] if "needs" in kind else ROLES_THAT_NEED  # type: ignore[attr-defined]
    flags = {
        "superuser": {"is_superuser": True, "is_staff": True}, "staff": {"is_staff": True},
        "network admin": {"is_network_admin": True}, "deactivated": {"is_active": False},
    }.get(who, {})  # fmt: skip
    user = cast.person("Ada Ames", password=cast.PASSWORD, **flags)
    if who in ("manager", "deputy"):
        cast.manager_of(cast.park("Porto Digital", "BR"), user.name, who)
    if who == "entrepreneur":
        cast.lead_of(cast.company("Lumen Optics"), user.name)
    if kind in ("network admin", "entrepreneur with a factor"):
        TOTP.activate(user, generate_totp_secret())
    if who == "visitor":
        User.objects.filter(pk=user.pk).update(email="other@example.org")
        EmailAddress.objects.all().delete()
    return user


def by_password(client: Client, user: User, password: str = cast.PASSWORD, to: str = SIGN_IN) -> str:
    answer = client.post(to, {"login": user.email, "password": password}, follow=True)
    return str(answer.redirect_chain[-1][0]) if answer.redirect_chain else to


def by_code(client: Client, user: User) -> str:
    client.post("/accounts/login/code/", {"email": user.email})
    try:
        code = signing_in.code_in_mail()
    except StopIteration:
        return SIGN_IN  # no code was mailed
    answer = client.post("/accounts/login/code/confirm/", {"code": code}, follow=True)
    return str(answer.redirect_chain[-1][0])


def by_reset(client: Client, user: User) -> str:
    """The link of a forgotten password, a new one, and signing in with it."""
    client.post("/accounts/password/reset/", {"email": user.email})
    try:
        link = signing_in.link_in_mail("/accounts/password/reset/key/")
    except StopIteration:
        return SIGN_IN
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = "another horse, another battery"
    client.post(form, {"password1": new, "password2": new})
    assert opened(client) == []
    return by_password(client, user, new)


def by_confirming(client: Client, user: User) -> str:
    """Her address was not confirmed: the mailed link, its button, and signing in."""
    EmailAddress.objects.filter(user=user).update(verified=False)
    by_password(client, user)
    assert opened(client) == []
    try:
        link = signing_in.link_in_mail("/accounts/confirm-email/")
    except StopIteration:
        return SIGN_IN
    client.post(link)
    assert opened(client) == []
    return by_password(client, user)


def by_the_admin_site(client: Client, user: User) -> str:
    """Its own sign-in takes nothing; it sends to the portal's, which leads on."""
    answer = client.post("/admin/login/?next=/", {"username": user.email, "password": cast.PASSWORD})
    assert opened(client) == []
    return by_password(client, user, to=answer["Location"])


WAYS: list[Callable[[Client, User], str]] = [by_password, by_code, by_reset, by_confirming, by_the_admin_site]


def opened(client: Client) -> list[str]:
    """The protected pages this browser is shown."""
    return [url for url in PROTECTED if client.get(url).status_code == 200]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("kind", ENDS)
def test_a_way_in_ends_where_the_role_says(kind: str, way: Callable[..., str], settings) -> None:
    user, client = person(kind, settings), Client(HTTP_HOST="localhost")
    assert opened(client) == []
    end, expected = way(client, user).partition("?")[0], ENDS[kind]
    if kind == "deactivated" and end == "/accounts/inactive/":
        end = SIGN_IN
    assert end == expected
    shown = opened(client)
    if expected == INSIDE:
        assert {"/landings/", "/me/", "/notices/", "/companies/create/"} <= set(shown)
        assert "/admin/" not in shown and "/network/" not in shown
    else:
        assert shown == []
        assert {client.get(url).get("Location", "").partition("?")[0] for url in PROTECTED} <= {SIGN_IN, SET_UP}


@pytest.mark.parametrize("kind", ["entrepreneur", "network admin"])
def test_an_invitation_opens_no_more_than_its_sign_in(kind: str, settings) -> None:
    """The link in its mail is read by whoever has it; only whoever signed in, as her role needs, accepts it."""
    user, client, porto = person(kind, settings), Client(HTTP_HOST="localhost"), cast.park("Taguspark", "PT")
    link = cast.mailed_link(Membership.objects.create(park=porto, email=user.email, state="invited"))
    page = client.get(link)
    assert page.status_code == 200 and opened(client) == []
    client.post(link)
    end = by_password(client, user, to=f"{SIGN_IN}?next={link}")
    assert end == (link if kind == "entrepreneur" else USE)
    client.post(link)
    assert Membership.objects.filter(user=user, park=porto).exists() == (kind == "entrepreneur")


@pytest.mark.parametrize("kind", ["network admin", "entrepreneur with a factor"])
def test_a_second_factor_opens_what_the_role_may_see(kind: str, settings) -> None:
    user = person(kind, settings)
    factor, codes = Authenticator.objects.get(), RecoveryCodes.activate(user)
    admin = kind == "network admin"
    for code in (signing_in.totp_code(factor), codes.get_unused_codes()[0]):
        client = Client(HTTP_HOST="localhost")
        assert by_password(client, user) == USE
        assert client.post(USE, {"code": "000000"}).status_code == 200 and opened(client) == []
        assert client.post(USE, {"code": code})["Location"] == INSIDE
        assert ("/admin/" in opened(client), "/network/" in opened(client)) == (admin, admin)
        assert "/landings/" in opened(client)


def test_a_passkey_is_both_factors_at_once(settings) -> None:
    user, client = person("network admin without a factor", settings), Client(HTTP_HOST="localhost")
    passkey = Passkey(user)
    passkey.register()
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"}).json()
    answer = passkey.answer(asked["request_options"]["publicKey"]["challenge"])
    wrong = Passkey(user).answer(asked["request_options"]["publicKey"]["challenge"])
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": json.dumps(wrong)})["Location"] == SIGN_IN
    assert opened(client) == []
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": json.dumps(answer)})["Location"] == INSIDE
    assert "/admin/" in opened(client)
    User.objects.update(is_active=False)
    assert opened(client) == []


def test_another_tab_opens_nothing_while_the_second_factor_is_asked(settings) -> None:
    user, client = person("network admin", settings), Client(HTTP_HOST="localhost")
    assert by_password(client, user) == USE
    assert opened(client) == []
    assert {client.get(url)["Location"].partition("?")[0] for url in PROTECTED} == {SIGN_IN}
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302 and Authenticator.objects.exists()


def test_a_session_of_before_the_second_factor_must_use_it(settings) -> None:
    """Somebody signed in by password alone, and the factor was set up elsewhere: the old session can only use it."""
    user, client = person("network admin without a factor", settings), Client(HTTP_HOST="localhost")
    assert by_password(client, user) == SET_UP
    factor = TOTP.activate(user, generate_totp_secret()).instance
    RecoveryCodes.activate(user)
    for url in (*PROTECTED, "/accounts/2fa/", "/accounts/email/", "/accounts/reauthenticate/"):
        assert client.get(url)["Location"].partition("?")[0] == USE_AFTER, url
    client.post("/accounts/reauthenticate/", {"password": cast.PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")
    client.post(
        "/accounts/password/change/", {"oldpassword": cast.PASSWORD, "password1": "x" * 12, "password2": "x" * 12}
    )
    assert Authenticator.objects.filter(type="totp").exists() and cast.again(user).check_password(cast.PASSWORD)
    back = client.get("/network/")["Location"]
    assert client.post(back, {"code": "000000"}).status_code == 200 and opened(client) == []
    assert client.post(back, {"code": signing_in.totp_code(factor)})["Location"] == "/network/"
    assert "/network/" in opened(client)


def test_a_factor_that_was_taken_away_opens_no_session_any_more(settings) -> None:
    """The phone is stolen: its factor is removed and another set up, and the session on the phone is out."""
    user, phone, desk = person("network admin", settings), Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    stolen = Authenticator.objects.get(user=user)
    for client in (phone, desk):
        client.force_login(user)
        cast.use_factor(client, stolen)
        assert "/network/" in opened(client)
    stolen.delete()
    new = TOTP.activate(user, generate_totp_secret()).instance
    cast.use_factor(desk, new)
    assert "/network/" in opened(desk) and opened(phone) == []
    assert phone.get("/network/")["Location"].partition("?")[0] == USE_AFTER


def test_who_came_in_by_a_recovery_code_can_read_new_ones(settings) -> None:
    user, client = person("network admin", settings), Client(HTTP_HOST="localhost")
    codes = RecoveryCodes.activate(user).instance
    client.force_login(user)
    cast.use_factor(client, codes)
    assert "/network/" in opened(client)
    codes.delete()
    RecoveryCodes.activate(user)
    assert "/network/" in opened(client)


def test_a_role_gained_while_signed_in_asks_at_once_and_setting_up_is_using(settings, monkeypatch) -> None:
    user, client = person("entrepreneur", settings), Client(HTTP_HOST="localhost")
    assert by_password(client, user) == INSIDE and "/landings/" in opened(client)
    User.objects.update(is_network_admin=True)
    assert opened(client) == []
    assert client.get("/landings/")["Location"] == SET_UP and client.get(SET_UP).status_code == 200
    RecoveryCodes.activate(user)
    assert opened(client) == [], "recovery codes alone are no second factor"
    ask = client.get("/accounts/2fa/totp/activate/")["Location"]
    client.post(ask, {"password": cast.PASSWORD})
    form = client.get("/accounts/2fa/totp/activate/").context["form"]
    shown = signing_in.app_code(form.secret)
    monkeypatch.setattr(transaction, "on_commit", lambda told, **_: told())  # this test's transaction never ends
    client.post("/accounts/2fa/totp/activate/", {"code": shown})
    assert Authenticator.objects.filter(type="totp").exists()
    assert {"/landings/", "/admin/", "/network/"} <= set(opened(client))


def test_who_is_deactivated_is_out_with_her_next_click(settings) -> None:
    user, client = person("manager", settings), Client(HTTP_HOST="localhost")
    assert by_password(client, user) == INSIDE
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert opened(client) == []
    assert client.get("/landings/")["Location"].partition("?")[0] == SIGN_IN
