"""Scopes: which value a name stands for."""

from __future__ import annotations

import builtins
from typing import Final

from mlchecks_jupyter.lineage.values import Constant, Named, Value, either

BUILTINS: Final[dict[str, Value]] = {
    **{name: Named(f"builtins.{name}") for name in dir(builtins)},
    "__name__": Constant("__main__"),
}


class Scope:
    """The names of a module, function, class or comprehension, and the scope around it."""

    __slots__ = ("globals", "names", "of_class", "parent")

    def __init__(self, parent: Scope | None = None, of_class: bool = False) -> None:
        self.parent = parent
        self.of_class = of_class
        self.names: dict[str, Value] = {}
        self.globals: set[str] = set()

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
        """Let a name stand for a value, in the module's scope if it was declared global."""
        if name in self.globals:
            self.module.names[name] = value
        else:
            self.names[name] = value

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
