"""Containers: lists, tuples and dicts as written, and their items."""

from __future__ import annotations

import ast

from mlchecks_jupyter.lineage.interpreter.targets import Targets
from mlchecks_jupyter.lineage.interpreter.values import (
    MOST_ITEMS,
    MOST_OPTIONS,
    UNKNOWN,
    Constant,
    Either,
    Element,
    Made,
    Mapping,
    Parameter,
    Sequence,
    Span,
    Value,
    elements,
)


class Containers(Targets):
    """Evaluates container displays and subscripts."""

    def sequence(self, node: ast.List | ast.Tuple | ast.Set) -> Value:
        """A list, tuple or set as written; starred parts are spread where they are known."""
        items: list[Value] = []
        complete = True
        for element in node.elts:
            value = self.evaluate(element)
            if isinstance(element, ast.Starred):
                complete &= isinstance(value, Sequence) and value.complete
                items += elements(value)
            else:
                items.append(value)
        return Sequence(tuple(items[:MOST_ITEMS]), complete and len(items) <= MOST_ITEMS)

    def mapping(self, node: ast.Dict) -> Value:
        """A dict as written; mappings spread into it are taken over where they are known."""
        made = Mapping({})
        for key, expression in zip(node.keys, node.values, strict=True):
            value = self.evaluate(expression)
            if key is None:
                if isinstance(value, Mapping):
                    made.items.update(value.items)
                    made.complete &= value.complete
                else:
                    made.complete = False
                continue
            name = self.evaluate(key)
            if isinstance(name, Constant) and not name.holes:
                made.items[name.value] = value
            else:
                made.items[name] = value  # an unknown key still holds a known value
                made.complete = False
        return made

    def subscript(self, node: ast.Subscript) -> Value:
        """An item of a container of the notebook, a part of anything else."""
        owner = self.evaluate(node.value)
        index = self.evaluate(node.slice)
        return self._taken(owner, index, node)

    def _taken(self, owner: Value, index: Value, node: ast.Subscript) -> Value:
        if isinstance(owner, Mapping | Sequence):
            if isinstance(index, Span) and not (isinstance(owner, Sequence) and owner.complete):
                return self.flow.taken(owner, index, node, self._item(owner, index))
            return self._item(owner, index)
        if isinstance(owner, Either | Element):
            found = [self._taken(option, index, node) for option in owner.options[:MOST_OPTIONS]]
            return Either(tuple(found)) if isinstance(owner, Either) else Element(tuple(found), owner.loop)
        if isinstance(owner, Parameter):
            return owner
        column = isinstance(owner, Made) and isinstance(index, Constant) and isinstance(index.value, str)
        result = owner.other() if column and isinstance(owner, Made) else self.part(owner)
        return self.flow.taken(owner, index, node, result)

    def _item(self, owner: Mapping | Sequence, index: Value) -> Value:
        if isinstance(index, Constant):
            if isinstance(owner, Mapping):
                try:
                    return owner.items.get(index.value, UNKNOWN)
                except TypeError:  # an unhashable literal is no key
                    return UNKNOWN
            if owner.complete and isinstance(index.value, int) and -len(owner.items) <= index.value < len(owner.items):
                return owner.items[index.value]
        if isinstance(index, Span) and isinstance(owner, Sequence):
            return Sequence(owner.items, complete=False)
        values = tuple(owner.items.values()) if isinstance(owner, Mapping) else owner.items
        return Either(values[:MOST_OPTIONS]) if values else UNKNOWN
