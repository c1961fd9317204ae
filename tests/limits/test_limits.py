"""How often something may be done: counted for whom, told with the numbers, seen by network admins."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import get_resolver

from companies.company import actions as companies
from companies.company.models import Company, Residency
from companies.company.models import Membership as CompanyMembership
from exchanges.agreements import actions as agreements
from exchanges.agreements.models import AgreementStep
from exchanges.agreements.terms import Direction
from parks.park import actions as parks
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.limits import actions
from softlanding.limits.actions import Limited
from softlanding.limits.conditions import free
from softlanding.limits.models import CountedAct, LimitReached
from softlanding.limits.rates import LIMITS, Limit
from softlanding.limits.views import CountedFile
from softlanding.memberships import actions as people
from softlanding.notices.models import Notice
from tests import cast
from tests.exchanges import cast as partners

NOW = cast.NOW
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def most(kind: str, by: str) -> int:
    """The first limit of a kind for what is counted by: an hour's where there is one."""
    return next(limit.most for limit in LIMITS[kind] if limit.by == by)


def smaller(monkeypatch: pytest.MonkeyPatch, kind: str, most: int) -> None:
    """The same limits with a smaller number, for what is slow to do often."""
    monkeypatch.setitem(LIMITS, kind, tuple(replace(limit, most=most) for limit in LIMITS[kind]))  # type: ignore[arg-type]


def until_limited(act: Callable[[int], Any]) -> tuple[int, str]:
    """How many times it could be done, and what is said then."""
    for number in range(200):
        try:
            act(number)
        except Limited as limited:
            return number, limited.sentence
    raise AssertionError("without limit")


@pytest.fixture
def lea(db: None) -> User:
    return cast.lead_of(cast.company("Lumen Optics"), "Lea Ferreira")


@pytest.fixture
def lumen(lea: User) -> Company:
    return Company.objects.get()


def test_a_fresh_account_invites_no_more_than_thirty_in_an_hour(lea: User, lumen: Company) -> None:
    def invite(number: int, now: datetime = NOW) -> None:
        people.invite(lumen, email=f"anybody-{number}@example.org", role="member", by=lea, now=now)

    done, sentence = until_limited(invite)
    assert done == 30
    assert sentence == (
        "You have invited 30 people within an hour, as many as one person may. "
        "Those mails are on their way; you can invite more in 60 minutes."
    )
    assert CompanyMembership.objects.filter(state="invited").count() == Notice.objects.count() == 30
    invite(30, NOW + HOUR)


def test_a_day_has_its_own_limit_and_the_longer_wait_is_told(lea: User) -> None:
    key = actions._key("invite", "person", str(lea.pk))
    CountedAct.objects.bulk_create([CountedAct(key=key, at=NOW + n * timedelta(minutes=3)) for n in range(100)])
    with pytest.raises(Limited, match="100 people within a day.*in 20 hours"):
        actions.count("invite", by=lea, now=NOW + timedelta(hours=4, minutes=59))


def test_one_owner_invites_no_more_though_many_people_do(lumen: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    assert most("invite", "owner") == 150
    smaller(monkeypatch, "invite", 3)

    def invite(number: int) -> None:
        by = cast.person(f"Colleague {number}")
        people.invite(lumen, email=f"anybody-{number}@example.org", role="member", by=by, now=NOW)

    done, sentence = until_limited(invite)
    assert done == 3
    assert sentence.startswith("Lumen Optics has invited 3 people within a day")


def test_one_address_is_not_invited_again_and_again(lea: User) -> None:
    def invite(number: int) -> None:
        where = cast.company(f"Company {number}")
        people.invite(where, email="Victim@example.org", role="member", by=lea, now=NOW)

    done, sentence = until_limited(invite)
    assert done == most("invite", "address") == 5
    assert "victim@example.org was invited 5 times within a day" in sentence


def test_requests_to_join(lea: User, monkeypatch: pytest.MonkeyPatch) -> None:
    done, sentence = until_limited(lambda n: people.join(cast.company(f"C {n}"), role="member", by=lea, now=NOW))
    assert done == most("join", "person") == 10
    assert sentence.startswith("You have asked to join 10 times within a day")

    assert most("join", "owner") == 50
    smaller(monkeypatch, "join", 3)
    wanted = cast.company("Wanted")
    done, sentence = until_limited(lambda n: people.join(wanted, role="member", by=cast.person(f"Person {n}"), now=NOW))
    assert done == 3
    assert sentence.startswith("3 people have asked to join Wanted within a day")


def test_claims_of_residency(lea: User, lumen: Company) -> None:
    def claim(number: int) -> None:
        companies.claim(lumen, park=cast.park(f"Park {number}"), since=None, by=lea, now=NOW)

    done, sentence = until_limited(claim)
    assert (done, Residency.objects.count()) == (10, 10)
    assert "10 parks to vouch" in sentence
    with pytest.raises(Limited, match="Lumen Optics has asked 10 parks"):
        colleague = cast.member_of(lumen, "Mia Colleague")
        companies.claim(lumen, park=cast.park("Park 99"), since=None, by=colleague, now=NOW)


def test_claiming_again_where_one_waits_is_no_claim(lea: User, lumen: Company) -> None:
    park = cast.park("Porto")
    for _ in range(15):
        companies.claim(lumen, park=park, since=None, by=lea, now=NOW)
    assert Residency.objects.count() == 1


def test_registering_parks_and_companies(lea: User) -> None:
    def register(number: int) -> None:
        if number % 2:
            companies.create(name=f"Company {number}", by=lea, now=NOW)
        else:
            parks.apply(name=f"Park {number}", country="ES", by=lea, now=NOW)

    done, sentence = until_limited(register)
    assert (done, Park.objects.count()) == (10, 5)
    assert "10 parks or companies within a day" in sentence


def test_comments_on_an_agreement(db: None) -> None:
    porto, malaga = partners.park("Porto", "Anna Lund"), partners.park("Malaga", "Bea Ruiz")
    agreement, anna = partners.agreed(porto, malaga, Direction(6)), partners.manager_of(porto)
    before = AgreementStep.objects.count()

    def comment(number: int) -> None:
        agreements.comment(agreement, by=anna, park=porto, reason=f"Comment {number}", now=partners.NOW)

    done, sentence = until_limited(comment)
    assert (done, AgreementStep.objects.count() - before) == (30, 30)
    assert "30 comments within an hour" in sentence


FILES = {
    "export": ("/network/porto/postings.csv", "tables"),
    "pdf": ("/network/porto/overview.pdf", "PDFs"),
}


@pytest.mark.parametrize("kind", FILES)
def test_files(kind: str, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    smaller(monkeypatch, kind, 2)
    address, what = FILES[kind]
    browser = cast.browser_of(cast.manager_of(cast.park("Porto"), "Anna Lund"))
    assert [browser.get(address).status_code for _ in range(3)] == [200, 200, 429]
    refused = browser.get(address)
    assert f"You have loaded 2 {what} within an hour" in refused.content.decode()
    assert 3590 <= int(refused["Retry-After"]) <= 3600
    row = LimitReached.objects.get()
    assert (row.who, row.kind, row.by, row.times) == ("Anna Lund", kind, "person", 2)


def views_of_files(patterns: list[Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from views_of_files(one.url_patterns, route)
        elif re.search(r"csv|xlsx|pdf|paper|export|:kind", f"{route} {one.name}") and not route.startswith("admin/"):
            yield route, one.callback.view_class


def test_every_file_is_counted() -> None:
    """A new address of a file is counted too; standings ask `refused_file` themselves, since one view is both."""
    found = dict(views_of_files(get_resolver().url_patterns))
    assert len(found) > 10
    uncounted = {route: view.__name__ for route, view in found.items() if not issubclass(view, CountedFile)}
    assert set(uncounted.values()) <= {"Standings"}, uncounted


def test_the_form_says_it_and_the_network_admin_sees_it(lea: User, lumen: Company) -> None:
    now = datetime.now(UTC)
    for number in range(30):
        people.invite(lumen, email=f"anybody-{number}@example.org", role="member", by=lea, now=now)
    browser = cast.browser_of(lea)
    for _ in range(2):
        page = browser.post(f"/companies/{lumen.pk}/people/invite/", {"email": "more@example.org", "role": "member"})
    assert "You have invited 30 people within an hour" in page.content.decode()
    assert "more@example.org" in page.content.decode(), "what was typed is not lost"
    row = LimitReached.objects.get()
    assert (row.who, row.kind, row.by, row.times, row.person) == ("Lea Ferreira", "invite", "person", 2, lea)
    assert row.sentence.startswith("You have invited 30")
    seen = cast.browser_of(cast.network_admin()).get("/admin/limits/limitreached/").content.decode()
    assert "Lea Ferreira" in seen and "invite" in seen
    assert browser.get("/admin/limits/limitreached/").status_code == 404


def test_what_is_rolled_back_does_not_count(lea: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.count("join", by=lea, now=NOW)
        _ = 1 / 0
    assert not CountedAct.objects.exists()


def test_what_did_not_count_after_all(lea: User) -> None:
    actions.uncount(actions.count("join", by=lea, now=NOW))
    assert not CountedAct.objects.exists()


def test_acts_name_nobody_and_are_forgotten(lea: User) -> None:
    actions.count("invite", by=lea, address="victim@example.org", now=NOW)
    assert all("victim" not in act.key and len(act.key) == 40 for act in CountedAct.objects.all())
    actions.forget_old(NOW + DAY)
    assert CountedAct.objects.count() == 2
    actions.forget_old(NOW + DAY + MINUTE)
    assert CountedAct.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_not_both_the_last() -> None:
    lea = cast.person("Lea Ferreira")

    def ask(_: int) -> bool:
        try:
            actions.count("join", by=lea, now=NOW)
        except Limited:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(ask, range(24))) == 10
    assert CountedAct.objects.count() == 10


def test_when_it_goes_on() -> None:
    limit = Limit("person", 2, HOUR, "")
    assert free(limit, [NOW], NOW) is None
    assert free(limit, [NOW, NOW - 10 * MINUTE, NOW - 50 * MINUTE], NOW) == NOW + 50 * MINUTE
    assert free(limit, [NOW, NOW - HOUR], NOW) is None
    assert free(limit, [NOW + DAY, NOW + DAY], NOW) is None, "what is written for another day"


def test_every_limit_can_be_told() -> None:
    names = {"owner": "Porto", "address": "a@example.org"}
    for limits in LIMITS.values():
        for limit in limits:
            said = limit.says.format(most=limit.most, wait=words.wait(MINUTE), **names)
            assert str(limit.most) in said and "1 minute" not in limit.says and "60 seconds" not in said
            assert "!" not in said and said.endswith(".")


@pytest.mark.parametrize(
    ("length", "said"),
    [(0.2, "1 second"), (59, "59 seconds"), (61, "2 minutes"), (3600, "60 minutes"), (7201, "3 hours")],
)
def test_a_wait_in_words(length: float, said: str) -> None:
    assert words.wait(timedelta(seconds=length)) == said


def test_a_day_is_a_row_of_its_own(lea: User) -> None:
    for number in range(10):
        actions.count("join", by=lea, now=NOW + number * HOUR)
    for hours in (11, 12, 13):
        with pytest.raises(Limited) as limited:
            actions.count("join", by=lea, now=NOW + hours * HOUR)
        limited.value.record()
    assert list(LimitReached.objects.values_list("day", "times")) == [
        (date(2026, 11, 24), 2), (date(2026, 11, 23), 1),
    ]  # fmt: skip
