"""Keeping evidence and reading it back, beside SQLite, JSON and the import of SQLAlchemy alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from benchmarks.inside import microseconds, timings
from benchmarks.measure import Job, measure
from benchmarks.report import Section, milliseconds, times

_SCRIPT: Final = str(Path(__file__).with_name("first_keep.py"))
_KEPT: Final = {
    "wal": "the same rows, SQLite alone, write-ahead log",
    "rollback": "the same rows, SQLite alone, rollback journal",
    "keep": "Keeper.keep",
}
_SIZES: Final = {"one": "a cell that only ran (1 row)", "three": "a cell that seeded and drew (3 rows)"}
_FIRST: Final = {
    "sqlalchemy": "import sqlalchemy",
    "sqlite": "a new file with tables and a row, SQLite alone",
    "keep": "the first Keeper.keep",
}
_READ: Final = {
    "json": "json.loads of the same documents",
    "sqlite": "the same rows and json.loads, SQLite alone",
    "ours": "read_history",
}


def run(*, rounds: int) -> list[Section]:
    """One transaction, the first one, and reading it all."""
    return [_keeping(rounds), _first(rounds), _reading(rounds)]


def _keeping(rounds: int) -> Section:
    done = timings("ledger_times", "keep", rounds=rounds)
    return Section(
        title="Keeping a cell's evidence, one transaction",
        columns=("", "wall us", "CPU us", "wall to the limit", "CPU to the limit"),
        rows=[
            (
                f"{words}: {size_words}",
                microseconds(done[f"{name} {size}"].best),
                microseconds(done[f"{name} {size}"].effort),
                times(done[f"{name} {size}"].ratio(done[f"wal {size}"])),
                times(done[f"{name} {size}"].ratio(done[f"wal {size}"], cpu=True)),
            )
            for size, size_words in _SIZES.items()
            for name, words in _KEPT.items()
        ],
        notes=("The limit writes rows that are encoded already, to a table without triggers.",),
    )


def _first(rounds: int) -> Section:
    done = measure(
        [Job(name=name, command=[sys.executable, _SCRIPT, name], marks=True) for name in _FIRST],
        rounds=rounds * 2,
    )
    return Section(
        title="The first evidence that a kernel keeps (IPython and the extension imported before)",
        columns=("", "wall ms", "CPU ms", "wall to the import", "CPU to the import"),
        rows=[
            (
                words,
                milliseconds(done[name].best),
                milliseconds(done[name].effort),
                times(done[name].ratio(done["sqlalchemy"])),
                times(done[name].ratio(done["sqlalchemy"], cpu=True)),
            )
            for name, words in _FIRST.items()
        ],
    )


def _reading(rounds: int) -> Section:
    done = timings("ledger_times", "read", rounds=rounds)
    return Section(
        title="Reading 10,000 records of 20 kernels",
        columns=("", "wall ms", "CPU ms", "wall to json", "CPU to json"),
        rows=[
            (
                words,
                milliseconds(done[name].best),
                milliseconds(done[name].effort),
                times(done[name].ratio(done["json"])),
                times(done[name].ratio(done["json"], cpu=True)),
            )
            for name, words in _READ.items()
        ],
    )
