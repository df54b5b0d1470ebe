"""Rows of a ledger as runs: whatever a row holds, it is a record or it is passed over."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Select, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from mlchecks_jupyter.core.evidence_json import EvidenceError, from_json
from mlchecks_jupyter.core.evidence_kinds import LASTING
from mlchecks_jupyter.core.run import History, Record, Run
from mlchecks_jupyter.ledger import schema
from mlchecks_jupyter.ledger.faults import NAME, NotALedgerError, is_busy, reason_of
from mlchecks_jupyter.ledger.reading import connected

#: Runs of each notebook that are read in full, the latest: a ledger grows for years.
_RECENT: Final = 20


def read_rows(path: Path) -> tuple[History, tuple[str, ...]]:
    """What `read_history` gives for a file that is there."""
    problems: list[str] = []
    try:
        with connected(path) as connection:
            history = _history(connection, problems)
    except (NotALedgerError, SQLAlchemyError, sqlite3.Error, OSError) as error:
        if problems:  # it is newer, which says why
            return History(), tuple(problems)
        if is_busy(error):
            return History(), (f"The evidence in {path} was left out: another program is writing it; try again.",)
        sentence = (
            f"The evidence in {path} was left out: it is damaged or cannot be read ({reason_of(error)}); move a damaged "
            "file away, and the next kernel that has evidence to keep begins a new one."
        )
        return History(), (sentence,)
    return history, tuple(problems)


@dataclass(slots=True)
class _Unread:
    """How many rows were passed over, and what was wrong with the first."""

    count: int = 0
    first: str = ""

    def add(self, why: Exception, rows: int = 1) -> None:
        self.first = self.first or reason_of(why)
        self.count += rows

    def sentence(self) -> str:
        rows = "1 row was" if self.count == 1 else f"{self.count:,} rows were"
        return f"{rows} passed over in {NAME}, as what it holds is no evidence that this release knows: {self.first}."


def _history(connection: Connection, problems: list[str]) -> History:
    version = schema.version_of(connection)
    if version > schema.VERSION:
        problems.append(
            f"{NAME} was written by a newer release (format {version}, where this one knows format {schema.VERSION}), "
            "so evidence may be missing here: type `pip install -U mlchecks-jupyter`."
        )
    schema.verify(connection, version)
    if version == 0:
        return History()
    unread = _Unread()
    runs = _runs(connection, unread)
    records = _records(connection, unread)
    for run in records.keys() - {run.id for run in runs}:
        unread.add(EvidenceError("it belongs to no run"), len(records[run]))
    if unread.count:
        problems.append(unread.sentence())
    return History(runs=tuple(replace(run, records=tuple(records.get(run.id, ()))) for run in runs))


def _runs(connection: Connection, unread: _Unread) -> list[Run]:
    column = schema.RUN.c
    wanted = select(column.id, column.notebook, column.started, column.python, column.tool_version)
    runs: list[Run] = []
    for id_, path, started, python, tool_version in connection.execute(wanted.order_by(column.started, column.id)):
        try:
            _check(started, id_, path, python, tool_version)
        except ValueError as error:
            unread.add(error)
            continue
        runs.append(
            Run(id=id_, notebook=path, started=started, python=python, tool_version=tool_version, origin="ledger")
        )
    return runs


def _records(connection: Connection, unread: _Unread) -> dict[str, list[Record]]:
    column = schema.EVIDENCE.c
    lasting = [kind.__name__ for kind in LASTING]
    wanted = select(column.run, column.number, column.time, column.kind, column.document).where(
        or_(column.run.in_(_recent()), column.kind.in_(lasting))
    )
    records: dict[str, list[Record]] = {}
    for run, number, time, kind, document in connection.execute(wanted.order_by(column.run, column.number)):
        try:
            record = _record(number, time, kind, document)
        # A document is hostile until it is evidence: numbers without end, brackets without end.
        except (ValueError, OverflowError, RecursionError) as error:
            unread.add(error)
            continue
        records.setdefault(run, []).append(record)
    return records


def _recent() -> Select[tuple[str]]:
    """The ids of each notebook's latest runs."""
    run = schema.RUN.c
    place = func.row_number().over(partition_by=run.notebook, order_by=run.started.desc())
    ranked = select(run.id, place.label("place")).subquery()
    return select(ranked.c.id).where(ranked.c.place <= _RECENT)


def _record(number: object, time: object, kind: object, document: object) -> Record:
    _check(time, kind, document)
    if not isinstance(number, int):
        raise EvidenceError("a record has no number")
    return Record(number=number, time=str(time), evidence=from_json(str(kind), json.loads(str(document))))


def _check(time: object, *texts: object) -> None:
    if not all(isinstance(each, str) for each in (time, *texts)):
        raise EvidenceError("a text is none")
    if datetime.fromisoformat(str(time)).tzinfo is None:
        raise EvidenceError("a time has no time zone")
