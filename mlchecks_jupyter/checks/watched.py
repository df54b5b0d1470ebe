"""What checks of a run share: whether it was watched, which of its cells still stand, and where they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import ClassVar, Final, TypeVar

from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable
from mlchecks_jupyter.core.evidence import CellRan, Evidence, RngAdvanced, TrackerFailed
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.core.finding import Location
from mlchecks_jupyter.core.generator_words import GENERATORS, GeneratorWords
from mlchecks_jupyter.core.notebook import Cell, Notebook
from mlchecks_jupyter.core.replayed import CellReplayed
from mlchecks_jupyter.core.run import NO_RUN, Run
from mlchecks_jupyter.lineage.lineage import Lineage

LOAD: Final = "%load_ext mlchecks_jupyter"

_OfCell = TypeVar("_OfCell", RngAdvanced, CellReplayed)


class WatchedCheck(StaticCheck, abstract=True):
    """A check of what a kernel did.

    Attributes
    ----------
    trackers : tuple of str
        The trackers whose sight it rests on: where one failed, nothing is judged.
    """

    trackers: ClassVar[tuple[str, ...]] = ()

    def require(self, run: Run) -> None:
        """Raise `NotApplicable` where the run was not watched, or not to its end."""
        if not run.records:
            raise NotApplicable(
                "No kernel was watched while this notebook ran; load the extension in its first cell.", supply=LOAD
            )
        for failure in run.of(TrackerFailed):
            if failure.tracker in self.trackers:
                raise NotApplicable(f"The tracker `{failure.tracker}` switched itself off ({failure.reason}).")


class Standing:
    """The cells of a notebook as it stands, found by what was executed: an edited cell is another one.

    Where a front end tells no ids and several cells hold the same text, they are taken in turn: the
    first execution of that text in a run is of the first of them.
    """

    def __init__(self, notebook: Notebook, lineage: Lineage, run: Run = NO_RUN) -> None:
        self.lineage = lineage
        self._turns: dict[str, list[int]] = {}
        for each in run.of(CellRan):
            turns = self._turns.setdefault(each.cell.digest, [])
            if each.cell.count not in turns:
                turns.append(each.cell.count)
        self._by_digest: dict[str, list[Cell]] = {}
        for cell in notebook.cells:
            if cell.index in lineage.trees:
                self._by_digest.setdefault(source_digest(cell.source), []).append(cell)

    def cell(self, execution: Execution | None) -> Cell | None:
        """The cell that was executed; None if it was edited or taken out since."""
        if execution is None:
            return None
        candidates = self._by_digest.get(execution.digest, [])
        same = [cell for cell in candidates if cell.id == execution.cell_id]
        if same or len(candidates) < 2:
            return next(iter(same or candidates), None)
        turns = self._turns.get(execution.digest, [])
        turn = turns.index(execution.count) if execution.count in turns else 0
        return candidates[min(turn, len(candidates) - 1)]

    def latest(self, run: Run, kind: type[_OfCell]) -> Iterator[tuple[Cell, _OfCell]]:
        """The evidence of one kind from the last execution of each cell that still stands, in document order."""
        last: dict[int, int] = {}
        for execution in (*(each.cell for each in run.of(CellRan)), *(each.cell for each in run.of(kind))):
            cell = self.cell(execution)
            if cell is not None:
                last[cell.index] = max(execution.count, last.get(cell.index, 0))
        found = [
            (cell, each)
            for each in run.of(kind)
            if (cell := self.cell(each.cell)) is not None and each.cell.count == last[cell.index]
        ]
        yield from sorted(found, key=lambda pair: pair[0].index)

    def whole(self, cell: Cell) -> Location:
        """The first statement of a cell."""
        body = self.lineage.trees[cell.index].body
        return self.lineage.locate(cell.index, body[0]) if body else self.line(cell, 1)

    def line(self, cell: Cell, line: int) -> Location:
        """A line of a cell, without the space around it; the first statement where there is no such line."""
        lines = cell.source.split("\n")
        if not 1 <= line <= len(lines):
            return self.whole(cell)
        text = lines[line - 1]
        start = len(text) - len(text.lstrip()) + 1
        return Location(
            cell=cell.index, line=line, column=start, end_line=line, end_column=max(start, len(text.rstrip()) + 1)
        )

    def assignment(self, cell: Cell, name: str) -> Location:
        """Where a cell last binds a name; its first statement where that is not seen."""
        root = name.split(".", 1)[0].split("[", 1)[0]
        bound = [
            node
            for statement in self.lineage.trees[cell.index].body
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and node.id == root and isinstance(node.ctx, ast.Store)
        ]
        if not bound:
            return self.whole(cell)
        return self.lineage.locate(cell.index, max(bound, key=lambda node: (node.lineno, node.col_offset)))


def words(source: str) -> GeneratorWords:
    """What to call a process-wide generator."""
    return GENERATORS.get(source, GeneratorWords(f"the generator of {source}"))


def number(cell: Cell) -> str:
    """A cell as people name it."""
    return f"cell {cell.index + 1}"


def is_process_wide(evidence: Evidence) -> bool:
    """Whether a piece of evidence is of a generator that a process has one of."""
    return not getattr(evidence, "name", "")
