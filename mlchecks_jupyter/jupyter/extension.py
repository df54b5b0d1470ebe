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

#: For each shell, each of our magics' names with what it stands for and what it stood for before.
_registered: WeakKeyDictionary[InteractiveShell, dict[str, tuple[_Magic, _Magic | None]]] = WeakKeyDictionary()


def load(shell: InteractiveShell) -> None:
    """Register the magics in a shell; loading twice changes nothing."""
    if shell in _registered:
        return
    magics = shell.magics_manager.magics["line"]
    _registered[shell] = {name: (_guarded(run, shell, name), magics.get(name)) for name, run in LINE_MAGICS.items()}
    magics.update({name: ours for name, (ours, _) in _registered[shell].items()})


def unload(shell: InteractiveShell) -> None:
    """Put back what the magics' names stood for before; what took a name since then keeps it."""
    magics = shell.magics_manager.magics["line"]
    for name, (ours, before) in _registered.pop(shell, {}).items():
        if magics.get(name) is not ours:
            continue
        if before is None:
            del magics[name]
        else:
            magics[name] = before


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
