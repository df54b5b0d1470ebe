"""Comprehensions: what they give, and what the loops in them bind."""

from __future__ import annotations

import ast

from mlchecks_jupyter.lineage.interpreter.containers import Containers
from mlchecks_jupyter.lineage.interpreter.machine import MOST_TURNS
from mlchecks_jupyter.lineage.interpreter.scope import Scope
from mlchecks_jupyter.lineage.interpreter.values import MOST_OPTIONS, Mapping, Sequence, Value


class Comprehensions(Containers):
    """Evaluates comprehensions."""

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
        """A list, set or generator made in a loop: turn by turn where it runs over a few things, else one item of it."""
        outer, tests = self._enter(node.generators[:-1])
        turns = self._turns(node.generators[-1])
        if turns:
            values = self._each_turn(node, turns)
            self._leave(outer)
            return Sequence(values, complete=len(node.generators) == 1)
        inner, more = self._enter(node.generators[-1:])
        tests += more
        value = self.evaluate(node.elt)
        self._leave(inner)
        self._leave(outer)
        return Sequence((self.flow.kept(value, tests) if tests else value,), complete=False)

    def _turns(self, generator: ast.comprehension) -> tuple[Value, ...]:
        """The turns of a comprehension that is followed turn by turn, empty for any other."""
        if generator.ifs or not isinstance(generator.iter, ast.Name | ast.List | ast.Tuple):
            return ()
        iterable = self.evaluate(generator.iter)
        if not isinstance(iterable, Sequence) or not iterable.complete or not 1 < len(iterable.items) <= MOST_OPTIONS:
            return ()
        few = self.turns * len(iterable.items) <= MOST_TURNS
        return iterable.items if few and self.flow.unfolds(iterable.items, generator) else ()

    def _each_turn(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, turns: tuple[Value, ...]
    ) -> tuple[Value, ...]:
        outer = (self.scope, self.loops)
        self.scope, self.loops = Scope(self.scope), (*self.loops, node.generators[-1])
        self.turns *= len(turns)
        values = []
        for turn in turns:
            self.assign(node.generators[-1].target, turn)
            values.append(self.evaluate(node.elt))
        self.turns //= len(turns)
        self._leave(outer)
        return tuple(values)

    def dict_comprehension(self, node: ast.DictComp) -> Value:
        """A dict made in a loop."""
        outer, _ = self._enter(node.generators)
        key, value = self.evaluate(node.key), self.evaluate(node.value)
        self._leave(outer)
        return Mapping({key: value}, complete=False)

    def _enter(self, generators: list[ast.comprehension]) -> tuple[tuple[Scope, tuple[ast.AST, ...]], list[Value]]:
        outer = (self.scope, self.loops)
        tests = []
        self.scope = Scope(self.scope)
        for generator in generators:
            self.bind_element(generator.target, self.evaluate(generator.iter), generator)
            tests += [self.evaluate(condition) for condition in generator.ifs]
        return outer, tests

    def _leave(self, outer: tuple[Scope, tuple[ast.AST, ...]]) -> None:
        self.scope, self.loops = outer
