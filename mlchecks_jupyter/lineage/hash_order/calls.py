"""Calls, read for the order of sets: what runs over one, what is the same in any order, what only shows."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, ClassVar

from mlchecks_jupyter.lineage.hash_order import words
from mlchecks_jupyter.lineage.hash_order.elements import element_kind, elements_of
from mlchecks_jupyter.lineage.hash_order.expressions import Expressions
from mlchecks_jupyter.lineage.hash_order.values import (
    Elements,
    How,
    Kind,
    Ordered,
    Reach,
    SetOf,
    Value,
    dotted,
    either,
    join,
    last_name,
    root_name,
)


class Calls(Expressions):
    """Reads calls."""

    def _call(self, node: ast.Call) -> Value:
        name = last_name(node.func)
        if isinstance(node.func, ast.Attribute):
            owner = self.evaluate(node.func.value)
            if isinstance(owner, SetOf):
                return self._set_method(node, node.func, owner, name)
            if isinstance(owner, Ordered):
                return self._ordered_method(node, node.func, owner, name)
            if name == "join" and len(node.args) == 1 and _is_text(node.func.value):
                return self.run_over(node, node.args[0])
            if name in words.APPENDS and dotted(node.func.value):
                return self._append(node, dotted(node.func.value), name)
        elif isinstance(node.func, ast.Name):
            if f"{name}()" in self.names:
                self._arguments(node, None)
                return self.names[f"{name}()"]
            if name in ("set", "frozenset"):
                for argument in node.args:
                    self.consume(argument, "free")
                elements: Elements = elements_of(node.args[0], self.look) if node.args else "none"
                return SetOf(elements)
        else:
            self.consume(node.func)
        return self._named_call(node, name)

    def _append(self, node: ast.Call, owner: str, name: str) -> Value:
        """`a.extend(s)`: from then on the list is in the order of the set, from there to its end."""
        extends = name in ("extend", "extendleft")
        added = [self.run_over(node, each) if extends else self.evaluate(each) for each in node.args]
        ordered = either(value for value in added if isinstance(value, Ordered))
        if isinstance(ordered, Ordered):
            self.bind(owner, Ordered(ordered.places, "sequence" if extends else "holder"))
        return None

    def _named_call(self, node: ast.Call, name: str) -> Value:
        """A call of something known by its name alone."""
        key = next((keyword.value for keyword in node.keywords if keyword.arg == "key"), None)
        if name in ("sorted", "max", "min", "nlargest", "nsmallest") and key is not None and not _is_whole(key):
            self.consume(key, "free")
            kind: Kind = "element" if name in ("max", "min") else "sequence"
            return either([self._tied(node, argument, kind) for argument in node.args])
        if name == "next" and node.args:
            value = self.evaluate(node.args[0])
            return Ordered(value.places, "element") if isinstance(value, Ordered) else None
        if name in words.RUNS_OVER:
            kind = "positions" if name in words.PAIRS else "mapping" if name == "fromkeys" else "sequence"
            how: How = "positions" if kind == "positions" else "list"
            value = either([self.run_over(node, argument, how, kind) for argument in node.args])
            self._keywords(node, None)
            return _as_table(value, name) if isinstance(value, Ordered) else None
        if name in words.HANDS_ON:
            value = either([self.evaluate(argument) for argument in node.args])
            self._keywords(node, None)
            return _as_table(value, name) if isinstance(value, Ordered) else value if name == "tqdm" else None
        self._arguments(node, self._sink_of(node, name))
        return None

    def _tied(self, node: ast.Call, argument: ast.expr, kind: Kind) -> Value:
        """Sorted, or the first, by a key: elements with equal keys stay in the set's order."""
        value = self.evaluate(argument)
        if isinstance(value, SetOf):
            return self.put_in_order(node, argument, value, "ties", kind)
        self.use(value, "perhaps")
        return None

    def _sink_of(self, node: ast.Call, name: str) -> Reach | None:
        if name in words.ORDER_FREE:
            return "free"
        if name in words.SHOWS or root_name(node.func) in words.PICTURES:
            return "shown"
        return None

    def _arguments(self, node: ast.Call, sink: Reach | None) -> None:
        looks_up = last_name(node.func) in words.LOOKS_UP
        for argument in node.args:
            value = self._argument(argument, sink)
            self.use(value, "free" if looks_up and isinstance(value, Ordered) and value.kind == "mapping" else sink)
        self._keywords(node, sink)

    def _argument(self, node: ast.expr, sink: Reach | None) -> Value:
        outer = self.sink
        self.sink = sink or outer
        value = self.evaluate(node)
        self.sink = outer
        return value

    def _keywords(self, node: ast.Call, sink: Reach | None) -> None:
        name = last_name(node.func)
        looks_up = name in words.LOOKS_UP
        for keyword in node.keywords:
            free = keyword.arg in words.FREE_KEYWORDS
            value = self._argument(keyword.value, "free" if free else sink)
            if isinstance(value, SetOf) and (name, keyword.arg or "") in words.TAKES_LABELS:
                value = self.put_in_order(node, keyword.value, value, "list", "sequence")
            looked_up = looks_up and isinstance(value, Ordered) and value.kind == "mapping"
            self.use(value, "free" if free or looked_up else sink)

    def _set_method(self, node: ast.Call, func: ast.Attribute, owner: SetOf, name: str) -> Value:
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            self.consume(argument, "free")
        if name in words.SET_TO_SET:
            given = [elements_of(argument, self.look) for argument in node.args]
            if name in ("union", "symmetric_difference"):
                return SetOf(join((owner.elements, *given)), owner.seen)
            return SetOf(next((kind for kind in (owner.elements, *given) if kind != "unknown"), "unknown"), owner.seen)
        if name == "pop" and not node.args:
            return self.put_in_order(node, func.value, owner, "pick", "element")
        if name in ("add", "update") and dotted(func.value) in self.names:
            of = element_kind if name == "add" else elements_of
            given = [of(argument, self.look) for argument in node.args]
            self.names[dotted(func.value)] = SetOf(join((owner.elements, *given)), owner.seen)
        return None

    def _ordered_method(self, node: ast.Call, func: ast.Attribute, owner: Ordered, name: str) -> Value:
        if name in words.ORDER_FREE and name not in ("drop", "dropna", "drop_duplicates", "isin"):
            self.use(owner, "free")
            owner = Ordered((), "sequence")
        elif name in words.DRAWS:
            self.use(owner, "result")
        elif name in words.SHOWS:
            self.use(owner, "shown")
        self._arguments(node, self._sink_of(node, name))
        if name == "sort" or not owner.places:
            self.use(owner, "free")
            if name == "sort":
                self.names.pop(dotted(func.value), None)
            return None
        if name in words.APPENDS or name in ("remove", "clear", "reverse"):
            return None
        if name == "get" and owner.kind == "mapping":
            self.use(owner, "free")
            return None
        if name in ("index", "pop"):
            return Ordered(owner.places, "element")
        return Ordered(owner.places, "sequence" if name in ("items", "keys", "values", "tolist") else owner.kind)

    handlers: ClassVar[dict[type[ast.AST], Callable[[Any, Any], Value]]] = {**Expressions.handlers, ast.Call: _call}


def _as_table(value: Ordered, name: str) -> Ordered:
    return Ordered(value.places, "table") if name in words.TABLES else value


def _is_text(node: ast.expr) -> bool:
    """Whether `join` is that of a text: a literal or a plain name, as ``sep.join``."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.Name) and node.id in ("sep", "separator", "delimiter", "delim", "glue")


def _is_whole(key: ast.expr) -> bool:
    """Whether a sort key is another one for every other element, as a text's own is."""
    return last_name(key) in ("str", "repr", "lower", "upper", "casefold", "int", "float")
