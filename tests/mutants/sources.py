"""The sources as trees: each place in them, a mark for each statement, and modules imported or changed from such a tree."""

import ast
import gc
import sys
from collections.abc import Callable, Iterator
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple
from zlib import crc32

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("softlanding", "parks", "companies", "exchanges")
OTHERS = {"migrations", "demo", "seeding", "running", "management", "support"}
BODIES = {"body", "orelse", "finalbody", "handlers", "cases"}
UNTOUCHED = {"annotation", "returns", "type_params"}
FILES = sorted(
    str(path.relative_to(ROOT)) for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")
    if not OTHERS & set(path.parts)
)  # fmt: skip


class Place(NamedTuple):
    """A node, where it hangs, the statement it is part of, and the scope in which that statement runs."""

    node: ast.AST
    parent: ast.AST
    field: str
    at: int | None  # in a list
    statement: ast.stmt
    scope: str  # "Class.method()": a function's name has brackets

    def put(self, node: ast.AST) -> None:
        new = ast.fix_missing_locations(ast.copy_location(node, self.node))
        if self.at is None:
            setattr(self.parent, self.field, new)
        else:
            getattr(self.parent, self.field)[self.at] = new


def places(parent: ast.AST, statement: Any = None, scope: str = "") -> Iterator[Place]:
    """Each node below the parent, outer ones first; annotations are left out."""
    inner = scope
    if parent is statement and isinstance(parent, ast.FunctionDef | ast.ClassDef):
        inner = f"{scope}.{parent.name}{'()' * isinstance(parent, ast.FunctionDef)}"
    for field, value in ast.iter_fields(parent):
        if field in UNTOUCHED:
            continue
        for index, node in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(node, ast.AST):
                own = (node, inner) if isinstance(node, ast.stmt) else (statement, scope)
                yield Place(node, parent, field, index if isinstance(value, list) else None, *own)
                yield from places(node, *own)


def marks(path: str, statement: ast.stmt, scope: str) -> tuple[int, int, int]:
    """Numbers for a statement, its function and its file that stay the same when lines move."""
    head = type(statement)(**{name: one for name, one in ast.iter_fields(statement) if name not in BODIES})
    names = f"{path}:{scope}:{ast.dump(head)}", f"{path}:{scope}", path
    return crc32(names[0].encode()), crc32(names[1].encode()), crc32(names[2].encode())


def probed(path: str, tree: ast.Module, known: dict[int, tuple[int, int, int]]) -> ast.Module:
    """The tree in which each statement first tells that it is reached: `__hit__(mark)`."""
    for place in reversed(list(places(tree))):
        node = place.node
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if isinstance(node, ast.stmt) and place.field in BODIES and not is_text and not is_future:
            found = marks(path, node, place.scope)
            known[found[0]] = found
            call = ast.Expr(ast.Call(ast.Name("__hit__", ast.Load()), [ast.Constant(found[0])], []))
            ast.copy_location(call, node)
            getattr(place.parent, place.field).insert(place.at or 0, ast.fix_missing_locations(call))
    return tree


Maker = Callable[[str, ast.Module], ast.Module]


class Changed(SourceFileLoader):
    """Imports a file from a tree that was changed, without the cache of compiled files."""

    make: Maker

    def get_code(self, fullname: str) -> CodeType:
        path = self.path.removeprefix(f"{ROOT}/")
        return compile(self.make(path, parse(path)), self.path, "exec", dont_inherit=True)


def import_changed(make: Maker, files: set[str]) -> None:
    """From now on import these files from what is made of their trees."""

    class Finder(MetaPathFinder):
        def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
            spec = PathFinder.find_spec(name, path)
            if not spec or (spec.origin or "").removeprefix(f"{ROOT}/") not in files:
                return None
            spec.loader = loader = Changed(name, str(spec.origin))
            loader.make = make
            return spec

    sys.meta_path.insert(0, Finder())


def parse(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


def swap(path: str, tree: ast.Module) -> int:
    """Let the functions of an imported module run the tree's code instead; how many there were.

    Whoever holds a function (a decorator, a registry, a cache) holds the object, whose code is another now.
    """
    file = str(ROOT / path)
    before, after = (_codes(compile(one, file, "exec", dont_inherit=True)) for one in (parse(path), tree))
    changed = {key: code for key, code in after.items() if code != before.get(key)}
    found = [
        (one, changed[key]) for one in gc.get_objects() if isinstance(one, FunctionType)
        and one.__code__.co_filename == file and (key := _key(one.__code__)) in changed
    ]  # fmt: skip
    for function, code in found:
        function.__code__ = code  # ValueError where it needs other variables from outside
    return len(found)


def _key(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> dict[tuple[str, int], CodeType]:
    inner = [_codes(one) for one in code.co_consts if isinstance(one, CodeType)]
    return {key: one for codes in inner for key, one in codes.items()} | {_key(code): code}
