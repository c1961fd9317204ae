"""Exceptions from the limit: a limit of 2, and what one landing or a number of months may do beyond it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from exchanges.agreements.terms import Direction
from exchanges.exceptions import actions
from exchanges.landings import actions as landings
from exchanges.landings.openings import openings
from exchanges.policy.models import ExceptionUse, LimitException
from exchanges.policy.queries import around
from softlanding.accounts.models import User
from softlanding.kernel.refusals import Refused, Stale
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW

pytestmark = pytest.mark.django_db
MARCH, END = date(2027, 3, 1), date(2026, 12, 31)


@pytest.fixture
def tight(porto, malaga):
    """Porto may owe Malaga 2 months, no floor; Ana, Bob and Cid want to go."""
    cast.agreed(porto, malaga, Direction(12, places=9, max_months=4), limit_at=2)
    return [cast.company(name, porto, f"Lead {name}") for name in ("Ana", "Bob", "Cid")]


def grant(home, host, **values) -> LimitException:
    values = {"ends_on": END, "reason": "A fair in spring", "now": NOW, **values}
    by = values.pop("by", None) or people.network_admin(f"Admin {User.objects.count()}")
    return actions.grant(home=home, host=host, by=by, **values)


def uses() -> list[tuple[str, int, bool]]:
    return list(ExceptionUse.objects.values_list("landing__company__name", "months", "is_returned"))


def test_without_an_exception_the_limit_refuses(tight, malaga) -> None:
    with pytest.raises(Refused, match="owe Malaga 3 months.*limit is 2. Offer 2 months; more takes an exception"):
        cast.offered(tight[0], malaga, MARCH, 3)


def test_grant_for_a_landing_lets_that_one_pass(tight, porto, malaga) -> None:
    landing = cast.nominated(tight[0], malaga, MARCH, 4)
    other = cast.nominated(tight[1], malaga, MARCH, 3)
    grant(porto, malaga, landing=landing)
    with pytest.raises(Refused, match="the limit is 2"):
        cast.offer(other, MARCH, 3)
    cast.offer(landing, MARCH, 4)
    assert uses() == [("Ana", 2, False)]


def test_grant_of_months_is_spent_by_those_that_need_it(tight, porto, malaga) -> None:
    exception = grant(porto, malaga, months=3)
    cast.offered(tight[0], malaga, MARCH, 2)  # within the limit: takes nothing
    assert uses() == []
    cast.offered(tight[1], malaga, MARCH, 2)
    landing = cast.nominated(tight[2], malaga, MARCH, 2)
    with pytest.raises(Refused, match="An exception covers 1 month of that. Offer 1 month; more takes"):
        cast.offer(landing, MARCH, 2)
    cast.offer(landing, MARCH, 1)
    assert uses() == [("Bob", 2, False), ("Cid", 1, False)]
    assert around(exception.pair_id, porto.pk, None, NOW.date()) == ([], [])


def test_months_of_an_offer_that_fell_through_are_there_again(tight, porto, malaga) -> None:
    grant(porto, malaga, months=1)
    landing = cast.offered(tight[0], malaga, MARCH, 3)
    landings.withdraw(landing, by=cast.lead_of(tight[0]), reason="Plans changed", now=NOW)
    cast.offered(tight[1], malaga, MARCH, 3)
    assert uses() == [("Ana", 1, True), ("Bob", 1, False)]


def test_an_exception_ends_on_its_day(tight, porto, malaga) -> None:
    grant(porto, malaga, months=4, ends_on=NOW.date())
    assert [it.room.until_limit for it in openings(porto, NOW.date())] == [2 + 4]
    assert [it.room.until_limit for it in openings(porto, NOW.date() + timedelta(days=1))] == [2]
    landing = cast.nominated(tight[0], malaga, MARCH, 3)
    with pytest.raises(Refused, match="the limit is 2"):
        cast.offer(landing, MARCH, 3, now=NOW + timedelta(days=1))
    cast.offer(landing, MARCH, 3)


def test_a_late_arrival_keeps_the_exception_it_used(tight, porto, malaga) -> None:
    grant(porto, malaga, months=1, ends_on=NOW.date())
    landing = cast.confirmed(tight[0], malaga, MARCH, 3)
    later = MARCH + timedelta(days=3)
    landings.check_in(landing, by=cast.manager_of(malaga), arrived_on=later, now=cast.at(2027, 3, 4))
    assert uses() == [("Ana", 1, True), ("Ana", 1, False)]


def test_the_other_direction_has_its_own_exceptions(tight, porto, malaga) -> None:
    grant(malaga, porto, months=9)
    with pytest.raises(Refused, match="the limit is 2"):
        cast.offered(tight[0], malaga, MARCH, 3)


def test_grant_tells_both_parks_why(tight, porto, malaga) -> None:
    grant(porto, malaga, months=3)
    told = Notice.objects.filter(key__endswith="-grant")
    assert {notice.recipient.name for notice in told} == {"Anna Lund", "Bea Ruiz"}
    assert "for 3 months in all" in told[0].body and "“A fair in spring”" in told[0].body


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"months": 0}, "months", "0 months lets nobody go"),
        ({"months": -1}, "months", "0 months lets nobody go"),
        ({"months": 3, "ends_on": date(2026, 11, 22)}, "ends_on", "22 November 2026 has passed"),
    ],
)
def test_grant_refuses_what_makes_no_sense(tight, porto, malaga, values, field, sentence) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        grant(porto, malaga, **values)
    assert refused.value.field == field and not LimitException.objects.exists()


def test_grant_twice_or_for_an_ended_landing_is_refused(tight, porto, malaga) -> None:
    landing = cast.nominated(tight[0], malaga, MARCH, 3)
    grant(porto, malaga, landing=landing)
    grant(porto, malaga, months=3)
    with pytest.raises(Refused, match="has an exception already, until 31 December 2026"):
        grant(porto, malaga, landing=landing)
    with pytest.raises(Refused, match="an exception of 3 months until 31 December 2026 in this direction already"):
        grant(porto, malaga, months=3)
    ended = cast.nominated(tight[1], malaga, MARCH, 3)
    landings.decline(ended, by=cast.manager_of(malaga), reason="No", now=NOW)
    with pytest.raises(Refused, match="Bob at Malaga is declined; only an application that waits"):
        grant(porto, malaga, landing=ended)
    assert LimitException.objects.count() == 2


def test_revoke_takes_back_what_nobody_used(tight, porto, malaga) -> None:
    exception, by = grant(porto, malaga, months=3), people.network_admin("Olga Other")
    actions.revoke(exception, reason="Not needed", by=by, now=NOW)
    with pytest.raises(Refused, match="the limit is 2"):
        cast.offered(tight[0], malaga, MARCH, 3)
    with pytest.raises(Stale, match="This is revoked now"):
        actions.revoke(exception, reason="Again", by=by, now=NOW)
    used = grant(porto, malaga, months=3)
    cast.offered(tight[1], malaga, MARCH, 3)
    with pytest.raises(Refused, match="1 month of it is promised to a company already"):
        actions.revoke(used, reason="Too late", by=by, now=NOW)


def test_the_database_refuses_more_months_than_granted(tight, porto, malaga) -> None:
    exception = grant(porto, malaga, months=3)
    landing = cast.nominated(tight[0], malaga, MARCH, 3)
    with pytest.raises(DatabaseError, match="more months used than granted"), transaction.atomic():
        ExceptionUse.objects.create(exception=exception, landing=landing, months=4, at=NOW)


def test_pages_of_an_exception(tight, porto, malaga) -> None:
    admin = people.browser_of(people.network_admin())
    typed = {"home": porto.pk, "host": malaga.pk, "months": "2", "ends_on": "2099-12-31", "reason": "A fair"}
    for name, value in {"months": "0", "ends_on": "2020-01-01", "host": porto.pk, "reason": ""}.items():
        form = admin.post("/exceptions/grant/", typed | {name: value}).context["form"]
        assert list(form.errors) == [name]
    page = admin.post("/exceptions/grant/", typed, follow=True).content.decode()
    assert "0 of 2 months used" in page and "A fair" in page
    key = LimitException.objects.get().pk
    turin = cast.park("Turin", "Carla Conti")
    for park, answers in ((porto, [200, 200, 403, 403]), (turin, [200, 404, 404, 403])):
        browser = people.browser_of(cast.manager_of(park))
        urls = ("/exceptions/", f"/exceptions/{key}/", f"/exceptions/{key}/revoke/", "/exceptions/grant/")
        assert [browser.get(url).status_code for url in urls] == answers
    assert "used up" not in page and admin.get("/exceptions/grant/?landing=x&home=%00").status_code == 400
    gone = admin.post(f"/exceptions/{key}/revoke/", {"reason": "Over"}, follow=True).content.decode()
    assert "It is revoked" in gone
