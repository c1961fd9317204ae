"""Offers a second with several clients, and the raw SQL of the same transactions beside them.

`record` plays each offer once, takes it back and keeps its statements; `portal` and `raw` then do all of them on fresh
copies of the database, shared out among clients that are processes of their own.
"""

import json
import multiprocessing
import os
import pickle
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.db import connection, transaction
from psycopg2.extras import Json

CLIENTS = 8
MOST = 800  # offers
CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")

Statements = list[tuple[str, Any]]


def candidates() -> list[int]:
    """Nominated applications that begin late enough, one a pair: recorded alone, they take the same squares."""
    from datetime import timedelta

    from django.utils import timezone

    from exchanges.landings.models import Landing
    from exchanges.landings.states import State

    soon = timezone.now().date() + timedelta(days=5)
    found = Landing.objects.filter(state=State.NOMINATED, wished_start__gt=soon)
    return list(found.order_by("pair", "pk").distinct("pair").values_list("pk", flat=True))


def offer(pk: int) -> bool:
    """What the view does: finds the landing and, once the form is valid, offers; False when a rule refuses."""
    from django.utils import timezone

    from exchanges.landings import actions, queries
    from softlanding.kernel.refusals import Refused

    by = host_of(pk)
    landing = queries.opened(pk, by)
    assert landing and landing.wished_start and landing.wished_months
    try:
        actions.offer(
            landing, by=by, starts_on=landing.wished_start, length=landing.wished_months,
            answer_by=landing.wished_start, now=timezone.now(),
        )  # fmt: skip
    except Refused:
        return False
    return True


@cache
def host_of(pk: int) -> Any:
    """Who is signed in: a person of the host park, with the parks and companies a request knows of her."""
    from companies.company.models import Membership as CompanyMembership
    from exchanges.landings.models import Landing
    from parks.park.models import Membership

    host = Landing.objects.values_list("host", flat=True).get(pk=pk)
    by = Membership.objects.active().filter(park=host).select_related("user").earliest("pk").user
    Membership.objects.roles_of(by), CompanyMembership.objects.roles_of(by)
    return by


def record(output: Path) -> None:
    """The statements of each offer that goes through, by landing, each tried alone."""
    from django.conf import settings

    from tests.benchmarks.metering import Counting

    settings.PREPARED_STATEMENTS = False  # bare SQL prepares nothing
    found: dict[int, Statements] = {}
    for pk in candidates():
        host_of(pk)
        counting = Counting()
        with transaction.atomic(), connection.execute_wrapper(counting):
            if offer(pk):
                found[pk] = [(sql, plain(params)) for sql, params in counting.statements if not sql.startswith(CONTROL)]
            transaction.set_rollback(True)
        if len(found) == MOST:
            break
    output.write_bytes(pickle.dumps(found))


def plain(params: Any) -> Any:
    """The same without what holds on to this process's connection."""
    return tuple(json.dumps(one.adapted) if isinstance(one, Json) else one for one in params) if params else params


def read(recorded: Path) -> dict[int, Statements]:
    """What was recorded, by landing."""
    return dict(pickle.loads(recorded.read_bytes()))


def client(kind: str, work: list[Any], start: Any, results: Any) -> None:
    """One client: does its share after all are ready; says how many went through and when it was done."""
    connection.ensure_connection()
    here = connection.connection
    if kind == "portal":  # templates and modules are loaded once, as in a server that has been up for a while
        for pk in work:
            host_of(pk)
        with transaction.atomic():
            offer(work[0])
            transaction.set_rollback(True)
    start.wait()
    try:
        done = sum(offer(pk) for pk in work) if kind == "portal" else sum(replay(here, one) for one in work)
    except Exception as error:
        results.put((error, time.monotonic()))
        raise
    results.put((done, time.monotonic()))


def replay(here: Any, statements: Statements) -> bool:
    """The same statements in one transaction, sent by the driver alone."""
    here.autocommit = False
    with here, here.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
    return True


def rate(kind: str, recorded: Path) -> dict[str, float]:
    """Offers a second of all clients together."""
    found = read(recorded)
    shares: list[list[Any]] = [[] for _ in range(CLIENTS)]
    for number, (pk, statements) in enumerate(found.items()):
        shares[number % CLIENTS].append(pk if kind == "portal" else statements)
    connection.close()
    forks = multiprocessing.get_context("fork")
    start, results = forks.Barrier(CLIENTS + 1), forks.SimpleQueue()
    clients = [forks.Process(target=client, args=(kind, share, start, results)) for share in shares]
    for one in clients:
        one.start()
    start.wait()
    begun = time.monotonic()
    answers = [results.get() for _ in clients]
    for one in clients:
        one.join()
    for answer, _ in answers:
        if isinstance(answer, Exception):
            raise answer
    done, seconds = sum(count for count, _ in answers), max(at for _, at in answers) - begun
    return {"offers": done, "seconds": seconds, "rate": done / seconds}


def main(kind: str, recorded: Path) -> None:
    django.setup()
    if kind == "record":
        record(recorded)
    else:
        print(json.dumps(rate(kind, recorded)))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "softlanding.settings")
    main(sys.argv[1], Path(sys.argv[2]))
