"""Tells whether a child process still gets anywhere: by its processor time, where the system tells it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

#: Seconds without processor time after which a child that takes longer than the first run is stuck.
PATIENCE: Final = 5.0
LEAST_TIME: Final = 60.0
TIMES: Final = 10


class Watch:
    """Watches one child.

    Parameters
    ----------
    process : int
        Its process id.
    expected : float
        Seconds that the first run took.
    limit : float, optional
        Seconds after which the child is given up; ten times the first run, and a minute at least, by default.
    """

    def __init__(self, process: int, expected: float, limit: float | None) -> None:
        self._process = process
        self._expected = expected
        self._limit = max(LEAST_TIME, TIMES * expected) if limit is None else limit
        self._began = self._moved = time.monotonic()
        self._used = -1

    @property
    def seconds(self) -> float:
        """Seconds since the watch began."""
        return time.monotonic() - self._began

    def problem(self) -> str:
        """Why the child should be given up, as a sentence; empty as long as it gets on."""
        now = time.monotonic()
        used = processor_time(self._process)
        if used is None or used != self._used:
            self._used = -1 if used is None else used
            self._moved = now
        if now - self._began > self._limit:
            return f"The second run did not finish within {self._limit:,.0f} s and was stopped{_WHY}"
        idle = now - self._moved
        if now - self._began > self._expected + PATIENCE and idle > max(PATIENCE, self._expected):
            return f"The second run stood still for {idle:,.0f} s and was stopped{_WHY}"
        return ""


_WHY: Final = ": a lock or a pool of threads that was in use when the process was copied can be why."


def processor_time(process: int) -> int | None:
    """Processor time that a process and its children have used, in the system's ticks; None where it is not told."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()
    except OSError:
        return None
    return sum(map(int, fields[11:15])) + sum(processor_time(int(each)) or 0 for each in children)
