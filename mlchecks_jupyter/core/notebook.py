"""A notebook as text: its cells, in document order, and nothing that was executed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mlchecks_jupyter.core.suppression import Suppression

CellKind = Literal["code", "markdown", "raw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell.

    Attributes
    ----------
    index : int
        Position among all cells of the notebook, from 0.
    source : str
        The source as the author wrote it, magics included; lines end in ``\\n``.
    execution_count : int or None
        The number in the prompt when the notebook was saved; None if the cell never ran.
    tags : frozenset of str
        Cell tags; papermill's ``parameters`` and ``injected-parameters`` matter here.
    file_line : int
        For scripts, the line of the file on which the cell's first line stands (from 1); else 0.
    bundles : tuple of object
        The JSON of the evidence that its outputs hold, as the file has it: not to be trusted.
    """

    index: int
    id: str
    kind: CellKind
    source: str
    execution_count: int | None = None
    tags: frozenset[str] = frozenset()
    file_line: int = 0
    bundles: tuple[object, ...] = ()

    def at(self, line: int) -> str:
        """A line of the cell as people name it, who count cells from 1: ``cell 4, line 2``."""
        number = self.shown_line(line)
        return f"line {number}" if self.file_line else f"cell {self.index + 1}, line {number}"

    def shown_line(self, line: int) -> int:
        """The number of a line for people: in the file for scripts, else in the cell."""
        return self.file_line + line - 1 if self.file_line else line


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """A notebook or script.

    Attributes
    ----------
    path : str
        As the user named it; empty for text that has no file.
    digest : str
        SHA-256, in hex, of the file's bytes (or of the sources where there is no file).
    language : str
        The kernel's language in lower case; checks read Python only.
    problems : tuple of str
        One sentence for each thing the author wrote that has no effect, such as a suppression without a reason.
    """

    path: str
    digest: str
    cells: tuple[Cell, ...]
    language: str = "python"
    suppressions: tuple[Suppression, ...] = ()
    problems: tuple[str, ...] = ()
    metadata: dict[str, object] = field(default_factory=dict)

    @property
    def is_script(self) -> bool:
        """Whether lines of the file, not cells, are what people point at."""
        return any(cell.file_line for cell in self.cells)
