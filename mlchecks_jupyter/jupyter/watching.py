"""Watches the cells of one shell: hands them to the trackers and their evidence to the ledger.

Recorded is only what the user runs: the main thread's cells with a place in the history. What a
front end runs silently, and what runs in a subshell beside a cell, is not theirs.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlchecks_jupyter.core.evidence import CellRan, Evidence, Seeding
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.jupyter.notebook_file import current_path, ran_before
from mlchecks_jupyter.ledger.keeper import Keeper
from mlchecks_jupyter.ledger.location import path_in_project, project_root
from mlchecks_jupyter.trackers import standard_trackers
from mlchecks_jupyter.trackers.recorder import Recorder
from mlchecks_jupyter.trackers.rng import RngTracker

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult, InteractiveShell

    from mlchecks_jupyter.core.notebook import Notebook
    from mlchecks_jupyter.core.run import History, Run
    from mlchecks_jupyter.jupyter.attendant import Attendant

#: Asked before each cell of the user's: who attends it besides the trackers, if anybody.
Attend = Callable[["Watching", Execution, str], "Attendant | None"]


class Watching:
    """What is known of one shell's cells, from `start` to `stop`.

    Attributes
    ----------
    keeper : Keeper
        Holds the evidence of this kernel's life, in memory and in the project's ledger.
    is_on : bool
        Whether the trackers watch; `%mlchecks off` switches them off.
    ran : dict of str to str
        The cells that ran, in the order in which each did first: its id, or the digest of its source
        where the front end tells none, to its latest source.
    fault : str
        Why watching ended by a fault of its own; empty as long as it has not.
    """

    def __init__(self, shell: InteractiveShell, attend: Attend) -> None:
        self.shell = shell
        self.is_on = False
        self.fault = ""
        path = current_path(shell)
        root = project_root(path.resolve().parent if path else Path())
        self.keeper = Keeper(root, notebook=_named(path, root))
        self.ran = {source_digest(source): source for source in ran_before(shell)}
        self._attend = attend
        self._recorder: Recorder | None = None
        self._lent: Recorder | None = None
        self._parts = 0  # of cells, which magics ran by themselves
        self._trackers = 0  # how many there are, whether they have failed since or not
        self._now: _Now | None = None

    # Switching -----------------------------------------------------------------------------

    def start(self) -> None:
        """Hook into the shell's events and begin to watch."""
        self.shell.events.register("pre_run_cell", self._before)
        self.shell.events.register("post_run_cell", self._after)
        self.turn_on()

    def stop(self) -> None:
        """Leave the shell, and every function that a tracker wrapped, as they were found."""
        self.turn_off()
        for event, callback in (("pre_run_cell", self._before), ("post_run_cell", self._after)):
            with suppress(ValueError):  # another extension took it out
                self.shell.events.unregister(event, callback)
        self.keeper.close()

    def turn_on(self) -> None:
        """Let the trackers watch from now on, also those that failed before."""
        if self.is_on and self._recorder is not None and len(self._recorder.trackers) == self._trackers:
            return
        self.turn_off()
        self.fault = ""
        self._recorder = self.recorder(self._seen)
        self._trackers = len(self._recorder.trackers)
        self._recorder.start()
        self.is_on = True

    def turn_off(self) -> None:
        """Let no tracker watch any more; what was seen stays."""
        if self._recorder is not None:
            self._recorder.stop()
        self._recorder = self._lent = None
        self.is_on = False

    def withdraw(self) -> None:
        """Let nobody attend the present cell any more, and take back what was done for it."""
        if self._now is not None and self._now.attendant is not None:
            with suppress(Exception):
                self._now.attendant.withdraw()
            self._now.attendant = None

    def recorder(self, on_evidence: Callable[[tuple[Evidence, ...]], None]) -> Recorder:
        """A recorder of this shell's cells with trackers of its own."""
        namespace: dict[str, Any] = self.shell.user_ns
        return Recorder(standard_trackers(), namespace, on_evidence)

    # Evidence ------------------------------------------------------------------------------

    @property
    def run(self) -> Run:
        """The kernel's life so far."""
        return self.keeper.run

    @property
    def current(self) -> Execution | None:
        """The cell of the user's that runs now, None between cells."""
        return self._now.cell if self._now else None

    def history(self, notebook: Notebook) -> tuple[History, tuple[str, ...]]:
        """The runs of this kernel's notebook, this one last, and what of them could not be read."""
        from mlchecks_jupyter.history import history_of, with_run

        kept, problems = history_of(notebook)
        return with_run(kept, self.run), problems

    def watch_this(self, cell: Execution, source: str) -> None:
        """Watch one cell that is about to run, also where watching is off."""
        if self._recorder is None:
            self._recorder = self._lent = self.recorder(self._seen)
            self._recorder.start()
        self._recorder.before(cell, source)

    @contextmanager
    def apart(self, source: str) -> Iterator[_Now]:
        """Watch what a magic runs by itself; where a cell of the user's runs around it, apart from that."""
        outer = self._now
        if self._recorder is not None and outer is not None:
            self._recorder.after(ok=True)
            outer.seen = [each for each in outer.seen if not isinstance(each, CellRan)]  # it has not ended
        # An execution of its own, as trackers tell each once; it is kept as part of the one around it.
        digest = source_digest(source)
        self._parts += 1
        cell_id, count = f"part-{self._parts}", outer.cell.count if outer else next_count(self.shell)
        now = self._now = _Now(Execution(cell_id=cell_id, count=count, digest=digest), None, outer)
        ok = False
        with Guard(self):
            self.watch_this(now.cell, source)
        try:
            yield now
            ok = True
        finally:
            try:
                with Guard(self):
                    self._end(now, ok=ok)
                    if self._recorder is not None and outer is not None and outer.info is not None:
                        self._recorder.before(outer.cell, outer.info.raw_cell or "")
            finally:
                self._now = outer

    # What a cell under `%%seedcheck` asks ---------------------------------------------------

    @property
    def rng(self) -> RngTracker | None:
        """The tracker of random generators, None where it is off."""
        trackers = self._recorder.trackers if self._recorder else ()
        return next((each for each in trackers if isinstance(each, RngTracker)), None)

    # The shell's events --------------------------------------------------------------------

    def _before(self, info: ExecutionInfo) -> None:
        if self._now is not None or not info.store_history or threading.current_thread() is not threading.main_thread():
            return
        with Guard(self):
            cell = Execution(
                cell_id=getattr(info, "cell_id", None) or "",
                count=next_count(self.shell),
                digest=source_digest(info.raw_cell or ""),
            )
            self._now = _Now(cell, info)
            self.ran[cell.cell_id or cell.digest] = info.raw_cell or ""
            if self._recorder is not None:
                self._recorder.before(cell, info.raw_cell or "")
            self._now.attendant = self._attend(self, cell, info.raw_cell or "")
            if self._now.attendant is not None:
                self._now.attendant.begin()

    def _after(self, result: ExecutionResult) -> None:
        now = self._now
        if now is None or getattr(result, "info", None) is not now.info:
            return
        now.shown = result.result
        try:
            with Guard(self, ends_cell=True):
                self._end(now, ok=result.success)
        finally:
            self._now = None
        with Guard(self):
            for notice in self.keeper.notices():
                print(f"mlchecks: {notice}", file=sys.stderr)

    def _end(self, now: _Now, *, ok: bool) -> None:
        """A cell has ended: keep what was seen of it, then show what is to be shown."""
        if now.attendant is not None:
            now.attendant.ended()
        if self._recorder is not None:
            self._recorder.after(ok=ok)
        if self._lent is not None:
            self._lent.stop()
            self._recorder = self._lent = None
        evidence: Sequence[Evidence] = now.of_the_cell()
        if now.attendant is not None:
            evidence = now.attendant.finish(ok=ok, shown=now.shown, seen=evidence)
        self._keep(evidence)
        if now.attendant is not None:
            now.attendant.show(self.run.records[len(self.run.records) - len(evidence) :])

    def _seen(self, evidence: tuple[Evidence, ...]) -> None:
        if self._now is not None:
            self._now.seen.extend(evidence)
        else:
            self.keeper.add(evidence)  # a tracker that could not start

    def _keep(self, evidence: Sequence[Evidence]) -> None:
        """Write what was seen; that a cell ran and nothing else can wait."""
        if any(not isinstance(each, CellRan) for each in evidence):
            self.keeper.keep(evidence)
        elif evidence:
            self.keeper.add(evidence)


class _Now:
    """The cell that runs now, and what was seen of it."""

    __slots__ = ("attendant", "cell", "info", "outer", "seen", "shown")

    def __init__(self, cell: Execution, info: ExecutionInfo | None, outer: _Now | None = None) -> None:
        self.cell = cell
        self.info = info
        self.outer = outer
        self.seen: list[Evidence] = []
        self.shown: object = None
        self.attendant: Attendant | None = None

    @property
    def kept_as(self) -> Execution:
        """The execution under which its evidence is kept: the user's cell, where it is a part of one."""
        return self.outer.cell if self.outer else self.cell

    def of_the_cell(self) -> tuple[Evidence, ...]:
        """What was seen, as evidence of the user's cell; a part of a cell is no cell that ran."""
        if self.outer is None:
            return tuple(self.seen)
        return tuple(self._moved(each) for each in self.seen if not isinstance(each, CellRan))

    def _moved(self, evidence: Evidence) -> Evidence:
        """The same of the cell around this part."""
        changes: dict[str, Any] = {"cell": self.kept_as} if getattr(evidence, "cell", None) == self.cell else {}
        seeding = getattr(evidence, "seeding", None)
        if isinstance(seeding, Seeding) and seeding.cell == self.cell:
            changes["seeding"] = replace(seeding, cell=self.kept_as)
        return replace(evidence, **changes)


class Guard:
    """A fault of ours ends the watching and is said once; the cell goes on as if we were not there.

    Parameters
    ----------
    ends_cell : bool
        Whether the cell has ended: then an interrupt is meant for what we still do.
    """

    def __init__(self, watching: Watching, *, ends_cell: bool = False) -> None:
        self._watching = watching
        self._ends_cell = ends_cell

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: object) -> bool:
        if fault is None:
            return False
        self._watching.withdraw()
        if isinstance(fault, KeyboardInterrupt) and self._ends_cell:
            print("mlchecks was interrupted; what the cell itself did stands.", file=sys.stderr)
            return True
        if not isinstance(fault, Exception):
            return False
        self._watching.fault = f"{type(fault).__name__}: {fault}"
        with suppress(Exception):
            self._watching.turn_off()
        print(
            f"mlchecks stopped watching by its own fault ({self._watching.fault}); your notebook is unchanged. "
            "Type `%mlchecks on` to begin again.",
            file=sys.stderr,
        )
        return True


def next_count(shell: InteractiveShell) -> int:
    """The number of the cell that is about to run, or runs: releases differ in when they count it up."""
    history = shell.history_manager
    return len(history.input_hist_raw) if history is not None else shell.execution_count


def _named(path: Path | None, root: Path) -> str:
    return path_in_project(path, root) if path else ""
