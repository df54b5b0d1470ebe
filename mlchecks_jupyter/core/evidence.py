"""Evidence: facts in the past tense, seen in a kernel or told by a person. They are kept and never changed.

Evidence holds names, counts, digests and seeds; never a value of the user's data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mlchecks_jupyter.core.execution import Execution

#: value: a number or text was given. entropy: the operating system's randomness, asked for or by
#: default. state: a saved state was put back. unknown: it existed before anything was watched.
SeedingKind = Literal["value", "entropy", "state", "unknown"]


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
    """A cell used what depends on PYTHONHASHSEED or on memory addresses: the order of a set, or `hash` itself.

    `line` counts from 1 in the cell; `expression` is the set or the call as written, cut to 60 characters.
    """

    cell: Execution
    line: int
    expression: str
    why: Literal["hash seed", "addresses"]
    what: Literal["order", "hash"] = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerFailed(Evidence):
    """A tracker failed and switched itself off; what it watches is not known from then on."""

    tracker: str
    reason: str
