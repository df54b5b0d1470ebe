"""A connection that reads a ledger and leaves no trace, whoever else has it open and whoever owns the folder."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, StaticPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from mlchecks_jupyter.ledger.faults import is_busy, is_damage
from mlchecks_jupyter.ledger.opened import BESIDE

#: Seconds to wait for a writer; only one that has no write-ahead log makes readers wait.
_WAIT: Final = 2.0

#: Where SQLite's file format says that it is written through a write-ahead log.
_WAL_BYTE: Final = 18


@contextmanager
def connected(path: Path) -> Iterator[Connection]:
    """A transaction that reads the ledger at `path`.

    Raises
    ------
    sqlite3.Error, sqlalchemy.exc.SQLAlchemyError, OSError
        If it cannot be read.
    """
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(_transaction(path, _mode(path)))
        except (sqlite3.Error, SQLAlchemyError) as error:
            if is_damage(error) or is_busy(error):
                raise
            # A killed kernel left what has to be put in order first, in a folder that may not be written.
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            connection = stack.enter_context(_transaction(_copied(path, folder), "mode=rw"))
        yield connection


@contextmanager
def _transaction(path: Path, mode: str) -> Iterator[Connection]:
    def connect() -> sqlite3.Connection:
        driver = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=_WAIT, isolation_level=None)
        driver.text_factory = _decoded
        return driver

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql("PRAGMA user_version").scalar()  # the first to read finds out what is wrong
            yield connection
    finally:
        engine.dispose()


def _mode(path: Path) -> str:
    """How to open the file so that SQLite makes none beside it: without its log, nobody has it open."""
    # Looked for first: to open and close a file here takes from SQLite the locks that a kernel's own
    # ledger, open in this process, has on it.
    if Path(f"{path}-wal").exists():
        return "mode=ro"
    with path.open("rb") as file:
        file.seek(_WAL_BYTE)
        return "immutable=1" if file.read(1) == b"\x02" else "mode=ro"


def _copied(path: Path, folder: Path) -> Path:
    for suffix in ("", *BESIDE):
        beside = Path(f"{path}{suffix}")
        if beside.exists() and suffix != "-shm":  # an index of the log, which SQLite makes again
            shutil.copyfile(beside, folder / f"{path.name}{suffix}")
    return folder / path.name


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")
