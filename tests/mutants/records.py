"""What is kept in .local/mutants: which statements each test reaches, and which tests a change is to meet first."""

import array
import base64
import hashlib
import json
from collections import defaultdict
from pathlib import Path, PurePath
from typing import Any

from tests.mutants.changes import Change
from tests.mutants.sources import ROOT

FOLDER = ROOT / ".local" / "mutants"
REACH = FOLDER / "reach.jsonl"
NEXT = ("stories", "rights", "architecture")


def digest(path: str | Path) -> str:
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()[:12]


def write(test: str, reached: set[int], **more: Any) -> None:
    file = test.partition("::")[0]
    packed = base64.b85encode(array.array("I", sorted(reached)).tobytes()).decode()
    with REACH.open("a") as lines:
        lines.write(json.dumps({"test": test, "digest": file and digest(file), **more, "reached": packed}) + "\n")


def recorded() -> dict[str, dict[str, Any]]:
    """{test: what is known of it}; of what was written twice the newest."""
    lines = REACH.read_text().splitlines() if REACH.exists() else []
    return {row["test"]: row for row in map(json.loads, lines)}


class Reach:
    def __init__(self) -> None:
        self.tests: dict[int, list[str]] = defaultdict(list)  # by the mark that they reach
        self.seconds: dict[str, float] = {}
        rows = recorded()
        self.at_import = set(_unpacked(rows.pop("", {"reached": ""})))
        for test, row in rows.items():
            if row["passed"]:
                self.seconds[test] = row["seconds"]
                for mark in _unpacked(row):
                    self.tests[mark].append(test)

    def tests_for(self, change: Change) -> list[str]:
        """The mirrored file and folder, stories, rights, architecture, then all others that reach the change."""
        statement, function, file = change.marks
        if change.runs_at_import or statement in self.at_import:
            near = [test for test in self.seconds if _rank(test, change.path) < 5]
            found = [*near, *self.tests.get(file, [])]
        else:
            found = self.tests.get(statement) or self.tests.get(function, [])
        files: dict[str, float] = defaultdict(float)
        for test in found:
            files[test.partition("::")[0]] += self.seconds[test]

        def order(test: str) -> tuple[Any, ...]:
            name = test.partition("::")[0]
            return _rank(test, change.path), files[name], name, self.seconds[test]

        return sorted(set(found), key=order)


def _unpacked(row: dict[str, Any]) -> "array.array[int]":
    return array.array("I", base64.b85decode(row["reached"]))


def _rank(test: str, path: str) -> int:
    file, pure = test.partition("::")[0], PurePath(path.removeprefix("softlanding/"))
    folder = PurePath("tests") / pure.parent
    if file == f"{folder}/test_{pure.stem}.py":
        return 0
    if file.startswith(f"{folder}/") and len(folder.parts) > 1:
        return 1
    first = PurePath(file).parts[1]
    return 2 + NEXT.index(first) if first in NEXT else 5
