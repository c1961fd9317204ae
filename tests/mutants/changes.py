"""The files that are changed, and the changes: one operator, boundary, sign, filter, argument or condition at a time."""

import ast
import re
from collections.abc import Iterator
from copy import copy
from functools import cache
from itertools import combinations
from pathlib import PurePath
from typing import Any, NamedTuple

from tests.mutants.sources import FILES, Place, marks, parse, places

SHELVES = {"conditions", "actions", "queries", "permissions"}
SUBJECTS = {"quota", "months", "facts", "figures", "series", "waiting", "todos", "effects", "wording", "navigation"}
ROOMS = {"notices", "memberships", "bundles"}
NOT_HERE = {"urls", "apps", "admin"}  # of these rooms

OPERATORS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
FUNCTIONS = {"min": "max", "any": "all", "Min": "Max", "Least": "Greatest"}
METHODS = {"filter": "exclude", "first": "last", "earliest": "latest", "asc": "desc"}
SIDES = {"home": "host", "debtor": "creditor", "lower": "upper", "valid_from": "valid_until"}
for pairs in (FUNCTIONS, METHODS, SIDES):
    pairs |= {new: old for old, new in pairs.items()}
SIDES |= {f"{old}_id": f"{new}_id" for old, new in SIDES.items() if len(old) != len("lower")}
LOOKUPS = {"lt": "lte", "lte": "lt", "gt": "gte", "gte": "gt"}
FILTERS = {"filter", "exclude", "Q"}  # may lack any argument
NAMED = FILTERS | {"get", "aggregate", "update"}  # may lack one that is named
ORDERS = {"order_by", "earliest", "latest"}
# What nobody reads as a number or a rule: sizes of caches and pieces, names of fields, the words of the log.
SILENT = {"maxsize", "batch_size", "chunk_size", "stacklevel", "max_length", "verbose_name", "extra"}
LOGS = re.compile(r"(log|logger|logging|warnings)\.")
JOINED = ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp | ast.Dict


class Change(NamedTuple):
    path: str
    number: int  # among the changes of its file
    line: int
    was: str
    now: str
    marks: tuple[int, int, int]  # of its statement, function and file
    runs_at_import: bool


def is_chosen(path: str) -> bool:
    """Whether a file is one of those that are changed."""
    pure = PurePath(path)
    in_room = bool(ROOMS & set(pure.parts[:-1])) and pure.stem not in NOT_HERE
    return in_room or pure.stem in SHELVES | SUBJECTS


def changes_of(path: str, tree: ast.Module | None = None) -> list[Change]:
    """Each change of a file, in the order of its text."""
    return [
        Change(path, number, getattr(place.node, "lineno", place.statement.lineno), _text(place.node), _text(new),
               marks(path, place.statement, place.scope), "()" not in place.scope)
        for number, (place, new) in enumerate(_changes(path, tree or parse(path)))
    ]  # fmt: skip


def changed(path: str, number: int, tree: ast.Module | None = None) -> ast.Module:
    """The file's tree after the change of this number."""
    tree = tree or parse(path)
    place, new = list(_changes(path, tree))[number]
    place.put(new)
    return tree


def _changes(path: str, tree: ast.Module) -> Iterator[tuple[Place, ast.AST]]:
    silent: set[ast.AST] = set()
    kinds: dict[str, str] = {}
    for place in places(tree):
        if place.parent in silent or _is_silent(path, place):
            silent.add(place.node)
            continue
        if isinstance(place.node, ast.FunctionDef):
            given = [*place.node.args.args, *place.node.args.kwonlyargs]
            kinds = {one.arg: _text(one.annotation) for one in given if one.annotation}
        yield from ((place, new) for new in _instead(place, kinds))


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _is_silent(path: str, place: Place) -> bool:
    """What rules nothing: what only a type checker asks, logs, sizes, and fields, which a migration has made."""
    match place.node:
        case ast.Assert():
            return True
        case ast.Assign():
            return path.endswith("models.py") and "()" not in place.scope
        case ast.keyword(arg=name):
            return name in SILENT
        case ast.If(test=test):
            return _text(test) == "TYPE_CHECKING"
        case ast.Call(func=function) | ast.Expr(value=ast.Call(func=function)):
            return bool(LOGS.match(_text(function)))
    return False


@cache
def optional() -> set[str]:
    """The arguments that some function of the project does without."""
    given = [node for path in FILES for node in ast.walk(parse(path)) if isinstance(node, ast.arguments)]
    plain = {arg.arg for one in given for arg in one.args[len(one.args) - len(one.defaults) :]}
    named = [pair for one in given for pair in zip(one.kwonlyargs, one.kw_defaults, strict=True)]
    return plain | {arg.arg for arg, value in named if value}


def _with(node: Any, **fields: Any) -> Any:
    new = copy(node)
    vars(new).update(fields)
    return new


def _without(many: list[Any], at: int) -> list[Any]:
    return many[:at] + many[at + 1 :]


def _instead(place: Place, kinds: dict[str, str]) -> Iterator[ast.AST]:
    """What may stand in the node's place."""
    yield from _conditions(place, place.node)
    yield from _values(place, place.node)
    if isinstance(place.node, ast.Call):
        yield from _calls(place.node, kinds)
    if isinstance(place.node, ast.Expr) and isinstance(place.node.value, ast.Call):
        yield ast.Pass()


def _conditions(place: Place, node: ast.AST) -> Iterator[ast.AST]:
    """A condition or what a filter asks: decided, with another operator, without a part."""
    if place.field == "test" and isinstance(place.parent, ast.If | ast.IfExp):
        yield from (ast.Constant(True), ast.Constant(False))
    if place.field == "ifs":
        yield ast.Constant(True)
    match node:
        case ast.Compare(ops=ops):
            for at, one in enumerate(ops):
                yield _with(node, ops=[*ops[:at], OPERATORS[type(one)](), *ops[at + 1 :]])
        case ast.BoolOp(values=values):
            yield _with(node, op=OPERATORS[type(node.op)]())
            left = [_without(values, at) for at in range(len(values))]
            yield from (_with(node, values=rest) if rest[1:] else rest[0] for rest in left)
        case ast.keyword(arg=str(name)) if _name(place.parent) in NAMED | {"When"}:
            taken = {one.arg for one in getattr(place.parent, "keywords", [])}
            yield from (_with(node, arg=new) for new in _lookups(name) if new not in taken)


def _values(place: Place, node: ast.AST) -> Iterator[ast.AST]:
    """A number, a sign, a side, an order."""
    match node:
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield node.operand
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in OPERATORS and not _joins(node):
            yield _with(node, op=OPERATORS[type(op)]())
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=str(name)) if place.field == "args" and _name(place.parent) in ORDERS:
            yield ast.Constant(name[1:] if name.startswith("-") else f"-{name}")
        case ast.Attribute(attr=name) if name in SIDES:
            yield _with(node, attr=SIDES[name])


def _joins(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether it puts texts, lists or types together."""
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.value]
    texts = [one for one in sides if isinstance(one, JOINED) or isinstance(getattr(one, "value", None), str)]
    types = [one for one in sides if isinstance(one, ast.Name) and one.id[0].isupper() and not one.id.isupper()]
    return bool(texts or types)


def _name(node: ast.AST) -> str:
    """Of the function that is called, without what it belongs to."""
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", ""))


def _lookups(name: str) -> Iterator[str]:
    first, *rest = name.split("__")
    if first in SIDES:
        yield "__".join([SIDES[first], *rest])
    if rest and rest[-1] in LOOKUPS:
        yield "__".join([first, *rest[:-1], LOOKUPS[rest[-1]]])


def _calls(call: ast.Call, kinds: dict[str, str]) -> Iterator[ast.Call]:
    """Another function, an argument less, or two arguments of the same kind the other way round."""
    name, function, args, named = _name(call), call.func, call.args, call.keywords
    if isinstance(function, ast.Name) and name in FUNCTIONS:
        yield _with(call, func=ast.Name(FUNCTIONS[name], ast.Load()))
    if isinstance(function, ast.Attribute) and name in METHODS:
        yield _with(call, func=_with(function, attr=METHODS[name]))
    if name in FILTERS:
        yield from (_with(call, args=_without(args, at)) for at in range(len(args)))
    for at, one in enumerate(named):
        if one.arg and (name in NAMED or one.arg in optional()):
            yield _with(call, keywords=_without(named, at))
    values = [*args, *(one.value for one in named)]
    for first, second in combinations(range(len(values)), 2):
        if _same_kind(values[first], values[second], kinds):
            new = list(values)
            new[first], new[second] = new[second], new[first]
            pairs = zip(named, new[len(args) :], strict=True)
            yield _with(call, args=new[: len(args)], keywords=[_with(one, value=value) for one, value in pairs])


def _same_kind(one: ast.AST, other: ast.AST, kinds: dict[str, str]) -> bool:
    """Two things of one object, two parameters of one type, or the two sides of an exchange."""
    match one, other:
        case ast.Attribute(), ast.Attribute():
            of_one = _text(one.value) == _text(other.value)
            return SIDES.get(one.attr) == other.attr or (of_one and one.attr != other.attr)
        case ast.Name(), ast.Name():
            kind = kinds.get(one.id)
            return one.id != other.id and (
                SIDES.get(one.id) == other.id or (bool(kind) and kind == kinds.get(other.id))
            )
    return False
