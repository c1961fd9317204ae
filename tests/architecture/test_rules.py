"""exchanges/RULES.md says what holds each rule; the rules that code and tests cite, and the names it gives, are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "exchanges" / "RULES.md").read_text()
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \|(.*?)\| (.+?) \|$", PAGE, re.MULTILINE)
CITED = re.compile(r"\b[Rr]ules? (\d+)(?:(?:, (\d+))* (?:and|to) (\d+))?")


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


def test_every_rule_that_is_cited_stands_on_the_page():
    told = {int(row[0]) for row in ROWS}
    cited = {
        (int(number), path.name)
        for path in sources("exchanges", "parks", "companies", "softlanding", "tests")
        for found in CITED.findall(path.read_text())
        for number in found
        if number
    }
    assert {(number, name) for number, name in cited if number not in told} == set()
    assert len(told) == len(ROWS) > 20


def test_what_holds_a_rule_is_there():
    code = "".join(path.read_text() for path in sources("exchanges", "parks", "companies", "softlanding"))
    for number, _, modules, names, tests in ROWS:
        for module in re.findall(r"`([\w/]+\.py)`", modules):
            path = module if module.startswith("softlanding/") else f"exchanges/{module}"
            assert (ROOT / path).exists(), f"rule {number}: {path}"
        for name in re.findall(r"`(\w+)`", names):
            assert f'"{name}"' in code, f"rule {number}: {name}"
        for test in re.findall(r"`([\w/]+\.py)`", tests):
            folder = ROOT / "tests" if test.startswith(("parks/", "companies/")) else ROOT / "tests" / "exchanges"
            assert (folder / test).exists(), f"rule {number}: {test}"
