"""Loading and unloading, exactly symmetrical: what was there before is there again afterwards."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from mlchecks_jupyter.jupyter.magics import LINE_MAGICS

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_Magic = Callable[..., object]

#: For each shell, what each of our magics' names stood for before.
_replaced: WeakKeyDictionary[InteractiveShell, dict[str, _Magic | None]] = WeakKeyDictionary()


def load(shell: InteractiveShell) -> None:
    """Register the magics in a shell; loading twice changes nothing."""
    if shell in _replaced:
        return
    registered = shell.magics_manager.magics["line"]
    _replaced[shell] = {name: registered.get(name) for name in LINE_MAGICS}
    for name, run in LINE_MAGICS.items():
        registered[name] = _guarded(run, shell, name)


def unload(shell: InteractiveShell) -> None:
    """Put back what the magics' names stood for before."""
    registered = shell.magics_manager.magics["line"]
    for name, before in _replaced.pop(shell, {}).items():
        if before is None:
            registered.pop(name, None)
        else:
            registered[name] = before


def _guarded(run: Callable[[InteractiveShell, str], object], shell: InteractiveShell, name: str) -> _Magic:
    """A fault of ours is one sentence in the output, never a broken cell."""

    def magic(line: str = "") -> None:
        from IPython.core.error import UsageError

        try:
            run(shell, line)
        except UsageError:
            raise
        except Exception as error:
            print(
                f"%{name} failed by its own fault ({type(error).__name__}: {error}); your notebook is unchanged.",
                file=sys.stderr,
            )

    return functools.update_wrapper(magic, run)
