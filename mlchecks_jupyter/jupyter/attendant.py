"""Who attends one cell besides the trackers: it adds to the evidence when the cell has ended, then shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mlchecks_jupyter.core.evidence import Evidence
from mlchecks_jupyter.core.run import Record


class Attendant(Protocol):
    """Attends one execution of a cell."""

    def begin(self) -> None:
        """The cell is about to run."""

    def withdraw(self) -> None:
        """Leave everything as it was found, whatever has happened; a second call does nothing."""

    def ended(self) -> None:
        """The cell has ended this moment: nothing more is its doing."""

    def finish(self, *, ok: bool, shown: object, seen: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """All evidence of it, what the trackers saw completed by what is known besides.

        Parameters
        ----------
        ok : bool
            Whether the cell ran to its end.
        shown : object
            The value of its last expression; None where it has none.
        """

    def show(self, records: Sequence[Record]) -> None:
        """Its evidence is kept, as these records: display what came of it."""
