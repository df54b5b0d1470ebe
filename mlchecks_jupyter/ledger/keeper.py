"""Keeps the evidence of one kernel's life: in memory always, on disk as soon as there is a reason to."""

from __future__ import annotations

import json
import os
import platform
import threading
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter._version import __version__
from mlchecks_jupyter.core.evidence import Evidence
from mlchecks_jupyter.core.evidence_json import to_json
from mlchecks_jupyter.ledger.location import absolute, ledger_path
from mlchecks_jupyter.ledger.text import in_utf8

if TYPE_CHECKING:
    from mlchecks_jupyter.core.run import Record, Run
    from mlchecks_jupyter.ledger.opened import EvidenceRow, Identity, OpenedLedger, RunRow

#: Seconds that a cell may wait for another kernel's writing. Who is ready to wait longer is a person
#: that asked for something to be kept: that is tried whatever failed before.
CELL_WAITS: Final = 0.25

#: Seconds until writing is tried again after it failed: doubled each time, up to a minute.
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0

#: A ledger that is removed or damaged again and again while it is written is given up for this time.
_ATTEMPTS: Final = 3

#: One kernel or another writes at most times: only a ledger that stays busy is worth a sentence.
_BUSY_TIMES: Final = 3

# What a tracker took for a plain number may be a library's own: its text is kept rather than nothing.
_encode = json.JSONEncoder(separators=(",", ":"), default=str).encode


class Keeper:
    """Keeps the evidence of one kernel's life, and makes its run.

    In a forked child every method does nothing: the ledger is the parent's.

    Parameters
    ----------
    root : Path
        The project's top (`project_root`).
    notebook : str
        The notebook's path from there, as in `Run.notebook`.
    """

    def __init__(self, root: Path, *, notebook: str = "") -> None:
        self._path = ledger_path(absolute(root))
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._id = uuid.uuid4().hex
        self._notebook = in_utf8(notebook)
        self._started = self._last_time = _now()
        self._records: list[Record] = []
        self._written = 0  # how many of them
        self._begun = False  # to be written
        self._run_row: RunRow | None = None  # as it is on disk
        self._ledger: OpenedLedger | None = None
        self._former: OpenedLedger | None = None
        self._condemned: Identity | None = None
        self._failures = 0  # in succession
        self._next_try = 0.0
        self._said: set[str] = set()
        self._unsaid: list[str] = []
        self._closed = False

    @property
    def path(self) -> Path:
        """The ledger's file, whether or not it is there yet."""
        return self._path

    @property
    def notebook(self) -> str:
        """The notebook's path; setting it counts until the run is first written."""
        return self._notebook

    @notebook.setter
    def notebook(self, path: str) -> None:
        if self._run_row is None:
            self._notebook = in_utf8(path)

    @property
    def run(self) -> Run:
        """The run with every record so far, on disk or not."""
        from mlchecks_jupyter.core.run import Run

        return Run(
            id=self._id,
            notebook=self._notebook,
            started=self._started,
            python=platform.python_version(),
            tool_version=__version__,
            records=tuple(self._records),
        )

    @property
    def on_disk(self) -> bool:
        """Whether there are records, and all of them are on disk."""
        return not self._forked and 0 < self._written == len(self._records)

    def add(self, evidence: Sequence[Evidence]) -> None:
        """Take evidence that can wait: it is written at once only if this run is being written already."""
        if self._begun:
            self.keep(evidence)
        elif not self._forked:
            with self._lock:
                self._take(evidence)

    def keep(self, evidence: Sequence[Evidence], *, wait: float = CELL_WAITS) -> bool:
        """Write evidence and all that has waited, in one transaction.

        Parameters
        ----------
        wait : float
            Seconds to wait for another writer. After a failure writing pauses for a while, unless
            this is longer than a cell may wait.

        Returns
        -------
        bool
            True if it is all on disk. Otherwise it is in memory, `notices` says why, and it is
            written with a later call.
        """
        if self._forked:
            return False
        with self._lock:
            self._take(evidence)
            if self._written == len(self._records):
                return True
            if self._closed or (time.monotonic() < self._next_try and wait <= CELL_WAITS):
                return False
            try:
                self._write(wait)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with a disk, the user's cell does not fail
                self._fail(error)
                return False
            self._failures = 0
            self._next_try = 0.0
            return True

    def notices(self) -> tuple[str, ...]:
        """Sentences for the user that have not been said yet; each is said once."""
        if self._forked:
            return ()
        with self._lock:
            unsaid = tuple(self._unsaid)
            self._unsaid.clear()
            return unsaid

    def close(self) -> None:
        """Write what waits, if the run has been begun on disk, and let go of the file; nothing is kept after that."""
        if self._forked:
            return
        with self._lock:
            if self._begun:
                self.keep(())
            self._closed = True
            self._let_go()

    @property
    def _forked(self) -> bool:
        return os.getpid() != self._process

    def _take(self, evidence: Sequence[Evidence]) -> None:
        from mlchecks_jupyter.core.run import Record  # late: nothing is recorded when the extension is loaded

        # A clock that is set back does not turn the order round.
        self._last_time = now = max(_now(), self._last_time)
        for each in evidence:
            self._records.append(Record(number=len(self._records) + 1, time=now, evidence=each))

    def _write(self, wait: float) -> None:
        from mlchecks_jupyter.ledger.faults import is_damage

        self._begun = True
        for _ in range(_ATTEMPTS):
            try:
                ledger = self._ledger or self._open(wait)
                header = self._run_row or self._header()
                rows = [self._row(record) for record in self._records[self._written :]]
                ledger.append(None if self._written else header, rows, wait=wait)
            except Exception as error:
                if self._ledger is None or not is_damage(error):
                    raise
                self._condemned = self._ledger.identity
                self._let_go()
                continue
            # Asked afterwards: what was written to a file that has been taken away is not kept.
            if ledger.is_in_place():
                self._written = len(self._records)
                self._run_row = header
                return
            self._former = ledger
            self._let_go()
        raise OSError("it is taken away or damaged each time it is written")

    def _open(self, wait: float) -> OpenedLedger:
        # Late, with SQLAlchemy: most kernels have nothing to keep.
        from mlchecks_jupyter.ledger.opening import open_ledger

        former, condemned = self._former, self._condemned
        opening = open_ledger(self._path, wait=wait, former=former, condemned=condemned)
        self._ledger, self._former, self._condemned = opening.ledger, None, None
        # None, unless it is a copy, or the file that was let go of after a fault.
        self._written = opening.ledger.count_of(self._id)
        if opening.set_aside:
            self._say(
                f"The ledger was damaged and has been set aside as {opening.set_aside}; a new one was begun. Sign-offs "
                "and waivers made before have to be made again: type `%checklist`."
            )
        elif condemned or (former is not None and former.identity != opening.ledger.identity):
            self._say(
                "The ledger was removed or replaced while this kernel ran: what this kernel had kept was written again. "
                "Sign-offs and waivers of other kernels may have to be made again: type `%checklist`."
            )
        return opening.ledger

    def _header(self) -> RunRow:
        return self._id, self._notebook, self._started, platform.python_version(), __version__

    def _row(self, record: Record) -> EvidenceRow:
        evidence = record.evidence
        return self._id, record.number, record.time, evidence.kind, _encode(to_json(evidence))

    def _let_go(self) -> None:
        ledger, self._ledger = self._ledger, None
        if ledger is not None:
            ledger.close()

    def _fail(self, error: Exception) -> None:
        self._next_try = time.monotonic() + min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(self._failures, 10))
        self._failures += 1
        try:
            from mlchecks_jupyter.ledger.faults import is_busy, is_full, why_not_kept
        except ImportError:  # SQLite itself
            self._say(
                "Evidence is kept in memory only, until this kernel stops: this Python was built without SQLite; use "
                "one that has it."
            )
            return
        if not is_busy(error) or self._failures >= _BUSY_TIMES:
            self._say(why_not_kept(error, self._path.parent))
        if not (is_busy(error) or is_full(error)):
            self._let_go()  # perhaps another file can be opened at the next try

    def _say(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self._unsaid.append(sentence)


def _now() -> str:
    return f"{datetime.now(UTC).isoformat(timespec='milliseconds')[:-6]}Z"
