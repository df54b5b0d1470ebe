"""The magics, one module each: its `run` is the magic, its docstring what ``%name?`` shows.

A line magic's `run` takes the watching and the rest of the line; a cell magic's the cell as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.jupyter.magics import audit, checklist, mlchecks, seedcheck

if TYPE_CHECKING:
    from mlchecks_jupyter.jupyter.watching import Watching

LINE_MAGICS: Final[dict[str, Callable[[Watching, str], None]]] = {
    "audit": audit.run,
    "checklist": checklist.run,
    "mlchecks": mlchecks.run,
}

CELL_MAGICS: Final[dict[str, Callable[[Watching, str, str], None]]] = {"seedcheck": seedcheck.run}
