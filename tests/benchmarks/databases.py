"""The networks that are measured: built once in an embedded PostgreSQL of their own, and kept."""

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime

from softlanding.running import servers
from softlanding.running.local import ROOT, runtime_folder
from softlanding.seeding.plan import Plan

SIZES = {
    1: Plan(parks=350, companies=20_000, years=5, seed=1, agreements=5_000, landings=60_000, postings=250_000),
    10: Plan(parks=3_500, companies=200_000, years=5, seed=1, agreements=50_000, landings=600_000, postings=2_500_000),
}
FRESH_DAYS = 14  # older networks have no applications to come any more and are built anew
BUILD = """
import django, sys, json
django.setup()
from django.utils import timezone
from softlanding.seeding.plan import Plan
from softlanding.seeding.progress import Progress
from softlanding.seeding.seed import seed
seed(Plan(**json.loads(sys.argv[1])), now=timezone.now(), progress=Progress())
"""


def name_of(size: int) -> str:
    return f"network_{size}"


def url_of(name: str) -> str:
    return f"postgres://postgres@/{runtime_folder()}/{name}"


def environment(name: str) -> dict[str, str]:
    """What a process that works with the database is told: settings of a local machine, no demo."""
    own = {"DATABASE_URL": url_of(name), "PRODUCTION": "false", "DEMO": "false", "DEBUG": "false"}
    return {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "softlanding.settings", "PYTHONUNBUFFERED": "1"}


def ask(sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
    """Run one statement outside any transaction."""
    with closing(servers.connect(database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []


def ready(size: int) -> str:
    """The name of the size's database, built now if it is not there; with the migrations as they are."""
    name, plan = name_of(size), SIZES[size]
    note = _note(name)
    built = note.get("built")
    if note.get("plan") != asdict(plan) or not built or _age(str(built)) > FRESH_DAYS:
        print(f"Building a network of {plan.parks:,} parks and {plan.postings:,} postings, once.", flush=True)
        ask(f"DROP DATABASE IF EXISTS {name}")
        ask(f"CREATE DATABASE {name}")
        manage(name, "migrate", "--verbosity=0")
        subprocess.run(
            [sys.executable, "-c", BUILD, json.dumps(asdict(plan))], cwd=ROOT, env=environment(name), check=True
        )
        ask("VACUUM ANALYZE", name)
        words = json.dumps({"plan": asdict(plan), "built": str(datetime.now(UTC).date())})
        ask(f"COMMENT ON DATABASE {name} IS '{words}'")
    manage(name, "migrate", "--verbosity=0")
    return name


def manage(name: str, *words: str) -> None:
    subprocess.run([sys.executable, "-W", "ignore", "manage.py", *words], cwd=ROOT, env=environment(name), check=True)


def _note(name: str) -> dict[str, object]:
    rows = ask(f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'")
    return dict(json.loads(str(rows[0][0]))) if rows and rows[0][0] else {}


def _age(day: str) -> int:
    return (datetime.now(UTC).date() - date.fromisoformat(day)).days


def copied(name: str) -> str:
    """A copy that may be written to; dropped and made anew each time."""
    copy = f"{name}_written"
    ask(f"DROP DATABASE IF EXISTS {copy}")
    ask(f"CREATE DATABASE {copy} TEMPLATE {name} STRATEGY file_copy")
    return copy


def drop(name: str) -> None:
    ask(f"DROP DATABASE IF EXISTS {name}")
