"""Runs the trackers at the borders of cells, so that no fault of theirs is anybody else's."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from typing import Any, Final

from mlchecks_jupyter.core.evidence import Evidence, TrackerFailed
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.trackers.base import Tracker

_LONGEST_REASON: Final = 300


class Recorder:
    """All trackers of one kernel.

    A tracker that raises is stopped and heard no more; a `TrackerFailed` says so and the others go
    on. An interrupt of the user's that arrives in here passes through: the cell it belongs to may
    lack evidence, the ones after it do not.

    Parameters
    ----------
    trackers : iterable of Tracker
        As `standard_trackers` makes them.
    namespace : dict
        The kernel's live global namespace.
    on_evidence : callable
        Gets what was seen in a cell once it has ended, in the order of the trackers; called only
        where there is something.
    """

    def __init__(
        self,
        trackers: Iterable[Tracker],
        namespace: dict[str, Any],
        on_evidence: Callable[[tuple[Evidence, ...]], None],
    ) -> None:
        self._trackers = list(trackers)
        self._namespace = namespace
        self._on_evidence = on_evidence
        self._running: tuple[Execution, str] | None = None
        self._failures: list[Evidence] = []

    @property
    def trackers(self) -> tuple[Tracker, ...]:
        """The trackers that are on."""
        return tuple(self._trackers)

    def start(self) -> None:
        """Begin to watch; a tracker that cannot is told of at once."""
        self._each(lambda tracker: tracker.start(self._namespace))
        self._hand_over([])

    def before(self, cell: Execution, source: str) -> None:
        """A cell of the user's is about to run.

        Parameters
        ----------
        source : str
            The cell's text as the user wrote it.
        """
        self._running = None
        self._each(lambda tracker: tracker.before(cell, source))
        self._running = cell, source

    def after(self, *, ok: bool) -> None:
        """The cell that `before` told of has ended; nothing happens where it told of none."""
        if self._running is None:
            return
        cell, source = self._running
        self._running = None
        seen: list[Evidence] = []
        try:
            self._each(lambda tracker: seen.extend(tuple(tracker.after(cell, source, ok=ok))))
        finally:
            self._hand_over(seen)

    def stop(self) -> None:
        """Watch no more: every tracker takes back what it did, whatever the others do."""
        trackers, self._trackers = self._trackers, []
        self._running = None
        for tracker in reversed(trackers):
            try:
                tracker.stop()
            except Exception as error:  # noqa: BLE001 - the others must be stopped as well
                self._failures.append(_failed(tracker, error))
        self._hand_over([])

    def _each(self, do: Callable[[Tracker], None]) -> None:
        for tracker in tuple(self._trackers):
            try:
                do(tracker)
            except Exception as error:  # noqa: BLE001 - a fault of a tracker is never the cell's
                self._switch_off(tracker, error)

    def _switch_off(self, tracker: Tracker, error: Exception) -> None:
        self._trackers.remove(tracker)
        self._failures.append(_failed(tracker, error))
        with contextlib.suppress(Exception):  # it has failed already, which is told
            tracker.stop()

    def _hand_over(self, seen: list[Evidence]) -> None:
        failures, self._failures = self._failures, []
        if seen or failures:
            self._on_evidence((*seen, *failures))


def _failed(tracker: Tracker, error: Exception) -> TrackerFailed:
    return TrackerFailed(tracker=tracker.name, reason=_reason(error)[:_LONGEST_REASON])


def _reason(error: Exception) -> str:
    """One sentence on a fault, with the place it comes from."""
    try:
        message = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - an exception of the user's may not know how to be a text
        message = ""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" in {os.path.basename(place.tb_frame.f_code.co_filename)}, line {place.tb_lineno}" if place else ""
    return f"{type(error).__name__}{where}{f': {message}' if message else ''}."
