"""A home park asks for an exception; the network grants, for less perhaps, or turns down; the park may withdraw."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from exchanges.agreements.terms import Direction
from exchanges.exceptions import actions
from exchanges.landings import actions as landings
from exchanges.policy.models import ExceptionStep, ExceptionUse, LimitException
from exchanges.policy.queries import around, of_pair
from parks.park.models import Membership
from softlanding.accounts.models import User
from softlanding.kernel.refusals import Refused, Stale
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW

pytestmark = pytest.mark.django_db
MARCH, END, TODAY = date(2027, 3, 1), date(2026, 12, 31), NOW.date()


@pytest.fixture
def tight(porto, malaga):
    """Porto may owe Malaga 2 months, no floor; Ana and Bob want to go. Nadia is network admin."""
    people.network_admin()
    cast.agreed(porto, malaga, Direction(12, places=9, max_months=4), limit_at=2)
    return [cast.company(name, porto, f"Lead {name}") for name in ("Ana", "Bob")]


def nadia() -> User:
    return User.objects.get(is_network_admin=True)


def ask(home, host, **values) -> LimitException:
    values = {"ends_on": END, "reason": "A fair in spring", "now": NOW, **values}
    return actions.ask(home=home, host=host, by=cast.manager_of(home), **values)


def grant(asked: LimitException, **values) -> LimitException:
    values = {"months": asked.months, "ends_on": asked.ends_on, "reason": "Yes", "by": nadia(), "now": NOW, **values}
    return actions.grant(home=asked.home, host=asked.host, landing=asked.landing, asked=asked, **values)


def told(verb: str) -> set[str]:
    return set(Notice.objects.filter(key__endswith=f"-{verb}").values_list("recipient__name", flat=True))


def test_a_request_lets_nobody_past_the_limit(tight, porto, malaga) -> None:
    asked = ask(porto, malaga, months=3)
    landing = cast.nominated(tight[0], malaga, MARCH, 3)
    with pytest.raises(Refused, match="the limit is 2"):
        cast.offer(landing, MARCH, 3)
    assert around(asked.pair_id, porto.pk, landing.pk, TODAY) == ([], [asked])
    assert [(row.phase, row.says) for row in of_pair(asked.pair_id, TODAY)] == [("asked", "asked for 3 months")]


def test_ask_tells_the_admins_and_the_host(tight, porto, malaga) -> None:
    ask(porto, malaga, months=3)
    assert told("ask") == {"Nadia Novak", "Bea Ruiz"}
    body = Notice.objects.filter(key__endswith="-ask").first().body
    assert "Anna Lund asks the network" in body and "for 3 months in all" in body and "“A fair in spring”" in body


def test_grant_of_a_request_may_give_less_and_says_what_was_asked(tight, porto, malaga) -> None:
    asked = ask(porto, malaga, months=4)
    granted = grant(asked, months=1, ends_on=END - timedelta(days=10))
    assert granted.pk == asked.pk and LimitException.objects.count() == 1
    assert (granted.months, granted.wished_months, granted.wished_end) == (1, 4, END)
    cast.offered(tight[0], malaga, MARCH, 3)
    with pytest.raises(Refused, match="the limit is 2"):
        cast.offered(tight[1], malaga, MARCH, 1)
    assert told("grant") == {"Anna Lund", "Bea Ruiz"}
    assert "had asked for 4 months until" in Notice.objects.filter(key__endswith="-grant").first().body
    steps = ExceptionStep.objects.values_list("verb", "from_state", "to_state", "acted_for")
    assert list(steps) == [("ask", "", "asked", "Porto"), ("grant", "asked", "granted", "The network")]


def test_the_asker_hears_the_answer_though_she_left_the_park(tight, porto, malaga) -> None:
    deputy = cast.member(porto, cast.person("Dario Left"), "deputy")
    asked = actions.ask(home=porto, host=malaga, months=2, ends_on=END, reason="A fair", by=deputy, now=NOW)
    Membership.objects.filter(user=deputy).delete()
    actions.turn_down(asked, reason="Not now", by=nadia(), now=NOW)
    assert told("turn_down") == {"Dario Left", "Anna Lund", "Bea Ruiz"}


def test_grant_for_a_landing_answers_the_request_that_waits(tight, porto, malaga) -> None:
    """An admin who grants it from the landing's page leaves no request behind."""
    landing = cast.nominated(tight[0], malaga, MARCH, 4)
    asked = ask(porto, malaga, landing=landing)
    granted = actions.grant(home=porto, host=malaga, landing=landing, ends_on=END, reason="Yes", by=nadia(), now=NOW)
    assert granted.pk == asked.pk and not LimitException.objects.asked().exists()
    cast.offer(landing, MARCH, 4)
    assert ExceptionUse.objects.get().months == 2


def test_turn_down_and_withdraw_end_a_request(tight, porto, malaga) -> None:
    first = actions.turn_down(ask(porto, malaga, months=3), reason="Host first", by=nadia(), now=NOW)
    second = actions.withdraw(ask(porto, malaga, months=3), by=cast.manager_of(porto), now=NOW)
    assert (first.state, second.state) == ("turned_down", "withdrawn")
    assert told("withdraw") == {"Nadia Novak", "Bea Ruiz"}
    for again in (
        lambda: grant(first),
        lambda: actions.turn_down(first, reason="Again", by=nadia(), now=NOW),
        lambda: actions.withdraw(second, by=cast.manager_of(porto), now=NOW),
    ):
        with pytest.raises(Stale, match="no longer applies"):
            again()
    assert ExceptionStep.objects.count() == 4


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"months": 0}, "months", "0 months lets nobody go"),
        ({"months": 3, "ends_on": date(2026, 11, 22)}, "ends_on", "22 November 2026 has passed"),
    ],
)
def test_ask_refuses_what_makes_no_sense(tight, porto, malaga, values, field, sentence) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        ask(porto, malaga, **values)
    assert refused.value.field == field and not LimitException.objects.exists()


def test_ask_twice_or_for_what_is_there_is_refused(tight, porto, malaga) -> None:
    landing = cast.nominated(tight[0], malaga, MARCH, 3)
    for_landing, for_months = ask(porto, malaga, landing=landing), ask(porto, malaga, months=2)
    with pytest.raises(Refused, match="Anna Lund asked for Ana at Malaga on 23 November 2026 already"):
        ask(porto, malaga, landing=landing)
    with pytest.raises(Refused, match="asked for 2 months at Malaga on 23 November 2026 already.*Withdraw that"):
        ask(porto, malaga, months=5)
    grant(for_landing)
    grant(for_months)
    with pytest.raises(Refused, match="Ana at Malaga has an exception already, until 31 December 2026. Malaga can use"):
        ask(porto, malaga, landing=landing)
    with pytest.raises(Refused, match="2 of 2 months are left at Malaga until 31 December 2026. Use them first"):
        ask(porto, malaga, months=5)
    ask(porto, malaga, landing=cast.nominated(tight[1], malaga, MARCH, 3))  # another landing may be asked for


def test_ask_for_a_landing_that_is_past_it_is_refused(tight, porto, malaga) -> None:
    landing = cast.offered(tight[0], malaga, MARCH, 2)
    with pytest.raises(Refused, match="Ana at Malaga is offered; only an application that waits for an offer"):
        ask(porto, malaga, landing=landing)


def test_a_request_for_a_landing_that_ended_meanwhile_can_only_be_turned_down(tight, porto, malaga) -> None:
    landing = cast.nominated(tight[0], malaga, MARCH, 3)
    asked = ask(porto, malaga, landing=landing)
    landings.decline(landing, by=cast.manager_of(malaga), reason="No", now=NOW)
    with pytest.raises(Refused, match="Ana at Malaga is declined; only an application that waits"):
        grant(asked)
    assert actions.turn_down(asked, reason="It is over", by=nadia(), now=NOW).state == "turned_down"


def test_without_a_limit_or_an_agreement_there_is_nothing_to_ask_for(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(6), Direction(0))
    turin = cast.park("Turin", "Carla Conti")
    for home, host, sentence in (
        (porto, malaga, "has no limit, so no exception is needed"),
        (malaga, porto, "gives residents of Malaga no months at Porto"),
        (porto, turin, "have no agreement in force today"),
        (porto, porto, "A direction has two different parks"),
    ):
        with pytest.raises(Refused, match=sentence):
            ask(home, host, months=3)


def test_the_database_holds_the_moves_of_a_request(tight, porto, malaga) -> None:
    asked = ask(porto, malaga, months=3)
    down = actions.turn_down(asked, reason="No", by=nadia(), now=NOW)
    rows = LimitException.objects.filter(pk=down.pk)
    for state in ("granted", "asked", "revoked", "withdrawn"):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(state=state)
    landing = cast.nominated(tight[0], malaga, MARCH, 3)
    with pytest.raises(DatabaseError, match="used though it is not granted"), transaction.atomic():
        ExceptionUse.objects.create(exception=down, landing=landing, months=1, at=NOW)
    second = ask(porto, malaga, months=3)
    with pytest.raises(IntegrityError, match="exception_asked_once_a_direction"), transaction.atomic():
        LimitException.objects.create(
            pair=second.pair, home=porto, months=1, ends_on=END, wished_end=END, state="asked", created_at=NOW
        )


def test_pages_of_a_request(tight, porto, malaga) -> None:
    landing = cast.nominated(tight[0], malaga, MARCH, 4)
    home, host, admin = (people.browser_of(one) for one in (cast.manager_of(porto), cast.manager_of(malaga), nadia()))
    url, typed = f"/exceptions/ask/?landing={landing.pk}", {"ends_on": "2099-12-31", "reason": "A fair"}
    page = home.get(url).content.decode()
    assert "the limit is 2" in page and "Ask the network" in page
    assert host.get(url).status_code == 403 and home.get("/exceptions/ask/?landing=999999").status_code == 404
    for name, value in {"ends_on": "2020-01-01", "reason": ""}.items():
        assert list(home.post(url, typed | {name: value}).context["form"].errors) == [name]
    asked = home.post(url, typed, follow=True).content.decode()
    assert "waits for the network" in asked and "The limit holds until they answer" in asked and "Withdraw" in asked
    key = LimitException.objects.get().pk
    seen = host.get(f"/exceptions/{key}/").content.decode()
    assert "Ana at Malaga" in seen and "Withdraw" not in seen and "Read and answer" not in seen
    assert "waits for the network" in host.get(f"{landing.get_absolute_url()}offer/").content.decode()
    assert f"/exceptions/{key}/grant/" in admin.get("/").content.decode()
    assert "The network to answer your request for an exception, Ana at Malaga" in home.get("/").content.decode()
    answer = admin.get(f"/exceptions/{key}/grant/").content.decode()
    assert "What they ask" in answer and "A fair" in answer
    done = admin.post(f"/exceptions/{key}/grant/", typed | {"ends_on": "2099-06-30"}, follow=True).content.decode()
    assert "Porto had asked for it until 31 December 2099" in done
    assert "/grant/" not in admin.get("/").content.decode()


def test_pages_of_a_request_for_months(tight, porto, malaga) -> None:
    home, admin = people.browser_of(cast.manager_of(porto)), people.browser_of(nadia())
    typed = {"home": porto.pk, "host": malaga.pk, "months": 3, "ends_on": "2099-12-31", "reason": "A fair"}
    wrong = {"host": porto.pk, "months": 0, "home": malaga.pk}
    for name, value in wrong.items():  # her own park alone can be the home park
        assert list(home.post("/exceptions/ask/", typed | {name: value}).context["form"].errors) == [name]
    assert home.post("/exceptions/ask/", typed).status_code == 303
    again = home.post("/exceptions/ask/", typed).content.decode()
    assert "asked for 3 months at Malaga on" in again
    key = LimitException.objects.get().pk
    page = admin.get(f"/exceptions/{key}/turn-down/").content.decode()
    assert "Porto with Malaga" in page and "Malaga in the whole network" in page
    assert admin.post(f"/exceptions/{key}/turn-down/", {"reason": ""}).status_code == 200
    down = admin.post(f"/exceptions/{key}/turn-down/", {"reason": "Host first"}, follow=True).content.decode()
    assert "turned down" in down and "Host first" in down
    assert home.get(f"/exceptions/ask/?home={porto.code}&host={malaga.code}").status_code == 200
    assert home.get("/exceptions/ask/?home=%00&host=' OR 1=1").status_code in (200, 400)
