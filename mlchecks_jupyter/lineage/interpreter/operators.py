"""Operators: arithmetic, logic, comparisons and f-strings."""

from __future__ import annotations

import ast

from mlchecks_jupyter.lineage.interpreter import python_builtins, text
from mlchecks_jupyter.lineage.interpreter.machine import Machine
from mlchecks_jupyter.lineage.interpreter.values import (
    MOST_ITEMS,
    UNKNOWN,
    Constant,
    Element,
    Made,
    Named,
    Parameter,
    Sequence,
    Value,
    Varying,
    either,
)


class Operators(Machine):
    """Evaluates expressions with operators."""

    def part(self, value: Value) -> Value:
        """A part of a value: an item, a slice, one of several results. A library's object stays one."""
        if isinstance(value, Named) and value.owner is not None:
            value = value.owner
        if isinstance(value, Made):
            return value.part()
        return value if isinstance(value, Varying) else UNKNOWN

    def binary(self, node: ast.BinOp) -> Value:
        """Texts are put together; a number made of fixed ones is fixed, of a varying one varying."""
        chain = [node]  # `a + b + c + ...` without going ever deeper
        while isinstance(chain[-1].left, ast.BinOp):
            chain.append(chain[-1].left)
        left = self.evaluate(chain[-1].left)
        for link in reversed(chain):
            right = self.evaluate(link.right)
            result = self._calculate(left, link, right)
            if left.__class__ is not Constant or right.__class__ is not Constant:
                result = self.flow.combined(link, (left, right), result)
            left = result
        return left

    def _calculate(self, left: Value, node: ast.BinOp, right: Value) -> Value:
        if isinstance(left, Constant) and isinstance(left.value, str):
            return text.combine(left, node.op, right)
        if isinstance(right, Constant) and isinstance(right.value, str) and isinstance(node.op, ast.Add):
            return text.combine(left, node.op, right)
        if isinstance(left, Sequence) and isinstance(node.op, ast.Mult):
            return Sequence(left.items, complete=False)  # `[None] * 3`
        if isinstance(left, Sequence) and isinstance(right, Sequence) and isinstance(node.op, ast.Add):
            items = (*left.items, *right.items)
            known = left.complete and right.complete and not self.loops and len(items) <= MOST_ITEMS
            return Sequence(items[:MOST_ITEMS], complete=known)
        for value in (left, right):
            if isinstance(value, Varying):
                return value
        for value in (left, right):
            if isinstance(value, Element | Parameter):
                return value
        for value in (left, right):
            if isinstance(value, Made) or (isinstance(value, Named) and value.owner is not None):
                return self.part(value)
        if isinstance(left, Constant) and isinstance(right, Constant):
            return python_builtins.calculate(left, node.op, right)
        return UNKNOWN

    def unary(self, node: ast.UnaryOp) -> Value:
        """A sign, or `not`."""
        value = self.evaluate(node.operand)
        if isinstance(node.op, ast.Not):
            truth = python_builtins.truth(value)
            return UNKNOWN if truth is None else Constant(not truth)
        if isinstance(value, Constant) and isinstance(node.op, ast.USub) and isinstance(value.value, int | float):
            return Constant(-value.value)
        result = self.part(value) if isinstance(value, Made | Named) else value
        return self.flow.combined(node, (value,), result)

    def boolean(self, node: ast.BoolOp) -> Value:
        """`and` and `or`: the operand that decides, either where none does for certain."""
        result = self.evaluate(node.values[0])
        for further in node.values[1:]:
            truth = python_builtins.truth(result)
            if truth is None:
                result = either(result, self._perhaps(further))
            elif truth is isinstance(node.op, ast.And):
                result = self.evaluate(further)
        return result

    def conditional(self, node: ast.IfExp) -> Value:
        """`a if test else b`."""
        truth = python_builtins.truth(self.decide(node.test))
        if truth is None:
            return either(self._perhaps(node.body), self._perhaps(node.orelse))
        return self.evaluate(node.body if truth else node.orelse)

    def _perhaps(self, node: ast.expr) -> Value:
        """The value of an expression that may or may not be evaluated."""
        states = [observer.snapshot() for observer in self.observers]
        value = self.evaluate(node)
        for observer, state in zip(self.observers, states, strict=True):
            observer.merge(state)
        return value

    def decide(self, test: ast.expr) -> Value:
        """The value of a test; `x is None` and comparisons of literals are decided."""
        if not isinstance(test, ast.Compare):
            return self.evaluate(test)
        left = self.evaluate(test.left)
        right = [self.evaluate(comparator) for comparator in test.comparators]
        return python_builtins.compare(left, test.ops[0], right[0]) if len(right) == 1 else UNKNOWN

    def joined_text(self, node: ast.JoinedStr) -> Value:
        """An f-string."""
        return text.join_parts([self.evaluate(part) for part in node.values])
