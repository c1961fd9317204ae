"""The tool that changes the sources: what it changes, that it draws the same again, and that the change is what runs."""

import ast
import builtins
import functools
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutants import records
from tests.mutants.changes import Change, changed, changes_of, is_chosen
from tests.mutants.records import Reach, write
from tests.mutants.run import drawn, still_true
from tests.mutants.sources import FILES, ROOT, marks, places, probed, swap

CHANGES = [
    ("left < asked", ["left <= asked"]),
    ("1 >= n", ["1 > n", "2", "0"]),
    ("a == b", ["a != b"]),
    ("a and b", ["a or b", "b", "a"]),
    ("not a", ["a"]),
    ("-debt", ["debt"]),
    ("quota - used", ["quota + used"]),
    ("day + timedelta(days=1)", ["day - timedelta(days=1)", "2", "0"]),
    ("x if a else y", ["True", "False"]),
    ("[n for n in rows if n]", ["True"]),
    ("min(a, b)", ["max(a, b)"]),
    ("any(rows)", ["all(rows)"]),
    ("rows.first()", ["rows.last()"]),
    ("rows.all()", []),
    ("Q(a=1) | Q(b=2)", ["Q(a=1) & Q(b=2)", "Q()", "2", "0", "Q()", "3", "1"]),
    ("rows.filter(day__lte=on)", ["rows.exclude(day__lte=on)", "rows.filter()", "day__lt=on"]),
    ("rows.filter(home=park)", ["rows.exclude(home=park)", "rows.filter()", "host=park"]),
    ("rows.get(home=a, host=b)", ["rows.get(host=b)", "rows.get(home=a)"]),
    ("rows.order_by('-day')", ["'day'"]),
    ("landing.home_id", ["landing.host_id"]),
    ("post(gives=a.home, gets=a.host)", ["post(gives=a.host, gets=a.home)", "a.host", "a.home"]),
    ("post(a.first, b.last)", []),
    ("settle(day, field=name)", ["settle(day)"]),
    ("'no ' + word", []),
    ("f'{words.months(left - 1)} left'", ["left + 1", "2", "0"]),
    ("Told | None", []),
    ("logger.info('%s', n + 1)", []),
]


@pytest.mark.parametrize(("text", "expected"), CHANGES, ids=[text for text, _ in CHANGES])
def test_what_is_changed(text: str, expected: list[str]):
    assert [one.now for one in changes_of("a.py", ast.parse(f"x = {text}"))] == expected


def test_statements_conditions_and_arguments_of_one_type_are_changed():
    text = """
def ask(home: Park, host: Park, months: int = 1) -> int | None:
    '''Not a 1 of these.'''
    assert home != host
    if TYPE_CHECKING:
        return 1
    if months:
        refuse(home, host, months)
"""
    found = [(one.line, one.now, one.runs_at_import) for one in changes_of("a.py", ast.parse(text))]
    asked = [(7, "True", False), (7, "False", False), (8, "pass", False), (8, "refuse(host, home, months)", False)]
    assert found == [(2, "2", True), (2, "0", True), *asked]


@pytest.mark.parametrize("path", ["companies/conditions.py", "exchanges/landings/months.py"])
def test_each_change_is_one_and_compiles(path: str):
    before, tree = ast.unparse(ast.parse((ROOT / path).read_text())), changes_of(path)
    after = [ast.unparse(changed(path, one.number)) for one in tree]
    assert len(after) > 50
    for text, change in zip(after, tree, strict=True):
        pairs = zip(before.splitlines(), text.splitlines(), strict=True)
        assert sum(old != new for old, new in pairs) == 1, change
        compile(text, path, "exec")


def test_the_files_are_those_that_decide():
    chosen = {path for path in FILES if is_chosen(path)}
    for name in (
        "landings/conditions",
        "ledger/actions",
        "network/series",
        "overview/todos",
        "settlements/wording",
        "bundles/rows",
    ):
        assert f"exchanges/{name}.py" in chosen
    assert {"softlanding/navigation.py", "softlanding/notices/models.py", "softlanding/memberships/views.py"} <= chosen
    assert not {"exchanges/landings/forms.py", "softlanding/notices/urls.py", "exchanges/apps.py"} & chosen


def test_a_seed_draws_the_same_and_a_larger_sample_begins_with_the_smaller():
    every = [one for path in FILES if path.startswith("companies/") for one in changes_of(path)]
    assert drawn(every, "30", "7") == drawn(every[::-1], "30", "7") == drawn(every, "60", "7")[:30]
    assert drawn(every, "30", "7") != drawn(every, "30", "8")
    assert sorted(drawn(every, "", "7")) == sorted(every)


def made(path: Path, text: str) -> ModuleType:
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_whoever_holds_a_function_runs_the_changed_one(tmp_path: Path):
    path = tmp_path / "held.py"
    module = made(path, "from functools import cache\n\n\n@cache\ndef few(n: int) -> bool:\n    return n < 5\n")
    held = functools.partial(module.few)
    assert not held(5)
    assert swap(str(path), changed(str(path), 0)) == 1
    assert not held(5)  # the cache's answer: each change is judged in a process that has asked nothing yet
    module.few.cache_clear()
    assert held(5)


def test_what_runs_when_a_file_is_imported_has_no_function_to_change(tmp_path: Path):
    path = tmp_path / "imported.py"
    made(path, "DAYS = 30\n\n\ndef days() -> int:\n    return DAYS\n")
    assert swap(str(path), changed(str(path), 0)) == 0


def test_a_statement_tells_that_it_is_reached_and_keeps_its_mark_when_lines_move(monkeypatch: pytest.MonkeyPatch):
    text = "def f(n):\n    'Text.'\n    if n:\n        return 1\n    return 2\n"
    moved = f"X = 1\n\n\n{text}"
    reached: set[int] = set()
    monkeypatch.setattr(builtins, "__hit__", reached.add, raising=False)
    space: dict[str, object] = {}
    exec(compile(probed("a.py", ast.parse(text), {}), "a.py", "exec"), space)
    space["f"](0)  # type: ignore[operator]
    numbers = {ast.unparse(one.node): marks("a.py", one.statement, one.scope)[0] for one in places(ast.parse(moved))}
    assert numbers["return 2"] in reached and numbers["return 1"] not in reached
    assert space["f"].__doc__ == "Text."


def test_the_mirrored_tests_come_first_and_only_those_that_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(records, "REACH", tmp_path / "reach.jsonl")
    monkeypatch.setattr(records, "digest", lambda file: "same")
    here = "tests/exchanges/landings"
    rows = [("tests/pages/test_a.py::t", 1, 0.1), ("tests/rights/test_a.py::t", 1, 0.1), ("tests/stories/test_a.py::t", 1, 9.0),
            (f"{here}/test_a.py::t", 1, 5.0), (f"{here}/test_months.py::t", 1, 7.0), (f"{here}/test_b.py::t", 2, 1.0)]  # fmt: skip
    for test, mark, seconds in rows:
        write(test, {mark, 10}, seconds=seconds, passed=True)
    write(f"{here}/test_c.py::fails", {1}, seconds=1, passed=False)
    write("", {5})
    change = Change("exchanges/landings/months.py", 0, 1, "1", "2", (1, 10, 100), False)
    found = Reach().tests_for(change)
    assert found == [f"{here}/test_months.py::t", f"{here}/test_a.py::t", rows[2][0], rows[1][0], rows[0][0]]
    assert len(Reach().tests_for(change._replace(marks=(3, 10, 100)))) == 6  # not recorded: what reaches its function
    assert Reach().tests_for(change._replace(marks=(3, 11, 100))) == []


def test_a_verdict_holds_as_long_as_the_tests_it_rests_on():
    test = "tests/mutants/test_mutants.py"
    caught = {"verdict": "caught", "test": f"{test}::t", "tests": records.digest(test)}
    assert still_true(caught, "now") and not still_true({**caught, "tests": "before"}, "now")
    lived = {"verdict": "lived", "test": f"{test}::t", "tests": "now"}
    assert still_true(lived, "now") and not still_true(lived, "later")
