"""Runs a cell again in children that were forked before it ran."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import select
import signal
import time
import warnings
from collections.abc import Callable
from typing import Any, Final

from mlchecks_jupyter.core.replayed import ReplayMethod
from mlchecks_jupyter.replay.child import AskedForInput, Said, Task, live
from mlchecks_jupyter.replay.effects import folder, sentences, written
from mlchecks_jupyter.replay.judging import Judge
from mlchecks_jupyter.replay.messages import Inbox, send
from mlchecks_jupyter.replay.observing import Seen, digests, observe
from mlchecks_jupyter.replay.portraying import Portrayer
from mlchecks_jupyter.replay.replay import FirstRun, Outcome, Replay, ignore
from mlchecks_jupyter.replay.watching import Watch

_STEP: Final = 0.25

INTERRUPTED: Final = "The second run was interrupted."


def _fork() -> int:
    with warnings.catch_warnings():
        # Python 3.12 warns of other threads at a fork; what they can do to the child is watched for.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _close_all(children: list[Child]) -> None:
    for each in children:
        each.close()


class Child:
    """A forked process that waits to run the cell."""

    def __init__(self, task: Task, others: list[Child]) -> None:
        control, self._control = os.pipe()
        self._results, results = os.pipe()
        parent = os.getpid()
        # An interrupt in the child's first moments would run the parent's handler in it.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            self.process = _fork()
            if self.process == 0:
                task = dataclasses.replace(task, mask=frozenset(map(int, mask)))
                live(task, control, results, parent, lambda: _close_all([self, *others]))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.close(control)
        os.close(results)
        self._open = True

    def close(self) -> None:
        """Close the pipes; the child ends for it if it still waits."""
        self._open = False
        for descriptor in (self._control, self._results):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def end(self) -> int:
        """Kill the child with all that it started, close its pipes, and tell its exit code or signal."""
        if not self._open:
            return 0
        self.close()
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                kill(self.process, signal.SIGKILL)
        return self._reap()

    def _reap(self) -> int:
        try:
            return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        except ChildProcessError:
            return 0

    def ask(self, known: object, watch: Callable[[], str]) -> Said | str:
        """What the child says, or a sentence on why it says nothing.

        Parameters
        ----------
        known : object
            What it is told: the digests of what this process holds.
        watch : callable
            Called about four times a second; a sentence from it ends the wait.
        """
        with contextlib.suppress(BrokenPipeError):
            send(self._control, known)
        inbox = Inbox()
        while not inbox.complete:
            if select.select([self._results], [], [], _STEP)[0]:
                content = os.read(self._results, 1 << 20)
                if not content:
                    return self._dead()
                inbox.add(content)
            elif problem := watch():
                return problem
            elif self._has_ended():
                # Its own children can hold the pipe open.
                return self._dead()
        said = inbox.message()
        assert isinstance(said, Said)
        return said

    def _has_ended(self) -> bool:
        try:
            return os.waitid(os.P_PID, self.process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    def _dead(self) -> str:
        self.close()
        deadline = time.monotonic() + 2
        while not self._has_ended() and time.monotonic() < deadline:
            time.sleep(0.005)
        with contextlib.suppress(OSError):
            os.killpg(self.process, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.kill(self.process, signal.SIGKILL)
        return _death(self._reap())


def _death(code: int) -> str:
    if code >= 0:
        return f"The cell ended the process in the second run, with exit code {code}."
    name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
    if name == "SIGKILL":
        return "The second run was killed by the system, perhaps for want of memory."
    return f"The second run was ended by the signal {name}."


def stopped(exception: str) -> str:
    """A sentence on the exception that ended a second run."""
    if exception == "SystemExit":
        return "The cell asked the process to exit in the second run."
    if exception == AskedForInput.__name__:
        return "The cell asks for input, so it was not run to its end a second time."
    return f"The second run stopped with {exception}, which the first did not."


class ForkedReplay(Replay):
    """A cell that runs again in children of this process.

    Parameters
    ----------
    task : Task
        What each child does.
    runs : int
        All runs, the user's own among them.
    """

    method: ReplayMethod = "fork"

    def __init__(self, task: Task, *, runs: int, timeout: float | None, rtol: float) -> None:
        self._owner = os.getpid()
        self._task = task
        self._timeout = timeout
        self._rtol = rtol
        self._runs = runs
        self._before = folder(task.folder)
        self._children: list[Child] = []
        try:
            for _ in range(runs - 1):
                self._children.append(Child(task, self._children))
        except BaseException:
            self.cancel()
            raise

    def finish(self, first: FirstRun, *, watch: Callable[[float], None] = ignore) -> Outcome:
        """Let the children run the cell, one after the other, and compare."""
        judge = Judge(self._task.start, self._rtol)
        if os.getpid() != self._owner:
            return judge.outcome(runs=1, method=self.method, problem="The cell forked the process.")
        after = folder(self._task.folder)
        notes: dict[tuple[str, str], None] = {}
        runs, problem = 1, ""
        try:
            seen = observe(self._task.start, first.namespace, first.shown, first.printed, Portrayer())
            for child in self._children:
                problem = self._one(child, judge, seen, first, watch, notes)
                if problem:
                    break
                runs += 1
        except KeyboardInterrupt:
            problem = INTERRUPTED
        except Exception as error:
            problem = f"The runs could not be compared ({type(error).__name__})."
        finally:
            self.cancel()
        first_wrote, again = written(self._before, after), written(after, folder(self._task.folder))
        told = (
            sentences(notes, first_wrote, again, self._runs)
            if not problem
            else sentences(notes, frozenset(), again, self._runs)
        )
        return judge.outcome(runs=runs, method=self.method, effects=told, problem=problem)

    def _one(
        self,
        child: Child,
        judge: Judge,
        seen: Seen,
        first: FirstRun,
        watch: Callable[[float], None],
        notes: dict[Any, None],
    ) -> str:
        watcher = Watch(child.process, first.seconds, self._timeout)

        def step() -> str:
            watch(watcher.seconds)
            return watcher.problem()

        said = child.ask(digests(seen.portraits.values()), step)
        if isinstance(said, str):
            return said
        notes |= dict.fromkeys(said.notes)
        if said.failed:
            return f"The cell could not be run again ({said.failed})."
        if said.stopped:
            return stopped(said.stopped)
        judge.add(seen, said.seen, said.before)
        return ""

    def cancel(self) -> None:
        """Kill and reap the children."""
        if os.getpid() != self._owner:
            return
        for child in self._children:
            child.end()
        self._children = []
