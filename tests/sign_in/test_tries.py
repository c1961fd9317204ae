"""Wrong tries slow whoever makes them, and never the owner on a device the account knows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import signing
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from softlanding.accounts.models import User
from softlanding.limits import actions
from softlanding.limits.models import CountedAct, LimitReached
from softlanding.notices.models import Notice
from softlanding.sign_in import devices, tries
from tests import cast
from tests.limits.test_limits import smaller

pytestmark = pytest.mark.django_db

PROXY, ATTACKER, OFFICE, HOME = "10.0.0.5", "203.0.113.9", "198.51.100.7", "192.0.2.33"
LOGIN, SECRET = "/accounts/login/", "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def behind_a_proxy(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; not what is tried here


@pytest.fixture
def anna() -> User:
    return cast.person("Anna Lund", password=cast.PASSWORD)


def browser(address: str) -> Client:
    return Client(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=address)


def tried(who: Client, user: User, password: str = "wrong", **headers: str) -> HttpResponse:
    answer: Any = who.post(LOGIN, {"login": user.email, "password": password}, **headers)
    return answer


def is_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302


@pytest.fixture
def exhausted(anna: User) -> Client:
    """The attacker, who has made her five tries."""
    attacker = browser(ATTACKER)
    for _ in range(5):
        assert b"not correct" in tried(attacker, anna).content
    return attacker


def test_a_wrong_password_is_told_in_plain_words() -> None:
    wrong = {"login": "nobody@example.org", "password": "not it"}
    page = Client().post("/accounts/login/", wrong).content.decode()
    assert "or the password is not correct" in page and "and/or" not in page


def test_the_sixth_try_waits_even_if_it_is_right(exhausted: Client, anna: User) -> None:
    answer = tried(exhausted, anna, cast.PASSWORD)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "5 tries for this account from your network were wrong within five minutes." in page
    assert "The next is possible in 5 minutes." in page
    assert "sign in by a code sent to your address or by a passkey now" in page and "/accounts/login/code/" in page
    row = LimitReached.objects.get()
    assert (row.who, row.kind, row.by) == (ATTACKER, "try", "account_and_client")


def test_the_owner_gets_in_from_a_known_device_in_the_same_network(exhausted: Client, anna: User) -> None:
    hers = browser(ATTACKER)
    hers.cookies[devices.COOKIE] = cookie_of(anna)
    assert is_in(tried(hers, anna, cast.PASSWORD))


def test_the_owner_gets_in_from_elsewhere_behind_the_same_proxy(exhausted: Client, anna: User) -> None:
    assert is_in(tried(browser(HOME), anna, cast.PASSWORD))


def test_another_person_gets_in_behind_the_same_proxy(exhausted: Client) -> None:
    assert is_in(tried(browser(OFFICE), cast.person("Bea Ruiz", password=cast.PASSWORD), cast.PASSWORD))


def test_a_spoofed_header_gives_no_more_tries(exhausted: Client, anna: User) -> None:
    for claimed in (f"{HOME}, {ATTACKER}", f"127.0.0.1, {ATTACKER}", f"10.0.0.9, {ATTACKER}"):
        assert b"were wrong" in tried(exhausted, anna, HTTP_X_FORWARDED_FOR=claimed).content
    direct = Client(REMOTE_ADDR=ATTACKER, HTTP_X_FORWARDED_FOR=HOME)
    assert b"were wrong" in tried(direct, anna).content


def test_an_ipv6_attacker_has_one_network_not_many_addresses(anna: User) -> None:
    answers = [tried(browser(f"2001:db8:1:2::{number}"), anna).content for number in range(6)]
    assert [b"were wrong" in answer for answer in answers] == [False] * 5 + [True]


def test_many_addresses_meet_the_limit_of_the_account_and_not_the_owner(anna: User) -> None:
    owner = browser(HOME)
    assert is_in(tried(owner, anna, cast.PASSWORD))
    owner.post("/accounts/logout/")
    for number in range(100):
        actions.count("try", account=anna.email, client=f"c{number}", now=timezone.now())
    assert b"100 tries for this account from devices it does not know" in tried(browser("203.0.113.77"), anna).content
    assert is_in(tried(owner, anna, cast.PASSWORD))


def test_a_network_that_tries_many_accounts_waits(anna: User) -> None:
    for number in range(30):
        actions.count("try", account=f"a{number}@example.org", client=ATTACKER, now=timezone.now())
    page = tried(browser(ATTACKER), anna).content.decode()
    assert "30 tries from your network were wrong within ten minutes." in page


def test_right_tries_are_not_counted(anna: User) -> None:
    for _ in range(7):
        assert is_in(tried(browser(OFFICE), anna, cast.PASSWORD))


def test_a_known_device_has_a_budget_too(anna: User) -> None:
    hers = browser(OFFICE)
    hers.cookies[devices.COOKIE] = cookie_of(anna)
    answers = [tried(hers, anna).content for _ in range(11)]
    assert [b"from this device were wrong" in answer for answer in answers] == [False] * 10 + [True]


def test_a_new_password_by_mail_lets_one_in_again(exhausted: Client, anna: User) -> None:
    for number in range(95):  # and strangers everywhere have used up the account's tries
        actions.count("try", account=anna.email, client=f"c{number}", now=timezone.now())
    exhausted.post("/accounts/password/reset/", {"email": anna.email})
    link = next(word for word in Notice.objects.get().body.split() if "/reset/key/" in word)
    page: Any = exhausted.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    assert (
        exhausted.post(
            address, {"password1": "another horse battery", "password2": "another horse battery"}
        ).status_code
        == 302
    )
    assert is_in(tried(exhausted, anna, "another horse battery"))


# The cookie


def cookie_of(user: User, **when: Any) -> str:
    response = HttpResponse()
    devices.remember(RequestFactory().get("/"), response, user, now=when.get("now", timezone.now()))
    return response.cookies[devices.COOKIE].value


def knows(cookie: str, user: User | None, now: Any = None) -> str:
    request = RequestFactory().get("/")
    request.COOKIES[devices.COOKIE] = cookie
    return devices.known_as(request, user, now=now or timezone.now())


def test_a_sign_in_makes_the_device_known_and_changes_its_number(anna: User) -> None:
    hers = browser(OFFICE)
    tried(hers, anna, cast.PASSWORD)
    first = hers.cookies[devices.COOKIE]
    assert (first["httponly"], first["samesite"], first["path"]) == (True, "Lax", "/accounts/")
    assert first["max-age"] == 180 * 24 * 3600
    number = knows(first.value, anna)
    assert number and anna.email not in first.value
    hers.post("/accounts/logout/")
    tried(hers, anna, cast.PASSWORD)
    assert knows(hers.cookies[devices.COOKIE].value, anna) not in ("", number)


def test_a_wrong_try_makes_no_device_known(anna: User) -> None:
    hers = browser(OFFICE)
    tried(hers, anna)
    assert devices.COOKIE not in hers.cookies


def test_it_is_known_to_this_account_alone(anna: User) -> None:
    bea = cast.person("Bea Ruiz")
    assert knows(cookie_of(anna), anna) and not knows(cookie_of(anna), bea) and not knows(cookie_of(anna), None)


def test_it_is_known_by_every_address_its_owner_confirmed(anna: User) -> None:
    EmailAddress.objects.create(user=anna, email="second@example.org", verified=True)
    EmailAddress.objects.create(user=cast.person("Mallory Vane"), email="third@example.org", verified=False)
    assert tries.account_of("Second@example.org") == anna == tries.account_of(anna.email)
    assert tries.account_of("third@example.org") is None


def test_a_device_is_forgotten_after_half_a_year(anna: User) -> None:
    now = timezone.now()
    cookie = cookie_of(anna, now=now - timedelta(days=179))
    assert knows(cookie, anna, now) and not knows(cookie, anna, now + timedelta(days=2))


@pytest.mark.parametrize(
    "forge",
    [
        lambda user: "",
        lambda user: "rubbish",
        lambda user: cookie_of(user)[:-1] + "x",
        lambda user: signing.dumps([[devices._digest(user), "n", 1]], salt="another"),
        lambda user: signing.dumps({"a": 1}, salt=devices.SALT),
    ],
)
def test_a_cookie_nobody_gave_is_none(forge: Callable[[User], str], anna: User) -> None:
    assert knows(forge(anna), anna) == ""


def test_a_device_shared_by_many_keeps_the_newest(anna: User) -> None:
    request, people = RequestFactory().get("/"), [cast.person(f"Person {number}") for number in range(9)]
    for person in people:
        response = HttpResponse()
        devices.remember(request, response, person, now=timezone.now())
        request.COOKIES[devices.COOKIE] = response.cookies[devices.COOKIE].value
    found = [bool(devices.known_as(request, person, now=timezone.now())) for person in people]
    assert found == [False] + [True] * 8


# The second factor


def code() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


def at_the_second_step(user: User, address: str) -> Client:
    who = browser(address)
    assert tried(who, user, cast.PASSWORD)["Location"] == "/accounts/2fa/authenticate/"
    return who


def test_wrong_codes_slow_the_attacker_and_not_the_owner(anna: User) -> None:
    data = {"secret": get_adapter().encrypt(SECRET)}
    Authenticator.objects.create(user=anna, type=Authenticator.Type.TOTP, data=data)
    attacker = at_the_second_step(anna, ATTACKER)
    answers = [attacker.post("/accounts/2fa/authenticate/", {"code": "000000"}).content for _ in range(6)]
    assert [b"codes for this account from your network" in answer for answer in answers] == [False] * 5 + [True]
    owner = at_the_second_step(anna, HOME)
    assert owner.post("/accounts/2fa/authenticate/", {"code": code()}).status_code == 302
    assert owner.get("/me/").status_code == 200
    assert devices.COOKIE in owner.cookies


# Mails that anybody asks for


def test_an_address_gets_few_mails_and_its_owner_on_a_known_device_more(anna: User) -> None:
    code = "/accounts/login/code/"
    answers = [browser(f"203.0.113.{n}").post(code, {"email": anna.email}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429]
    assert "3 mails about signing in went to this address within a minute" in answers[-1].content.decode()
    assert Notice.objects.filter(address=anna.email).count() == 3
    hers = browser(HOME)
    hers.cookies[devices.COOKIE] = cookie_of(anna)
    assert hers.post(code, {"email": anna.email}).status_code == 302
    row = LimitReached.objects.get()
    assert (row.kind, row.by, row.who) == ("sign-in mail", "address", "203.0.113.3")


@pytest.mark.parametrize("email", ["anna-lund@example.org", "nobody@example.org"])
def test_codes_that_strangers_ask_for_keep_no_link_to_a_new_password_from_her(anna: User, email: str) -> None:
    """And whether there is an account makes no difference."""
    asked = {"/accounts/login/code/": [302] * 3 + [429], "/accounts/password/reset/": [302] * 3 + [429]}
    for step, answers in asked.items():
        assert [browser(f"203.0.113.{n}").post(step, {"email": email}).status_code for n in range(4)] == answers


def test_an_address_gets_ten_mails_an_hour(anna: User) -> None:
    for minutes in range(10):
        actions.count("sign-in mail", address=anna.email, now=timezone.now() - timedelta(minutes=5 * minutes))
    refused = browser(OFFICE).post("/accounts/login/code/", {"email": anna.email.upper()})
    assert refused.status_code == 429 and b"10 mails" in refused.content


def test_one_network_signs_up_no_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    smaller(monkeypatch, "sign-in mail", 2)
    for number, status in enumerate([302, 302, 429]):
        data = {"email": f"new-{number}@example.org", "name": "Nora New", "password1": cast.PASSWORD}
        assert browser(ATTACKER).post("/accounts/signup/", data).status_code == status
    assert User.objects.filter(name="Nora New").count() == 2
    assert CountedAct.objects.count() == 4
