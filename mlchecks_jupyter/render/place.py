"""Where a finding stands, as people name it: a cell and a line of a notebook, a line of a script."""

from __future__ import annotations

from mlchecks_jupyter.core.finding import Location
from mlchecks_jupyter.core.notebook import Cell, Notebook
from mlchecks_jupyter.render.printable import one_line


def cell_number(index: int) -> int:
    """The number of a cell for people, who count from 1; the JSON counts from 0."""
    return index + 1


def cell_at(notebook: Notebook, index: int) -> Cell | None:
    """The cell with this index, None where the notebook has no such cell."""
    if 0 <= index < len(notebook.cells):
        return notebook.cells[index]
    return None


def shown_line(cell: Cell | None, line: int) -> int:
    """The number of a cell's line: in the file for scripts, else in the cell."""
    return cell.shown_line(line) if cell is not None else line


def shown_path(notebook: Notebook) -> str:
    """The path on one line, or a word for text that has no file."""
    return one_line(notebook.path) or "notebook"


def place(notebook: Notebook, where: Location) -> str:
    """The place as a compiler writes it: ``nb.ipynb:cell 4:2:10`` or ``script.py:12:10``."""
    cell = cell_at(notebook, where.cell)
    if cell is not None and cell.file_line:
        return f"{shown_path(notebook)}:{shown_line(cell, where.line)}:{where.column}"
    return f"{shown_path(notebook)}:cell {cell_number(where.cell)}:{where.line}:{where.column}"


def in_words(notebook: Notebook, where: Location) -> str:
    """The place within its file: ``cell 4, line 2``, or ``line 12`` of a script."""
    cell = cell_at(notebook, where.cell)
    return cell.at(where.line) if cell is not None else f"cell {cell_number(where.cell)}, line {where.line}"
