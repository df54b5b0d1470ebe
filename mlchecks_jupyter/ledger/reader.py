"""Reads a project's ledger: nothing is written, made or renamed by it."""

from __future__ import annotations

import os
from pathlib import Path

from mlchecks_jupyter.core.run import History
from mlchecks_jupyter.ledger.location import ledger_path


def read_history(root: Path) -> tuple[History, tuple[str, ...]]:
    """The runs that a project's ledger holds, the oldest first, and a sentence for each problem with it.

    A project without a ledger has an empty history and no problem; SQLAlchemy is not imported then.
    Of runs before a notebook's latest ones only what lasts is read: replays and what persons said.

    Parameters
    ----------
    root : Path
        The project's top (`project_root`).
    """
    path = ledger_path(root)
    try:
        if not os.stat(path).st_size:  # its kernel was killed as it began it
            return History(), ()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return History(), ()
    except OSError as error:
        return History(), (_unreadable(path, error.strerror or "unknown error"),)
    try:
        from mlchecks_jupyter.ledger.rows import read_rows
    except ImportError as error:
        return History(), (_unreadable(path, f"{error}; type `pip install sqlalchemy`"),)
    return read_rows(path)


def _unreadable(path: Path, reason: str) -> str:
    return f"The evidence in {path} was left out: it cannot be read ({reason})."
