"""What a benchmark found: tables with ratios and goals, for the terminal and for `RESULTS.md`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal and whether this run met it."""

    what: str
    limit: float
    measured: float
    unit: str = ""

    @property
    def met(self) -> bool:
        """Whether the figure is within its limit."""
        return self.measured <= self.limit

    def __str__(self) -> str:
        """One line: the goal, the figure, the verdict."""
        verdict = "met" if self.met else "MISSED"
        return f"{self.what}: {_number(self.measured)}{self.unit}, at most {_number(self.limit)}{self.unit}: {verdict}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One benchmark's table, goals and remarks."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    goals: tuple[Goal, ...] = ()
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """The section as aligned text."""
        table = [self.columns, *self.rows]
        widths = [max(len(row[place]) for row in table) for place in range(len(self.columns))]
        lines = [
            "  ".join(_aligned(cell, width, place) for place, (cell, width) in enumerate(zip(row, widths, strict=True)))
            for row in table
        ]
        return "\n".join([self.title, *(line.rstrip() for line in lines), *map(str, self.goals), *self.notes, ""])

    def markdown(self) -> str:
        """The section in Markdown."""
        head = [f"| {' | '.join(self.columns)} |", f"| --- |{' ---: |' * (len(self.columns) - 1)}"]
        body = [f"| {' | '.join(row)} |" for row in self.rows]
        remarks = [f"- {line}" for line in (*self.goals, *self.notes)]
        return "\n".join([f"## {self.title}", "", *head, *body, "", *remarks, *([""] if remarks else [])])


def milliseconds(seconds: float) -> str:
    """Milliseconds with as many digits as mean something."""
    return _number(seconds * 1e3)


def times(ratio: float) -> str:
    """A ratio."""
    return f"{ratio:.2f} x"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _aligned(cell: str, width: int, place: int) -> str:
    return cell.rjust(width) if place else cell.ljust(width)
