"""The lineage of a notebook: its calls with their names resolved, its random draws and its queries."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from mlchecks_jupyter.core.finding import Location
from mlchecks_jupyter.core.notebook import Cell, Notebook
from mlchecks_jupyter.lineage.dataflow.flow import Dataflow
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.interpreter import Interpreter
from mlchecks_jupyter.lineage.interpreter.values import Value
from mlchecks_jupyter.lineage.parsed import ParsedCells
from mlchecks_jupyter.lineage.queries.observer import Queries, Query
from mlchecks_jupyter.lineage.randomness.draws import Draw, Verdict
from mlchecks_jupyter.lineage.randomness.observer import Randomness
from mlchecks_jupyter.lineage.settings import Setting, Settings
from mlchecks_jupyter.lineage.syntax import Node, Tree, locate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Lineage:
    """What reading a notebook from top to bottom shows.

    Attributes
    ----------
    trees : dict of int to Tree
        The code cells by their index, in document order.
    calls : tuple of Call
        Every call of something that is not the notebook's own, its name resolved, in the order of evaluation.
    settings : tuple of Setting
        Attributes set on modules, such as ``torch.backends.cudnn.benchmark = True``.
    draws : tuple of Draw
        Random draws, in the order of the source.
    saved_verdicts : dict
        For the draws (by `Draw.key`) that the saved run, in the order of its execution counts,
        made in another state than a run from top to bottom would: the verdict there.
    seeds : tuple of (Call, Value)
        The calls that seed a process-wide generator, with what they are given.
    queries : tuple of Query
        The SQL that is sent, in the order of evaluation.
    flow : Dataflow
        What was learned from which rows, what was judged on which, and how they were split.
    saved_flow : Dataflow or None
        The same in the order of the execution counts, where the saved run had another order.
    modules : frozenset of str
        Top-level names of the modules that are imported.
    problems : tuple of str
        One sentence for each cell that could not be read, or not to its end.
    """

    trees: dict[int, Tree]
    calls: tuple[Call, ...]
    settings: tuple[Setting, ...]
    draws: tuple[Draw, ...]
    saved_verdicts: dict[tuple[int, int, int, str], Verdict]
    seeds: tuple[tuple[Call, Value], ...]
    queries: tuple[Query, ...]
    flow: Dataflow
    saved_flow: Dataflow | None
    modules: frozenset[str]
    problems: tuple[str, ...]

    def locate(self, cell: int, node: Node) -> Location:
        """Where a node of a cell stands."""
        return locate(self.trees[cell], node)

    def statement_lines(self, cell: int, line: int) -> tuple[int, int]:
        """The first and last line of the simple statement around a line of a cell; the line itself elsewhere."""
        body: list[ast.stmt] = self.trees[cell].body if cell in self.trees else []
        while body:
            around = next((each for each in body if each.lineno <= line <= (each.end_lineno or each.lineno)), None)
            if around is None:
                break
            inner = [
                each
                for child in ast.iter_child_nodes(around)
                for each in (child.body if isinstance(child, ast.ExceptHandler | ast.match_case) else [child])
                if isinstance(each, ast.stmt)
            ]
            if not inner:
                return around.lineno, around.end_lineno or around.lineno
            body = inner
        return line, line

    def place(self, cell: int, line: int) -> str:
        """A line of a cell as people name it: ``cell 4, line 2``."""
        return self.trees[cell].cell.at(line)


def trace(notebook: Notebook, parsed: ParsedCells | None = None) -> Lineage:
    """Read a notebook; never executes anything and never raises for what is in it.

    Parameters
    ----------
    parsed : ParsedCells or None
        The cells of the same notebook as it was read before; brought up to date.
    """
    foreign = notebook.language != "python"
    trees = (parsed or ParsedCells()).trees(notebook.cells if not foreign else ())
    readings = [_Reading(list(trees.values()), {})]
    if readings[0].interpreter.unbound & readings[0].names.keys():
        # A name used above the cell that binds it: the saved session had run that cell before.
        readings.append(_Reading(list(trees.values()), readings[0].names))
    last = readings[-1]
    draws = last.randomness.draws()
    saved = _saved_reading(trees, last, draws)
    for reading in (*readings, *saved):
        reading.interpreter.release()
    return Lineage(
        trees=trees,
        calls=tuple(last.interpreter.calls),
        settings=tuple(last.settings.found),
        draws=draws,
        seeds=tuple(last.randomness.seeds),
        saved_verdicts=_other_verdicts(draws, saved),
        queries=tuple(last.queries.found.values()),
        flow=last.flow,
        saved_flow=saved[0].flow if saved else None,
        modules=frozenset(last.interpreter.imported),
        problems=(
            *([f"Its kernel's language is {notebook.language}; only Python is read."] if foreign else ()),
            *(tree.problem for tree in trees.values() if tree.problem),
            *last.problems,
        ),
    )


class _Reading:
    """One run of the interpreter over cells in some order."""

    def __init__(self, trees: list[Tree], fallback: dict[str, Value]) -> None:
        self.randomness, self.queries, self.settings = Randomness(), Queries(), Settings()
        self.flow = Dataflow()
        self.interpreter = Interpreter((self.randomness, self.queries, self.settings), fallback, self.flow)
        self.problems = self.interpreter.run(trees)
        self.names = self.interpreter.scope.module.names


def _saved_reading(trees: dict[int, Tree], last: _Reading, draws: tuple[Draw, ...]) -> list[_Reading]:
    """The cells read in the order in which they were run, where that was another one and matters."""
    ran = [tree for tree in trees.values() if tree.cell.execution_count is not None]
    in_order = sorted(ran, key=lambda tree: _count(tree.cell))
    if in_order == ran and len(ran) in (0, len(trees)):
        return []
    if not last.flow.judgements and not any(draw.state is not None for draw in draws):
        return []
    return [_Reading(in_order, last.names)]


def _other_verdicts(draws: tuple[Draw, ...], readings: list[_Reading]) -> dict[tuple[int, int, int, str], Verdict]:
    saved = {draw.key: draw.verdict for reading in readings for draw in reading.randomness.draws()}
    return {draw.key: saved[draw.key] for draw in draws if saved.get(draw.key, draw.verdict) != draw.verdict}


def _count(cell: Cell) -> int:
    return cell.execution_count or 0
