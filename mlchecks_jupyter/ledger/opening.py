"""Opening a ledger, and setting a damaged one aside: one kernel at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from mlchecks_jupyter.ledger.faults import is_damage
from mlchecks_jupyter.ledger.opened import BESIDE, Identity, OpenedLedger, identity_of

#: An empty file, whose lock only one process can have; the system takes it back when that one dies.
_LOCK: Final = "ledger-opening.lock"

#: The ledger is one machine's record. What else lies in the folder is made to be committed.
_IGNORED: Final = "ledger*\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An open ledger, and the name under which a damaged one was set aside for it; empty if none was."""

    ledger: OpenedLedger
    set_aside: str = ""


def open_ledger(
    path: Path, *, wait: float, former: OpenedLedger | None = None, condemned: Identity | None = None
) -> Opening:
    """Open the ledger at `path`, or begin one.

    Parameters
    ----------
    wait : float
        Seconds to wait for another writer.
    former : OpenedLedger or None
        The closed ledger that was open before, if its file was removed or replaced.
    condemned : Identity or None
        A file that proved damaged while it was open: it is set aside, if another kernel has not
        done so yet.

    Raises
    ------
    NewerLedgerError, sqlite3.Error, sqlalchemy.exc.SQLAlchemyError, OSError
        If it cannot be opened.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Opening is locked as well: a file that is set aside between the moment another kernel opens it
    # and the moment that one looks for the files beside it would get those of its successor.
    with _alone(path.parent, wait):
        if former is not None:
            former.sweep()
        aside = _set_aside(path) if condemned is not None and identity_of(path) == condemned else ""
        try:
            return Opening(ledger=_open_or_begin(path, wait), set_aside=aside)
        except Exception as error:
            if not is_damage(error):
                raise
        aside = _set_aside(path)
        return Opening(ledger=_open_or_begin(path, wait), set_aside=aside)


@contextmanager
def _alone(folder: Path, wait: float) -> Iterator[None]:
    with closing(sqlite3.connect(folder / _LOCK, timeout=wait, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def _open_or_begin(path: Path, wait: float) -> OpenedLedger:
    if identity_of(path) is None:
        for suffix in BESIDE:  # left by a ledger that was removed: SQLite would take them for this one's
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        with suppress(OSError), (path.parent / ".gitignore").open("x", encoding="utf-8") as ignored:
            ignored.write(_IGNORED)
    return OpenedLedger(path, wait=wait)


def _set_aside(path: Path) -> str:
    """Rename a ledger with the files beside it, and say its new name."""
    stem = f"{path.stem}-set-aside-{datetime.now().astimezone():%Y%m%dT%H%M%S}"
    aside = path.with_name(f"{stem}.db")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{stem}-{number}.db")
    path.rename(aside)
    for suffix in BESIDE:
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{aside}{suffix}")
    return aside.name
