"""A person's own page, and the bar above every page."""

import pytest
from django.urls import reverse

from softlanding.accounts.models import User
from softlanding.navigation import hats_of
from softlanding.notices.models import Notice
from tests import cast

pytestmark = pytest.mark.django_db


def bar(user: User | None, address: str = "/parks/") -> list[str]:
    return [item.label for item in cast.browser_of(user).get(address).context["nav"]]


def test_profile_renames_and_shows_where_one_belongs() -> None:
    anna = cast.manager_of(cast.park("Porto Digital", "BR"), "Anna Lund")
    client = cast.browser_of(anna)
    assert client.post("/me/", {"name": "Anna Lund-Ek"})["Location"] == "/me/"
    page = client.get("/me/").content.decode()
    assert "Anna Lund-Ek" in page and "Porto Digital" in page and "/accounts/password/change/" in page
    assert "This field is required" in client.post("/me/", {"name": " "}).content.decode()
    assert cast.browser_of(None).get("/me/").status_code == 302


def test_each_role_has_its_places() -> None:
    anna = cast.manager_of(cast.park("Porto Digital", "BR"), "Anna Lund")
    lea = cast.lead_of(cast.company("Lumen Optics"), "Lea Ferreira")
    assert bar(None) == ["Parks"]
    assert bar(cast.person("Noor Haddad")) == ["Today", "Parks"]
    assert bar(anna) == ["Today", "Landings", "Agreements", "Parks", "Residents", "Balances"]
    assert bar(lea) == ["Today", "Landings", "Parks", "Company"]
    assert bar(cast.network_admin()) == [
        "Today", "Overview", "Parks", "Agreements", "Landings", "Balances", "Clearing", "Companies", "Policy",
    ]  # fmt: skip


def test_the_bar_marks_where_one_is() -> None:
    anna = cast.manager_of(cast.park("Porto Digital", "BR"), "Anna Lund")
    nav = cast.browser_of(anna).get("/companies/at/porto-digital/").context["nav"]
    assert [item.label for item in nav if item.current] == ["Residents"]


@pytest.mark.parametrize("address", ["/network/porto-digital/", "/statements/", "/settlements/", "/clearing/"])
def test_the_bar_marks_balances_on_what_one_reaches_from_there(address: str) -> None:
    anna = cast.manager_of(cast.park("Porto Digital", "BR"), "Anna Lund")
    nav = cast.browser_of(anna).get(address).context["nav"]
    assert [item.label for item in nav if item.current] == ["Balances"]


def test_acting_for_changes_what_the_bar_names_and_ignores_what_is_not_hers() -> None:
    porto, tecnopuc = cast.park("Porto Digital", "BR"), cast.park("Tecnopuc", "BR")
    anna = cast.manager_of(porto, "Anna Lund")
    cast.deputy_of(tecnopuc, "Anna Lund")
    client = cast.browser_of(anna)
    assert client.get("/parks/").context["person"].acting_for == "Porto Digital"
    client.post("/act-for/", {"acting_for": f"park:{tecnopuc.pk}"})
    assert client.get("/parks/").context["person"].acting_for == "Tecnopuc"
    client.post("/act-for/", {"acting_for": "park:999"})
    assert client.get("/parks/").context["person"].acting_for == "Tecnopuc"


def test_the_bar_asks_one_question_and_counts_the_unread(django_assert_num_queries) -> None:
    anna = cast.manager_of(cast.park("Porto Digital", "BR"), "Anna Lund")
    for n in range(3):
        Notice.objects.create(
            recipient=anna, address=anna.email, key=str(n), subject="x", body="y", created_at=cast.NOW
        )
    with django_assert_num_queries(1):
        hats, unread = hats_of(anna)
        assert anna.has_perm("parks.edit_park", cast.Park(pk=hats[0].pk)), "permissions need not ask again"
    assert ([hat.name for hat in hats], unread) == (["Porto Digital"], 3)


def test_inbox_shows_opens_and_clears() -> None:
    anna = cast.person("Anna Lund")
    notice = Notice.objects.create(
        recipient=anna, address=anna.email, key="k", subject="Porto asks", body="y", url="/parks/", created_at=cast.NOW
    )
    client = cast.browser_of(anna)
    assert "Porto asks" in client.get("/notices/").content.decode()
    assert client.get(f"/notices/{notice.pk}/")["Location"] == "/parks/"
    assert "You have read everything" in client.get("/notices/").content.decode()
    assert cast.browser_of(cast.person("Sam Stranger")).get(f"/notices/{notice.pk}/").status_code == 404


def test_the_first_page_tells_a_visitor_what_this_is() -> None:
    page = cast.browser_of(None).get("/").content.decode()
    assert "How it works" in page and "/accounts/signup/" in page


def test_a_session_ended_elsewhere_is_over_though_it_was_read_from_the_cache() -> None:
    anna = cast.manager_of(cast.park("Porto Digital", "BR"), "Anna Lund")
    here, there = cast.browser_of(anna), cast.browser_of(anna)
    assert here.get("/me/").status_code == there.get("/me/").status_code == 200
    here.post(reverse("usersessions_list"))
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_who_is_locked_out_is_out_at_once() -> None:
    anna = cast.manager_of(cast.park("Porto Digital", "BR"), "Anna Lund")
    client = cast.browser_of(anna)
    assert client.get("/me/").status_code == 200
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert client.get("/me/").status_code == 302


def test_a_new_password_ends_the_sessions_of_the_old_one() -> None:
    anna = cast.manager_of(cast.park("Porto Digital", "BR"), "Anna Lund")
    client = cast.browser_of(anna)
    assert client.get("/me/").status_code == 200
    anna.set_password(cast.PASSWORD)
    anna.save()
    assert client.get("/me/").status_code == 302
