"""Rights are a table: whoever decides asks parks/rights.py or companies/rights.py, never for a membership or a role."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from companies import rights as of_companies
from companies.company.states import Role as CompanyRole
from parks import rights as of_parks
from parks.park.states import Role as ParkRole
from softlanding.navigation import LABELS, ROLE_LABELS
from tests.architecture.test_shape import APPS, ROOT

# Who reads which roles a person has: for the tables, the people's own pages, whom one acts for, the second factor, and how
# a composed question knows a person.
READERS = (
    "softlanding/accounts/rights.py", "softlanding/accounts/models.py", "softlanding/memberships",
    "softlanding/navigation.py", "softlanding/second_factor.py", "exchanges/today/persons.py",
)  # fmt: skip
# Who makes people up.
MAKERS = ("softlanding/demo", "softlanding/seeding")
OF_A_ROLE = re.compile(r"\b\w*Role\.[A-Z]+\b|\.role\b")


def faults(source: str) -> Iterator[tuple[int, str]]:
    """(line, what) wherever a source asks for a membership or compares a role."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and OF_A_ROLE.search(ast.unparse(node)):
            yield node.lineno, ast.unparse(node)
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "roles_of":
            yield node.lineno, ast.unparse(node)
        if name in {"filter", "exclude", "get", "Q"}:
            for given in node.keywords:
                is_asked = given.arg and re.match(r"(.*__)?role(__|$)", given.arg)
                if is_asked and not re.match(r"roles\b|roles_with\(", ast.unparse(given.value)):
                    yield node.lineno, ast.unparse(node)


def test_who_decides_asks_for_a_right() -> None:
    found = []
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts):
        name = str(path.relative_to(ROOT))
        if not name.startswith((*READERS, *MAKERS)):
            found += [f"{name}:{line} {what}" for line, what in faults(path.read_text())]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "mine = Membership.objects.roles_of(user)",
        "mine = [park for park, role in roles if role == Role.MANAGER]",
        "may = CompanyRole.LEAD in roles",
        "may = hat.role == 'lead'",
        "heads = memberships.active().filter(role='manager')",
        "heads = Q(memberships__role__in=['manager'])",
    ],
)
def test_asking_for_a_membership_or_a_role_is_named(line: str) -> None:
    assert list(faults(line))


def test_asking_for_the_roles_that_give_a_right_is_not() -> None:
    assert not list(faults("signers = members.filter(park=park, role__in=roles_with(Right.SIGNS))"))
    assert not list(faults("found(park, role=Role.MANAGER, by=by, now=now)"))


TABLES = [(of_parks, ParkRole, "park"), (of_companies, CompanyRole, "company")]


@pytest.mark.parametrize(("table", "roles", "kind"), TABLES)
def test_every_role_has_a_row_and_a_label(table, roles, kind: str) -> None:
    """The roles people are given are those of the table, and the usual head is the first that heads."""
    assert set(table.RIGHTS) == set(roles)
    assert set(LABELS[kind]) == set(roles) and {role for of, role in ROLE_LABELS if of == kind} <= set(roles)
    assert table.roles_with(table.Right.HEADS)[:1] == roles.values[:1]


@pytest.mark.parametrize(("table", "roles", "kind"), TABLES)
def test_who_may_do_something_sees_what_it_is_about(table, roles, kind: str) -> None:
    blind = {role for role, given in table.RIGHTS.items() if given and table.Right.SEES not in given}
    assert blind == set()
    assert {right for given in table.RIGHTS.values() for right in given} == set(table.Right)


def test_the_readers_are_still_there() -> None:
    """A name in the list that no longer asks would let somebody else ask in its place."""
    for name in READERS:
        path = ROOT / name
        sources = [path] if path.suffix else list(Path(path).glob("*.py"))
        asks = any(re.search(r"roles_of\(|_roles\b|\.role\b", one.read_text()) for one in sources)
        assert asks, name
