"""The changes that are tried: one operator, boundary, sign, filter, argument or condition of a file at a time."""

import ast
import re
from collections.abc import Iterator
from copy import copy
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
OPERATORS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
CALLED = {"min": "max", "any": "all", "Min": "Max", "Least": "Greatest",
          "filter": "exclude", "first": "last", "earliest": "latest", "asc": "desc"}  # fmt: skip
SIDES = {"home": "host", "home_id": "host_id", "debtor": "creditor", "debtor_id": "creditor_id",
         "lower": "upper", "valid_from": "valid_until"}  # fmt: skip
for pairs in (CALLED, SIDES):
    pairs |= {new: old for old, new in pairs.items()}
LOOKUPS = {"lt": "lte", "lte": "lt", "gt": "gte", "gte": "gt"}
FILTERS = {"filter", "exclude", "Q"}  # may lack any argument
NAMED = FILTERS | {"get", "aggregate", "update", "When"}  # may lack one that is named
ORDERS = {"order_by", "earliest", "latest"}
# What nobody reads as a number or a rule: sizes of caches and pieces, names of fields, the words of the log.
SILENT = {"maxsize", "batch_size", "chunk_size", "stacklevel", "max_length", "verbose_name", "extra"}
LOGS = re.compile(r"(log|logger|logging|warnings|models)\.")  # and fields, which a migration has made
UNTOUCHED = {"annotation", "returns", "type_params"}
TEXTS = ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp | ast.Dict


class Place(NamedTuple):
    node: Any
    parent: Any
    field: str
    at: int | None  # in a list
    lines: range  # of the statement it is part of, without those of the statement's body


class Change(NamedTuple):
    path: str
    number: int  # among the changes of its file
    line: int
    was: str
    now: str
    lines: range


def changes_of(path: str, tree: ast.Module | None = None) -> list[Change]:
    """Each change of a file, in the order of its text."""
    found = enumerate(_changes(tree or ast.parse((ROOT / path).read_text())))
    return [Change(path, number, one.lines[0], _text(one.node), _text(new), one.lines) for number, (one, new) in found]


def changed(path: str, number: int) -> str:
    """The file's text after the change of this number."""
    tree = ast.parse((ROOT / path).read_text())
    place, new = list(_changes(tree))[number]
    if place.at is None:
        setattr(place.parent, place.field, new)
    else:
        getattr(place.parent, place.field)[place.at] = new
    return ast.unparse(ast.fix_missing_locations(tree))


def _changes(tree: ast.Module) -> Iterator[tuple[Place, ast.AST]]:
    kinds: dict[str, str] = {}
    for place in _places(tree, range(1)):
        if isinstance(place.node, ast.FunctionDef):
            given = [*place.node.args.args, *place.node.args.kwonlyargs]
            kinds = {one.arg: _text(one.annotation) for one in given if one.annotation}
        yield from ((place, new) for new in _instead(place, place.node, kinds))


def _places(parent: ast.AST, lines: range) -> Iterator[Place]:
    """Each node below the parent that rules something, outer ones first."""
    for field, value in ast.iter_fields(parent):
        for at, node in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(node, ast.AST) and field not in UNTOUCHED and not _is_silent(node):
                own = lines
                if isinstance(node, ast.stmt):
                    body = getattr(node, "body", None)
                    own = range(node.lineno, body[0].lineno if body else (node.end_lineno or 0) + 1)
                yield Place(node, parent, field, at if isinstance(value, list) else None, own or lines)
                yield from _places(node, own or lines)


def _is_silent(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.ClassDef(name="Meta"):
            return True
        case ast.keyword(arg=name):
            return name in SILENT
        case ast.Call(func=function) | ast.Expr(value=ast.Call(func=function)):
            return bool(LOGS.match(_text(function)))
    return False


def _instead(place: Place, node: Any, kinds: dict[str, str]) -> Iterator[ast.AST]:
    """What may stand in the node's place: a condition decided, an operator or a part of it another, a call left out."""
    if place.field == "test" and isinstance(place.parent, ast.If | ast.IfExp):
        yield from (ast.Constant(True), ast.Constant(False))
    if place.field == "ifs":
        yield ast.Constant(True)
    match node:
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Call():
            yield from _calls(node, kinds)
        case ast.Compare(ops=ops):
            yield from (_with(node, ops=_put(ops, at, OPERATORS[type(one)]())) for at, one in enumerate(ops))
        case ast.BoolOp(values=values):
            yield _with(node, op=OPERATORS[type(node.op)]())
            left = [_put(values, at) for at in range(len(values))]
            yield from (_with(node, values=rest) if rest[1:] else rest[0] for rest in left)
        case _:
            yield from _values(place, node)


def _values(place: Place, node: Any) -> Iterator[ast.AST]:
    """Another number, sign, side or order, or another thing that is asked of a row."""
    match node:
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield node.operand
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in OPERATORS and not _joins(node):
            yield _with(node, op=OPERATORS[type(op)]())
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=str(name)) if _name(place.parent) in ORDERS:
            yield ast.Constant(name[1:] if name.startswith("-") else f"-{name}")
        case ast.Attribute(attr=name) if name in SIDES:
            yield _with(node, attr=SIDES[name])
        case ast.keyword(arg=str(name)) if _name(place.parent) in NAMED:
            first, *rest = name.split("__")
            others = [
                [SIDES.get(first, first), *rest],
                [first, *rest[:-1], *(LOOKUPS.get(one, one) for one in rest[-1:])],
            ]
            taken = {one.arg for one in place.parent.keywords}
            yield from (_with(node, arg=new) for new in map("__".join, others) if new not in taken)


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _name(node: ast.AST) -> str:
    """Of the function that is called, without what it belongs to."""
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", ""))


def _with(node: Any, **fields: Any) -> Any:
    new = copy(node)
    vars(new).update(fields)
    return new


def _put(many: list[Any], at: int, *new: Any) -> list[Any]:
    return [*many[:at], *new, *many[at + 1 :]]


def _joins(node: Any) -> bool:
    """Whether it puts texts, lists or types together."""
    sides = [getattr(node, "left", node), getattr(node, "right", getattr(node, "value", node))]
    types = [one for one in sides if isinstance(one, ast.Name) and one.id[0].isupper() and not one.id.isupper()]
    return bool(types) or any(isinstance(one, TEXTS) or isinstance(getattr(one, "value", 0), str) for one in sides)


def _calls(call: Any, kinds: dict[str, str]) -> Iterator[ast.Call]:
    """Another function, a filter less, or two arguments of the same kind the other way round."""
    name, args, named = _name(call), call.args, call.keywords
    if name in CALLED:
        part = "attr" if isinstance(call.func, ast.Attribute) else "id"
        yield _with(call, func=_with(call.func, **{part: CALLED[name]}))
    if name in FILTERS:
        yield from (_with(call, args=_put(args, at)) for at in range(len(args)))
    if name in NAMED:
        yield from (_with(call, keywords=_put(named, at)) for at, one in enumerate(named) if one.arg)
    values = [*args, *(one.value for one in named)]
    for one, other in combinations(range(len(values)), 2):
        if _same_kind(values[one], values[other], kinds):
            new = _put(_put(values, one, values[other]), other, values[one])
            words = [_with(word, value=value) for word, value in zip(named, new[len(args) :], strict=True)]
            yield _with(call, args=new[: len(args)], keywords=words)


def _same_kind(one: Any, other: Any, kinds: dict[str, str]) -> bool:
    """Two things of one object, two parameters of one type, or the two sides of an exchange."""
    match one, other:
        case ast.Attribute(attr=name), ast.Attribute(attr=another):
            return SIDES.get(name) == another or (_text(one.value) == _text(other.value) and name != another)
        case ast.Name(id=name), ast.Name(id=another) if name != another:
            return SIDES.get(name) == another or (name in kinds and kinds[name] == kinds.get(another))
    return False
