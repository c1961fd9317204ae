"""What was measured, as tables for people."""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import psutil

from tests.benchmarks.metering import Costs

AIMS = {"list": 3.0, "detail": 3.0, "form": 3.0, "overview": 6.0}  # times the bare view
GROWTH = 1.25  # most, from the smaller network to the larger one
FOOT = """
A number is milliseconds of CPU for one request: of the thread that serves it, from the WSGI call to the last byte, and
of the PostgreSQL process of its connection (`/proc/<pid>/schedstat`, or psutil's ticks where there is none). Pages are
asked one after the other, the bare view among them; the sizes take turns, each of which begins with four rounds to warm
up. Queries count everything, the session's too. Parallel workers of PostgreSQL are off, since their time would be lost
to the measurement. A form post is taken back afterwards; what it does on commit is measured with it.

The bare view is a Django view with the middleware of a fresh project that selects 25 landings by their primary key and
renders six columns of each in a table. It knows no user, no rights, no frame, no filters.
"""


def machine() -> dict[str, Any]:
    """No names, no paths."""
    return {
        "cores": os.cpu_count(), "memory": round(psutil.virtual_memory().total / 2**30), "python": platform.python_version(),
        "django": version("django"), "system": platform.system(), "load": os.getloadavg()[0],
        "day": str(datetime.now(UTC).date()),
    }  # fmt: skip


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def pooled(turns: list[dict[str, Any]]) -> dict[str, Any]:
    """What was measured in several turns, as if in one: the bare view and the pages."""
    first = turns[0]["pages"]
    found = {
        page: {"kind": it["kind"], **Costs.pooled([turn["pages"][page] for turn in turns]).told}
        for page, it in first.items()
    }
    return {"bare": Costs.pooled([turn["bare"] for turn in turns]).told, "pages": found}


def told(found: dict[str, Any]) -> str:
    """RESULTS.md."""
    it = found["machine"]
    parts = [
        "# What the portal costs",
        f"Measured on {it['day']} by `make bench` in {it['minutes']:.0f} minutes: {it['cores']} cores, {it['memory']} GB of "
        f"memory, {it['system']}, Python {it['python']}, Django {it['django']}, PostgreSQL {it['postgresql']}; "
        f"the machine's load was {it['load']:.1f} at the end.",
    ]
    if it.get("kept"):
        parts.append("What this run did not measure (a size, the offers, the import) is from the run before it.")
    for size in found["sizes"].values():
        parts += _of_size(size)
    if len(found["sizes"]) == 2:
        parts += _growth(*found["sizes"].values())
    parts += _jobs(found)
    parts += ["## How it was measured", FOOT.strip()]
    return "\n\n".join(parts) + "\n"


def _of_size(size: dict[str, Any]) -> list[str]:
    counts = {name: f"{number:,}" for name, number in size["counts"].items()}
    head = (
        f"## {counts['parks']} parks, {counts['agreements']} agreements, {counts['companies']} companies, "
        f"{counts['landings']} landings, {counts['postings']} postings"
    )
    bare = size["bare"]
    rows = [["Bare view", *_cells(bare), "1.0", ""]]
    for name, page in size["pages"].items():
        ratio = page["median"] / bare["median"]
        aim = AIMS[page["kind"]]
        rows.append([name, *_cells(page), f"{ratio:.1f}", f"{aim:.0f}{'' if ratio <= aim else ' missed'}"])
    columns = ["Page", "queries", "application", "database", "median", "95 %", "times bare", "aim"]
    return [head, table(columns, rows)]


def _cells(page: dict[str, Any]) -> list[str]:
    return [str(page["queries"]), *(f"{page[name]:.1f}" for name in ("application", "database", "median", "p95"))]


def _growth(small: dict[str, Any], large: dict[str, Any]) -> list[str]:
    """What else the machine did in each size's turns is told by the bare view, and divided out."""
    bare = large["bare"]["median"] / small["bare"]["median"]
    rows = []
    for name, page in {"Bare view": small["bare"], **small["pages"]}.items():
        later = {"Bare view": large["bare"], **large["pages"]}.get(name)
        if later:
            times = later["median"] / page["median"]
            verdict = "" if times / bare <= GROWTH else "missed"
            figures = [f"{one:.2f}" for one in (times, times / bare)]
            rows.append([name, f"{page['median']:.1f}", f"{later['median']:.1f}", *figures, verdict])
    head = ["Page", "before", "after", "times", "beside the bare view", "aim 1.25"]
    return ["## From the smaller network to the larger", table(head, rows)]


def _jobs(found: dict[str, Any]) -> list[str]:
    rows = []
    for size in found["sizes"].values():
        it = size["check_ledger"]
        rows.append(
            [f"check_ledger, {it['postings']:,} postings", f"{it['seconds']:.1f} s ({it['cpu']:.1f} s of CPU here), {it['megabytes']:.0f} MB more memory",
             "5 s for 250,000, constant memory"]
        )  # fmt: skip
    for it in [size["clearing"][0] for size in found["sizes"].values()] + [
        size["clearing"][1] for size in list(found["sizes"].values())[:1]
    ]:
        read = f"; read in {it['read']:.2f} s" if "read" in it else ""
        rows.append(
            [f"largest clearing, {it['debts']:,} debts of {it['months']:,} months",
             f"{it['clearing'] * 1000:.0f} ms, {it['ratio']:.1f} times the bare solver; {it['cleared']:,} months{read}",
             "2 times"]
        )  # fmt: skip
        rows.append(
            [f"its circles: {it['circles']:,}, on average of {it['mean_length']:.2f} debts", f"{it['splitting']:.2f} s",
             "5 s at 100,000 debts"]
        )  # fmt: skip
    raw, portal = found["offers"]["raw"], found["offers"]["portal"]
    rows.append(
        [f"{portal['offers']:,} offers of 8 clients",
         f"{portal['rate']:.0f} a second; their SQL alone {raw['rate']:.0f}: {portal['rate'] / raw['rate']:.2f}",
         "0.5 of the SQL"]
    )  # fmt: skip
    it = found["import"]
    rows.append(
        [f"import of {it['rows']:,} rows, which post {it['postings']:,} months", f"{it['rate']:.0f} rows a second", ""]
    )
    return ["## Jobs", table(["Job", "measured", "aim"], rows)]
