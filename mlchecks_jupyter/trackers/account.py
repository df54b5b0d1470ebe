"""The account of one generator: how it was seeded last, and who drew from it since."""

from __future__ import annotations

from collections import deque
from typing import Any, Final, NamedTuple

from mlchecks_jupyter.core.evidence import RngAdvanced, Seeding
from mlchecks_jupyter.core.execution import Execution

#: Of the executions that drew since a seeding, how many are told: the first and the last ones.
MOST_DRAWN_BEFORE: Final = 32

#: How many states are kept to know one again that is put back.
_MOST_KEPT: Final = 8


class _Kept(NamedTuple):
    state: Any
    seeding: Seeding
    drawn: tuple[Execution, ...]


class Account:
    """What is known of a generator.

    Parameters
    ----------
    source, name : str
        As evidence names it.
    state : object
        Its state now; only compared with others.
    seeding : Seeding
        How it came to its state.
    """

    def __init__(self, source: str, name: str, state: Any, seeding: Seeding) -> None:
        self.source = source
        self.name = name
        self.state = state
        self.seeding = seeding
        self._drawn: list[Execution] = []
        self._kept: deque[_Kept] = deque(maxlen=_MOST_KEPT)
        self._keep()

    def drew(self, cell: Execution, state: Any) -> RngAdvanced | None:
        """A cell drew from it, which left it in a state; None where that is told of already."""
        self.state = state
        told = bool(self._drawn) and self._drawn[-1] == cell
        evidence = None
        if not told:
            before = self._drawn
            if len(before) > MOST_DRAWN_BEFORE:
                before = [before[0], *before[1 - MOST_DRAWN_BEFORE :]]
            evidence = RngAdvanced(
                cell=cell, source=self.source, name=self.name, seeding=self.seeding, drawn_before=tuple(before)
            )
            self._drawn.append(cell)
            if len(self._drawn) > 2 * MOST_DRAWN_BEFORE:
                del self._drawn[1:-MOST_DRAWN_BEFORE]
        self._keep()
        return evidence

    def seeded(self, seeding: Seeding, state: Any) -> bool:
        """It was seeded, which left it in a state.

        Returns
        -------
        bool
            False where a state was put back that is known: then all is as it was at that state.
        """
        self.state = state
        if seeding.how == "state":
            for kept in reversed(self._kept):  # the same state may have been reached before in another way
                if kept.state == state:
                    self.seeding, self._drawn = kept.seeding, list(kept.drawn)
                    return False
        self.seeding, self._drawn = seeding, []
        self._keep()
        return True

    def moved_between_cells(self, state: Any) -> None:
        """Something that is no cell drew from it or seeded it: no cell is blamed, and its state is unknown."""
        self.seeded(Seeding(how="unknown"), state)

    def _keep(self) -> None:
        self._kept.append(_Kept(self.state, self.seeding, tuple(self._drawn)))
