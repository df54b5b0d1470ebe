"""The ledger's tables, their version, and how an older version is brought up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text

from mlchecks_jupyter.ledger.faults import NewerLedgerError, NotALedgerError

#: Of the tables below; kept in the file as SQLite's ``user_version``.
VERSION: Final = 1

_METADATA: Final = MetaData()

RUN: Final = Table(
    "run",
    _METADATA,
    Column("id", Text, primary_key=True, nullable=False),
    Column("notebook", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("python", Text, nullable=False),
    Column("tool_version", Text, nullable=False),
)

#: Without row ids a run's records lie together, and a new one costs one page instead of two.
EVIDENCE: Final = Table(
    "evidence",
    _METADATA,
    Column("run", Text, primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("time", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("document", Text, nullable=False),
    sqlite_with_rowid=False,
)


def _first(connection: Connection) -> None:
    _METADATA.create_all(connection)
    for table in (RUN.name, EVIDENCE.name):
        for action in ("update", "delete"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER no_{action}_of_{table} BEFORE {action} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END"
            )


#: What brings a version up to the next, by the version it starts from.
STEPS: Final[Mapping[int, Callable[[Connection], None]]] = {0: _first}


def version_of(connection: Connection) -> int:
    """The version that an open file says it has; 0 where nothing has been made yet."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def verify(connection: Connection, version: int) -> None:
    """Make sure that a file of this version is a ledger.

    Raises
    ------
    NotALedgerError
        If tables or columns are missing, or a file without a version is not empty.
    """
    if version <= 0:
        if version or connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
            raise NotALedgerError("it holds no tables of a ledger")
        return
    for table in (RUN, EVIDENCE):
        columns = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table.name})")}
        if missing := [column.name for column in table.columns if column.name not in columns]:
            raise NotALedgerError(f"its table `{table.name}` has no column `{missing[0]}`")


def bring_up(connection: Connection) -> None:
    """Make the tables of `VERSION` in one transaction, from whatever version the file has.

    Raises
    ------
    NewerLedgerError
        If the file is newer; nothing has been written then.
    NotALedgerError
        If it is a database of something else.
    """
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        _take_steps(connection, version_of(connection))
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _take_steps(connection: Connection, version: int) -> None:
    if version > VERSION:  # before its tables are looked at, which may be quite others
        raise NewerLedgerError(version, VERSION)
    verify(connection, version)
    for step in range(version, VERSION):
        STEPS[step](connection)
    if version != VERSION:
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
