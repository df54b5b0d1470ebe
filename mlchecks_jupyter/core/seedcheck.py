"""What `%%seedcheck` saw of one execution of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mlchecks_jupyter.core.evidence import Evidence, HashOrderSeen, RngAdvanced, Seeded
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.core.replayed import CellReplayed

#: The source of draws that no tracker sees: only reading the cell tells of them.
UNWATCHED: Final = "unwatched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """A call that drew.

    Attributes
    ----------
    place : str
        As people name it: ``line 3``, or ``helpers.py, line 12``.
    call : str
        The call as written there, on one line: ``frame.sample(frac=0.5)``.
    instead : str
        What to type instead, a sentence with code in backticks; empty where it repeats as it is.
    """

    place: str
    call: str
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """A generator that was drawn from.

    Attributes
    ----------
    title : str
        The generator as people name it: ``NumPy's global generator``.
    evidence : RngAdvanced
        When and how it had been seeded, and where the cell drew from it.
    statements : tuple of (int, str)
        The statements of the cell during which it advanced: first line and source of that line.
    blamed : tuple of Blame
        The calls that reading the source finds for them, in the cell or in a helper's file.
    seed : str
        The line that seeds it: ``np.random.seed(0)``; empty where there is none.
    """

    title: str
    evidence: RngAdvanced
    statements: tuple[tuple[int, str], ...] = ()
    blamed: tuple[Blame, ...] = ()
    seed: str = ""

    @property
    def unseeded(self) -> bool:
        """Whether it is known that a rerun draws other numbers."""
        return self.evidence.seeding.how == "entropy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seedcheck:
    """What was seen while a cell ran, and what came of running it again.

    Attributes
    ----------
    ok : bool
        Whether the cell ran to its end.
    advances : tuple of Advance
        In the order in which they happened; a generator that was seeded in between comes twice.
    replay : CellReplayed or None
        The comparison of several runs, where one was asked for and possible.
    why_not : str
        A sentence: why the replay was not made, or not in a child process; else empty.
    notes : tuple of str
        What else is to be known: a sentence each.
    blind : str
        Why the tracker of random generators was off, so that no draws were seen; empty if it was on.
    """

    execution: Execution
    ok: bool
    advances: tuple[Advance, ...] = ()
    seeded: tuple[Seeded, ...] = ()
    hash_orders: tuple[HashOrderSeen, ...] = ()
    replay: CellReplayed | None = None
    why_not: str = ""
    notes: tuple[str, ...] = ()
    blind: str = ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What a notebook's file keeps of it."""
        replay = (self.replay,) if self.replay else ()
        return (*self.seeded, *(advance.evidence for advance in self.advances), *self.hash_orders, *replay)
