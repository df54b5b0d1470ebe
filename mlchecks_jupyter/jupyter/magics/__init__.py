"""The magics, one module each: its `run` is the magic, its docstring what ``%name?`` shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.jupyter.magics import audit

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

#: Name of the line magic -> what runs it, given the shell and the rest of the line.
LINE_MAGICS: Final[dict[str, Callable[[InteractiveShell, str], object]]] = {"audit": audit.run}
