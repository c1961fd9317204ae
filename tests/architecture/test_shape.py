"""The habits of the design, counted: short files, short functions, short templates, shelves with their names."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("softlanding", "parks", "companies", "exchanges")
SHELVES = {
    "__init__", "states", "rights", "models", "permissions", "conditions", "actions", "announcements", "todos", "queries",
    "wording", "forms", "views", "urls", "admin", "api", "apps", "tasks", "filters",
}  # fmt: skip
CLOCKS = {"views", "tasks", "start", "urls", "admin", "beat", "middleware"}
ROOMS = (
    "exchanges/policy",
    "exchanges/exceptions",
    "exchanges/agreements",
    "exchanges/landings",
    "exchanges/ledger",
    "exchanges/settlements",
    "exchanges/statements",
    "exchanges/clearing",
    "exchanges/today",
    "exchanges/overview",
    "exchanges/explaining",
    "parks/park",
    "parks/catalogue",
    "parks/programmes",
    "parks/fact_sheets",
    "companies/company",
    "companies/needs",
    "softlanding/notices",
    "softlanding/operations",
    "softlanding/limits",
)


def sources() -> Iterator[Path]:
    for app in (*APPS, "tests"):
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_shelves_of_a_room_are_those_whose_arrows_are_checked():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (shelves,) = (contract for contract in contracts if contract["name"] == "Shelves of a room")
    checked = set(re.findall(r"\w+", " ".join(shelves["layers"])))
    assert checked == SHELVES - {"__init__", "apps", "tasks", "filters"}


def test_files_have_at_most_300_lines():
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def test_functions_have_at_most_40_lines():
    long = [
        f"{path.relative_to(ROOT)}:{one.lineno} {one.name}"
        for path in sources()
        if "tests" not in path.relative_to(ROOT).parts
        for one in functions(path)
        if (one.end_lineno or 0) - one.lineno >= 40
    ]
    assert long == []


def templates() -> Iterator[Path]:
    yield from (path for kind in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{kind}"))


def test_templates_have_at_most_120_lines():
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in templates()}
    assert {name: lines for name, lines in long.items() if lines > 120} == {}


def test_lines_of_templates_have_at_most_160_characters():
    """A paragraph of a mail cannot be broken: where its lines end, the reader's do."""
    long = [
        f"{path.relative_to(ROOT)}:{number}: {len(line)}"
        for path in templates()
        if path.suffix != ".txt"
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > 160
    ]
    assert long == []


def test_pages_tell_what_can_begin_not_what_is_left_of_a_quota():
    """Only the page of a quota itself names what is not promised, beside what can still begin."""
    telling = {
        str(path.relative_to(ROOT / "templates"))
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\b(quota|before|after|this_year|next_year)\.left\b", path.read_text())
    }
    assert telling == {"exchanges/balances/quota.html"}


def test_templates_hold_no_script_style_or_foreign_file():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        for sign in (" style=", "<style", " onclick=", " onchange=", " onsubmit=", "<script>", 'src="http'):
            assert sign not in text, (path, sign)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_no_clock_below_its_views(room: str):
    """Dates are passed in: only views, tasks, the beat and commands ask what time it is."""
    for path in (ROOT / room).glob("*.py"):
        if path.stem in CLOCKS or path.stem.endswith("_views"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                call = ast.unparse(node.func)
                assert call not in {"timezone.now", "date.today", "datetime.now", "timezone.localdate"}, path


@pytest.mark.parametrize("room", ROOMS)
def test_only_views_know_a_request(room: str):
    for path in (ROOT / room).glob("*.py"):
        if path.stem in {"views", "start", "admin", "middleware"} or path.stem.endswith("_views"):
            continue
        for one in functions(path):
            names = {arg.arg for arg in one.args.args}
            assert "request" not in names, (path, one.name)


@pytest.mark.parametrize("room", ROOMS)
def test_only_actions_write(room: str):
    """A reader that writes would slip past the locks, the history and the notices."""
    writers = {"actions", "months", "memberships", "versions", "steps"}
    for path in (ROOT / room).glob("*.py"):
        if path.stem in writers or path.stem == "models":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in {"bulk_create", "bulk_update"}, path
                called = ast.unparse(node.func)
                if node.func.attr in {"create", "update", "delete", "save"} and ".objects" in called:
                    raise AssertionError((path, called))


def test_no_signals_for_our_own_business():
    for path in sources():
        if "tests" in path.relative_to(ROOT).parts:
            continue
        assert "post_save" not in path.read_text(), path


OWN_FORMS = {  # pages that are no verb's, and three that decide beside what they show
    "exchanges/clearing/propose.html", "exchanges/landings/offer.html", "style/decision.html", "style/forms.html",
    "exchanges/statements/check.html", "accounts/profile.html", "components/_verb.html",
}  # fmt: skip


def test_a_form_of_a_verb_stands_on_the_page_of_verbs():
    """So that each says what is wrong, what it was opened with and what its button does in the same place."""
    own = {
        str(path.relative_to(ROOT / "templates"))
        for path in templates()
        if "{% form_errors form %}" in path.read_text()
    }
    assert own - OWN_FORMS == set()


@pytest.mark.parametrize("name", ["_list", "_verb"])
def test_a_shared_page_takes_the_place_of_nothing_around_it(name: str):
    """A block that is called like one of the frame replaces it: the bar would be gone from every list."""
    frame, page = (
        set(re.findall(r"{% block (\w+)", (ROOT / "templates" / path).read_text()))
        for path in ("base.html", f"components/{name}.html")
    )
    assert frame & page <= {"title", "heading", "layout", "main"}
