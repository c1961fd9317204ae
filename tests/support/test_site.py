"""The admin site: network admins look things up there; nobody signs in there, nobody writes there, no secret is shown."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model
from django.test import RequestFactory
from django.urls import reverse

from parks.park import actions as parks
from softlanding.accounts.models import User
from softlanding.notices.models import Notice
from softlanding.operations import actions as operations
from softlanding.operations.models import Part
from tests import cast
from tests.rights.stage import Stage

pytestmark = pytest.mark.django_db
SHOWN = {
    "accounts.user", "account.emailaddress", "mfa.authenticator", "usersessions.usersession", "notices.notice",
    "parks.park", "parks.membership", "parks.parkstep", "companies.company", "companies.membership",
    "companies.residency", "operations.jobrun", "operations.heartbeat", "limits.limitreached",
}  # fmt: skip


def of_model(model: type[Model]) -> dict[str, str]:
    """The addresses of a model's pages: of its list, and of its first record."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()
    key = row.pk if row else 1
    pages = {page: reverse(f"{name}_{page}") for page in ("changelist", "add")}
    return pages | {page: reverse(f"{name}_{page}", args=[key]) for page in ("change", "history", "delete")}


def addresses() -> Iterator[str]:
    for page in ("index", "password_change", "password_change_done", "autocomplete", "jsi18n", "logout"):
        yield reverse(f"admin:{page}")
    for model in admin.site._registry:
        yield from of_model(model).values()
        yield reverse("admin:app_list", args=[model._meta.app_label])
    yield "/admin/nowhere/"


def test_it_shows_what_support_needs_and_nothing_else() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == SHOWN


def test_it_is_there_for_network_admins_alone(stage: Stage) -> None:
    """A visitor is sent to the portal's one sign-in, and comes back; for anybody else there is no such page."""
    for kind, person in stage.people.items():
        client, signed_in = cast.browser_of(person), kind not in ("visitor", "deactivated")
        for url in addresses() if kind in ("visitor", "superuser") else ["/admin/", "/admin/parks/park/"]:
            answer = client.get(url)
            if kind == "admin":
                assert answer.status_code == 200, url
            elif signed_in:
                assert answer.status_code == 404, (kind, url)
            else:
                assert answer["Location"] == f"/accounts/login/?next={url}"


def test_network_admins_read_every_page_of_it(stage: Stage) -> None:
    client = cast.browser_of(stage.people["admin"])
    parks.edit(stage["porto"], facts={"city": "Olinda"}, by=stage.people["manager"], now=stage.now)
    client.get("/me/")  # her session is noted
    operations.finish(operations.begin("daily", now=stage.now), "3 months began", now=stage.now)
    operations.see(Part.BEAT, now=stage.now)
    for model in admin.site._registry:
        pages = of_model(model)
        there = 200 if model._default_manager.exists() else 302  # nothing to show: back to the index
        found = {page: client.get(url).status_code for page, url in pages.items()}
        assert found == {"changelist": 200, "change": there, "history": there, "add": 403, "delete": 403}, model
        assert client.get(pages["changelist"], {"q": "a"}).status_code == 200, model
    assert client.get("/admin/").status_code == 200
    empty = {model._meta.label for model in admin.site._registry if not model._default_manager.exists()}
    assert empty <= {"limits.LimitReached"}
    assert "3 months began" in client.get("/admin/operations/jobrun/").content.decode()
    assert client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"


def test_nothing_is_written_there(stage: Stage) -> None:
    """Neither by its forms nor by an action nor by the classes that libraries register."""
    client, superuser = cast.browser_of(stage.people["admin"]), RequestFactory().get("/admin/")
    superuser.user = stage.people["superuser"]
    factor = Authenticator.objects.get(user=stage.people["admin"])
    EmailAddress.objects.update(verified=False)
    client.get("/me/")  # her session is noted
    everything = {model: list(model._default_manager.values()) for model in admin.site._registry}
    for model, shown in admin.site._registry.items():
        row = model._default_manager.first()
        for page, url in of_model(model).items():
            for action in ("delete_selected", "make_verified"):
                data = {"action": action, ACTION_CHECKBOX_NAME: [row.pk if row else 1], "post": "yes", "_save": "Save"}
                assert client.post(url, data).status_code == 405, (model, page)
        assert not (shown.get_actions(superuser) or shown.get_inline_instances(superuser) or shown.list_editable)
        for right in ("add", "change", "delete", "view"):
            assert not getattr(shown, f"has_{right}_permission")(superuser), (model, right)
    for page in ("index", "password_change", "logout"):
        assert client.post(reverse(f"admin:{page}")).status_code == 405
    assert {model: list(model._default_manager.values()) for model in admin.site._registry} == everything
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_it_has_no_sign_in_of_its_own() -> None:
    anna = cast.person("Nora Vik", is_network_admin=True, is_staff=True, is_superuser=True, password=cast.PASSWORD)
    client = cast.browser_of(None)
    answer = client.post(
        "/admin/login/?next=/admin/accounts/user/", {"username": anna.email, "password": cast.PASSWORD}
    )
    assert answer["Location"] == "/accounts/login/?next=/admin/accounts/user/"
    assert "_auth_user_id" not in client.session


def test_it_shows_no_secret(stage: Stage) -> None:
    nora, secret = stage.people["admin"], "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    assert nora
    Authenticator.objects.all().delete()
    hidden = [secret, TOTP.activate(nora, secret).instance.data["secret"]]
    User.objects.filter(pk=nora.pk).update(password="pbkdf2_sha256$1$salt$hash-of-hers")
    Notice.objects.update(body="Your code: KUKU-CODE", url="/parks/invitation/KUKU-TOKEN/")
    client = cast.browser_of(cast.again(nora))
    client.get("/me/")
    UserSession.objects.get_or_create(user=nora, session_key=client.session.session_key, defaults={"ip": "::1"})
    hidden += ["hash-of-hers", "KUKU-CODE", "KUKU-TOKEN", str(client.session.session_key)]
    for model in admin.site._registry:
        for row in model._default_manager.all()[:40]:
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
            text = client.get(url).content.decode()
            assert [one for one in hidden if one in text] == [], url
        text = client.get(of_model(model)["changelist"]).content.decode()
        assert [one for one in hidden if one in text] == [], model
    guesses = ("user/?password__startswith=pbk", "user/?groups__name=x", "user/?notices__body__contains=KUKU")
    for guess in guesses:
        assert client.get(f"/admin/accounts/{guess}").status_code == 400, guess


def test_a_notice_says_what_became_of_its_mail() -> None:
    Notice.objects.create(
        address="a@example.org", key="k", subject="An offer", body="x", created_at=cast.NOW, tries=2,
        next_try_at=cast.NOW, last_error="Connection refused",
    )  # fmt: skip
    client = cast.browser_of(cast.network_admin())
    page = client.get("/admin/notices/notice/").content.decode()
    assert "An offer" in page and "2 failed tries" in page
    assert "Connection refused" in client.get(of_model(Notice)["change"]).content.decode()


def test_the_index_is_by_subject_and_speaks_of_nothing_one_could_have_done(stage: Stage) -> None:
    index = cast.browser_of(stage.people["admin"]).get("/admin/").content.decode()
    assert index.count(">People and how they sign in</a>") == index.count("Users</a>") == 1
    assert "Recent actions" not in index and ">MFA<" not in index and ">Accounts<" not in index
