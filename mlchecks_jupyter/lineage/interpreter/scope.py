"""Scopes: which value a name stands for."""

from __future__ import annotations

import builtins
from typing import Final

from mlchecks_jupyter.lineage.interpreter.values import Constant, Named, Value, either

BUILTINS: Final[dict[str, Value]] = {
    **{name: Named(f"builtins.{name}") for name in dir(builtins)},
    "__name__": Constant("__main__"),
}


class Scope:
    """The names of a module, function, class or comprehension, and the scope around it."""

    __slots__ = ("names", "of_class", "outer", "parent")

    def __init__(self, parent: Scope | None = None, of_class: bool = False) -> None:
        self.parent = parent
        self.of_class = of_class
        self.names: dict[str, Value] = {}
        #: The scopes of names declared global or nonlocal.
        self.outer: dict[str, Scope] = {}

    def find(self, name: str) -> Value | None:
        """The value of a name here or further out, None where it is unbound."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.names.get(name)
            if value is not None:
                return value
            scope = scope.parent
        return BUILTINS.get(name)

    def bind(self, name: str, value: Value) -> None:
        """Let a name stand for a value, in the scope it was declared to be of."""
        if name in self.outer:
            self.outer[name].names[name] = value
        else:
            self.names[name] = value

    def home(self, name: str) -> Scope:
        """The nearest scope around this one that binds a name, this one where none does."""
        scope = self.parent
        while scope is not None:
            if name in scope.names:
                return scope
            scope = scope.parent
        return self

    @property
    def enclosing(self) -> Scope:
        """The scope that functions defined here see: the names of a class body are not for its methods."""
        return self.parent if self.of_class and self.parent is not None else self

    @property
    def module(self) -> Scope:
        """The outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


def join(first: dict[str, Value], second: dict[str, Value]) -> dict[str, Value]:
    """The names after two branches; a name bound in one of them only keeps that value."""
    joined = dict(first)
    for name, value in second.items():
        known = joined.get(name)
        joined[name] = value if known is None else either(known, value)
    return joined
