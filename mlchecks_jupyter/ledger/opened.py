"""A ledger that is open for writing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlalchemy import StaticPool, bindparam, create_engine, func, select
from sqlalchemy.dialects import sqlite

from mlchecks_jupyter.ledger import schema
from mlchecks_jupyter.ledger.location import shares_memory

#: A file is another one when this differs, whatever its name.
Identity: TypeAlias = tuple[int, int]

#: A row of `schema.RUN`, and one of `schema.EVIDENCE`.
RunRow: TypeAlias = tuple[str, str, str, str, str]
EvidenceRow: TypeAlias = tuple[str, int, str, str, str]

#: SQLite's own files beside a database.
BESIDE: Final = ("-wal", "-shm", "-journal")

_DIALECT: Final = sqlite.dialect(paramstyle="qmark")
# A run that is written once more, to a file that may hold part of it, adds only what is missing.
_ADD_RUN: Final = str(sqlite.insert(schema.RUN).on_conflict_do_nothing().compile(dialect=_DIALECT))
_ADD_EVIDENCE: Final = str(sqlite.insert(schema.EVIDENCE).on_conflict_do_nothing().compile(dialect=_DIALECT))

_COUNT: Final = str(
    select(func.count(), func.max(schema.EVIDENCE.c.number))
    .where(schema.EVIDENCE.c.run == bindparam("run"))
    .compile(dialect=_DIALECT)
)


def identity_of(path: str | Path) -> Identity | None:
    """Which file lies at a path; None if there is none."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


class OpenedLedger:
    """A ledger that is open for writing, its tables made and brought up to this release's version.

    A transaction that has been committed is in the operating system's hands: it outlives this
    process, however that ends. ``synchronous=NORMAL`` leaves out waiting for the disk itself, which
    only matters when the machine loses its power; even then the file stays whole.

    Parameters
    ----------
    wait : float
        Seconds to wait for another writer.

    Raises
    ------
    NotALedgerError, NewerLedgerError, sqlite3.Error, sqlalchemy.exc.SQLAlchemyError, OSError
        If it cannot be opened; nothing is left open then.
    """

    def __init__(self, path: Path, *, wait: float) -> None:
        self._path = str(path)
        self._waits = wait
        self._engine = create_engine("sqlite://", creator=self._connect, poolclass=StaticPool)
        try:
            with self._engine.connect() as connection:
                schema.bring_up(connection)
            self._pooled = self._engine.raw_connection()
            self._connection: Any = self._pooled.driver_connection
            self._choose_journal(path)
            self._known = self._look()
            self._beside = {suffix: identity_of(self._path + suffix) for suffix in BESIDE}
        except BaseException:
            self._engine.dispose()
            raise

    def _connect(self) -> sqlite3.Connection:
        # Whoever has this object sees to it that one thread at a time uses it.
        return sqlite3.connect(self._path, timeout=self._waits, isolation_level=None, check_same_thread=False)

    def _choose_journal(self, path: Path) -> None:
        mode = "WAL" if shares_memory(path) else "DELETE"
        # Where it cannot be had, or another kernel has the file open, the other journal keeps what is committed too.
        with suppress(sqlite3.OperationalError):
            self._connection.execute(f"PRAGMA journal_mode={mode}").fetchone()
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("PRAGMA schema_version").fetchone()  # to read makes the files beside it

    def count_of(self, run: str) -> int:
        """How many records of a run the file holds from the first on; 0 if there are gaps."""
        count, last = self._connection.execute(_COUNT, (run,)).fetchone()
        return int(count) if count == last else 0

    def append(self, run: RunRow | None, rows: Sequence[EvidenceRow], *, wait: float) -> None:
        """Write rows, all or none; they are on disk when this returns.

        Parameters
        ----------
        run : RunRow or None
            The run's header, unless it has been written.

        Raises
        ------
        sqlite3.Error
            If they could not be written.
        """
        execute = self._connection.execute
        if wait != self._waits:
            execute(f"PRAGMA busy_timeout={int(wait * 1000)}")
            self._waits = wait
        execute("BEGIN IMMEDIATE")
        try:
            if run is not None:
                execute(_ADD_RUN, run)
            self._connection.executemany(_ADD_EVIDENCE, rows)
            execute("COMMIT")
        except BaseException:
            self._connection.rollback()
            raise

    def is_in_place(self) -> bool:
        """Whether the file still lies where it was opened, no shorter than before."""
        now = self._look()
        same = now is not None and self._known is not None and now[:2] == self._known[:2] and now[2] >= self._known[2]
        if same:
            self._known = now
        return same

    @property
    def identity(self) -> Identity | None:
        """Which file was opened."""
        return self._known[:2] if self._known else None

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_size

    def close(self) -> None:
        """Let go of the file. SQLite leaves the files beside it alone if it has been moved."""
        with suppress(Exception):  # what is on disk is there, and more cannot be done for the rest
            self._pooled.close()
            self._engine.dispose()

    def sweep(self) -> None:
        """Remove what this closed ledger left beside a path at which another file lies now.

        SQLite would take them for the other file's. They are told by their identity: what another
        kernel made for the new file stays.
        """
        if identity_of(self._path) == self.identity:
            return
        for suffix, known in self._beside.items():
            if known is not None and identity_of(self._path + suffix) == known:
                Path(self._path + suffix).unlink(missing_ok=True)
