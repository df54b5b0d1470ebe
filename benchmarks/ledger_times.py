"""Keeping a cell's evidence and reading it back, beside SQLite and JSON alone.

Run as `python -m benchmarks.ledger_times keep|read`, in an empty folder; prints JSON.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from benchmarks.clock import Sample, Samples, in_turns, medians, timed
from mlchecks_jupyter.core.evidence import CellRan, Evidence, RngAdvanced, Seeded, Seeding
from mlchecks_jupyter.core.evidence_json import to_json
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.ledger.keeper import Keeper
from mlchecks_jupyter.ledger.reader import read_history

_TRANSACTIONS: Final = 300
#: The ledger that is read back: twenty kernels, each of five hundred records.
_RUNS: Final = 20
_RECORDS: Final = 500
_READINGS: Final = 5

_TABLE: Final = (
    "CREATE TABLE evidence (run TEXT, number INTEGER, time TEXT, kind TEXT, document TEXT, "
    "PRIMARY KEY (run, number)) WITHOUT ROWID"
)
_INSERT: Final = "INSERT INTO evidence VALUES (?, ?, ?, ?, ?)"

#: Of the ledger's table of evidence.
Row: TypeAlias = tuple[str, int, str, str, str]


def main() -> None:
    """Measure one of the two."""
    measure = {"keep": _keep, "read": _read}[sys.argv[1]]
    print(json.dumps(measure()))


def _keep() -> dict[str, Sample]:
    """The medians of one transaction each, of a cell that only ran and of one that seeded and drew."""
    keeper = Keeper(Path("ours"), notebook="notebook.ipynb")
    Path("ours").mkdir()
    keeper.keep(_evidence(0))
    wal, rollback = _database("wal.db", "WAL"), _database("rollback.db", "DELETE")
    samples: dict[str, Samples] = {}
    numbers = {"wal": 0, "rollback": 0}
    for count in range(1, _TRANSACTIONS + 1):
        for size, evidence in (("one", _evidence(count)[-1:]), ("three", _evidence(count))):
            jobs: dict[str, Callable[[], object]] = {"keep": partial(keeper.keep, evidence)}
            for name, connection in (("wal", wal), ("rollback", rollback)):
                rows = _rows(evidence, numbers[name])
                numbers[name] += len(rows)
                jobs[name] = partial(_transaction, connection, rows)
            for name, job in jobs.items():
                samples.setdefault(f"{name} {size}", []).append(timed(job))
    if not keeper.on_disk:
        raise RuntimeError(f"The evidence was not kept: {' '.join(keeper.notices())}")
    return {name: medians(each) for name, each in samples.items()}


def _read() -> dict[str, Sample]:
    """The whole ledger, its documents alone, and its documents out of SQLite."""
    root = Path("ours")
    root.mkdir()
    for _ in range(_RUNS):
        keeper = Keeper(root, notebook="notebook.ipynb")
        for count in range(1, _RECORDS // 2 + 1):
            keeper.keep(_evidence(count)[1:])
        keeper.close()
    with sqlite3.connect(keeper.path) as connection:
        documents = [document for (document,) in connection.execute("SELECT document FROM evidence")]
    connection.close()
    jobs: dict[str, Callable[[], object]] = {
        "ours": lambda: _whole(root),
        "json": lambda: [json.loads(document) for document in documents],
        "sqlite": lambda: _plain(keeper.path),
    }
    return in_turns(jobs, _READINGS)


def _whole(root: Path) -> None:
    history, problems = read_history(root)
    if problems or sum(len(run.records) for run in history.runs) != _RUNS * _RECORDS:
        raise RuntimeError(f"Not all was read. {' '.join(problems)}")


def _plain(path: Path) -> list[tuple[Any, ...]]:
    """Every row, its document decoded, without SQLAlchemy and without a look at what it says."""
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("SELECT run, number, time, kind, document FROM evidence ORDER BY run, number")
        return [(*row, json.loads(document)) for *row, document in rows]
    finally:
        connection.close()


def _evidence(count: int) -> tuple[Evidence, ...]:
    """Of a cell that seeded and drew; the last is what there is of every cell."""
    cell = Execution(cell_id=f"{count:08x}", count=count, digest=source_digest(str(count)))
    seeding = Seeding(how="value", value=str(count), by="numpy.random.seed", cell=cell)
    return (
        Seeded(cell=cell, source="numpy", seeding=seeding),
        RngAdvanced(cell=cell, source="numpy", seeding=seeding, lines=(2,), draws=("line 2: numpy.random.rand",)),
        CellRan(cell=cell, ok=True, seconds=0.001),
    )


def _rows(evidence: Sequence[Evidence], written: int) -> list[Row]:
    return [
        ("0" * 32, written + number, "2026-01-01T00:00:00.000Z", each.kind, json.dumps(to_json(each)))
        for number, each in enumerate(evidence, 1)
    ]


def _database(name: str, journal: str) -> sqlite3.Connection:
    connection = sqlite3.connect(name, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode={journal}")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(_TABLE)
    return connection


def _transaction(connection: sqlite3.Connection, rows: list[Row]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(_INSERT, rows)
    connection.execute("COMMIT")


if __name__ == "__main__":
    main()
