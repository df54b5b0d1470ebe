"""Cells as syntax trees, magics unwrapped, and the way back from a node to the author's columns."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field, replace
from typing import Final

from mlchecks_jupyter.core.finding import Location
from mlchecks_jupyter.core.notebook import Cell
from mlchecks_jupyter.lineage import magics

_IMPORT_LINE: Final = re.compile(r"^(?:import|from)[ \t]+[\w.]+[^\n(\\]*$", re.MULTILINE)
_PYTHON_2: Final = re.compile(r"^\s*(?:print|exec)\s+[^\s=(.,)\]:]|except\s+\w+\s*,\s*\w+\s*:", re.MULTILINE)


@dataclass(slots=True, kw_only=True)
class Tree:
    """A cell's statements; `problem` says in one sentence why there are none, or only some."""

    cell: Cell
    body: list[ast.stmt] = field(default_factory=list)
    shifts: dict[int, int] = field(default_factory=dict)
    body_line: int = 0
    problem: str = ""
    #: What was found out about its statements; kept with them from one reading to the next.
    notes: dict[object, object] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list, init=False)

    def of(self, cell: Cell) -> Tree:
        """The same statements, as those of another cell of the same source."""
        return replace(self, cell=cell)

    @property
    def lines(self) -> list[str]:
        """The lines of the cell; parted once, for a cell may hold thousands of findings."""
        if not self._lines:
            self._lines = self.cell.source.split("\n")
        return self._lines


def parse(cell: Cell) -> Tree:
    """Parse a code cell; one that does not parse still gives its plain import lines."""
    source = cell.source
    if "%%" in source and magics.is_cell_magic(source):
        return _parse_unwrapped(cell, magics.unwrap_cell_magic(source))
    try:
        return Tree(cell=cell, body=_parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _parse_unwrapped(cell, magics.Unwrapped(text=source))


def _parse_unwrapped(cell: Cell, unwrapped: magics.Unwrapped) -> Tree:
    """Parse a cell whose cell magics are taken off, its line magics where it does not parse without."""
    text = unwrapped.text
    if text is None:
        return Tree(cell=cell)
    try:
        return _tree(cell, text, unwrapped)
    except SyntaxError as error:
        problem = _not_python(cell, error)
    except (ValueError, RecursionError, MemoryError) as error:
        return Tree(cell=cell, problem=_too_deep(cell, error))
    lines = magics.unwrap_line_magics(text)
    try:
        return _tree(cell, lines.text or "", lines)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        if not unwrapped.certain:
            return Tree(cell=cell)
        return Tree(cell=cell, body=_imports(text), problem=problem)


def _tree(cell: Cell, text: str, unwrapped: magics.Unwrapped) -> Tree:
    return Tree(cell=cell, body=_parse(text), shifts=unwrapped.shifts, body_line=unwrapped.body_line)


def _parse(text: str) -> list[ast.stmt]:
    try:
        return _compiled(text)
    except IndentationError as error:
        try:  # IPython takes a cell that is indented as a whole
            block, *rest = _compiled("if True:\n" + text)
        except SyntaxError:
            raise error from None
        assert isinstance(block, ast.If)
        return [ast.increment_lineno(statement, -1) for statement in (*block.body, *block.orelse, *rest)]


def _compiled(text: str) -> list[ast.stmt]:
    module = compile(text, "<cell>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    assert isinstance(module, ast.Module)
    return module.body


def _imports(text: str) -> list[ast.stmt]:
    """The import lines of a cell that does not parse: later cells need their names."""
    found: list[ast.stmt] = []
    for match in _IMPORT_LINE.finditer(text):
        try:
            statements = _parse(match[0])
        except SyntaxError:
            continue
        line = text.count("\n", 0, match.start())
        found += [ast.increment_lineno(statement, line) for statement in statements]
    return found


def _not_python(cell: Cell, error: SyntaxError) -> str:
    where = cell.at(error.lineno or 1).capitalize()
    if _PYTHON_2.search(cell.source):
        return f"{where}: this is Python 2, so {_passed_over(cell)}; `print(x)` with parentheses makes it Python 3."
    return f"{where}: this does not parse ({error.msg}), so {_passed_over(cell)}."


def _too_deep(cell: Cell, error: BaseException) -> str:
    if isinstance(error, UnicodeEncodeError):
        why = "the code holds half of a surrogate pair, which is no character"
    elif isinstance(error, ValueError):
        why = "the code holds a NUL character"
    else:
        why = "the code is nested too deeply to be read"
    return f"{cell.at(1).capitalize()}: {why}, so {_passed_over(cell)}."


def _passed_over(cell: Cell) -> str:
    """What of the source was not read: people know no cells of a script."""
    if not cell.file_line:
        return "the cell was passed over"
    first, last = cell.shown_line(1), cell.shown_line(1 + cell.source.count("\n"))
    return f"lines {first} to {last} were passed over" if last > first else f"line {first} was passed over"


Node = ast.expr | ast.stmt | ast.keyword | ast.alias | ast.excepthandler


def locate(tree: Tree, node: Node) -> Location:
    """Where a node stands in the cell as its author wrote it."""
    end_line = node.end_lineno or node.lineno
    return Location(
        cell=tree.cell.index,
        line=node.lineno,
        column=_column(tree, node.lineno, node.col_offset, 0),
        end_line=end_line,
        end_column=_column(tree, end_line, node.end_col_offset or node.col_offset, None),
    )


def _column(tree: Tree, line: int, offset: int, rewritten: int | None) -> int:
    """A byte offset of `ast` as a column in characters from 1.

    On a line that was rewritten, the column is that of the line's first (`rewritten` 0) or last character.
    """
    text = tree.lines[line - 1] if line <= len(tree.lines) else ""
    shift = tree.shifts.get(line, 0)
    if shift < 0:
        return len(text) - len(text.lstrip()) + 1 if rewritten == 0 else len(text) + 1
    head = text.index("%") if shift else 0  # `x = ` stays before what was taken off
    kept = text[:head] + text[head + shift :]
    characters = offset if kept.isascii() else len(kept.encode("utf-8", "replace")[:offset].decode("utf-8", "ignore"))
    return min(characters + (shift if characters >= head else 0), len(text)) + 1
