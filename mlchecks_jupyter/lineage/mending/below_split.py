"""What was learned before a split is learned below it, on the training rows."""

from __future__ import annotations

import ast
from typing import Final

from mlchecks_jupyter.core.finding import Edit
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.mending.harmless import is_shown, only_schema
from mlchecks_jupyter.lineage.mending.moves import SCALERS, Part, lines
from mlchecks_jupyter.lineage.mending.names import last, loads, root
from mlchecks_jupyter.lineage.mending.program import Program, Statement
from mlchecks_jupyter.lineage.mending.splitting import Splitting, splitting
from mlchecks_jupyter.lineage.mending.values import Value
from mlchecks_jupyter.lineage.mending.walk import Walk
from mlchecks_jupyter.lineage.mending.writing import Replace, Unsafe, added_below, removed, replaced, together

_SPLITS: Final = frozenset(("train_test_split", "random_split", "split"))


def below_split(program: Program, learned: Call, split: Splitting, title: str) -> Edit | None:
    """Move the statement of a call below a split, with all that follows from it; None where that is not safe."""
    first = program.holding(learned)
    if first is None or first.number >= split.statement.number:
        return None
    try:
        walk = Walk(program, first, split)
        walk.follow()
        return _Mend(walk).edit(title)
    except Unsafe:
        return None


class _Mend:
    """The edits that move what a walk found."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.program = walk.program
        self.split = walk.split
        self.main = -1
        self.arguments: list[Value | None] = []

    def edit(self, title: str) -> Edit:
        self._arguments()
        below, parts = self._parts()
        self._later(below, parts)
        self._split_later(below, parts[0])
        edits = [removed(move.statement) for move in self.walk.moves]
        edits += self._split_edits()
        for statement, _ in self.walk.restated:
            edits += replaced(statement, statement.node, self._raw(assigned=statement.node))
        edits.append(added_below(below, self._lines(parts)))
        return together(title, edits)

    # The split -------------------------------------------------------------------------------

    def _arguments(self) -> None:
        """Find the array that is moved below the split, and those that are split as they were before."""
        walk = self.walk
        for number, node in enumerate(self.split.call.args):
            value = self._argument(node)
            self.arguments.append(value)
            if value is None or self._is_spared(value):
                continue
            if self.main >= 0 or value.steps != len(walk.moves):
                raise Unsafe
            self.main = number
        main = self.arguments[self.main] if self.main >= 0 else None
        if main is None or (main.single and walk.in_place):
            raise Unsafe
        new = walk.written - walk.read
        if not main.columns.holds(frozenset(walk.read)) or (new and main.columns.only):
            raise Unsafe
        if main.frame is False and (walk.read or walk.in_place or not self._fits_arrays()):
            raise Unsafe
        if walk.base not in walk.values and walk.source is None and walk.base in self._plain_names():
            raise Unsafe  # the rows themselves are split, too

    def _argument(self, node: ast.expr) -> Value | None:
        names = {each.id for each in loads(node)}
        if not names & self.walk.values.keys():
            return None
        if isinstance(node, ast.Name):
            return self.walk.values[node.id]
        value = self.walk.taken(node) if self.walk.by_column else None
        if value is None or last_is_pop(node):
            raise Unsafe
        return value

    def _is_spared(self, value: Value) -> bool:
        """Whether an array is the same without what is moved: a target with no column of those that change."""
        walk = self.walk
        if value.target is not None:
            return True
        if not value.single:
            return False
        return walk.only_fills or (not walk.writes_all and value.columns.lacks(frozenset(walk.written)))

    def _fits_arrays(self) -> bool:
        """Whether what is moved works on plain arrays as on tables."""
        return not any(
            isinstance(each, ast.Attribute) and each.attr in ("fillna", "replace", "columns", "index", "loc", "iloc")
            for move in self.walk.moves
            for each in ast.walk(move.node)
        )

    def _plain_names(self) -> set[str]:
        return {each.id for each in self.split.call.args if isinstance(each, ast.Name)}

    def _raw(self, assigned: ast.stmt | None = None) -> Replace:
        """Write what names that are gone stood for."""
        stored = {each for each in loads(assigned) if not isinstance(each.ctx, ast.Load)} if assigned else set()

        def replace(node: ast.AST) -> str | None:
            if not isinstance(node, ast.Name) or node in stored:
                return None
            value = self.walk.values.get(node.id)
            return None if value is None or value.raw == node.id else value.raw

        return replace

    def _split_edits(self) -> list[Edit]:
        edits = []
        for node in (*self.split.call.args, *(each.value for each in self.split.call.keywords)):
            # As the whole of a little tree, so that a lone name is replaced as well.
            edits += replaced(self.split.statement, ast.Expr(node), self._raw())
        return edits

    # Below it ----------------------------------------------------------------------------------

    def _parts(self) -> tuple[Statement, list[str]]:
        """The statement below which the rows are in their last parts, and the names of these; that to train first."""
        below = self.split.statement
        parts = list(self.split.parts(self.main))
        for _ in range(2):
            following = next(self.program.naming(parts, below.number + 1), None)
            again = splitting(following)
            names = [each.id if isinstance(each, ast.Name) else "" for each in again.call.args] if again else []
            split_again = [name for name in names if name in parts]
            if (
                again is None
                or len(split_again) != 1
                or self.program.uses(again.statement).reads & set(parts) != set(split_again)
            ):
                break
            at = parts.index(split_again[0])
            parts[at : at + 1] = again.parts(names.index(split_again[0]))
            below = again.statement
        if len(set(parts)) != len(parts):
            raise Unsafe
        return below, parts

    def _part(self, number: int, parts: list[str]) -> Part:
        """What the names are called in one part of the split."""
        walk = self.walk
        rows = parts[number]
        names = {name: rows for name, value in walk.values.items() if value.target is None}
        if walk.source is None:
            names[walk.base] = rows
        others: dict[str, str] = {}
        for array, node in enumerate(self.split.call.args):
            # Of several held-out parts, the other arrays' names are not known, nor needed.
            if array == self.main or (number > 0 and len(parts) > 2):
                continue
            here = self.split.parts(array)[min(number, 1)]
            given = self.arguments[array]
            target = given.target if given is not None else None
            if isinstance(node, ast.Name):
                names[node.id] = here
            if target is not None:
                others[ast.dump(target)] = here
                if isinstance(target, ast.Name):
                    names[target.id] = here
            others.update(self._column(node, given, here))
        main = self.arguments[self.main]
        assert main is not None
        source = ast.dump(walk.source) if walk.source is not None else ""
        return Part(names, source, rows, main.frame, others)

    def _column(self, node: ast.expr, value: Value | None, here: str) -> dict[str, str]:
        """What targets that estimators were given as a column of the table are called in a part."""
        found = {}
        for target in self.walk.targets:
            if isinstance(target, ast.Name):
                continue
            taken = self.walk.column_of(target)
            if ast.dump(target) == ast.dump(node) or (value is not None and value.single and taken == value.columns):
                found[ast.dump(target)] = here
        return found

    def _lines(self, parts: list[str]) -> list[str]:
        walk = self.walk
        train = self._part(0, parts)
        others = [self._part(number, parts) for number in range(1, len(parts))]
        found: list[str] = []
        if walk.in_place:
            found.append(f"{', '.join(parts)} = {', '.join(f'{part}.copy()' for part in parts)}")
        for number, move in enumerate(walk.moves):
            self._check_names(move.node, train)
            following = walk.moves[number + 1] if number + 1 < len(walk.moves) else None
            if following is not None and following.wrapped is move:
                continue
            found += lines(move, train, others)
        return [*self._imports(), *found]

    def _check_names(self, node: ast.stmt, train: Part) -> None:
        """Raise where a target has no name below the split."""
        for target in self.walk.targets:
            if train.says(target) is None and any(each is target for each in ast.walk(node)):
                raise Unsafe

    def _imports(self) -> list[str]:
        """Imports of the estimators that functions are replaced by."""
        found = []
        for move in self.walk.moves:
            for call in move.made:
                if last(call) in SCALERS and isinstance(call.func, ast.Name):
                    kind = SCALERS[last(call)]
                    bound = self.program.bindings(kind)
                    if not any(each.number < self.split.statement.number for each in bound):
                        found.append(f"from sklearn.preprocessing import {kind}")
        return found

    # Further down --------------------------------------------------------------------------------

    def _later(self, below: Statement, parts: list[str]) -> None:
        """Raise where something further down reads a name that no longer holds what it held."""
        gone = {name for name, value in self.walk.values.items() if not self._same(name, value)}
        stale = gone - set(self.split.names)
        given_up = set(self.split.parts(self.main)) - set(parts)
        for number, names in ((self.split.statement.number + 1, stale), (below.number + 1, given_up)):
            live = set(names)
            for statement in self.program.naming(tuple(live), number) if live else ():
                used = self.program.uses(statement)
                for name in live & used.all:
                    value = self.walk.values.get(name)
                    stays = value.stays if value is not None else True
                    if isinstance(statement.node, ast.Delete) and not stays:
                        raise Unsafe
                    if name in used.reads or name in used.changes:
                        if not stays or not (is_shown(statement.node) or only_schema(statement.node, name)):
                            raise Unsafe
                live -= used.binds
                if used.opaque:
                    raise Unsafe

    def _split_later(self, below: Statement, train: str) -> None:
        """Raise where the training rows are split again further down: they would have learned from all of them."""
        for statement in self.program.naming((train,), below.number + 1):
            for call in ast.walk(statement.node):
                if (
                    isinstance(call, ast.Call)
                    and last(call) in _SPLITS
                    and any(root(each) == train for each in call.args)
                ):
                    raise Unsafe
            if train in self.program.uses(statement).binds:
                break

    def _same(self, name: str, value: Value) -> bool:
        return value.stays and self._is_spared(value) and value.target is None


def last_is_pop(node: ast.expr) -> bool:
    """Whether an expression takes a column out of its table."""
    return isinstance(node, ast.Call) and last(node) == "pop"
