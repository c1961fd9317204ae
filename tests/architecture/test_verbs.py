"""One verb, one spelling: whoever adds half a verb is told which half is missing."""

from importlib import import_module
from pathlib import Path

import pytest
import rules
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse

from softlanding.kernel.workflow import Workflow

ROOT = Path(__file__).resolve().parents[2]
# The room, the noun of its permissions, and an argument its addresses take.
ROOMS = {
    "exchanges.landings": ("exchanges", "landing", [1]),
    "exchanges.exceptions": ("exchanges", "exception", [1]),
    "exchanges.clearing": ("exchanges", "clearing", [1]),
    "exchanges.agreements": ("exchanges", "agreement", ["A-B-1"]),
    "exchanges.settlements": ("exchanges", "settlement", [1]),
    "exchanges.statements": ("exchanges", "statement", ["A", "B", "2026-Q3"]),
}
CLOCK = {"lapse", "recompute", "drop", "post", "expire"}


def workflow(room: str) -> Workflow:
    return import_module(f"{room}.states").WORKFLOW  # type: ignore[no-any-return]


VERBS = [(room, verb) for room in ROOMS for verb in workflow(room)]


@pytest.mark.parametrize(("room", "verb"), VERBS)
def test_a_verb_is_an_action(room: str, verb: str):
    assert callable(getattr(import_module(f"{room}.actions"), verb))


@pytest.mark.parametrize(("room", "verb"), [(room, verb) for room, verb in VERBS if verb not in CLOCK])
def test_a_verb_has_an_address_a_page_and_a_permission(room: str, verb: str):
    app, noun, args = ROOMS[room]
    name = f"{room.replace('.', ':')}:{verb}"
    try:
        reverse(name)
    except NoReverseMatch:
        reverse(name, args=args)
    assert rules.perm_exists(f"{app}.{verb}_{noun}"), f"{app}.{verb}_{noun}"
    try:
        get_template(f"{room.replace('.', '/')}/{verb}.html")
    except TemplateDoesNotExist:
        pytest.fail(f"templates/{room.replace('.', '/')}/{verb}.html is missing")


@pytest.mark.parametrize(("room", "verb"), VERBS)
def test_a_verb_that_is_told_has_a_mail(room: str, verb: str):
    if room == "exchanges.landings" and verb not in import_module("exchanges.landings.announcements").TELLS:
        assert verb in {"draft", "edit"}
        return
    get_template(f"mail/{room.split('.')[1]}/{verb}.txt")


@pytest.mark.parametrize(("room", "verb"), VERBS)
def test_a_verb_has_a_test(room: str, verb: str):
    tests = "".join(path.read_text() for path in (ROOT / "tests" / room.replace(".", "/")).glob("*.py"))
    assert f".{verb}(" in tests or f'"{verb}"' in tests or f"cast.{verb}" in tests, verb


@pytest.mark.parametrize("room", ROOMS)
def test_every_state_can_be_reached_and_left_or_is_an_end(room: str):
    states = import_module(f"{room}.states")
    enum = states.State if hasattr(states, "State") else states.AgreementState
    reached = {row.to for row in states.WORKFLOW.values()}
    left = {state for row in states.WORKFLOW.values() for state in row.frm} - {""}
    assert reached == set(enum.values)
    assert left <= set(enum.values)
