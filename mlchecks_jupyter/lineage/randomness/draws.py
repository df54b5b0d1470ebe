"""A random draw, and whether a rerun would draw the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import Value
from mlchecks_jupyter.lineage.libraries.random_call import RandomCall
from mlchecks_jupyter.lineage.randomness.generators import State, worse

#: fixed: an explicit seed. default: the library's own number. covered: the process-wide generator was seeded before, so the draw
#: depends on every draw in between. shared: a generator object that several splitters advance.
#: late: its generator is seeded only afterwards. branch: in one branch only. parameter: the seed
#: is a parameter whose default is None. opaque: other code may have seeded it. varying: seeded
#: from the clock or the like. generator: handed a generator that was made without a seed.
#: unseeded: nothing seeds it. unseedable: the operating system's or a server's randomness.
#: unknown: the seed is a value that cannot be followed, so nothing is said.
Verdict = Literal[
    "unknown",
    "fixed",
    "default",
    "covered",
    "shared",
    "opaque",
    "parameter",
    "branch",
    "late",
    "varying",
    "generator",
    "unseedable",
    "unseeded",
]

#: From the draw that repeats to the one that never does.
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)


@dataclass(slots=True, kw_only=True, eq=False)
class Draw:
    """One random callable at one place in the source.

    Attributes
    ----------
    seed : Value or None
        The value given as its seed.
    explicit_none : bool
        Whether the seed is written, as None.
    state : State or None
        The worst state its process-wide generator was in when it drew; None where it draws from another.
    why : str
        Where a varying seed comes from.
    origin : Draw or None
        The generator it was handed.
    reseeded : bool
        Whether the object was given another seed after it was made.
    used : bool
        For a deferred draw: whether the object was seen in use.
    takers : list of Draw
        For a generator: the draws that it was handed to.
    others : int
        How many further draws this one stands for (`RandomCall.implied`).
    """

    entry: RandomCall
    call: Call
    verdict: Verdict = "unknown"
    seed: Value | None = None
    explicit_none: bool = False
    state: State | None = None
    why: str = ""
    origin: Draw | None = None
    used: bool = False
    reseeded: bool = False
    takers: list[Draw] = field(default_factory=list)
    others: int = 0

    @property
    def key(self) -> tuple[int, int, int, str]:
        """The place of the draw and what draws there."""
        node = self.call.node
        return (self.call.cell, node.lineno, node.col_offset, self.entry.name)

    def drew(self, state: State) -> None:
        """Its process-wide generator was in this state when it drew."""
        self.state = state if self.state is None or not self.used else worse(self.state, state)
        self.used = True


def worst(first: Draw, second: Draw) -> Draw:
    """The draw of the two (at one place) that repeats less."""
    return max(first, second, key=lambda draw: VERDICTS.index(draw.verdict))
