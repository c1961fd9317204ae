"""Seeds a network: invents it in memory, then writes it in one transaction, all rules of the database in force."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from random import Random

from django.apps import apps
from django.db import connection, transaction

from companies.company.models import Company
from exchanges.agreements.models import Agreement
from exchanges.landings.models import Landing
from exchanges.landings.states import MonthState
from exchanges.ledger.models import Pair
from exchanges.settlements.models import Settlement
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.triggers import quick_triggers
from softlanding.seeding import booking, fitting, pairing, staying
from softlanding.seeding.copying import after_ids, next_id
from softlanding.seeding.plan import Plan
from softlanding.seeding.progress import Progress
from softlanding.seeding.world import Network
from softlanding.seeding.write_agreements import write_agreements
from softlanding.seeding.write_books import write_books
from softlanding.seeding.write_people import write_people
from softlanding.seeding.write_programmes import write_programmes
from softlanding.seeding.write_settlements import signed_openings
from softlanding.seeding.write_stays import write_stays

APPS = ("account", "accounts", "parks", "companies", "exchanges")


@transaction.atomic
def seed(plan: Plan, *, now: datetime, progress: Progress) -> Network:
    """Write the network of a plan as it would stand at `now`; what is there already stays."""
    network = invent(plan, now, progress)
    quick_triggers()
    with _checked_at_once():
        write_people(network, progress)
        write_programmes(network, progress)
    with _checked_at_the_end():
        write_agreements(network, reserved_by_pair(network), progress)
    with _checked_at_once():
        write_stays(network, progress)
        with signed_openings(network):
            write_books(network, progress)
    models = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    after_ids(models)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # as whoever opened the transaction expects
        cursor.execute("ANALYZE")  # so many rows at once: PostgreSQL would plan for empty tables
    return network


def invent(plan: Plan, now: datetime, progress: Progress) -> Network:
    """The network in memory, with the ids it will have."""
    network = Network(plan, now, Random(plan.seed))
    first_user = next_id(User)
    with progress.stage("inventing", plan.landings):
        pairing.settle(network, next_id(Park), first_user)
        pairing.pair_up(network, next_id(Pair), next_id(Agreement))
        staying.found_companies(network, next_id(Company), first_user + 1 + plan.parks)
        staying.live(network, next_id(Landing))
        fitting.fit(network)
        booking.post(network, next_id(Settlement))
    return network


def reserved_by_pair(network: Network) -> dict[int, int]:
    """Months promised and not begun, both directions together."""
    found: dict[int, int] = {}
    for stay in network.stays:
        reserved = sum(promise.state == MonthState.RESERVED for promise in stay.promises)
        if reserved:
            found[stay.link.pk] = found.get(stay.link.pk, 0) + reserved
    return found


@contextmanager
def _checked_at_once() -> Iterator[None]:
    """Foreign keys are checked as rows come, instead of millions of them at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    yield


@contextmanager
def _checked_at_the_end() -> Iterator[None]:
    """An agreement and its version name each other: both must be there first."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
