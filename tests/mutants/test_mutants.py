"""The tool that changes the sources: what it changes, what it draws, which tests it asks, and what it tells."""

import ast
import sys
from pathlib import Path

import pytest
from coverage import CoverageData

from tests.mutants import changes, run
from tests.mutants.changes import ROOT, Change, changes_of
from tests.mutants.run import PACKAGES, drawn, is_chosen, sources

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
    ("first(rows)", []),
    ("Q(a=1) | Q(b=2)", ["Q(a=1) & Q(b=2)", "Q()", "2", "0", "Q()", "3", "1"]),
    ("rows.filter(day__lte=on)", ["rows.exclude(day__lte=on)", "rows.filter()", "day__lt=on"]),
    ("rows.filter(home=park)", ["rows.exclude(home=park)", "rows.filter()", "host=park"]),
    ("rows.get(home=a, host=b)", ["rows.get(host=b)", "rows.get(home=a)"]),
    ("rows.order_by('-day')", ["'day'"]),
    ("landing.home_id", ["landing.host_id"]),
    ("post(gives=a.home, gets=a.host)", ["post(gives=a.host, gets=a.home)", "a.host", "a.home"]),
    ("post(a.first, b.last)", []),
    ("post(debtor, creditor)", ["post(creditor, debtor)"]),
    ("settle(day, field=name)", []),
    ("'no ' + word", []),
    ("f'{words.months(left - 1)} left'", ["left + 1", "2", "0"]),
    ("Told | None", []),
    ("logger.info('%s', n + 1)", []),
]


def found_in(folder: Path, text: str) -> list[Change]:
    (folder / "a.py").write_text(text)
    return changes_of(str(folder / "a.py"))


@pytest.mark.parametrize(("text", "expected"), CHANGES, ids=[text for text, _ in CHANGES])
def test_what_is_changed(text: str, expected: list[str], tmp_path: Path):
    assert [ast.unparse(one.new) for one in found_in(tmp_path, f"x = {text}")] == expected


def test_statements_conditions_and_arguments_of_one_type_are_changed(tmp_path: Path):
    text = """
def ask(home: Park, host: Park, months: int = 1) -> int | None:
    '''Not a 1 of these.'''
    assert home != host
    if TYPE_CHECKING:
        return 1
    if (
        months
    ):
        refuse(home, host, months)
"""
    ask, test, call = range(2, 3), range(7, 10), range(10, 11)
    asked = [(test, "True"), (test, "False"), (call, "pass"), (call, "refuse(host, home, months)")]
    found = [(one.lines, ast.unparse(one.new)) for one in found_in(tmp_path, text)]
    assert found == [(ask, "2"), (ask, "0"), *asked]


@pytest.mark.parametrize("path", ["companies/company/conditions.py", "exchanges/landings/months.py"])
def test_each_change_is_one_and_compiles(path: str):
    before, found = ast.unparse(ast.parse((ROOT / path).read_text())), changes_of(path)
    assert len(found) > 50
    for change in found:
        text = change.changed()
        pairs = zip(before.splitlines(), text.splitlines(), strict=True)
        assert sum(old != new for old, new in pairs) == 1, change
        compile(text, path, "exec")


def test_the_files_are_those_that_decide():
    chosen = {path for path in sources(*PACKAGES) if is_chosen(path)}
    for name in (
        "landings/conditions",
        "ledger/actions",
        "overview/series",
        "landings/todos",
        "settlements/wording",
        "bundles/rows",
    ):
        assert f"exchanges/{name}.py" in chosen
    assert {"softlanding/navigation.py", "softlanding/notices/models.py", "softlanding/memberships/views.py"} <= chosen
    assert not {"exchanges/landings/forms.py", "softlanding/notices/urls.py", "exchanges/apps.py"} & chosen


def test_a_seed_draws_the_same_and_a_larger_sample_begins_with_the_smaller():
    every = [one for path in sources("companies") for one in changes_of(path)]
    assert drawn(every, "30", "7") == drawn(every[::-1], "30", "7") == drawn(every, "60", "7")[:30]
    assert drawn(every, "30", "7") != drawn(every, "30", "8")
    assert sorted(drawn(every, "", "7")) == sorted(every)


HERE = "tests/exchanges/landings"
PAGE, RIGHT, STORY = (f"tests/{folder}/test_a.py::t" for folder in ("pages", "rights", "stories"))
NEAR, MIRROR, LATER = f"{HERE}/test_a.py::t", f"{HERE}/test_months.py::t", f"{HERE}/test_b.py::t"


@pytest.fixture
def change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Change:
    """In line 4, which all reach but LATER; LATER reaches line 5, and line 1 runs when the file is imported."""
    monkeypatch.setattr(run, "FOLDER", tmp_path)
    data = CoverageData(str(tmp_path / "reach"))
    reach = {test: [4] for test in (PAGE, RIGHT, STORY, NEAR, MIRROR)} | {LATER: [5]}
    for context, lines in {"": [1], **{f"{test}|run": lines for test, lines in reach.items()}}.items():
        data.set_context(context)
        data.add_lines({str(ROOT / "exchanges/landings/months.py"): lines})
    return Change("exchanges/landings/months.py", 0, range(3, 5), ast.Pass(), ast.Pass(), ast.parse(""))


def test_the_mirrored_tests_come_first_and_only_those_that_reach_it(change: Change):
    every = [PAGE, RIGHT, LATER, STORY, NEAR, MIRROR]
    assert run.tests_for(change, every) == [MIRROR, NEAR, STORY, RIGHT, PAGE]
    assert run.tests_for(change._replace(lines=range(5, 6)), every) == [LATER]
    assert run.tests_for(change._replace(lines=range(7, 8)), every) == []
    assert run.tests_for(change._replace(lines=range(1, 2)), every) == [MIRROR, LATER, NEAR, STORY, RIGHT, PAGE]


def test_the_others_of_a_file_whose_fixture_reaches_it_come_last_if_it_is_nearby(change: Change, tmp_path: Path):
    data = CoverageData(str(tmp_path / "reach"))
    for test in (MIRROR, STORY):
        data.set_context(f"{test}|setup")
        data.add_lines({str(ROOT / change.path): [9]})
    every = [f"{MIRROR}_other", MIRROR, f"{STORY}_other", STORY]
    assert run.tests_for(change._replace(lines=range(9, 10)), every) == [MIRROR, STORY, f"{MIRROR}_other"]


PROJECT = {
    "companies/conditions.py": """
def is_of_age(age):
    return age >= 18

def is_old(age):
    return age > 90
""",
    "tests/companies/test_conditions.py": """
from companies.conditions import is_of_age

def test_a():
    assert is_of_age(18) and not is_of_age(16)
""",
    "tests/conftest.py": """
def pytest_addoption(parser):
    for name in ("--reuse-db", "--create-db"):
        parser.addoption(name, action="store_true")
""",
    "pytest.ini": "[pytest]",
}


@pytest.fixture
def survivors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a run writes, here of a small project without a database, whose test does not ask for 17."""
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setattr(changes, "ROOT", tmp_path)
    folder, pytest_words = tmp_path / ".local" / "mutants", ["-m", "pytest", "-q", "-p", "xdist", "-p", "pytest_cov"]
    settings = {"ROOT": tmp_path, "FOLDER": folder, "PACKAGES": ("companies",), "SAMPLE": "", "ONLY": "", "JOBS": 1}
    for name, value in {**settings, "PYTEST": [sys.executable, *pytest_words]}.items():
        monkeypatch.setattr(run, name, value)
    return folder / "survivors.md"


def test_what_lived_is_told_and_what_is_known_is_not_judged_again(survivors: Path, monkeypatch: pytest.MonkeyPatch):
    run.main()
    told = survivors.read_text()
    assert told.startswith("# 2 of 6 caught: 33.3%")
    lived, *unreached = told.splitlines()[2:]
    assert lived == "- lived `companies/conditions.py:3`: `18` -> `17`" and len(unreached) == 3
    assert {line.partition(": ")[0] for line in unreached} == {"- unreached `companies/conditions.py:6`"}
    assert (survivors.parent / "copy-0" / "companies/conditions.py").read_text() == PROJECT["companies/conditions.py"]
    asked = []

    def fails(copy: Path, tests: list[str], cap: float | None, *words: str) -> tuple[str, str]:
        asked.append((tests, cap))
        return "caught", "It fails."

    monkeypatch.setattr(run, "run", fails)
    run.main()
    assert asked == [(["tests/companies/test_conditions.py::test_a"], None)]  # the finder, without a change
    assert survivors.read_text() == f"{told}\nWithout any change these fail too, and found nothing:\nIt fails."


def test_only_changed_tests_are_recorded_again(survivors: Path):
    survivors.parent.mkdir(parents=True)
    before = run.record()
    text = "from companies.conditions import is_old\n\ndef test_b():\n    is_old(1)\n"
    Path("tests/companies/test_age.py").write_text(text)
    new, *same = every = run.record()
    assert same == before == ["tests/companies/test_conditions.py::test_a"]
    of_age, *_, old = changes_of("companies/conditions.py")
    assert [run.tests_for(change, every) for change in (of_age, old)] == [same, [new]]


def test_tests_that_take_too_long_are_capped_and_may_leave_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text = "import sys, time; time.sleep(60 * ('--reuse-db' in sys.argv))"
    monkeypatch.setattr(run, "PYTEST", [sys.executable, "-c", text])
    assert [run.run(tmp_path, ["test_a.py::t"], cap)[0] for cap in (60, 0.5, 60)] == ["lived", "capped", "lived"]


def test_a_change_that_makes_other_examples_is_judged_by_whole_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text = "import sys; sys.exit(4 if '::' in ''.join(sys.argv) else print(sys.argv[-2:]))"
    monkeypatch.setattr(run, "PYTEST", [sys.executable, "-c", text])
    assert run.run(tmp_path, ["a.py::t[1]", "b.py::t", "a.py::t[2]"], 60) == ("lived", "['a.py', 'b.py']\n")
