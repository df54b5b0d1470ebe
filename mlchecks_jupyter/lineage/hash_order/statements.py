"""Statements, read for the order of sets: names, loops and functions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, ClassVar, Final

from mlchecks_jupyter.lineage.hash_order.calls import Calls
from mlchecks_jupyter.lineage.hash_order.loops import effect_of
from mlchecks_jupyter.lineage.hash_order.values import Ordered, SetOf, Value, dotted, either, last_name
from mlchecks_jupyter.lineage.syntax import Tree

_ANNOTATIONS: Final = frozenset({"set", "frozenset", "Set", "FrozenSet", "AbstractSet", "MutableSet"})


class Statements(Calls):
    """Reads statements."""

    def read(self, tree: Tree) -> None:
        """Read a cell."""
        self.tree, self.sink, self.returned = tree, "result", []
        try:
            self.run(tree.body)
        except RecursionError:  # a cell too deep for the interpreter, which says so
            return

    def run(self, body: list[ast.stmt]) -> None:
        """Read statements in their order."""
        for statement in body:
            handler = self.readers.get(statement.__class__)
            if handler is not None:
                handler(self, statement)
            else:
                for child in ast.iter_child_nodes(statement):
                    if isinstance(child, ast.expr):
                        self.consume(child)

    def _expression(self, node: ast.Expr) -> None:
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and self.is_defined(call.func.id):
            # A function of the notebook whose result nobody takes mostly draws or prints something.
            outer, self.sink = self.sink, "perhaps"
            self.use(self.evaluate(call), "shown")
            self.sink = outer
            return
        self.use(self.evaluate(call), "shown")

    def _assign(self, node: ast.Assign) -> None:
        in_place = [target for target in node.targets if isinstance(target, ast.Subscript)]
        if in_place and _reads_the_same(in_place[0], node.value):
            # `df[columns] = df[columns].fillna(0)`: each column comes back to where it was.
            for side in (node.value, in_place[0].slice):
                self.consume(side, "free")
            return
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
            if len(node.targets[0].elts) == len(node.value.elts):
                for target, source in zip(node.targets[0].elts, node.value.elts, strict=True):
                    self._bind_target(target, self.evaluate(source), source)
                return
        value = self.evaluate(node.value)
        for target in node.targets:
            self._bind_target(target, value, node.value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._bind_target(node.target, self.evaluate(node.value), node.value)

    def _bind_target(self, target: ast.expr, value: Value, source: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.bind(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target, value, source)
        else:
            self.use(value, "result")
            if isinstance(target, ast.Attribute) and dotted(target):
                self.bind(dotted(target), value if isinstance(value, SetOf) else None)
            if isinstance(target, ast.Subscript):
                self.use(self.evaluate(target.slice), "result")

    def _unpack(self, target: ast.Tuple | ast.List, value: Value, source: ast.expr) -> None:
        if isinstance(value, SetOf) and len(target.elts) > 1:
            self.use(self.put_in_order(source, source, value, "pick", "element"), "result")
        elif isinstance(value, Ordered):
            self.use(value, "result")
        for name in ast.walk(target):
            if isinstance(name, ast.Name):
                self.names.pop(name.id, None)

    def _augmented(self, node: ast.AugAssign) -> None:
        name = dotted(node.target)
        before = self.names.get(name)
        value = self.evaluate(node.value)
        if isinstance(value, SetOf) and isinstance(node.op, ast.Add):
            value = self.put_in_order(node.value, node.value, value, "list", "sequence")
        if not name or isinstance(value, Ordered) != isinstance(before, Ordered):
            self.bind(name, value or before) if name else self.use(value)
        elif isinstance(value, Ordered) and isinstance(before, Ordered):
            self.bind(name, either((before, value)))

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.returned.append(self.evaluate(node.value))

    def _test(self, node: ast.Assert) -> None:
        self.consume(node.test, "free")

    def _pass_over(self, node: ast.stmt) -> None:
        """Statements by which no order gets anywhere: `raise`, `del`, imports."""

    # Blocks ---------------------------------------------------------------------------------

    def _if(self, node: ast.If) -> None:
        self.consume(node.test, "free")
        before = dict(self.names)
        self.run(node.body)
        after = self.names
        self.names = before
        self.run(node.orelse)
        self.names = {**self.names, **after}

    def _while(self, node: ast.While) -> None:
        self.consume(node.test, "free")
        first = len(self.places)
        self.run(node.body)
        for place in self.places[first:]:
            if place.how == "pick" and dotted(place.made_of) and dotted(place.made_of) in ast.unparse(node.test):
                place.how, place.reach = "loop", "perhaps"  # a worklist, which mostly ends in the same result
        self.run(node.orelse)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.consume(item.context_expr)
        self.run(node.body)

    def _try(self, node: ast.Try) -> None:
        self.run(node.body)
        for handler in node.handlers:
            self.run(handler.body)
        self.run(node.orelse)
        self.run(node.finalbody)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        iterable = node.iter
        value = self.run_over(iterable, iterable, "loop")
        for name in ast.walk(node.target):
            if isinstance(name, ast.Name):
                self.names.pop(name.id, None)
        self.run(node.body)
        self.run(node.orelse)
        if isinstance(value, Ordered):
            self._leave_behind(node, value)

    def _leave_behind(self, node: ast.For | ast.AsyncFor, value: Ordered) -> None:
        """Take note of what a loop over something in a set's order does, and of the names it builds in that order."""
        texts = any(place.elements == "seeded" for place in value.places)
        effect = effect_of(node, numbers=value.kind == "positions", texts=texts, is_table=self.is_table)
        self.use(value, effect.reach)
        if effect.texts:
            self.are_texts(value)
        for name, kind in effect.builds.items():
            known = self.names.get(name)
            if not isinstance(known, SetOf):
                self.bind(name, either((known, Ordered(value.places, kind))))

    # Definitions ----------------------------------------------------------------------------

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outer, returned, sink = self.names, self.returned, self.sink
        self.names, self.returned, self.sink = dict(outer), [], "result"
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            self.bind(argument.arg, SetOf("unknown") if _is_set(argument.annotation) else None)
        self.run(node.body)
        result = either(self.returned)
        self.names, self.returned, self.sink = outer, returned, sink
        self.bind(f"{node.name}()", result)
        if isinstance(result, Ordered):
            self.handed_out.append(result)

    def _class(self, node: ast.ClassDef) -> None:
        outer = self.names
        self.names = dict(outer)
        self.run(node.body)
        for name, value in self.names.items():
            if name.endswith("()") and outer.get(name) is not value:
                self.use(value, "perhaps")  # who calls a method is not followed
        self.names = outer

    #: How each kind of statement is read.
    readers: ClassVar[dict[type[ast.stmt], Callable[[Any, Any], None]]] = {
        ast.Expr: _expression,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Return: _return,
        ast.Assert: _test,
        ast.Raise: _pass_over,
        ast.Delete: _pass_over,
        ast.Import: _pass_over,
        ast.ImportFrom: _pass_over,
        ast.If: _if,
        ast.While: _while,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.Try: _try,
        ast.For: _for,
        ast.AsyncFor: _for,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
    }


def _reads_the_same(target: ast.Subscript, value: ast.expr) -> bool:
    """Whether the columns that are written are read by the same name, and put back in the same order."""
    key = ast.dump(target.slice)
    return any(isinstance(each, ast.Subscript) and ast.dump(each.slice) == key for each in ast.walk(value))


def _is_set(annotation: ast.expr | None) -> bool:
    if isinstance(annotation, ast.Subscript):
        annotation = annotation.value
    return annotation is not None and last_name(annotation) in _ANNOTATIONS
