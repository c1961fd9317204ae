"""`make mutants`: which one-line faults do the tests not notice? Draws changes, tries them, writes which lived.

SAMPLE=200 SEED=7 draws, the same seed the same; what was judged with the same sources and tests is not judged again.
ONLY=path or path:line asks for some, JOBS=2 works side by side, CAP=300 are the seconds for the tests of one change.
"""

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePath

from coverage import CoverageData

from tests.mutants.changes import ROOT, Change, changes_of

SAMPLE, SEED, ONLY = (os.environ.get(name, "") for name in ("SAMPLE", "SEED", "ONLY"))
JOBS, CAP = int(os.environ.get("JOBS") or os.cpu_count() or 1), float(os.environ.get("CAP") or 300)
FOLDER = ROOT / ".local" / "mutants"
PACKAGES = ("softlanding", "parks", "companies", "exchanges")
SHELVES = {"conditions", "actions", "queries", "permissions", "quota", "months", "facts", "figures", "series"}
SHELVES |= {"waiting", "todos", "effects", "wording", "navigation"}
ROOMS, NOT_THERE = {"notices", "memberships", "bundles"}, {"urls", "apps", "admin", "migrations"}
# Tests that start programs, which no change reaches, and walks that look only for broken, slow or heavy pages.
PROGRAMS = ("browser", "benchmarks", "faults", "running", "mutants")
WALKS = ("odd_addresses", "odd_bodies", "odd_input", "every_page_asks_little", "weight")
LEFT_OUT = (*(f"tests/{name}" for name in PROGRAMS), *(f"tests/pages/test_{name}.py" for name in WALKS))
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(f"--ignore={path}" for path in LEFT_OUT)]
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?::.+?)(?: - |$)", re.MULTILINE)


def sources(*folders: str) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for folder in folders for path in (ROOT / folder).rglob("*.py"))


def is_chosen(path: str) -> bool:
    *folders, name = PurePath(path).with_suffix("").parts
    return (bool(ROOMS & {*folders}) or name in SHELVES) and not NOT_THERE & {*folders, name}


def digest(*paths: str) -> str:
    return hashlib.sha256(b"".join((ROOT / path).read_bytes() for path in paths)).hexdigest()[:12]


def drawn(changes: list[Change], sample: str, seed: str) -> list[Change]:
    """A sample; a larger one of the same seed begins with the smaller one."""
    random.Random(seed).shuffle(mixed := sorted(changes))
    return mixed[: int(sample or len(mixed))]


def record() -> list[str]:
    """Have the tests tell which lines they reach, if they or the sources are others now; all tests in their order."""
    kept = FOLDER / "reached.json"
    known = json.loads(kept.read_text()) if kept.exists() else {}
    files = [path for path in sources("tests") if "/test_" in path and not path.startswith(LEFT_OUT)]
    now = {path: digest(path) for path in files} | {"": digest(*sources(*PACKAGES))}
    if new := [path for path in now if known.get(path) != now[path]]:
        words = ["-n", str(JOBS), "--dist=loadfile", "--cov-context=test", "--cov-report=", "--tb=no"]
        words += [f"--cov={name}" for name in PACKAGES] + (["tests"] if "" in new else [*new, "--cov-append"])
        subprocess.run([*PYTEST, *words], env=os.environ | {"COVERAGE_FILE": str(FOLDER / "reach")})
        kept.write_text(json.dumps(now))
    listed = subprocess.run([*PYTEST, "--collect-only", "tests"], capture_output=True, text=True).stdout
    return [line for line in listed.splitlines() if "::" in line]


def tests_for(change: Change, every: list[str]) -> list[str]:
    """The mirrored file and folder, stories, rights, architecture, then all others that reach the changed statement."""
    (data := CoverageData(str(FOLDER / "reach"))).read()
    by_line = data.contexts_by_lineno(str(ROOT / change.path))
    reaching = {test for line in change.lines for test in by_line.get(line, ())}
    if "" in reaching:  # not a test: it runs when the file is imported
        reaching = {test for tests in by_line.values() for test in tests}
    tests = {test.rpartition("|")[0] for test in reaching}
    folder, _, name = f"tests/{change.path.removeprefix('softlanding/')}".rpartition("/")
    # What a fixture of a whole file reaches is noted for the first test that asks for it: the others nearby come last.
    shared = [test for test in reaching if test.startswith(f"{folder}/") and test.endswith("|setup")]
    files = tuple(test.partition("::")[0] for test in shared)
    found = [test for test in every if test in tests or test.startswith(files)]
    nearest = (f"{folder}/test_{name}", f"{folder}/test_", "tests/stories/", "tests/rights/", "tests/architecture/")
    return sorted(found, key=lambda test: (test not in tests, *(not test.startswith(start) for start in nearest)))


def run(copy: Path, tests: list[str], cap: float | None, *words: str) -> tuple[str, str]:
    """What becomes of a change in a copy when these tests have so many seconds, and what they print."""
    if not tests:
        return "unreached", ""
    command = [*PYTEST, "--tb=no", "--reuse-db" if (copy / "made").exists() else "--create-db", *words, *tests]
    (copy / "made").unlink(missing_ok=True)  # tests that are killed may leave rows behind
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=cap)
    except subprocess.TimeoutExpired:
        return "capped", ""
    (copy / "made").touch()
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    if done.returncode == 4 and tests != files:  # the change makes other examples, which is no failure yet
        return run(copy, files, cap, *words)
    return "caught" if done.returncode else "lived", done.stdout


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    every = record()
    changes = [one for path in sources(*PACKAGES) if is_chosen(path) for one in changes_of(path)]
    changes = drawn([one for one in changes if f"{one.path}:{one.lines.start}".startswith(ONLY)], SAMPLE, SEED)
    if not changes:
        sys.exit(f"Nothing that decides or reckons is at {ONLY}.")
    results = FOLDER / f"results-{digest(*sources(*PACKAGES, 'tests'))}.jsonl"
    results.touch()
    rows = {(path, number): row for path, number, *row in map(json.loads, results.read_text().splitlines())}
    waiting = iter([one for one in changes if one[:2] not in rows])

    def work(number: int) -> None:
        """Judge one after the other in a copy of the project, whose servers and test database stay from run to run."""
        copy = FOLDER / f"copy-{number}"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"), dirs_exist_ok=True)
        for change in waiting:
            (copy / change.path).write_text(change.changed())
            verdict, told = run(copy, tests_for(change, every), CAP, "-x")
            shutil.copy(ROOT / change.path, copy / change.path)
            rows[change[:2]] = row = [verdict, str(change), *FAILED.findall(told)]
            with results.open("a") as lines:
                lines.write(json.dumps([*change[:2], *row]) + "\n")
            print(f"{verdict:9} {change}", flush=True)

    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(work, range(JOBS)))
    found = [rows[change[:2]] for change in sorted(changes)]
    counts = Counter(verdict for verdict, *_ in found)
    text = f"# {counts['caught']} of {len(found)} caught: {counts['caught'] / len(found):.1%} ({dict(counts)})\n\n"
    text += "".join(f"- {verdict} {change}\n" for verdict, change, *_ in found if verdict != "caught")
    finders = sorted({test for _, _, *tests in found for test in tests})
    if finders and (end := run(FOLDER / "copy-0", finders, None))[0] != "lived":
        text += f"\nWithout any change these fail too, and found nothing:\n{end[1]}"
    (FOLDER / "survivors.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
