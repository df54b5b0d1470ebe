"""Where the best turn of a loop is kept: `if score > best`, `np.argmax(scores)`, `max(scores)`."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from mlchecks_jupyter.lineage.syntax import Tree

_PICKS: Final = frozenset({"argmax", "argmin", "idxmax", "idxmin", "nlargest", "nsmallest"})
_EXTREMES: Final = frozenset({"max", "min", "sorted"})
_AVERAGES: Final = frozenset(
    {"mean", "nanmean", "average", "median", "std", "var", "sum", "describe", "stdev", "fmean"}
)

_STEP_NAMES: Final = frozenset({"epoch", "ep", "step", "iteration", "batch"})

Loop = ast.For | ast.AsyncFor | ast.While


class Choice(NamedTuple):
    """The best of several is kept here; `certain` if it is, and not only its score reported."""

    cell: int
    node: ast.expr | ast.stmt
    certain: bool


class _Use(NamedTuple):
    """A place where collected values may be picked from, averaged, or handed on under another name."""

    cell: int
    node: ast.expr | ast.stmt
    kind: Literal["assign", "pick", "extreme", "average"]
    names: set[str]
    #: Of the names, those that go through a mean or a sum first.
    averaged: set[str]
    targets: set[str]


class Choices:
    """The choices that the cells of a notebook make among the turns of a loop.

    Parameters
    ----------
    trees : iterable of Tree
        In document order. Each is walked through once, when a loop is asked about whose names it holds.
    """

    def __init__(self, trees: Iterable[Tree]) -> None:
        self._trees = tuple(trees)
        self._uses: dict[int, list[_Use]] = {}
        self._assigned: dict[int, set[str]] = {}

    def _walk(self, tree: Tree) -> list[_Use]:
        """What a cell assigns, picks and averages."""
        known = self._uses.get(tree.cell.index)
        if known is None:
            known = self._uses[tree.cell.index] = []
            for statement in tree.body:
                for node in ast.walk(statement):
                    use = self._note(node, tree.cell.index)
                    if use is not None:
                        known.append(use)
        return known

    def _note(self, node: ast.AST, cell: int) -> _Use | None:
        if isinstance(node, ast.Assign):
            targets = assigned(node)
            for inner in ast.walk(node.value):
                if isinstance(inner, ast.comprehension):
                    self._assigned[id(inner)] = targets
            return _Use(cell, node, "assign", _names(node.value), _averaged(node.value), targets)
        if isinstance(node, ast.Call):
            name = _callee(node)
            if name in _AVERAGES:
                return _Use(cell, node, "average", _names(node), set(), set())
            if name in _PICKS or (name in _EXTREMES and any(keyword.arg == "key" for keyword in node.keywords)):
                return _Use(cell, node, "pick", _names(node), _averaged(node), set())
            if name in _EXTREMES and not any(isinstance(argument, ast.GeneratorExp) for argument in node.args):
                return _Use(cell, node, "extreme", _names(node), _averaged(node), set())
        elif isinstance(node, ast.Subscript) and _takes_first(node):
            return _Use(cell, node, "pick", _names(node), _averaged(node), set())
        return None

    def of(self, loop: ast.AST, cell: int) -> Choice | None:
        """Where the best turn of a loop or comprehension of a cell is kept, inside it or after it."""
        if isinstance(loop, ast.Call):  # `max(range(30), key=score)`
            return Choice(cell, loop, certain=True)
        if isinstance(loop, Loop):
            if _steps(loop):
                return None
            for statement in loop.body:
                for node in ast.walk(statement):
                    if isinstance(node, ast.If | ast.Assign) and _keeps_best(node, _reset(loop)):
                        return Choice(cell, node, certain=True)
            collected = _collected(loop)
        else:
            for tree in self._trees:
                if tree.cell.index == cell:
                    self._walk(tree)
            collected = self._assigned.get(id(loop), set())
        return self._later(collected, cell) if collected else None

    def _later(self, collected: set[str], cell: int) -> Choice | None:
        uses: list[_Use] = []
        for tree in self._trees:
            if tree.cell.index < cell or not any(name in tree.cell.source for name in collected):
                continue
            for use in self._walk(tree):
                uses.append(use)
                # names made of the collected ones: `table = pd.DataFrame(scores)`
                if use.kind == "assign" and use.names & collected and not use.averaged & collected:
                    collected = collected | use.targets
        # What goes through a mean first is the best class of an averaged prediction, not the best seed.
        here = [use for use in uses if use.names & collected and not use.averaged & collected]
        for use in here:
            if use.kind == "pick":
                return Choice(use.cell, use.node, certain=True)
        extremes = {_callee(use.node): use for use in reversed(here) if use.kind == "extreme"}
        # Both extremes, or one beside the mean, describe a spread; alone it is what is reported.
        if len(extremes) != 1 or any(use.kind == "average" for use in here):
            return None
        use = next(iter(extremes.values()))
        return Choice(use.cell, use.node, certain=False)


def assigned(node: ast.Assign) -> set[str]:
    """The names that an assignment binds or changes; those of an index it only reads."""
    return {name for target in node.targets for name in _changed(target)}


def _changed(target: ast.expr) -> set[str]:
    if isinstance(target, ast.Tuple | ast.List):
        return {name for inner in target.elts for name in _changed(inner)}
    while isinstance(target, ast.Subscript | ast.Attribute | ast.Starred):
        target = target.value
    return {target.id} if isinstance(target, ast.Name) else set()


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _averaged(node: ast.AST) -> set[str]:
    """The names inside a node that go through a mean or a sum."""
    return {name for inner in ast.walk(node) if _callee(inner) in _AVERAGES for name in _names(inner)}


def _callee(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return node.func.id
        if isinstance(node.func, ast.Attribute):
            return node.func.attr
    return ""


def _takes_first(node: ast.Subscript) -> bool:
    """`table.sort_values("score").iloc[0]`."""
    if not (isinstance(node.value, ast.Attribute) and node.value.attr == "iloc"):
        return False
    first = isinstance(node.slice, ast.Constant) and node.slice.value in (0, -1)
    return first and any(_callee(inner) == "sort_values" for inner in ast.walk(node.value))


def _steps(loop: Loop) -> bool:
    """Whether the turns of a loop are steps of one training: its best checkpoint is no best seed."""
    return isinstance(loop, ast.For | ast.AsyncFor) and bool(_names(loop.target) & _STEP_NAMES)


def _reset(loop: Loop) -> set[str]:
    """The names that each turn sets anew, which so keep nothing from turn to turn."""
    return {name for statement in loop.body if isinstance(statement, ast.Assign) for name in assigned(statement)}


def _keeps_best(node: ast.If | ast.Assign, reset: set[str]) -> bool:
    """`if score > best: best = score`, or `best = max(best, score)`."""
    if isinstance(node, ast.If):
        if not isinstance(node.test, ast.Compare) or not isinstance(
            node.test.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE
        ):
            return False
        compared = _names(node.test)
        return any(isinstance(inner, ast.Assign) and (assigned(inner) & compared) - reset for inner in node.body)
    if not isinstance(node.value, ast.Call) or not isinstance(node.value.func, ast.Name):
        return False
    several = node.value.func.id in ("max", "min") and len(node.value.args) > 1
    return several and bool(assigned(node) & _names(node.value))


def _collected(loop: Loop) -> set[str]:
    """The names of lists and dicts that a loop fills."""
    names: set[str] = set()
    for node in (node for statement in loop.body for node in ast.walk(statement)):
        filled: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("append", "add"):
            filled = node.func.value
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            filled = node.value
        elif isinstance(node, ast.AugAssign) and isinstance(node.value, ast.List):
            filled = node.target
        if isinstance(filled, ast.Name):
            names.add(filled.id)
    return names
