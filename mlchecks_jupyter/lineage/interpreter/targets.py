"""Targets of assignments and loops: names, tuples, attributes and items."""

from __future__ import annotations

import ast

from mlchecks_jupyter.lineage.interpreter.operators import Operators
from mlchecks_jupyter.lineage.interpreter.values import (
    MOST_OPTIONS,
    UNKNOWN,
    Class,
    Constant,
    Either,
    Element,
    Mapping,
    Object,
    Sequence,
    Value,
    elements,
)


class Targets(Operators):
    """Binds values to targets."""

    def bind_element(self, target: ast.expr, iterable: Value, loop: ast.AST) -> None:
        """Bind a loop's target to one of the values it runs over."""
        self.loops = (*self.loops, loop)
        options = elements(iterable)
        if isinstance(iterable, Either):
            options = tuple(option for branch in iterable.options for option in elements(branch))
        element: Value = Element(options, loop) if options else self.part(iterable)
        self.assign(target, element)

    def assign(self, target: ast.expr, value: Value) -> None:
        """Bind the names of a target."""
        if isinstance(target, ast.Name):
            self.scope.bind(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            for position, inner in enumerate(target.elts):
                self.assign(inner, self._unpacked(value, position, len(target.elts)))
        elif isinstance(target, ast.Starred):
            self.assign(target.value, self.part(value))
        elif isinstance(target, ast.Attribute):
            self._set_attribute(target, value)
        elif isinstance(target, ast.Subscript):
            owner, index = self.evaluate(target.value), self.evaluate(target.slice)
            if isinstance(owner, Sequence):
                owner.items = _with_item(owner, index, value)
            elif isinstance(owner, Mapping):
                owner.items[index.value if isinstance(index, Constant) else index] = value

    def _unpacked(self, value: Value, position: int, count: int) -> Value:
        if isinstance(value, Sequence):
            if value.complete and len(value.items) == count:
                return value.items[position]
            return value.items[0] if len(value.items) == 1 else UNKNOWN
        if isinstance(value, Element | Either):
            found = [self._unpacked(option, position, count) for option in value.options[:MOST_OPTIONS]]
            if isinstance(value, Either):
                return Either(tuple(found))
            return Element(tuple(found), value.loop)
        return self.part(value)

    def _set_attribute(self, target: ast.Attribute, value: Value) -> None:
        owner = self.evaluate(target.value)
        if isinstance(owner, Object | Class):
            owner.attributes[target.attr] = value
        for observer in self.observers:
            observer.set_attribute(owner, target.attr, value, target, self.cell)


def _with_item(owner: Sequence, index: Value, value: Value) -> tuple[Value, ...]:
    """The items after `owner[index] = value`; which one it is may not be known."""
    position = index.value if isinstance(index, Constant) else None
    items = list(owner.items)
    if owner.complete and isinstance(position, int) and -len(items) <= position < len(items):
        items[position] = value
        return tuple(items)
    owner.complete = False
    return (*items, value)[:MOST_OPTIONS]
