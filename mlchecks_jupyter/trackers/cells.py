"""That a cell ran, whether to its end, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import ClassVar

from mlchecks_jupyter.core.evidence import CellRan, Evidence
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.trackers.base import Tracker


class CellsTracker(Tracker):
    """Yields a `CellRan` for every cell."""

    name: ClassVar[str] = "cells"

    def __init__(self) -> None:
        self._began = 0.0

    def before(self, cell: Execution, source: str) -> None:
        """Look at the clock."""
        self._began = time.perf_counter()

    def after(self, cell: Execution, source: str, *, ok: bool) -> Iterable[Evidence]:
        """The cell's run."""
        return (CellRan(cell=cell, ok=ok, seconds=time.perf_counter() - self._began),)
