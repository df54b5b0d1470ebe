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
        options = loop_options(iterable)
        element: Value = Element(options, loop) if options else self.flow.element(iterable, self.part(iterable))
        self.assign(target, element)

    def assign(self, target: ast.expr, value: Value) -> None:
        """Bind the names of a target."""
        if isinstance(target, ast.Name):
            self.scope.bind(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            for position, inner in enumerate(target.elts):
                self.assign(inner, self._unpacked(value, position, target.elts))
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
            else:
                self.flow.stored(owner, index, value, target, self.order)

    def _unpacked(self, value: Value, position: int, targets: list[ast.expr]) -> Value:
        if isinstance(value, Sequence):
            if value.complete and len(value.items) == len(targets):
                return value.items[position]
            return value.items[0] if len(value.items) == 1 else UNKNOWN
        if isinstance(value, Element | Either):
            found = [self._unpacked(option, position, targets) for option in value.options[:MOST_OPTIONS]]
            if isinstance(value, Either):
                return Either(tuple(found))
            return Element(tuple(found), value.loop)
        return self.flow.unpacked(value, position, targets, self.part(value))

    def _set_attribute(self, target: ast.Attribute, value: Value) -> None:
        owner = self.evaluate(target.value)
        if isinstance(owner, Object | Class):
            owner.attributes[target.attr] = value
        else:
            self.flow.stored(owner, None, value, target, self.order)
        for observer in self.observers:
            observer.set_attribute(owner, target.attr, value, target, self.cell)


def loop_options(iterable: Value) -> tuple[Value, ...]:
    """The values that a loop binds, one on each turn; empty where that is not known."""
    if isinstance(iterable, Either):
        return tuple(option for branch in iterable.options for option in elements(branch))
    return elements(iterable)


def _with_item(owner: Sequence, index: Value, value: Value) -> tuple[Value, ...]:
    """The items after `owner[index] = value`; which one it is may not be known."""
    position = index.value if isinstance(index, Constant) else None
    items = list(owner.items)
    if owner.complete and isinstance(position, int) and -len(items) <= position < len(items):
        items[position] = value
        return tuple(items)
    owner.complete = False
    return (*items, value)[:MOST_OPTIONS]
