"""Evidence of a cell that was run again: what was the same, and what was not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from mlchecks_jupyter.core.evidence import Evidence
from mlchecks_jupyter.core.execution import Execution

#: fork: in a child process. copies: in this process, on copies of the variables.
ReplayMethod = Literal["fork", "copies"]

#: exact: the values are others. rounding: floats differ, but only within the tolerance.
DifferenceKind = Literal["exact", "rounding"]


#: The name under which what a cell prints is compared.
PRINTED: Final = "printed text"


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableDiffered:
    """A variable came out differently when its cell was run again.

    `detail` says how in words and counts that read on from ``NAME differs``: ``in 1,203 of 1,437 rows``.
    """

    name: str
    kind: DifferenceKind
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCompared:
    """A variable that could not be compared between two runs, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReplayed(Evidence):
    """A cell was run again from the same starting state, its unseeded generators from fresh entropy.

    Attributes
    ----------
    runs : int
        All runs, the user's own among them.
    equal : tuple of str
        New or changed variables that were the same in every run.
    effects : tuple of str
        What the runs did besides: a sentence each, as in ``It wrote model.pkl (in every run)``.
    problem : str
        Why a run did not finish; empty if all did.
    """

    cell: Execution
    runs: int
    method: ReplayMethod
    equal: tuple[str, ...] = ()
    differences: tuple[VariableDiffered, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()
    effects: tuple[str, ...] = ()
    problem: str = ""
