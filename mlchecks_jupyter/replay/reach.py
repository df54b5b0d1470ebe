"""Names of a cell: what it binds, and which variables it can reach, also through functions of the notebook."""

from __future__ import annotations

import ast
import dis
import types
from collections.abc import Iterator, Mapping
from typing import Any, Final

#: Names that IPython puts among the user's.
_IPYTHON: Final = frozenset({"In", "Out", "exit", "quit", "get_ipython", "open", "_exit_code"})


def is_the_users(name: str) -> bool:
    """Whether a variable is the user's, not IPython's: ``_``, ``_i3``, ``_dh``, ``In`` are not."""
    if name in _IPYTHON or (name.startswith("__") and name.endswith("__")):
        return False
    return not (
        name.startswith("_")
        and (name.strip("_") == "" or name.lstrip("_").rstrip("0123456789") in {"", "i", "ih", "oh", "dh", "ii", "iii"})
    )


def bound(tree: ast.Module) -> frozenset[str]:
    """Names that the top level of a cell binds, functions and classes and imports among them."""
    return frozenset(_bound(tree))


def imported(tree: ast.Module) -> frozenset[str]:
    """Names that a cell imports."""
    return frozenset(
        (each.asname or each.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for each in node.names
    )


def _bound(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child.name
            continue
        if isinstance(child, ast.Lambda | ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
            yield from (each.target.id for each in ast.walk(child) if isinstance(each, ast.NamedExpr))
            continue
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        elif isinstance(child, ast.alias):
            yield (child.asname or child.name).partition(".")[0]
        elif isinstance(child, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and child.name:
            yield child.name
        yield from _bound(child)


def reached(tree: ast.Module, namespace: Mapping[str, Any]) -> frozenset[str]:
    """Variables that a cell reads, directly or in the notebook's functions and classes that it reaches."""
    found: set[str] = set()
    waiting = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    while waiting:
        name = waiting.pop()
        if name in found or name not in namespace:
            continue
        found.add(name)
        for code in _codes(namespace[name], namespace):
            waiting |= _names(code)
    return frozenset(found)


def written_globals(names: frozenset[str], namespace: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Functions of the notebook, among these names, that bind global variables, with the variables."""
    found = {}
    for name in names:
        stored = {
            str(step.argval)
            for code in _codes(namespace.get(name), namespace)
            for each in _nested(code)
            for step in dis.get_instructions(each)
            if step.opname == "STORE_GLOBAL"
        }
        if stored:
            found[name] = frozenset(stored)
    return found


def _codes(value: object, namespace: Mapping[str, Any]) -> Iterator[types.CodeType]:
    kind = type(value)
    if kind is types.FunctionType and isinstance(value, types.FunctionType):
        if value.__globals__ is namespace:
            yield value.__code__
    elif kind is types.MethodType and isinstance(value, types.MethodType):
        yield from _codes(value.__func__, namespace)
    elif kind is type and isinstance(value, type):
        yield from _of_class(value, namespace)
    else:
        yield from _of_class(kind, namespace)


#: A class's own dictionary, past anything that its own class says of it.
_OWN: Final = type.__dict__["__dict__"]


_NAME: Final = type.__dict__["__name__"]
_MODULE: Final = type.__dict__["__module__"]


def name_of(kind: type) -> str:
    """A class's name, without running code of the user's."""
    return str(_NAME.__get__(kind))


def module_of(kind: type) -> str:
    """The module in which a class was made, without running code of the user's."""
    return str(_MODULE.__get__(kind))


def _of_class(kind: type, namespace: Mapping[str, Any]) -> Iterator[types.CodeType]:
    own = _OWN.__get__(kind)
    if own.get("__module__") == "__main__":
        for each in own.values():
            if type(each) is types.FunctionType:
                yield from _codes(each, namespace)


def _names(code: types.CodeType) -> set[str]:
    return {name for each in _nested(code) for name in each.co_names}


def _nested(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield from _nested(each)
