"""What is measured beside pages: clearing, circles, the ledger's check, an import. `python -m ... WHAT [FOLDER]`."""

import csv
import json
import resource
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import django

IMPORTED = {"parks": 350, "agreements": 3_000, "stays": 12_000}


def check_ledger() -> dict[str, float]:
    """Seconds, and how much more memory the process has needed at its highest than before."""
    from exchanges.ledger.checking import check

    before = _peak()
    wall, cpu = time.monotonic(), time.process_time()
    verdict = check()
    assert verdict.lie is None, verdict.lie
    return {
        "postings": verdict.postings, "seconds": time.monotonic() - wall, "cpu": time.process_time() - cpu,
        "megabytes": (_peak() - before) / 1024,
    }  # fmt: skip


def _peak() -> float:
    """Kilobytes."""
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def clearing() -> list[dict[str, float]]:
    """The network's own debts, and a made-up network of 5,000 parks with 100,000 debts."""
    from django.utils import timezone

    from exchanges.clearing.debts import network_debts

    begun = time.monotonic()
    debts = [one.debt for one in network_debts(timezone.now().date())]
    read = time.monotonic() - begun
    return [{**_clear(debts), "read": read}, _clear(_made_up(5_000, 100_000))]


def _clear(debts: list[Any]) -> dict[str, float]:
    from exchanges.clearing.netting import circles, largest_clearing

    whole = min(_cpu(lambda: largest_clearing(debts)) for _ in range(3))
    bare = min(_bare_solver(debts) for _ in range(3))
    cleared = largest_clearing(debts)
    begun = time.process_time()
    found = circles(debts, cleared)
    split = time.process_time() - begun
    lengths = [len(circle.debts) for circle in found]
    return {
        "debts": len(debts), "months": sum(debt.months for debt in debts), "cleared": sum(cleared), "clearing": whole,
        "solver": bare, "ratio": whole / bare, "circles": len(found), "splitting": split,
        "mean_length": sum(lengths) / len(lengths) if lengths else 0,
    }  # fmt: skip


def _cpu(act: Any) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _bare_solver(debts: list[Any]) -> float:
    """Seconds of the solver on the same arcs, which lie ready in its arrays."""
    import numpy as np
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    able = [debt for debt in debts if debt.most]
    _, ends = np.unique([(debt.debtor, debt.creditor) for debt in able], return_inverse=True)
    ends, caps = ends.reshape(-1, 2), np.array([debt.most for debt in able])
    ages = np.array([debt.age_days for debt in able])
    costs = -(int((caps * ages).sum()) + 1 + ages)
    begun = time.process_time()
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(ends[:, 0], ends[:, 1], caps, costs)
    assert solver.solve() == SimpleMinCostFlow.Status.OPTIMAL
    solver.flows(arcs)
    return time.process_time() - begun


def _made_up(parks: int, count: int) -> list[Any]:
    """One debt a pair at most, with hubs."""
    from exchanges.clearing.netting import Debt

    dice, pairs = Random(1), {}
    while len(pairs) < count:
        one, other = int(parks * dice.random() ** 2), int(parks * dice.random() ** 1.5)
        if one != other:
            pairs[min(one, other), max(one, other)] = dice.random() < 0.5
    return [
        Debt(*(pair if turned else pair[::-1]), 1 + int(dice.expovariate(0.25)), age_days=dice.randrange(2000))
        for pair, turned in pairs.items()
    ]


def import_rows(folder: Path) -> dict[str, float]:
    """A bundle of CSV files read and written, and taken back."""
    from django.utils import timezone

    from exchanges.bundles.actions import import_bundle
    from exchanges.bundles.rows import read_bundle

    rows = write_bundle(folder, timezone.now().date())
    begun = time.monotonic()
    report = import_bundle(read_bundle(folder), now=timezone.now(), dry_run=True)
    seconds = time.monotonic() - begun
    assert report.agreements_new == IMPORTED["agreements"]
    return {"rows": rows, "postings": report.months_new, "seconds": seconds, "rate": rows / seconds}


def write_bundle(folder: Path, today: date) -> int:
    """Invented CSV files; how many rows."""
    from exchanges.bundles.rows import AGREEMENT_COLUMNS, HISTORY_COLUMNS, PARK_COLUMNS

    dice, count = Random(1), IMPORTED["parks"]
    codes = [f"B{number:04d}" for number in range(count)]
    parks = [[code, f"Bundle Park {code}", "ES", "Málaga", 36.7, -4.4, "", 1990, 50, "software"] for code in codes]
    pairs: dict[tuple[str, str], None] = {}
    while len(pairs) < IMPORTED["agreements"]:
        pairs[tuple(sorted(dice.sample(codes, 2)))] = None  # type: ignore[index]
    first, last = today - timedelta(days=1500), today + timedelta(days=700)
    agreements = [[f"{one}-{two}", one, two, first, last, 24, 24, 9, 9, "", "yes"] for one, two in pairs]
    known, stays = list(pairs), []
    for number in range(IMPORTED["stays"]):
        home, host = dice.sample(known[number % len(known)], 2)
        day = today - timedelta(days=200 + 7 * (number % 180))
        stays.append([f"b-{number}", home, host, day.replace(day=1), 3, f"Company {number}"])
    files = (
        ("parks.csv", PARK_COLUMNS, parks), ("agreements.csv", AGREEMENT_COLUMNS, agreements),
        ("history.csv", HISTORY_COLUMNS, stays),
    )  # fmt: skip
    for name, head, rows in files:
        with (folder / name).open("w", newline="") as file:
            csv.writer(file).writerows([head, *rows])
    return len(parks) + len(agreements) + len(stays)


def main(what: str, *more: str) -> None:
    django.setup()
    jobs: dict[str, Any] = {"check_ledger": check_ledger, "clearing": clearing, "import": import_rows}
    print(json.dumps(jobs[what](*map(Path, more))))


if __name__ == "__main__":
    main(*sys.argv[1:])
