"""What a loop's body does that depends on the order in which it meets the elements."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from mlchecks_jupyter.lineage.hash_order import words
from mlchecks_jupyter.lineage.hash_order.values import REACHES, Kind, Reach, dotted, last_name, root_name

_BLOCKS: Final = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try)


@dataclass(slots=True, kw_only=True)
class Effect:
    """What a loop does.

    Attributes
    ----------
    reach : Reach
        How far the order gets by the loop itself.
    builds : dict of str to Kind
        The names of what it builds in the order of its elements.
    texts : bool
        Whether it treats the elements as texts, as in ``df[c + "_log"]``.
    """

    reach: Reach = "free"
    texts: bool = False
    builds: dict[str, Kind] = field(default_factory=dict)

    def reaches(self, reach: Reach) -> None:
        """Take note of something the loop does, if it does nothing yet that is more serious."""
        if REACHES.index(reach) > REACHES.index(self.reach):
            self.reach = reach


def effect_of(loop: ast.For | ast.AsyncFor, *, numbers: bool, texts: bool, is_table: Callable[[str], bool]) -> Effect:
    """What the order of the elements means for what a loop leaves behind.

    Parameters
    ----------
    loop : For or AsyncFor
        It runs over a set, or over something in the order of one.
    numbers : bool
        Whether the first name of its target is the position, as with `enumerate`.
    texts : bool
        Whether the elements are texts, which `+=` puts one behind the other.
    is_table : callable
        Whether a name stands for a table; any other that takes items by a key counts as a dict.
    """
    reader = _Reader(loop, numbers, texts, is_table)
    reader.run(loop.body)
    return reader.effect


class _Reader:
    """Reads the body of one loop."""

    def __init__(
        self, loop: ast.For | ast.AsyncFor, numbers: bool, texts: bool, is_table: Callable[[str], bool]
    ) -> None:
        self.texts, self.is_table = texts, is_table
        self.effect = Effect()
        self.elements = {name.id for name in ast.walk(loop.target) if isinstance(name, ast.Name)}
        self.positions = set(_counters(loop.body))
        if numbers and isinstance(loop.target, ast.Tuple) and isinstance(loop.target.elts[0], ast.Name):
            self.positions.add(loop.target.elts[0].id)
            self.elements.discard(loop.target.elts[0].id)

    def run(self, body: list[ast.stmt], depth: int = 0) -> None:
        """Read statements; `depth` counts the loops between them and this one."""
        for statement in body:
            if isinstance(statement, _BLOCKS):
                self._draws(*_heads(statement))
                inner = depth + isinstance(statement, ast.For | ast.AsyncFor | ast.While)
                for block in _bodies(statement):
                    self.run(block, inner)
            elif isinstance(statement, ast.Break):
                if not depth:
                    self.effect.reaches("perhaps")
            elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self._draws(statement)
                self._simple(statement)

    def _simple(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Expr):
            self._expression(statement.value)
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                self._assign(target, statement.value)
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            self._assign(statement.target, statement.value)
        elif isinstance(statement, ast.AugAssign):
            self._add_to(statement)
        elif isinstance(statement, ast.Return):
            if statement.value is not None and not isinstance(statement.value, ast.Constant):
                self.effect.reaches("perhaps")

    def _draws(self, *nodes: ast.AST) -> None:
        """A draw from a shared generator gives another number to each element in another order."""
        for node in nodes:
            for call in ast.walk(node):
                if not isinstance(call, ast.Call) or last_name(call.func) not in words.DRAWS:
                    continue
                seeded = any(keyword.arg in ("random_state", "seed") for keyword in call.keywords)
                if not seeded and root_name(call.func) in words.GENERATORS:
                    self.effect.reaches("result")

    def _expression(self, node: ast.expr) -> None:
        if isinstance(node, ast.Yield | ast.YieldFrom):
            self.effect.reaches("perhaps")
        if not isinstance(node, ast.Call):
            return
        name = last_name(node.func)
        if name in words.APPENDS and isinstance(node.func, ast.Attribute):
            self._builds(node.func.value, "sequence")
        elif name in words.WRITES or name in words.LEARNS:
            self.effect.reaches("result")
        elif name in words.SHOWS or root_name(node.func) in words.PICTURES:
            self.effect.reaches("shown")
        elif name == "update" and isinstance(node.func, ast.Attribute) and self._is_dict(node.func.value):
            self._builds(node.func.value, "mapping")

    def _builds(self, owner: ast.expr, kind: Kind) -> None:
        """Something is put behind what is there; into an item of a container, unless the item is the element's own."""
        if dotted(owner):
            self.effect.builds[dotted(owner)] = kind
        elif isinstance(owner, ast.Subscript) and not self._mentions(owner.slice, self.elements) and root_name(owner):
            self.effect.builds[root_name(owner)] = "holder"

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            if self._accumulates(target.id, value):
                self.effect.builds[target.id] = "table" if isinstance(value, ast.Call) else "sequence"
            return
        if not isinstance(target, ast.Subscript):
            return
        owner = dotted(target.value) or root_name(target)
        if not owner:
            return
        if self._mentions(target.slice, self.positions) or self._mentions(value, self.positions):
            self.effect.builds[owner] = "positions"
        elif self._is_dict(target.value):
            self.effect.builds[owner] = "mapping"
        elif self._makes_column(target.slice):
            self.effect.builds[owner] = "table"
            self.effect.texts |= _adds_text(target.slice)

    def _makes_column(self, key: ast.expr) -> bool:
        """Whether a column gets a name made from the element, as in ``df[c + "_log"]``."""
        return isinstance(key, ast.BinOp | ast.JoinedStr | ast.Call) and self._mentions(key, self.elements)

    def _accumulates(self, name: str, value: ast.expr) -> bool:
        """``out = pd.concat([out, f(c)])``, ``text = text + c``."""
        if not self._mentions(value, {name}):
            return False
        if isinstance(value, ast.Call):
            return last_name(value.func) in words.PUTS_TOGETHER
        return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and self._is_behind(value.right)

    def _add_to(self, statement: ast.AugAssign) -> None:
        target = statement.target
        if isinstance(target, ast.Name) and isinstance(statement.op, ast.Add) and self._is_behind(statement.value):
            self.effect.builds[target.id] = "sequence"

    def _is_behind(self, added: ast.expr) -> bool:
        """Whether what is added is a text or a list, which order makes another one; sums are not."""
        if isinstance(added, ast.BinOp):
            return self._is_behind(added.left) or self._is_behind(added.right)
        if isinstance(added, ast.Constant):
            return isinstance(added.value, str)
        if isinstance(added, ast.Name) and self.texts:
            return added.id in self.elements
        return isinstance(added, ast.JoinedStr | ast.List | ast.ListComp)

    def _is_dict(self, owner: ast.expr) -> bool:
        return isinstance(owner, ast.Name) and not self.is_table(owner.id)

    @staticmethod
    def _mentions(node: ast.AST, names: set[str]) -> bool:
        return bool(names) and any(isinstance(each, ast.Name) and each.id in names for each in ast.walk(node))


def _adds_text(key: ast.expr) -> bool:
    """Whether a text is put before or behind something, which only a text takes."""
    if not isinstance(key, ast.BinOp) or not isinstance(key.op, ast.Add):
        return False
    return any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (key.left, key.right))


def _counters(body: list[ast.stmt]) -> Iterator[str]:
    """Names that are counted up by a number on every turn."""
    for statement in body:
        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            if isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, int):
                yield statement.target.id


def _heads(statement: ast.stmt) -> Iterator[ast.expr]:
    for _, value in ast.iter_fields(statement):
        if isinstance(value, ast.expr):
            yield value


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a statement."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, None)
        if block:
            yield block
    for handler in getattr(statement, "handlers", ()):
        yield handler.body
