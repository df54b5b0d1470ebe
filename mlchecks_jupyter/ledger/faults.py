"""What can be wrong with a ledger, told apart and in words."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from mlchecks_jupyter.ledger.location import FOLDER, LEDGER

#: The ledger as users know it.
NAME: Final = f"{FOLDER}/{LEDGER}"

_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_NOT_WRITABLE: Final = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM})


class NotALedgerError(Exception):
    """A database that holds other tables than a ledger's."""


class NewerLedgerError(Exception):
    """A ledger of a version that only a newer release knows."""

    def __init__(self, version: int, known: int) -> None:
        super().__init__(f"format {version}, where this one knows format {known}")


def is_damage(error: BaseException) -> bool:
    """Whether the file is no ledger, or no longer a whole one."""
    return isinstance(error, NotALedgerError) or _code(error) in _DAMAGED


def is_busy(error: BaseException) -> bool:
    """Whether another writer has the file just now."""
    return _code(error) in _BUSY


def is_full(error: BaseException) -> bool:
    """Whether there is no space left."""
    return _code(error) == sqlite3.SQLITE_FULL


def reason_of(error: BaseException) -> str:
    """The reason in the words of what failed, on one line."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = str(getattr(error, "orig", None) or error) or type(error).__name__
    return " ".join(text.split())[:200]


def why_not_kept(error: BaseException, folder: Path) -> str:
    """A sentence on why evidence is in memory only, and what to do.

    Parameters
    ----------
    folder : Path
        The one that holds the ledger.
    """
    if isinstance(error, ImportError):
        return (
            "Evidence is kept in memory only, until this kernel stops: SQLAlchemy cannot be imported "
            f"({reason_of(error)}); type `%pip install sqlalchemy`, and all is written with a later cell."
        )
    if isinstance(error, NewerLedgerError):
        return (
            f"{NAME} was written by a newer release ({error}), so it is left alone and evidence is kept in memory only, "
            "until this kernel stops: type `%pip install -U mlchecks-jupyter` and restart the kernel."
        )
    if is_busy(error):
        return (
            f"Another program is holding {NAME}, so evidence waits in memory: it is written as soon as the other lets "
            "go; close what has the file open if it should not."
        )
    if is_full(error):
        return (
            f"The disk that holds {folder} is full, so evidence waits in memory: free some space, and it is written "
            "with the next cell."
        )
    if isinstance(error, OSError) or _code(error) in _NOT_WRITABLE:
        return (
            f"Evidence is kept in memory only, until this kernel stops: {folder} cannot be written "
            f"({reason_of(error)}); make it a folder you may write to, and all is written with a later cell."
        )
    return (
        f"Evidence is kept in memory for now: writing {NAME} failed ({reason_of(error)}), which is tried again with "
        "later cells; if this kernel stops before, it is lost."
    )


def _code(error: BaseException) -> int:
    """SQLite's primary result code, also of an error that SQLAlchemy wrapped; 0 for any other."""
    return int(getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", 0)) & 0xFF
