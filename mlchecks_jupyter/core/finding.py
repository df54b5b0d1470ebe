"""A finding: what is wrong, where, how much it matters, and what to type instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Severity = Literal["error", "warning", "advice"]

#: From the most to the least severe.
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "advice")

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]


def at_least(severity: Severity, threshold: Severity) -> bool:
    """Whether `severity` is as severe as `threshold`, or more."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A stretch of source inside one cell.

    `cell` counts all cells of the notebook from 0, `line` from 1 within the cell, `column` in
    characters from 1; the end is exclusive.
    """

    cell: int
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Replace the source at `where` by `text`; an empty stretch inserts."""

    where: Location
    text: str
    #: What the edit does, in the imperative: "Pass random_state=0".
    title: str
    #: Further replacements that belong to it, in any cell; the places are those before any of them is made.
    also: tuple[Edit, ...] = ()

    @property
    def parts(self) -> tuple[Edit, ...]:
        """Each single replacement, in the order of the notebook."""
        return tuple(sorted((self, *self.also), key=lambda part: (part.where.cell, part.where.line, part.where.column)))

    def to_json(self) -> dict[str, JSON]:
        """The edit as a part of its finding; `also` is there only where more than one place changes."""
        document: dict[str, JSON] = {"title": self.title, "text": self.text, **_place(self.where)}
        if self.also:
            document["also"] = [{"text": part.text, **_place(part.where)} for part in self.also]
        return document


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault at one place."""

    check: str
    item: str
    severity: Severity
    message: str
    cell_id: str
    where: Location
    remedy: str
    facts: dict[str, JSON] = field(default_factory=dict)
    edit: Edit | None = None

    def to_json(self) -> dict[str, JSON]:
        """The finding as the command line and the server send it."""
        document: dict[str, JSON] = {
            "check": self.check,
            "item": self.item,
            "severity": self.severity,
            "message": self.message,
            "cell_id": self.cell_id,
            **_place(self.where),
            "remedy": self.remedy,
            "facts": dict(self.facts),
        }
        if self.edit is not None:
            document["edit"] = self.edit.to_json()
        return document


def _place(where: Location) -> dict[str, JSON]:
    return {
        "cell": where.cell,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
    }
