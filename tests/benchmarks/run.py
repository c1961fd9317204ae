"""`make bench`: builds the networks (once), measures, prints the tables and writes RESULTS.md beside this file.

`SIZES=1 make bench` measures the smaller network alone; `ROUNDS=15` asks each page less often; `KEEP=true` takes from
the last run what this one does not measure: the other size, offers and the import.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".local" / "bench" / "results.json"
# The servers of the bench are its own: settings and databases of `make run` and `make test` are not touched.
os.environ["SOFTLANDING_LOCAL"] = str(ROOT / ".local" / "bench")
os.environ.pop("DATABASE_URL", None)
os.environ.pop("REDIS_URL", None)

from softlanding.running import embedded  # noqa: E402
from tests.benchmarks import databases, results  # noqa: E402

TURNS = 3


def main() -> None:
    begun = time.monotonic()
    sizes = [int(size) for size in os.environ.get("SIZES", "1 10").split()]
    rounds = int(os.environ.get("ROUNDS", "40"))
    embedded.ensure()
    kept = json.loads(KEPT.read_text()) if os.environ.get("KEEP") and KEPT.exists() else {}
    found: dict[str, Any] = {"sizes": {}, **kept}
    names = {size: databases.ready(size) for size in sizes}
    asked = pages_in_turns(list(names.values()), rounds)
    for size, name in names.items():
        say(f"Jobs of {name}")
        found["sizes"][str(size)] = {
            "counts": counts(name), **asked[name], "check_ledger": job(name, "check_ledger"),
            "clearing": job(name, "clearing"),
        }  # fmt: skip
    first = databases.name_of(sizes[0])
    if not kept:
        say("Offers of 8 clients")
        found["offers"] = offers(first)
        say("An import")
        with tempfile.TemporaryDirectory() as folder:
            found["import"] = job(first, "import", folder)
    found["machine"] = {
        **results.machine(),
        "postgresql": version(first),
        "minutes": (time.monotonic() - begun) / 60,
        "kept": bool(kept),
    }
    text = results.told(found)
    (ROOT / "tests" / "benchmarks" / "RESULTS.md").write_text(text)
    KEPT.write_text(json.dumps(found, indent=1))
    print(text)


def say(what: str) -> None:
    print(f"{what} ...", file=sys.stderr, flush=True)


def run(database: str, *words: str) -> str:
    """A program of the bench on one database; what it printed last."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *words], cwd=ROOT, env=databases.environment(database), check=True,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout.strip().rpartition("\n")[2]


def job(database: str, *words: str) -> Any:
    return json.loads(run(database, "tests.benchmarks.jobs", *words))


def pages_in_turns(names: list[str], rounds: int) -> dict[str, Any]:
    """{database: the bare view and the pages}. The databases take turns: whatever else the machine does meets them all."""
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for turn in range(TURNS):
        for name in names:
            say(f"Pages of {name}, turn {turn + 1} of {TURNS}")
            parts[name].append(pages(name, -(-rounds // TURNS)))
    return {name: results.pooled(turns) for name, turns in parts.items()}


def pages(database: str, rounds: int) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        run(database, "tests.benchmarks.measure", file.name, str(rounds))
        return dict(json.loads(Path(file.name).read_text()))


def counts(database: str) -> dict[str, int]:
    """Rows of the network."""
    tables = {
        "parks": "parks_park", "agreements": "exchanges_agreement", "companies": "companies_company",
        "landings": "exchanges_landing", "postings": "exchanges_posting", "pairs": "exchanges_pair",
    }  # fmt: skip
    return {
        name: int(str(databases.ask(f"SELECT count(*) FROM {table}", database)[0][0])) for name, table in tables.items()
    }


def offers(database: str) -> dict[str, Any]:
    """The same offers by the portal's action and by their bare statements, each on a fresh copy."""
    with tempfile.NamedTemporaryFile(suffix=".pickle") as file:
        found: dict[str, Any] = {}
        run(database, "tests.benchmarks.offering", "record", file.name)
        for kind in ("raw", "portal"):
            copy = databases.copied(database)
            found[kind] = json.loads(run(copy, "tests.benchmarks.offering", kind, file.name))
            databases.drop(copy)
    return found


def version(database: str) -> str:
    return str(databases.ask("SHOW server_version", database)[0][0])


if __name__ == "__main__":
    main()
