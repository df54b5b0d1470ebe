"""The states of the process-wide random generators in which a cell starts, for every run of it alike."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from mlchecks_jupyter.generators import available


def keep_generators() -> Callable[[], None]:
    """Save every process-wide generator whose library is imported.

    A forked child needs them, too: Python gives its `random` fresh entropy in every child.

    Returns
    -------
    callable
        Puts them back, as often as it is called. A generator that cannot be saved is left as it is.
    """
    kept: list[Callable[[], None]] = []
    for source in available():
        with suppress(Exception):
            kept.append(partial(source.restore, source.save()))
    return partial(_put_back, kept)


def _put_back(kept: list[Callable[[], Any]]) -> None:
    for restore in kept:
        with suppress(Exception):
            restore()
