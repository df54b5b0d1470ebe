"""What a tracker is: one kind of sight on a kernel, cell by cell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from mlchecks_jupyter.core.evidence import Evidence
from mlchecks_jupyter.core.execution import Execution


class Tracker(ABC):
    """Sees one kind of fact at the borders of cells.

    A tracker may raise: whoever runs it (`Recorder`) switches it off and records that it failed. It
    imports nothing that the user has not imported, and takes back in `stop` all that it did.

    Attributes
    ----------
    name : str
        Unique; its module has the same name.
    """

    name: ClassVar[str]

    def start(self, namespace: dict[str, Any]) -> None:  # noqa: B027 - most need no start
        """Begin to watch a kernel; `namespace` is its live global namespace."""

    @abstractmethod
    def before(self, cell: Execution, source: str) -> None:
        """A cell of the user's is about to run."""

    @abstractmethod
    def after(self, cell: Execution, source: str, *, ok: bool) -> Iterable[Evidence]:
        """The cell has ended, `ok` unless by an error: what was seen, in the order it happened."""

    def stop(self) -> None:  # noqa: B027 - most need no stop
        """Leave everything as it was found; also called after a fault of the tracker's own."""
