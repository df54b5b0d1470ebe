"""A notebook as one program: its statements one after the other, as a run from top to bottom meets them."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Final

from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.mending.names import Uses, uses
from mlchecks_jupyter.lineage.syntax import Tree

#: Cell magics that run the cell as it stands, once.
_RUNS_ONCE: Final = re.compile(r"\s*%%(?:time|capture)\b")


class Statement:
    """A statement that no other one encloses."""

    __slots__ = ("node", "number", "tree")

    def __init__(self, number: int, tree: Tree, node: ast.stmt) -> None:
        self.number = number
        self.tree = tree
        self.node = node

    @property
    def cell(self) -> int:
        """The index of its cell."""
        return self.tree.cell.index

    @property
    def last_line(self) -> int:
        """The line on which it ends."""
        return self.node.end_lineno or self.node.lineno

    @property
    def text(self) -> str:
        """The lines on which it stands."""
        return "\n".join(self.tree.lines[self.node.lineno - 1 : self.last_line])

    def alone(self) -> bool:
        """Whether its lines hold nothing else, and stand as their author wrote them."""
        source = self.tree.cell.source
        if source.lstrip()[:2] == "%%" and not _RUNS_ONCE.match(source):
            return False
        lines = range(self.node.lineno, self.last_line + 1)
        if any(self.tree.shifts.get(line, 0) for line in lines) or self.last_line > len(self.tree.lines):
            return False
        before = self.tree.lines[self.node.lineno - 1].encode()[: self.node.col_offset].decode(errors="replace")
        after = self.tree.lines[self.last_line - 1].encode()[self.node.end_col_offset or 0 :].decode(errors="replace")
        return not before.strip() and (not after.strip() or after.lstrip().startswith("#"))


class Program:
    """The statements of all cells, in the order of the notebook."""

    def __init__(self, lineage: Lineage) -> None:
        self.statements: list[Statement] = []
        #: For how many findings a mend has been looked for in it.
        self.looked_for = 0
        for tree in lineage.trees.values():
            for node in tree.body:
                self.statements.append(Statement(len(self.statements), tree, node))
        self._of_cell: dict[int, list[Statement]] = {}
        for statement in self.statements:
            self._of_cell.setdefault(statement.cell, []).append(statement)
        self._bindings: dict[str, list[Statement]] = {}

    def holding(self, call: Call, *, looped: bool = False) -> Statement | None:
        """The statement in which a call stands, where no function evaluates it, and only once unless `looped`."""
        if call.callers or (call.loops and not looped):
            return None
        line = call.node.lineno
        for statement in self._of_cell.get(call.cell, ()):
            if statement.node.lineno <= line <= statement.last_line:
                if any(each is call.node for each in ast.walk(statement.node)):
                    return statement
        return None

    def uses(self, statement: Statement) -> Uses:
        """The names that a statement reads, binds and changes."""
        key = (id(statement.node), self.functions)
        known = statement.tree.notes.get(key)
        if not isinstance(known, Uses):
            known = statement.tree.notes[key] = uses(statement.node, self.functions)
        return known

    @cached_property
    def functions(self) -> frozenset[str]:
        """The notebook's own functions and classes."""
        return frozenset(
            each.node.name
            for each in self.statements
            if isinstance(each.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        )

    def naming(self, names: Collection[str], first: int = 0, end: int | None = None) -> Iterator[Statement]:
        """The statements, from one number up to another, in whose text one of the names stands."""
        word = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
        found: dict[int, bool] = {}
        for statement in self.statements[first:end]:
            held = found.get(statement.cell)
            if held is None:
                source = statement.tree.cell.source
                held = found[statement.cell] = any(name in source for name in names)
            if held and word.search(statement.text):
                yield statement

    def captured(self, names: frozenset[str]) -> bool:
        """Whether a function or class of the notebook uses one of the names, whenever it is called."""
        return any(
            names & (self.uses(each).reads | self.uses(each).changes)
            for each in self.naming(names)
            if isinstance(each.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        )

    def bindings(self, name: str) -> list[Statement]:
        """The statements that bind or change a name."""
        known = self._bindings.get(name)
        if known is None:
            found = self.naming((name,))
            known = [each for each in found if name in self.uses(each).binds or name in self.uses(each).changes]
            self._bindings[name] = known
        return known

    def value(self, name: str, before: int) -> ast.expr | None:
        """What a name is bound to above a statement, if that is a plain assignment and nothing has changed it since."""
        bound = [each for each in self.bindings(name) if each.number < before]
        node = bound[-1].node if bound else None
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            return node.value
        return None

    def is_imported(self, name: str, before: int) -> bool:
        """Whether a name is that of an import above a statement, or of one that cannot be seen."""
        bound = [each for each in self.bindings(name) if each.number < before]
        return bool(bound) and all(isinstance(each.node, ast.Import | ast.ImportFrom) for each in bound)

    def is_unused(self, name: str) -> bool:
        """Whether a name is free to be given to something new."""
        return next(self.naming((name,)), None) is None
