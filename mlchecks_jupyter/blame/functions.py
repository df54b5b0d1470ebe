"""The Python functions in the user's own files that a cell's statements call: live objects, looked at and never run."""

from __future__ import annotations

import ast
import functools
import inspect
import os
import sysconfig
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

#: How many functions are followed from some statements; a helper's helpers are seldom as many.
_MOST_FUNCTIONS: Final = 60


class Followed(NamedTuple):
    """A function, and the one that the cell itself calls on the way to it."""

    function: types.FunctionType
    called: types.FunctionType


def followed(statements: Iterable[ast.stmt], namespace: Mapping[str, Any]) -> Iterator[Followed]:
    """The user's own functions that some statements call, of cells and of files, and those that these call in turn.

    Parameters
    ----------
    namespace : mapping
        The kernel's global names.
    """
    waiting = [Followed(value, value) for statement in statements for value in _called(statement, namespace)]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_FUNCTIONS:
        function, called = waiting.pop(0)
        if id(function) in seen or _is_of_a_library(function.__code__.co_filename):
            continue
        seen.add(id(function))
        yield Followed(function, called)
        waiting += [Followed(each, called) for each in _named_in(function)]


def _named_in(function: types.FunctionType) -> Iterator[types.FunctionType]:
    """The functions that a function's code names, by themselves or as a module's attribute."""
    names = sorted(_names(function.__code__))
    known = [function.__globals__.get(name) for name in names]
    for value in known:
        yield from _as_functions(value)
        if isinstance(value, types.ModuleType):
            for name in names:
                yield from _as_functions(vars(value).get(name))


def _names(code: types.CodeType) -> set[str]:
    """The global names and attributes in a function's code, and in the comprehensions and functions inside it."""
    inner = (each for each in code.co_consts if isinstance(each, types.CodeType))
    return set(code.co_names).union(*(_names(each) for each in inner))


def _called(statement: ast.stmt, namespace: Mapping[str, Any]) -> Iterator[types.FunctionType]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Call):
            yield from _as_functions(_look_up(node.func, namespace))
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from _as_functions(_look_up(argument, namespace))  # handed over to be called, as to `apply`


def _look_up(node: ast.expr, namespace: Mapping[str, Any]) -> object:
    """What a dotted name stands for, looked up without calling any code."""
    if isinstance(node, ast.Name):
        return namespace.get(node.id)
    if not isinstance(node, ast.Attribute):
        return None
    owner = _look_up(node.value, namespace)
    if isinstance(owner, types.ModuleType):
        return vars(owner).get(node.attr)
    kind = owner if isinstance(owner, type) else type(owner)
    return next((vars(each)[node.attr] for each in kind.__mro__ if node.attr in vars(each)), None)


def _as_functions(value: object) -> Iterator[types.FunctionType]:
    """The Python functions that calling a value runs first."""
    if isinstance(value, functools.partial):
        value = value.func
    if isinstance(value, staticmethod | classmethod | types.MethodType):
        value = value.__func__
    if isinstance(value, types.FunctionType):
        wrapped = inspect.unwrap(value)
        yield wrapped if isinstance(wrapped, types.FunctionType) else value
    elif isinstance(value, type):
        for name in ("__init__", "__call__", "__new__"):
            made = vars(value).get(name)
            if isinstance(made, types.FunctionType):
                yield made


@functools.lru_cache(maxsize=1)
def _libraries() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    return tuple({os.path.realpath(paths[name]) + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib")})


def _is_of_a_library(file: str) -> bool:
    """Whether code stands in an installed file; what a cell defines stands in none that exists."""
    return os.path.realpath(file).startswith(_libraries())
