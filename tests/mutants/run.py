"""`make mutants`: which one-line faults do the tests not notice? Draws changes, has them judged, writes which lived.

SAMPLE=200 SEED=7 draws; the same seed draws the same, and judges only what it has not judged for the same sources and
tests. ONLY=path takes one file, JOBS=2 works side by side, CAP=60 are the seconds of a processor for the tests of one change.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.mutants.changes import Change, changes_of, is_chosen
from tests.mutants.records import FOLDER, digest
from tests.mutants.sources import FILES, ROOT

SAMPLE, SEED, ONLY = (os.environ.get(name, "") for name in ("SAMPLE", "SEED", "ONLY"))
JOBS = int(os.environ.get("JOBS") or os.cpu_count() or 1)
# Tests that start programs of their own: no change reaches those.
LEFT_OUT = [f"--ignore=tests/{folder}" for folder in ("browser", "benchmarks", "faults", "running", "mutants")]
PYTEST = [sys.executable, "-m", "pytest", "-q", "tests", *LEFT_OUT]
RESULTS = FOLDER / f"results-{SEED or 'all'}.jsonl"
lock = threading.Lock()


def drawn(changes: list[Change], sample: str, seed: str) -> list[Change]:
    """A sample; a larger one of the same seed begins with the smaller one."""
    mixed = sorted(changes, key=lambda one: (one.path, one.number))
    random.Random(seed).shuffle(mixed)
    return mixed[: int(sample)] if sample else mixed


def key(change: Change) -> str:
    return f"{change.path}:{digest(change.path)}:{change.number}"


def still_true(row: dict[str, Any], tests: str) -> bool:
    """What a test has caught it still catches while it is the same; what lived may have met a new test."""
    file = row["test"].partition("::")[0]
    if row["verdict"] in ("caught", "hung"):
        return not file or ((ROOT / file).exists() and digest(file) == row["tests"])
    return bool(row["tests"] == tests)


def judged(tests: str) -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in RESULTS.read_text().splitlines()] if RESULTS.exists() else []
    return {row["key"]: row for row in rows if still_true(row, tests)}


def work(changes: Iterator[Change], tests: str, number: int) -> None:
    """Hands changes to a process that has collected the tests, and writes what it answers."""
    with (FOLDER / f"judge-{number}.log").open("w") as log:
        words = [*PYTEST, "-s", "-p", "no:cacheprovider", "-p", "tests.mutants.judge"]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdin and process.stdout
        while True:
            with lock:
                change = next(changes, None)
            if change is None:
                break
            process.stdin.write(json.dumps(change) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise SystemExit(f"The judge ended; see {log.name}.")
            verdict, test = json.loads(answer)
            file = test.partition("::")[0]
            row = {
                "key": key(change), "verdict": verdict, "test": test, "path": change.path, "line": change.line, "was": change.was,
                "now": change.now, "tests": digest(file) if verdict in ("caught", "hung") and file else tests,
            }  # fmt: skip
            with lock, RESULTS.open("a") as results:
                results.write(json.dumps(row) + "\n")
            print(f"{verdict:9} {change.path}:{change.line}", flush=True)
        process.stdin.close()
        process.wait()


def told(rows: list[dict[str, Any]]) -> str:
    """The share and the list of what lived."""
    verdicts = Counter(row["verdict"] for row in rows)
    caught = verdicts["caught"] + verdicts["hung"]
    counts = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
    lines = [f"# {caught} of {len(rows)} caught: {100 * caught / max(1, len(rows)):.1f} %", "", f"{counts}.", ""]
    meanings = {
        "lived": "all tests that reach it passed", "unreached": "no test reaches it",
        "capped": "its time ended before all tests that reach it had run; try it with a larger CAP",
    }  # fmt: skip
    for verdict, meaning in meanings.items():
        lines += [f"## {verdict}: {meaning}", ""] if verdicts[verdict] else []
        for row in sorted(
            (row for row in rows if row["verdict"] == verdict), key=lambda row: (row["path"], row["line"])
        ):
            lines.append(f"- `{row['path']}:{row['line']}`: `{row['was']}` -> `{row['now']}`")
    return "\n".join([*lines, ""])


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    print("Recording what the tests reach; only those whose file has changed run.", flush=True)
    recording = ["-n", str(JOBS), "--dist", "loadfile", "-p", "tests.mutants.reach"]
    subprocess.run([*PYTEST, *recording], stdout=(FOLDER / "reach.log").open("w"), check=False)
    files = [ONLY] if ONLY else [path for path in FILES if is_chosen(path)]
    changes = drawn([change for path in files for change in changes_of(path)], SAMPLE, SEED)
    sources = sorted(path for path in (ROOT / "tests").rglob("*.py"))
    tests = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    known = judged(tests)
    left = iter([change for change in changes if key(change) not in known])
    workers = [threading.Thread(target=work, args=(left, tests, number)) for number in range(JOBS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    known = judged(tests)
    rows = [known[key(change)] for change in changes if key(change) in known]
    (FOLDER / "survivors.md").write_text(told(rows))
    print(told(rows))


if __name__ == "__main__":
    main()
