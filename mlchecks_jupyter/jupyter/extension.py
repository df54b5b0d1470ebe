"""Loading and unloading, exactly symmetrical: what was there before is there again afterwards."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from mlchecks_jupyter.jupyter.magics import CELL_MAGICS, LINE_MAGICS, seedcheck
from mlchecks_jupyter.jupyter.seedcheck import line as seedcheck_line
from mlchecks_jupyter.jupyter.watching import Watching

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_Magic = Callable[..., object]


class _Loaded:
    """What loading did to one shell."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.watching = Watching(shell, seedcheck.attend)
        self.take_off = functools.partial(seedcheck_line.take_off, is_running=lambda: self.watching.current is not None)
        #: Of each kind and name of a magic: ours, and what it stood for before.
        self.magics: dict[tuple[str, str], tuple[_Magic, _Magic | None]] = {}


_loaded: WeakKeyDictionary[InteractiveShell, _Loaded] = WeakKeyDictionary()


def load(shell: InteractiveShell) -> None:
    """Register the magics in a shell and begin to watch its cells; loading twice changes nothing."""
    if shell in _loaded:
        return
    loaded = _loaded[shell] = _Loaded(shell)
    kinds: tuple[tuple[str, dict[str, Any]], ...] = (("line", LINE_MAGICS), ("cell", CELL_MAGICS))
    for kind, ours in kinds:
        magics = shell.magics_manager.magics[kind]
        for name, run in ours.items():
            guarded = _guarded(functools.partial(run, loaded.watching), run, name)
            loaded.magics[kind, name] = (guarded, magics.get(name))
            magics[name] = guarded
    shell.input_transformers_cleanup.append(loaded.take_off)
    loaded.watching.start()


def watching_of(shell: InteractiveShell) -> Watching | None:
    """The watching of a shell in which the extension is loaded; None where it is not."""
    loaded = _loaded.get(shell)
    return loaded.watching if loaded else None


def unload(shell: InteractiveShell) -> None:
    """Put back what was there before; what took a magic's name since then keeps it."""
    loaded = _loaded.pop(shell, None)
    if loaded is None:
        return
    loaded.watching.stop()
    with suppress(ValueError):  # another extension took it out
        shell.input_transformers_cleanup.remove(loaded.take_off)
    for (kind, name), (ours, before) in loaded.magics.items():
        magics = shell.magics_manager.magics[kind]
        if magics.get(name) is not ours:
            continue
        if before is None:
            del magics[name]
        else:
            magics[name] = before


def _guarded(run: Callable[..., object], documented: Callable[..., object], name: str) -> _Magic:
    """A fault of ours is one sentence in the output, never a broken cell; the errors of a cell are the cell's."""
    is_cell = name in CELL_MAGICS

    def magic(line: str = "", cell: str = "") -> None:
        from IPython.core.error import UsageError

        __tracebackhide__ = True  # IPython leaves our frame out of the traceback
        if is_cell:
            run(line, cell)
            return
        try:
            run(line)
        except UsageError:
            raise
        except Exception as error:
            print(
                f"%{name} failed by its own fault ({type(error).__name__}: {error}); your notebook is unchanged.",
                file=sys.stderr,
            )

    return functools.update_wrapper(magic, documented)
