"""Runs a cell again in this process, on copies of the variables that it reaches."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
import time
import types
from collections.abc import Callable, Iterator
from typing import Any

from mlchecks_jupyter.core.replayed import ReplayMethod
from mlchecks_jupyter.replay.child import Task
from mlchecks_jupyter.replay.copies import copy_variables
from mlchecks_jupyter.replay.effects import folder, sentences, working_folder, written
from mlchecks_jupyter.replay.forked import INTERRUPTED, stopped
from mlchecks_jupyter.replay.generator_states import keep_generators
from mlchecks_jupyter.replay.heard import Heard
from mlchecks_jupyter.replay.judging import Judge
from mlchecks_jupyter.replay.observing import observe, portraits, runs_in_a_loop
from mlchecks_jupyter.replay.portraying import Portrayer
from mlchecks_jupyter.replay.reach import written_globals
from mlchecks_jupyter.replay.replay import FirstRun, Outcome, Replay, ignore


class InProcessReplay(Replay):
    """A cell that runs again on copies.

    Parameters
    ----------
    task : Task
        What a child would have done.
    reason : str
        Why not in a child process.
    reached : frozenset of str
        The variables that the cell can reach.
    """

    method: ReplayMethod = "copies"

    def __init__(self, task: Task, *, reached: frozenset[str], runs: int, rtol: float, reason: str) -> None:
        namespace, start = task.namespace, task.start
        self.reason = reason
        self._body = task.body
        self._start = start
        self._put_back = task.put_back
        self._refresh = task.refresh
        self._quiet = task.quiet
        self._folder = task.folder
        self._runs = runs
        self._rtol = rtol
        self._copies = [copy_variables(reached, namespace) for _ in range(runs - 1)]
        self._before = portraits(start.candidates, namespace, Portrayer(frozenset()))
        self._writers = written_globals(
            frozenset(each for each in reached if not _is_function(namespace[each])), namespace
        )
        self._start_values = {name: namespace[name] for name in namespace if name not in start.bound}
        self._files = folder(task.folder)

    def finish(self, first: FirstRun, *, watch: Callable[[float], None] = ignore) -> Outcome:
        """Run the cell again, here, and compare; `watch` is called before and after each run only."""
        judge = Judge(self._start, self._rtol)
        after = folder(self._folder)
        began = time.monotonic()
        runs, problem = 1, ""
        try:
            if runs_in_a_loop() and self._body.awaits:
                problem = "A cell that awaits cannot be run a second time in the same process."
            else:
                # Kept as bytes: the second run could reach what the first one left.
                seen = observe(self._start, first.namespace, first.shown, first.printed, Portrayer(frozenset()))
                for place in range(len(self._copies)):
                    watch(time.monotonic() - began)
                    self._one(place, first, judge, seen)
                    runs += 1
                watch(time.monotonic() - began)
        except KeyboardInterrupt:
            problem = INTERRUPTED
        except BaseException as error:
            problem = stopped(type(error).__name__)
        told = sentences((), written(self._files, after), written(after, folder(self._folder)), self._runs)
        told = (*told, *self._shared(first))
        self.cancel()
        return judge.outcome(runs=runs, method=self.method, effects=told, problem=problem)

    def _one(self, place: int, first: FirstRun, judge: Judge, seen: Any) -> None:
        shadow = dict(first.namespace)
        for name in shadow.keys() - self._start_values.keys():
            if name not in self._copies[place].values and not name.startswith("__"):
                del shadow[name]
        shadow |= self._start_values | self._copies[place].values
        shadow |= {name: rebound(value, first.namespace, shadow) for name, value in shadow.items()}
        identities = {name: id(shadow[name]) for name in self._start.identities if name in shadow}
        start = dataclasses.replace(self._start, identities=identities)
        with _no_new_figures(), _in(self._folder), _silent() as out:
            go_on = keep_generators()
            self._put_back()
            undo = self._refresh(shadow)
            loud = self._quiet() if self._quiet is not None else None
            try:
                shown = self._body.run(shadow, in_loop=False)
            finally:
                if loud is not None:
                    loud()
                undo()
                go_on()
        judge.add(seen, observe(start, shadow, shown, out.getvalue(), Portrayer(frozenset())), self._before)

    def _shared(self, first: FirstRun) -> Iterator[str]:
        for made in self._copies[:1]:
            now = portraits(made.large, first.namespace, Portrayer(frozenset()))
            for name in sorted(made.large):
                if name in now and name in self._before and now[name].digest != self._before[name].digest:
                    yield f"{name} is too large to be copied and was changed in place by every run."
            for name in sorted(made.failed):
                yield f"{name} cannot be copied, so the second run used the same object."
        for name, stored in sorted(self._writers.items()):
            yield f"A method of {name} sets {', '.join(sorted(stored))}, which the second run set again in the notebook."

    def cancel(self) -> None:
        """Let go of the copies."""
        self._copies = []
        self._before = {}
        self._start_values = {}


@contextlib.contextmanager
def _silent() -> Iterator[Heard]:
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(Exception):
            # What waits in it is the first run's, and would go nowhere.
            stream.flush()  # type: ignore[union-attr]  # None without a console
    with _nowhere(1), _nowhere(2):
        out, errors = Heard(sys.stdout, 1), Heard(sys.stderr, 2)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            yield out


@contextlib.contextmanager
def _nowhere(descriptor: int) -> Iterator[None]:
    """Lead a file descriptor nowhere: the programs that a run starts write to it."""
    try:
        kept = os.dup(descriptor)
    except OSError:
        yield
        return
    try:
        with contextlib.suppress(OSError):
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, descriptor)
            os.close(nothing)
        yield
    finally:
        os.dup2(kept, descriptor)
        os.close(kept)


@contextlib.contextmanager
def _in(path: str) -> Iterator[None]:
    """Work in the folder in which the cell started; then in that to which its first run went."""
    now = working_folder()
    with contextlib.suppress(OSError):
        os.chdir(path)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.chdir(now)


@contextlib.contextmanager
def _no_new_figures() -> Iterator[None]:
    """Close the figures that were made meanwhile: the notebook would show them."""
    pyplot: types.ModuleType | None = sys.modules.get("matplotlib.pyplot")
    known = set(pyplot.get_fignums()) if pyplot is not None else set()
    try:
        yield
    finally:
        if pyplot is not None:
            for number in set(pyplot.get_fignums()) - known:
                pyplot.close(number)


def _is_function(value: object) -> bool:
    return type(value) is types.FunctionType


def rebound(value: Any, old: dict[str, Any], new: dict[str, Any]) -> Any:
    """A function of the notebook that sees other global variables; anything else as it is."""
    if type(value) is not types.FunctionType or value.__globals__ is not old:
        return value
    function = types.FunctionType(value.__code__, new, value.__name__, value.__defaults__, value.__closure__)
    function.__kwdefaults__ = value.__kwdefaults__
    function.__dict__ |= value.__dict__
    return function
