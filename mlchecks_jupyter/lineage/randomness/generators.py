"""Process-wide random generators: whether each is seeded, at the present point of the program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from mlchecks_jupyter.lineage.libraries.random_call import GLOBAL_SOURCES, Source

#: unseeded: nothing has seeded it. seeded: from a fixed value. branch: in one branch only.
#: entropy: from the operating system, on purpose or by seed(None). varying: from a value that
#: changes on every run. assumed: by a helper that cannot be seen but says so in its name.
#: opaque: other code ran (`%run`) that may or may not have seeded it.
Kind = Literal["unseeded", "seeded", "branch", "entropy", "varying", "assumed", "opaque"]

#: From the state in which draws can be repeated to that in which they cannot.
_FROM_BEST: Final[tuple[Kind, ...]] = ("seeded", "assumed", "opaque", "branch", "varying", "entropy", "unseeded")
_GOOD: Final = ("seeded", "assumed")


class State(NamedTuple):
    """The state of one generator and where it came to be; `line` counts from 1 in the cell."""

    kind: Kind
    cell: int = -1
    line: int = 0
    why: str = ""


UNSEEDED: Final = State("unseeded")


def worse(first: State, second: State) -> State:
    """The state of the two from which less can be repeated."""
    return max(first, second, key=lambda state: _FROM_BEST.index(state.kind))


class Generators:
    """The states of all process-wide generators."""

    __slots__ = ("_states",)

    def __init__(self) -> None:
        self._states: dict[Source, State] = dict.fromkeys(GLOBAL_SOURCES, UNSEEDED)

    def state(self, source: Source) -> State:
        """The present state; a source that is no process-wide generator is never seeded."""
        return self._states.get(source, UNSEEDED)

    def seed(self, sources: Iterable[Source], state: State) -> None:
        """Put some generators into a state."""
        for source in sources:
            self._states[source] = state

    def snapshot(self) -> dict[Source, State]:
        """A copy of the states."""
        return dict(self._states)

    def restore(self, states: dict[Source, State]) -> None:
        """Go back to the states of a snapshot."""
        self._states = dict(states)

    def merge(self, others: dict[Source, State]) -> None:
        """Join with the states after another branch."""
        for source, other in others.items():
            state = self._states[source]
            if state == other:
                continue
            if (state.kind in _GOOD) != (other.kind in _GOOD):
                good = state if state.kind in _GOOD else other
                self._states[source] = State("branch", good.cell, good.line)
            else:
                self._states[source] = worse(state, other)
