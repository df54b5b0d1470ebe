"""The cells of a notebook that is read again and again: only those that changed are parsed anew."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

from mlchecks_jupyter.core.notebook import Cell
from mlchecks_jupyter.lineage.syntax import Tree, parse


class ParsedCells:
    """Syntax trees of the cells of one notebook, kept by their source from one reading to the next.

    What the last reading did not hold is forgotten, so it never grows beyond one notebook. Not for
    several threads at a time.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int], Tree] = {}

    def trees(self, cells: Iterable[Cell]) -> dict[int, Tree]:
        """The code cells as syntax trees, by their index."""
        found: dict[int, Tree] = {}
        kept: dict[tuple[str, int], Tree] = {}
        copies: dict[str, int] = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the notebook's own literals warn of is not ours to show
            for cell in cells:
                if cell.kind != "code":
                    continue
                # Cells of the same source have trees of their own: places are told by their nodes.
                number = copies[cell.source] = copies.get(cell.source, -1) + 1
                key = (cell.source, number)
                tree = self._kept.get(key)
                if tree is None or tree.problem:
                    tree = parse(cell)
                elif tree.cell != cell:
                    tree = tree.of(cell)
                found[cell.index] = kept[key] = tree
        self._kept = kept
        return found
