"""Evidence: facts in the past tense, seen in a kernel or told by a person. They are kept and never changed.

Evidence holds names, counts, digests and seeds; never a value of the user's data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from mlchecks_jupyter.core.execution import Execution

#: value: a number or text was given. entropy: the operating system's randomness, asked for or by
#: default. state: a saved state was put back. unknown: it existed before anything was watched.
SeedingKind = Literal["value", "entropy", "state", "unknown"]

#: fork: in a child process. copies: in this process, on copies of the variables.
ReplayMethod = Literal["fork", "copies"]

#: exact: the values are others. rounding: floats differ, but only within the tolerance.
DifferenceKind = Literal["exact", "rounding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A fact; its kind is the name of its class."""

    @property
    def kind(self) -> str:
        """The name under which it is kept."""
        return type(self).__name__


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRan(Evidence):
    """A cell ran to its end, or to an error; `seconds` is wall time."""

    cell: Execution
    ok: bool
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeding:
    """How a generator came to its state.

    Attributes
    ----------
    value : str
        The seed as written, cut to 40 characters; empty where none was given.
    by : str
        Dotted name of what seeded it: ``numpy.random.seed``; empty where that is not known.
    cell : Execution or None
        The execution in which it was seeded; None before anything was watched.
    """

    how: SeedingKind
    value: str = ""
    by: str = ""
    cell: Execution | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded(Evidence):
    """A generator was seeded while a cell ran.

    `source` is its kind (``python``, ``numpy``, ``torch``, ...); `name` the variable through which
    it is reached, empty for a process-wide generator.
    """

    cell: Execution
    source: str
    name: str = ""
    seeding: Seeding


@dataclass(frozen=True, slots=True, kw_only=True)
class RngAdvanced(Evidence):
    """A generator was drawn from while a cell ran.

    Attributes
    ----------
    seeding : Seeding
        How it had come to its state when it was drawn from.
    drawn_before : tuple of Execution
        The earlier executions that drew from it since it was seeded, in the order they ran.
    lines : tuple of int
        The first lines, from 1 in the cell, of the statements that drew; empty where only the cell is known.
    draws : tuple of str
        The calls that drew, as static reading sees them: ``line 3: pandas.DataFrame.sample`` or
        ``helpers.py, line 12: numpy.random.permutation``; empty where none is seen.
    """

    cell: Execution
    source: str
    name: str = ""
    seeding: Seeding
    drawn_before: tuple[Execution, ...] = ()
    lines: tuple[int, ...] = ()
    draws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HashOrderSeen(Evidence):
    """A cell put the elements of a set in an order that depends on PYTHONHASHSEED or on memory addresses.

    `line` counts from 1 in the cell; `expression` is the set as written, cut to 60 characters.
    """

    cell: Execution
    line: int
    expression: str
    why: Literal["hash seed", "addresses"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Evidence):
    """A person signed a checklist item.

    `findings` are the keys of what was known against it then, open or accepted (`sign_off.item_keys`):
    when there is more, the item asks to be signed again.
    """

    item: str
    by: str
    reason: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived(Evidence):
    """A person accepted the findings that a check made then; `findings` are their keys (`sign_off.finding_key`)."""

    check: str
    by: str
    reason: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Evidence):
    """A person took back a sign-off (the name of an item) or a waiver (the name of a check)."""

    what: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerFailed(Evidence):
    """A tracker failed and switched itself off; what it watches is not known from then on."""

    tracker: str
    reason: str


#: What can be kept, by the name it is kept under.
KINDS: Final[dict[str, type[Evidence]]] = {
    each.__name__: each
    for each in (
        CellRan,
        Seeded,
        RngAdvanced,
        HashOrderSeen,
        CellReplayed,
        Signed,
        Waived,
        Withdrawn,
        TrackerFailed,
    )
}

#: What counts however long ago it was; of the others a notebook's latest runs tell.
LASTING: Final[tuple[type[Evidence], ...]] = (CellReplayed, Signed, Waived, Withdrawn)

#: What only a person can say: never taken from a notebook's file.
BY_A_PERSON: Final[tuple[type[Evidence], ...]] = (Signed, Waived, Withdrawn)
