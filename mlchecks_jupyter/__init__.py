"""Reproducibility checks for notebooks, made while the work is done.

In a notebook: ``%load_ext mlchecks_jupyter``, then ``%audit``. In a shell: ``mlchecks check``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlchecks_jupyter._version import __version__

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from mlchecks_jupyter.session import audit, check

__all__ = ["__version__", "audit", "check", "load_ipython_extension", "unload_ipython_extension"]


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: loading the extension must cost next to nothing."""
    if name in ("audit", "check"):
        from mlchecks_jupyter import session

        return getattr(session, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register the magics: ``%load_ext mlchecks_jupyter``."""
    from mlchecks_jupyter.jupyter.extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take them away again: ``%unload_ext mlchecks_jupyter``."""
    from mlchecks_jupyter.jupyter.extension import unload

    unload(shell)
