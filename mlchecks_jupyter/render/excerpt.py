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


class Change(NamedTuple):
    """Lines that an edit touches, before and after it."""

    place: str
    before: tuple[SourceLine, ...]
    after: tuple[SourceLine, ...]

    def cut(self, limit: int) -> Change:
        """The change with no line longer than `limit`."""
        before, after = (tuple(line.cut(limit) for line in lines) for lines in (self.before, self.after))
        return Change(place=self.place, before=before, after=after)


def edited(notebook: Notebook, edit: Edit) -> tuple[Change, ...]:
    """The lines that an edit touches, one stretch after the other; none where a place is not in the notebook."""
    stretches: list[list[Edit]] = []
    for part in edit.parts:
        last = stretches[-1][-1].where if stretches else None
        if last is not None and last.cell == part.where.cell and last.end_line >= part.where.line:
            stretches[-1].append(part)
        else:
            stretches.append([part])
    changes = [_change(notebook, stretch) for stretch in stretches]
    found = tuple(change for change in changes if change is not None)
    return found if len(found) == len(changes) else ()


def _change(notebook: Notebook, stretch: list[Edit]) -> Change | None:
    """What the replacements on neighbouring lines make of them."""
    cell = cell_at(notebook, stretch[0].where.cell)
    lines = _split(cell.source) if cell is not None else ()
    first, last = stretch[0].where.line, max(part.where.end_line for part in stretch)
    if cell is None or not 1 <= first <= last <= len(lines):
        return None
    before = list(lines[first - 1 : last])
    after = list(before)
    for part in reversed(stretch):
        where = part.where
        top, bottom = where.line - first, where.end_line - first
        text = after[top][: where.column - 1] + part.text + after[bottom][where.end_column - 1 :]
        after[top : bottom + 1] = text.split("\n")
    while before and after and before[-1] == after[-1]:  # the line after those that went
        del before[-1], after[-1]
    while before and after and before[0] == after[0]:  # the line before those that came
        del before[0], after[0]
        first += 1
    shown = shown_line(cell, first)
    return Change(place=cell.at(first), before=_numbered(before, shown), after=_numbered(after, shown))


def _numbered(lines: list[str], first: int) -> tuple[SourceLine, ...]:
    return tuple(SourceLine(number=number, text=text) for number, text in enumerate(lines, start=first))
