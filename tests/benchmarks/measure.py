"""One size measured in one process: `python -m tests.benchmarks.measure OUTPUT ROUNDS`, DATABASE_URL says which."""

import gc
import json
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

import django
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, connection, transaction

ROUNDS = 40
WARM_UP = 4
GONE = "404"


def pages(rounds: int) -> dict[str, Any]:
    """What each page costs (Costs as a dictionary), and the bare view beside it, one after the other in each round."""
    from django.core.wsgi import get_wsgi_application
    from django.utils import timezone

    from tests.benchmarks.bare import BareHandler
    from tests.benchmarks.metering import Costs, ask
    from tests.benchmarks.pages import Cast, pages_of

    portal, bare = get_wsgi_application(), BareHandler()
    cast = Cast(timezone.now().date())
    sessions, wanted = cast.sessions(), pages_of(cast)
    wanted = [
        page for page in wanted if page.form or not ask(portal, page.path, sessions[page.person])[0].startswith(GONE)
    ]
    costs = {page.name: Costs() for page in wanted}
    least = Costs()
    first = cast.middle.completed.pk // 2
    for number in range(-WARM_UP, rounds):
        _once(lambda: ask(bare, f"/bare/{first}/", sessions["manager"]), least, number == -1)
        for page in wanted:
            act = lambda page=page: ask(portal, page.path, sessions[page.person], page.form)  # noqa: E731
            _once(act, costs[page.name], number == -1, undo=page.form is not None)
        if number == -1:  # what came before was warming up
            for cost in (least, *costs.values()):
                cost.application.clear()
                cost.database.clear()
            # Nor does anybody pay for looking through what it left.
            gc.collect()
            gc.freeze()
    found = {page.name: {"kind": page.kind, **asdict(costs[page.name])} for page in wanted}
    return {"bare": asdict(least), "pages": found}


def _once(act: Callable[[], tuple[str, bytes]], costs: Any, is_counted: bool, undo: bool = False) -> None:
    from tests.benchmarks.metering import Counting, measure

    counting = Counting()
    with _taken_back() if undo else nullcontext():
        if is_counted:
            with connection.execute_wrapper(counting):
                status, body = act()
            costs.queries, costs.size = len(counting.statements), len(body)
        else:
            status, body = measure(lambda: _with_hooks(act, undo), costs)
    expected = "303" if undo else "200"  # a form that is shown again was refused
    assert status.startswith(expected), (status, body[:2000])


@contextmanager
def _taken_back() -> Iterator[None]:
    """A transaction around a request, which is rolled back; Django would drop the connection at the request's end."""
    signals = [one for one in (request_started, request_finished) if one.disconnect(close_old_connections)]
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for one in signals:
            one.connect(close_old_connections)


def _with_hooks(act: Callable[[], tuple[str, bytes]], undo: bool) -> tuple[str, bytes]:
    """A form post's transaction is taken back afterwards; what it does on commit is done and measured all the same."""
    answer = act()
    if undo:
        for _, hook, _ in connection.run_on_commit:
            hook()
        connection.run_on_commit = []
    return answer


def main(output: Path, rounds: int) -> None:
    django.setup()
    got_request_exception.connect(lambda **_: traceback.print_exc(), weak=False)
    connection.ensure_connection()
    with connection.cursor() as cursor:
        # What parallel workers did would be lost to the measurement.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    output.write_text(json.dumps(pages(rounds)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
