"""The source lines around a finding, with the stretch that it points at."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mlchecks_jupyter.core.finding import Edit, Location
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.render.place import cell_at, shown_line


class SourceLine(NamedTuple):
    """One line of source; ``text[start:end]`` is pointed at, nothing where they are equal.

    A named tuple because thousands are made for one listing, and it is the cheapest to make.
    """

    number: int
    text: str
    start: int = 0
    end: int = 0

    def cut(self, limit: int) -> SourceLine:
        """The line with at most `limit` characters around the start of the stretch, and ``…`` where it was cut."""
        if len(self.text) <= limit:
            return self
        left = 0 if self.end <= limit else max(0, min(self.start - limit // 4, len(self.text) - limit))
        head, tail = "…" if left else "", "…" if left + limit < len(self.text) else ""
        start, end = (min(max(position - left, 0), limit) + len(head) for position in (self.start, self.end))
        return SourceLine(number=self.number, text=head + self.text[left : left + limit] + tail, start=start, end=end)


def excerpt(notebook: Notebook, where: Location, *, around: int, most: int) -> tuple[SourceLine, ...]:
    """The lines of `where` (at most `most` of them) with `around` lines before and after.

    Blank lines at the two ends are left out. Empty where the place is not in the notebook.
    """
    cell = cell_at(notebook, where.cell)
    if cell is None:
        return ()
    lines = _split(cell.source)
    first, last = where.line, min(max(where.end_line, where.line), where.line + most - 1)
    if not 1 <= first <= len(lines):
        return ()
    low, high = max(1, first - around), min(len(lines), last + around)
    while low < first and not lines[low - 1].strip():
        low += 1
    while high > last and not lines[high - 1].strip():
        high -= 1
    return tuple(_line(lines[number - 1], number, where, shown_line(cell, number)) for number in range(low, high + 1))


@lru_cache(maxsize=4)
def _split(source: str) -> tuple[str, ...]:
    # Findings come cell by cell: without this, a long cell with many would be split once for each.
    return tuple(source.split("\n"))


def _line(text: str, number: int, where: Location, shown: int) -> SourceLine:
    if not where.line <= number <= where.end_line:
        return SourceLine(number=shown, text=text)
    # Inner lines of a stretch are pointed at without their indentation.
    start = where.column - 1 if number == where.line else len(text) - len(text.lstrip())
    end = where.end_column - 1 if number == where.end_line else len(text)
    start = min(max(start, 0), len(text))
    return SourceLine(number=shown, text=text, start=start, end=min(max(end, start), len(text)))


def edited(notebook: Notebook, edit: Edit) -> tuple[tuple[SourceLine, ...], tuple[SourceLine, ...]]:
    """The lines that an edit touches, before and after it; both empty where its place is not in the notebook."""
    cell = cell_at(notebook, edit.where.cell)
    lines = list(_split(cell.source)) if cell is not None else []
    where = edit.where
    if not 1 <= where.line <= where.end_line <= len(lines):
        return (), ()
    before = lines[where.line - 1 : where.end_line]
    after = (before[0][: where.column - 1] + edit.text + before[-1][where.end_column - 1 :]).split("\n")
    first = shown_line(cell, where.line)
    return _numbered(before, first), _numbered(after, first)


def _numbered(lines: list[str], first: int) -> tuple[SourceLine, ...]:
    return tuple(SourceLine(number=number, text=text) for number, text in enumerate(lines, start=first))
