"""Evidence to keep, and a look into the file without the code that is tested."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from mlchecks_jupyter.core.evidence import CellRan, Evidence, RngAdvanced, Seeding
from mlchecks_jupyter.core.execution import Execution


def execution(count: int = 1) -> Execution:
    return Execution(cell_id="c", count=count, digest="0" * 32)


def ran(count: int = 1) -> CellRan:
    return CellRan(cell=execution(count), ok=True, seconds=0.25)


def drew(count: int = 1) -> RngAdvanced:
    seeding = Seeding(how="value", value="42", by="numpy.random.seed", cell=execution())
    return RngAdvanced(cell=execution(count), source="numpy", seeding=seeding, drawn_before=(execution(2),))


def one_cell(count: int = 1) -> tuple[Evidence, ...]:
    return ran(count), drew(count)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def numbers(path: Path, run: str) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT number FROM evidence WHERE run = ? ORDER BY number", (run,))
        return [number for (number,) in found]


def set_aside(root: Path) -> list[str]:
    return sorted(each.name for each in (root / ".mlchecks").glob("ledger-set-aside-*.db"))
