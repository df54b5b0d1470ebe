"""What the runs left, put side by side: an outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mlchecks_jupyter.core.replayed import NotCompared, ReplayMethod, VariableDiffered
from mlchecks_jupyter.replay.comparing import compare, compare_printed
from mlchecks_jupyter.replay.observing import SHOWN, Seen, Start
from mlchecks_jupyter.replay.portrait import Portrait, Unknown
from mlchecks_jupyter.replay.replay import Outcome

CLOCK = "it holds clock time, which differs in every run"
#: A value can fail to be shown for other reasons than its being None: another cell that runs inside takes its place.
NOT_SHOWN = "the notebook showed none in the first run"


class Judge:
    """Compares the user's own run with each of the others.

    Parameters
    ----------
    start : Start
        The variables as they were.
    rtol : float
        The relative difference up to which floats differ by rounding alone.
    """

    def __init__(self, start: Start, rtol: float) -> None:
        self._start = start
        self._rtol = rtol
        self._compared: dict[str, None] = {}
        self._differences: dict[str, VariableDiffered] = {}
        self._not_compared: dict[NotCompared, None] = {}

    def add(self, first: Seen, again: Seen, before: Mapping[str, Portrait]) -> None:
        """Compare one more run; `before` are portraits of variables that could change in place."""
        for name in sorted(first.portraits.keys() | again.portraits.keys() | first.gone ^ again.gone):
            if name in self._start.clocks:
                self._not_compared[NotCompared(name=name, why=CLOCK)] = None
                continue
            one, other = first.portraits.get(name), again.portraits.get(name)
            if one is None or other is None:
                self._missing(name, one, other)
                continue
            self._variable(name, one, other, new=self._is_new(name, one, first, again, before))
        printed = compare_printed(first.printed, again.printed)
        if printed is not None:
            self._differ(printed)

    def _is_new(self, name: str, one: Portrait, first: Seen, again: Seen, before: Mapping[str, Portrait]) -> bool:
        if name == SHOWN or name in first.changed or name in again.changed:
            return True
        return name in before and before[name].digest != one.digest

    def _missing(self, name: str, one: Portrait | None, other: Portrait | None) -> None:
        there = one or other
        if name == SHOWN and (one is None or isinstance(there, Unknown)):
            why = there.why if isinstance(there, Unknown) else NOT_SHOWN
            self._not_compared[NotCompared(name=name, why=why)] = None
            return
        run = "first" if one is not None else "second"
        self._differ(VariableDiffered(name=name, kind="exact", detail=f"in being there: only the {run} run left it"))

    def _variable(self, name: str, one: Portrait, other: Portrait, *, new: bool) -> None:
        found = compare(name, one, other, rtol=self._rtol)
        if found.difference is not None:
            self._differ(found.difference)
        if new or found.difference is not None:
            self._not_compared |= dict.fromkeys(found.not_compared)
            if not found.is_open:
                self._compared[name] = None

    def _differ(self, difference: VariableDiffered) -> None:
        known = self._differences.get(difference.name)
        if known is None or known.kind == "rounding":
            self._differences[difference.name] = difference

    def outcome(self, *, runs: int, method: ReplayMethod, effects: Sequence[str] = (), problem: str = "") -> Outcome:
        """What was found in all."""
        return Outcome(
            runs=runs,
            method=method,
            equal=tuple(sorted(self._equal())),
            differences=tuple(self._differences.values()),
            not_compared=tuple(self._not_compared),
            effects=tuple(effects),
            problem=problem,
        )

    def _equal(self) -> Iterator[str]:
        return (name for name in self._compared if name not in self._differences)
