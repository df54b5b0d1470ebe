"""The first evidence that a kernel keeps, beside the import of SQLAlchemy alone.

Run as `python first_keep.py keep|sqlalchemy|sqlite`; prints the wall and the CPU seconds, as in a
kernel in which the extension is loaded.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import IPython

from mlchecks_jupyter.core.evidence import CellRan
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.ledger.keeper import Keeper


def main() -> None:
    """Do one of the three in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        do = {"keep": _keep, "sqlalchemy": _sqlalchemy, "sqlite": _sqlite}[sys.argv[1]]
        wall, cpu = time.perf_counter(), time.process_time()
        do(Path(folder))
        print(time.perf_counter() - wall, time.process_time() - cpu)


def _keep(folder: Path) -> None:
    cell = Execution(cell_id="first", count=1, digest=source_digest(""))
    if not Keeper(folder).keep((CellRan(cell=cell, ok=True, seconds=0.0),)):
        raise RuntimeError(f"Nothing was kept beside IPython {IPython.__version__}.")


def _sqlalchemy(_: Path) -> None:
    import sqlalchemy  # noqa: F401 - what is measured


def _sqlite(folder: Path) -> None:
    """A file, two tables and a row in it, as a ledger has them."""
    connection = sqlite3.connect(folder / "plain.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE run (id TEXT PRIMARY KEY, started TEXT)")
    connection.execute("CREATE TABLE evidence (run TEXT, number INTEGER, document TEXT)")
    connection.execute("INSERT INTO evidence VALUES ('first', 1, '{}')")
    connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    main()
