"""A cell to be run again, what its first run left, and what the comparison of the runs says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from mlchecks_jupyter.core.replayed import NotCompared, ReplayMethod, VariableDiffered


class _Nothing:
    """The type of `NOTHING`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOTHING"


#: The value shown by a cell whose last statement is no expression.
NOTHING: Final = _Nothing()

#: Gives fresh entropy to the unseeded generators of a namespace; what it returns undoes it.
Refresh = Callable[[dict[str, Any]], Callable[[], None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The code of a cell: plain Python, IPython's syntax already transformed.

    `flags` are those that compiling goes by after the notebook's ``from __future__`` imports.
    """

    source: str
    filename: str = "<cell>"
    flags: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRun:
    """What the user's own run left.

    Attributes
    ----------
    namespace : dict
        The user's variables after the run: the same dictionary that `prepare` was given.
    shown : object
        The value of the last expression; `NOTHING` where there is none.
    printed : str
        What was written to standard output; standard error (progress bars, warnings) is not compared.
    seconds : float
        How long it took.
    """

    namespace: dict[str, Any]
    shown: object = NOTHING
    printed: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the comparison of the runs says: the fields of `core.evidence.CellReplayed`, but for the cell.

    A detail of `differences` reads on from ``NAME differs``: ``in 1,203 of 1,437 rows``.
    """

    runs: int
    method: ReplayMethod
    equal: tuple[str, ...] = ()
    differences: tuple[VariableDiffered, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()
    effects: tuple[str, ...] = ()
    problem: str = ""


#: Keeps what a second run displays from the front end; what it returns undoes it.
Quiet = Callable[[], Callable[[], None]]


def ignore(_: float) -> None:
    """Watch nothing."""


class Replay(ABC):
    """A cell that can be run again from the state in which it was prepared.

    Attributes
    ----------
    method : ReplayMethod
        Where it runs again.
    reason : str
        Why not in a child process, as a sentence; empty if it does.
    """

    method: ReplayMethod
    reason: str = ""

    @abstractmethod
    def finish(self, first: FirstRun, *, watch: Callable[[float], None] = ignore) -> Outcome:
        """Run the cell again and compare.

        Parameters
        ----------
        first : FirstRun
            What the user's own run left.
        watch : callable
            Called about four times a second with the seconds since the replay began.

        Returns
        -------
        Outcome
            A replay that failed or was interrupted is told in its `problem`: nothing is raised.
        """

    @abstractmethod
    def cancel(self) -> None:
        """End the replay and release what it holds; a second call does nothing."""
