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
from functools import cache
from pathlib import Path, PurePath
from queue import SimpleQueue

from coverage import CoverageData

from tests.mutants.changes import ROOT, Change, changed, changes_of

SAMPLE, SEED, ONLY = (os.environ.get(name, "") for name in ("SAMPLE", "SEED", "ONLY"))
JOBS, CAP = int(os.environ.get("JOBS") or os.cpu_count() or 1), float(os.environ.get("CAP") or 300)
FOLDER = ROOT / ".local" / "mutants"
PACKAGES = ("softlanding", "parks", "companies", "exchanges")
SHELVES = {"conditions", "actions", "queries", "permissions", "quota", "months", "facts", "figures", "series"}
SHELVES |= {"waiting", "todos", "effects", "wording", "navigation"}
ROOMS, NOT_THERE = {"notices", "memberships", "bundles"}, {"urls", "apps", "admin", "migrations"}
NEXT = ("stories", "rights", "architecture")
# Tests that start programs of their own, which no change reaches, and walks that look for nothing but a page that breaks.
LEFT_OUT = ["browser", "benchmarks", "faults", "running", "mutants"]
LEFT_OUT += [
    f"pages/test_{name}.py" for name in ("odd_addresses", "odd_bodies", "odd_input", "every_page_asks_little", "weight")
]
LEFT_OUT = [f"--ignore=tests/{name}" for name in LEFT_OUT]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]


def sources(*folders: str) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for folder in folders for path in (ROOT / folder).rglob("*.py"))


def is_chosen(path: str) -> bool:
    *folders, name = PurePath(path).with_suffix("").parts
    return (bool(ROOMS & {*folders}) or name in SHELVES) and not NOT_THERE & {*folders, name}


def digest(*paths: str) -> str:
    return hashlib.sha256(b"".join((ROOT / path).read_bytes() for path in paths)).hexdigest()[:12]


def drawn(changes: list[Change], sample: str, seed: str) -> list[Change]:
    """A sample; a larger one of the same seed begins with the smaller one."""
    random.Random(seed).shuffle(mixed := sorted(changes, key=lambda one: (one.path, one.number)))
    return mixed[: int(sample)] if sample else mixed


def record() -> dict[str, int]:
    """Have the tests tell which lines they reach, if they or the sources are others now; each test and its place."""
    kept = FOLDER / "reached.json"
    known = json.loads(kept.read_text()) if kept.exists() else {}
    now = {path: digest(path) for path in sources("tests") if "/test_" in path} | {"": digest(*sources(*PACKAGES))}
    if new := [path for path in now if known.get(path) != now[path]]:
        tests = ["tests"] if "" in new else [*new, "--cov-append"]
        words = [*PYTEST, *tests, *LEFT_OUT, *(f"--cov={name}" for name in PACKAGES), "--cov-context=test"]
        with (FOLDER / "reach.log").open("w") as log:
            environment = {**os.environ, "COVERAGE_FILE": str(FOLDER / "reach")}
            subprocess.run(
                [*words, "--cov-report=", "-n", str(JOBS), "--dist", "loadfile"], env=environment, stdout=log
            )
        kept.write_text(json.dumps(now))
    listed = subprocess.run([*PYTEST, "--collect-only", "tests", *LEFT_OUT], stdout=subprocess.PIPE, text=True).stdout
    return {line: at for at, line in enumerate(line for line in listed.splitlines() if "::" in line)}


@cache
def reached(path: str) -> dict[int, set[str]]:
    """{line: tests and their phases}; what runs at import is reached by the test "" too."""
    (data := CoverageData(str(FOLDER / "reach"))).read()
    return {line: set(tests) for line, tests in data.contexts_by_lineno(str(ROOT / path)).items()}


def tests_for(change: Change, order: dict[str, int]) -> list[str]:
    """The mirrored file and folder, stories, rights, architecture, then all others that reach the changed statement."""
    mirror = PurePath("tests", change.path.removeprefix("softlanding/"))

    def rank(test: str) -> tuple[bool, int, int]:
        file = PurePath(test.partition("::")[0])
        is_near = file.parent == mirror.parent != PurePath("tests")
        later = 2 + NEXT.index(file.parts[1]) if file.parts[1] in NEXT else 5
        return test not in tests, file.name != f"test_{mirror.name}" if is_near else later, order[test]

    by_line = reached(change.path)
    found = set().union(*(by_line.get(line, set()) for line in change.lines))
    if "" in found:  # it runs when the file is imported
        found = set().union(*by_line.values())
    tests = {test.rpartition("|")[0] for test in found}
    # What a fixture of a whole file reaches is noted for the first test that asks for it: the others nearby come last.
    files = {
        test.partition("::")[0] for test in found if test.startswith(f"{mirror.parent}/") and test.endswith("|setup")
    }
    return sorted((test for test in order if test in tests or test.partition("::")[0] in files), key=rank)


def make_copy(number: int) -> Path:
    """The project's files in a folder of their own, whose embedded servers and test database stay from run to run."""
    copy = FOLDER / f"copy-{number}"
    for name in subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard"], text=True).splitlines():
        if Path(name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, copy / name)
    return copy


def run(copy: Path, tests: list[str], *words: str) -> tuple[int, str]:
    """How a test run in a copy ends (pytest's number) and what it printed; TimeoutExpired after CAP seconds."""
    (copy / "chosen.txt").write_text("\n".join(tests))
    database = "--reuse-db" if (copy / "made").exists() else "--create-db"
    (copy / "made").unlink(missing_ok=True)  # a run that is killed may leave rows behind
    words = (*PYTEST, database, "--tb=no", *words, "@chosen.txt")
    done = subprocess.run(words, cwd=copy, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=CAP)
    (copy / "made").touch()
    return done.returncode, done.stdout


def judge(change: Change, order: dict[str, int], copy: Path) -> tuple[str, str]:
    """What became of a change, and the test that found it."""
    if not (tests := tests_for(change, order)):
        return "unreached", ""
    (copy / change.path).write_text(changed(change.path, change.number))
    try:
        code, told = run(copy, tests, "-x")
        if code == 4:  # it makes other examples, which is no failure yet
            code, told = run(copy, list(dict.fromkeys(test.partition("::")[0] for test in tests)), "-x")
    except subprocess.TimeoutExpired:
        return "capped", ""
    finally:
        shutil.copy(change.path, copy / change.path)
    failed = re.search(r"^(?:FAILED|ERROR) (\S+?::.+?)(?: - |$)", told, re.MULTILINE)
    return ("caught" if code else "lived"), failed.group(1) if failed else ""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)
    order = record()
    every = [change for path in filter(is_chosen, sources(*PACKAGES)) for change in changes_of(path)]
    changes = drawn([one for one in every if f"{one.path}:{one.line}".startswith(ONLY)], SAMPLE, SEED)
    results = FOLDER / f"results-{digest(*sources(*PACKAGES, 'tests'))}.jsonl"
    results.touch()
    copies: SimpleQueue[Path] = SimpleQueue()
    for number in range(JOBS):
        copies.put(make_copy(number))

    def known() -> dict[str, list[str]]:
        return {f"{path}:{number}": found for path, number, *found in map(json.loads, results.read_text().splitlines())}

    def work(change: Change) -> None:
        if f"{change.path}:{change.number}" not in before:
            copy = copies.get()
            verdict, test = judge(change, order, copy)
            copies.put(copy)
            with results.open("a") as lines:
                lines.write(json.dumps([change.path, change.number, verdict, test]) + "\n")
            print(f"{verdict:9} {change.path}:{change.line} {change.was} -> {change.now}", flush=True)

    before = known()
    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(work, changes))
    found = [known()[f"{change.path}:{change.number}"] for change in changes]
    counts = Counter(verdict for verdict, _ in found)
    text = f"# {counts['caught']} of {len(changes)} caught: {counts['caught'] / len(changes):.1%} ({dict(counts)})\n\n"
    for change, (verdict, _) in sorted(zip(changes, found, strict=True)):
        if verdict != "caught":
            text += f"- {verdict} `{change.path}:{change.line}`: `{change.was}` -> `{change.now}`\n"
    finders = sorted({test for _, test in found} - {""})
    if finders and (end := run(copies.get(), finders))[0]:
        text += f"\nWithout any change these fail too, and found nothing:\n{end[1]}"
    (FOLDER / "survivors.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
