"""A composed question gives what its query set gives, whatever it is asked for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from parks.park.models import Membership, Park
from softlanding.kernel import pooling
from softlanding.kernel.composed import NotComposable, composed
from tests import cast
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def parks_of(countries: list[str], cells: int, since: datetime | None, *, most: int | None = None) -> QuerySet[Park]:
    found = Park.objects.filter(country__in=countries, pk__gt=cells)
    if since:
        found = found.filter(memberships__created_at__gte=since)
    return found.order_by("name")[:most]


@pytest.fixture
def three_parks() -> list[Park]:
    found = [cast.park("Malaga"), cast.park("Porto", "PT"), cast.park("Zaragoza")]
    cast.manager_of(found[0], "Marta Ruiz")
    return found


@pytest.mark.parametrize(
    "values, named",
    [
        ((["ES"], 0, None), {}),
        ((["ES", "PT"], 0, None), {}),
        ((["PT", "ES"], 0, None), {"most": 2}),
        ((["ES"], 0, NOW - timedelta(days=9999)), {}),
        ((["ES", "PT"], 10**9, None), {}),
        (([], 0, None), {}),
        ((["xx"], 0, None), {}),
        ((["ES"], 10**20, None), {}),
    ],
)
def test_it_gives_what_the_query_set_gives(three_parks: list[Park], values: Any, named: Any) -> None:
    assert composed(parks_of)(*values, **named) == list(parks_of(*values, **named))


def test_each_value_is_its_own(three_parks: list[Park]) -> None:
    ask = composed(parks_of)
    assert [park.name for park in ask(["ES"], 0, None)] == ["Malaga", "Zaragoza"]
    assert [park.name for park in ask(["PT"], 0, None)] == ["Porto"]


def test_it_is_composed_once_and_loads_what_belongs_to_a_row(three_parks: list[Park]) -> None:
    made: list[int] = []

    @composed
    def people_of(park_id: int) -> QuerySet[Membership]:
        made.append(park_id)
        return Membership.objects.filter(park=park_id).select_related("user", "park")

    with CaptureQueriesContext(connection) as asked:
        names = [(one.user and one.user.name, one.park.name) for park in three_parks for one in people_of(park.pk)]
    assert names == [("Marta Ruiz", "Malaga")]
    assert len(asked) == 3 and len(made) == 1


def test_rows_of_values_and_of_a_union(three_parks: list[Park]) -> None:
    @composed
    def counts(country: str, park_id: int) -> QuerySet[Park, Any]:
        one = Park.objects.filter(country=country).order_by().values("country").values_list("country", Count("pk"))
        return one.union(Park.objects.filter(pk=park_id).order_by().values_list("name", "pk"), all=True)

    assert set(counts("ES", three_parks[1].pk)) == {("ES", 2), ("Porto", three_parks[1].pk)}


def test_a_value_that_does_not_reach_the_statement_is_refused() -> None:
    @composed
    def later(day: datetime) -> QuerySet[Membership]:
        return Membership.objects.filter(created_at__gte=day - timedelta(days=1))

    with pytest.raises(NotComposable, match="not found in the statement"):
        later(NOW)


def test_a_record_is_no_value(three_parks: list[Park]) -> None:
    ask = composed(lambda park: Membership.objects.filter(park=park))
    with pytest.raises(NotComposable, match="A Park is no value"):
        ask(three_parks[0])


@pytest.mark.django_db(transaction=True)
def test_threads_ask_on_their_own_connections() -> None:
    names = [cast.park(name).name for name in ("Malaga", "Porto", "Turin", "Genova")]
    ask = composed(lambda name: Park.objects.filter(name=name))

    def found(name: str) -> str:
        try:
            return ask(name)[0].name
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(found, names * 10)) == names * 10


def test_without_prepared_statements_it_gives_the_same(three_parks: list[Park], settings: Any) -> None:
    settings.PREPARED_STATEMENTS = False
    with CaptureQueriesContext(connection) as asked:
        assert composed(parks_of)(["ES"], 0, None, most=1) == [three_parks[0]]
    assert "SELECT" in asked[0]["sql"] and "EXECUTE" not in asked[0]["sql"]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_told_the_statement_again() -> None:
    cast.park("Malaga")
    ask = composed(lambda name: Park.objects.filter(name=name))
    assert ask("Malaga")
    connection.close()
    assert ask("Malaga")


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_known_after_the_transaction_that_told_it_failed() -> None:
    cast.park("Malaga")
    ask = composed(lambda name: Park.objects.filter(name=name))
    with pytest.raises(RuntimeError), transaction.atomic():
        ask("Malaga")
        raise RuntimeError
    assert ask("Malaga")


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_a_transaction_only() -> None:
    cast.park("Malaga")
    ask = composed(lambda name: Park.objects.select_for_update().filter(name=name))
    with transaction.atomic():
        assert ask("Malaga")
    with pytest.raises(TransactionManagementError, match="outside a transaction"):
        ask("Malaga")


def test_text_is_never_part_of_the_statement(three_parks: list[Park]) -> None:
    ask = composed(lambda name: Park.objects.filter(name=name))
    for name in ("' OR true --", "%s", "$1", '"', "Łódź ' \\"):
        cast.park(name, code=f"p{len(name)}-{ord(name[-1])}"[:20])
        assert [park.name for park in ask(name)] == [name]


@pytest.fixture
def no_pooler_noticed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    noticed: list[str] = []
    monkeypatch.setattr(pooling, "_noticed", noticed)
    return noticed


@pytest.mark.django_db(transaction=True)
def test_a_server_that_was_not_told_the_statement_is_asked_plainly_from_then_on(no_pooler_noticed: list[str]) -> None:
    cast.park("Malaga")
    ask = composed(lambda name: Park.objects.filter(name=name))
    assert ask("Malaga")
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")  # as if the pooler had given us another server
    with capture_logs() as said, CaptureQueriesContext(connection) as asked:
        assert ask("Malaga") and ask("Malaga")
    assert [line["event"] for line in said] == ["prepared_statements_off"]
    assert ["EXECUTE" in one["sql"] for one in asked] == [True, False, False]


@pytest.mark.django_db(transaction=True)
def test_a_pooler_is_noticed_by_the_number_of_its_server(
    no_pooler_noticed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.park("Malaga")
    monkeypatch.setattr(pooling, "SERVER", pooling.SERVER.replace("pg_backend_pid()", "-1"))
    connection.close()
    with capture_logs() as said, CaptureQueriesContext(connection) as asked:
        assert composed(lambda name: Park.objects.filter(name=name))("Malaga")
    assert len(no_pooler_noticed) == len(said) == 1
    assert "EXECUTE" not in str([one["sql"] for one in asked])
    assert shown("random_page_cost") == "4"  # what a pooler hands to others stays as it was


@pytest.mark.django_db(transaction=True)
def test_a_connection_of_our_own_is_told_how_to_plan(no_pooler_noticed: list[str]) -> None:
    connection.close()
    assert (shown("random_page_cost"), shown("plan_cache_mode")) == ("1.1", "force_generic_plan")
    assert not no_pooler_noticed


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])
