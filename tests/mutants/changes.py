"""The changes that are tried: one operator, boundary, sign, filter, argument or condition of a file at a time."""

import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

Pairs = Iterator[tuple[ast.AST, ast.AST]]  # a part of the file, and what may stand in its place
ROOT = Path(__file__).resolve().parents[2]
OPERATORS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
FUNCTIONS = {"min": "max", "any": "all", "Min": "Max", "Least": "Greatest"}
METHODS = {"filter": "exclude", "first": "last", "earliest": "latest", "asc": "desc"}
SIDES = {"home": "host", "home_id": "host_id", "debtor": "creditor", "debtor_id": "creditor_id",
         "lower": "upper", "valid_from": "valid_until"}  # fmt: skip
for pairs in (FUNCTIONS, METHODS, SIDES):
    pairs |= {new: old for old, new in pairs.items()}
LOOKUPS = {"lt": "lte", "lte": "lt", "gt": "gte", "gte": "gt"}
FILTERS = {"filter", "exclude", "Q"}  # may lack any argument
NAMED = FILTERS | {"get", "aggregate", "update", "When"}  # may lack one that is named
ORDERS = {"order_by", "earliest", "latest"}
TEXTS = ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp | ast.Dict
# What nobody reads as a number or a rule: sizes of caches and pieces, the log, and fields, which a migration has made.
SILENT = re.compile(
    r"assert |if TYPE_CHECKING:|class Meta\b|(log|logger|logging|warnings|models)\."
    r"|(maxsize|batch_size|chunk_size|stacklevel|max_length|verbose_name|extra)="
)


class Change(NamedTuple):
    path: str
    number: int  # among the changes of its file
    lines: range  # of the statement, without those of the statement's body
    old: ast.AST
    new: ast.AST
    tree: ast.Module

    def __str__(self) -> str:
        return f"`{self.path}:{self.lines.start}`: `{ast.unparse(self.old)}` -> `{ast.unparse(self.new)}`"

    def changed(self) -> str:
        """The file's text with the new in the place of the old: deepcopy believes that the new is the old's copy."""
        return ast.unparse(deepcopy(self.tree, {id(self.old): self.new}))


def changes_of(path: str) -> list[Change]:
    """Each change of a file, in the order of its statements."""
    tree = ast.parse((ROOT / path).read_text())
    return [Change(path, number, *found, tree) for number, found in enumerate(_below(tree, range(0), {}))]


def _below(node: Any, lines: range, kinds: dict[str, str]) -> Iterator[tuple[range, ast.AST, ast.AST]]:
    """Lines, old and new of the node's changes and all below it; the kinds are the types of a function's parameters."""
    if isinstance(node, ast.stmt | ast.Call | ast.keyword) and SILENT.match(ast.unparse(node)):
        return
    if isinstance(node, ast.FunctionDef):
        given = [one for one in ast.walk(node.args) if isinstance(one, ast.arg) and one.annotation]
        kinds = {one.arg: ast.unparse(one.annotation) for one in given}
    if isinstance(node, ast.stmt):
        body = getattr(node, "body", None)
        lines = range(node.lineno, body[0].lineno if body else node.end_lineno + 1) or lines
    pairs = _of_call(node, kinds) if isinstance(node, ast.Call) else _of_other(node)
    yield from ((lines, old, new) for old, new in pairs)
    types = getattr(node, "annotation", None), getattr(node, "returns", None)
    for child in ast.iter_child_nodes(node):
        if child not in types:
            yield from _below(child, lines, kinds)


def _of_call(call: ast.Call, kinds: dict[str, str]) -> Pairs:
    """Another function, order or lookup; an argument less; two arguments of the same kind the other way round."""
    name, words = _name(call.func), [word for word in call.keywords if word.arg]
    part, others = ("attr", METHODS) if isinstance(call.func, ast.Attribute) else ("id", FUNCTIONS)
    if name in others:
        yield call, _with(call, func=_with(call.func, **{part: others[name]}))
    if name in ORDERS:
        texts = [one for one in call.args if isinstance(one, ast.Constant)]
        yield from ((one, ast.Constant(f"-{one.value}".removeprefix("--"))) for one in texts)
    if name in FILTERS:
        yield from ((call, _with(call, args=_without(call.args, one))) for one in call.args)
    if name in NAMED:
        yield from ((call, _with(call, keywords=_without(call.keywords, word))) for word in words)
        yield from ((word, _with(word, arg=other)) for word in words for other in _lookups(word.arg, words))
    for one, other in combinations([*call.args, *(word.value for word in call.keywords)], 2):
        if _are_alike(one, other, kinds):
            yield call, deepcopy(call, {id(one): other, id(other): one})


def _lookups(name: Any, taken: list[ast.keyword]) -> list[str]:
    """Of the other side, and beyond the boundary."""
    first, last = name.split("__")[0], name.split("__")[-1]
    others = name.replace(first, SIDES.get(first, first), 1), name.removesuffix(last) + LOOKUPS.get(last, last)
    return [other for other in others if other not in {word.arg for word in taken}]


def _are_alike(one: ast.AST, other: ast.AST, kinds: dict[str, str]) -> bool:
    """Two things of one object, two parameters of one type, or the two sides of an exchange."""
    if type(one) is not type(other) or _name(one) == _name(other):
        return False
    groups = [ast.unparse(it.value) if isinstance(it, ast.Attribute) else kinds.get(_name(it)) for it in (one, other)]
    return SIDES.get(_name(one)) == _name(other) or (None not in groups and groups[0] == groups[1])


def _of_other(node: Any) -> Pairs:
    """A condition decided or left out, a call left out, another operator, sign, number or side."""
    match node:
        case ast.If(test=test) | ast.IfExp(test=test):
            yield from ((test, ast.Constant(decided)) for decided in (True, False))
        case ast.comprehension(ifs=tests):
            yield from ((test, ast.Constant(True)) for test in tests)
        case ast.BoolOp(op=op, values=tests):
            yield node, _with(node, op=OPERATORS[type(op)]())
            less = [_without(tests, test) for test in tests]
            yield from ((node, _with(node, values=rest) if rest[1:] else rest[0]) for rest in less)
        case ast.Compare(ops=ops):
            new = [[*ops[:at], OPERATORS[type(op)](), *ops[at + 1 :]] for at, op in enumerate(ops)]
            yield from ((node, _with(node, ops=one)) for one in new)
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in OPERATORS and not _joins(node):
            yield node, _with(node, op=OPERATORS[type(op)]())
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield node, node.operand
        case ast.Constant(value=int(value)):
            others = [not value] if isinstance(value, bool) else [value + 1, value - 1]
            yield from ((node, ast.Constant(other)) for other in others)
        case ast.Attribute(attr=name) if name in SIDES:
            yield node, _with(node, attr=SIDES[name])
        case ast.Expr(value=ast.Call()):
            yield node, ast.Pass()


def _joins(node: ast.AST) -> bool:
    """Whether it puts texts, lists or types together."""
    sides = [*ast.iter_child_nodes(node)]
    types = [one for one in sides if isinstance(one, ast.Name) and one.id[0].isupper() and not one.id.isupper()]
    return bool(types) or any(isinstance(one, TEXTS) or isinstance(getattr(one, "value", 0), str) for one in sides)


def _name(node: ast.AST) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _with(node: Any, **fields: Any) -> Any:
    return type(node)(**vars(node) | fields)


def _without(many: list[Any], one: Any) -> list[Any]:
    return [other for other in many if other is not one]
