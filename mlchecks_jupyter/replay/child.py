"""The child process: waits for the first run to end, runs the cell again, and says what it left."""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import faulthandler
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from mlchecks_jupyter.replay.body import Body
from mlchecks_jupyter.replay.effects import Effects
from mlchecks_jupyter.replay.heard import Heard
from mlchecks_jupyter.replay.messages import receive, send
from mlchecks_jupyter.replay.observing import Seen, Start, observe, portraits
from mlchecks_jupyter.replay.portrait import Portrait
from mlchecks_jupyter.replay.portraying import Portrayer
from mlchecks_jupyter.replay.replay import NOTHING, Quiet, Refresh
from mlchecks_jupyter.replay.thread_pools import leave_pools_behind

_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG


class AskedForInput(BaseException):
    """The cell asked for input in a run that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a child is to do.

    Attributes
    ----------
    folder : str
        The working folder in which the cell starts.
    put_back : callable
        Puts the process-wide generators back to where the cell starts.
    """

    body: Body
    namespace: dict[str, Any]
    start: Start
    folder: str
    put_back: Callable[[], None]
    refresh: Refresh
    quiet: Quiet | None
    in_loop: bool
    mask: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a child says at its end.

    Attributes
    ----------
    before : dict
        Portraits of variables that the cell could change in place, taken before it ran again.
    stopped : str
        The name of the exception that ended the cell; empty if none did.
    failed : str
        The name of the exception by which the replay itself failed.
    """

    seen: Seen = field(default_factory=Seen)
    before: dict[str, Portrait] = field(default_factory=dict)
    notes: tuple[tuple[str, str], ...] = ()
    stopped: str = ""
    failed: str = ""


def live(task: Task, control: int, results: int, parent: int, release: Callable[[], None]) -> NoReturn:
    """The child's whole life: it never returns into the parent's code.

    Parameters
    ----------
    control, results : int
        The pipes' ends to read from and to write to.
    parent : int
        The parent's process id.
    release : callable
        Closes what is the parent's alone.
    """
    code = 1
    try:
        release()
        _settle(task, parent)
        known = receive(control)
        threading.Thread(target=_end_with, args=(control,), name="mlchecks", daemon=True).start()
        me = os.getpid()
        said = _again(task, known)
        # A cell that forked comes here in its own child, too.
        if os.getpid() == me:
            send(results, said)
            code = 0
    finally:
        # Neither the parent's exit handlers nor its buffers are this process's to run or to write.
        os._exit(code)


def _settle(task: Task, parent: int) -> None:
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    with contextlib.suppress(ValueError):
        # An event loop's: a signal here would wake the parent.
        signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    # Blocked by the parent until its handlers could not run here any more.
    signal.pthread_sigmask(signal.SIG_SETMASK, task.mask)
    # It would tell of this process's crash on the parent's terminal.
    faulthandler.disable()
    with contextlib.suppress(Exception):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2, *_terminals()):
        os.dup2(nowhere, descriptor)
    # What the parent left to be collected is the parent's to finish: its connections and temporary files.
    gc.freeze()
    leave_pools_behind()
    if task.quiet is not None:
        with contextlib.suppress(Exception):
            task.quiet()


def _terminals() -> Iterator[int]:
    """Where a kernel keeps its terminal's descriptors after it has put its own in their places: its log goes there."""
    for stream in (sys.stdout, sys.stderr):
        descriptor = getattr(stream, "_original_stdstream_copy", None)
        if type(descriptor) is int:
            yield descriptor


def _end_with(control: int) -> None:
    """End when the parent does: it holds the pipe's other end and writes no more."""
    os.read(control, 1)
    with contextlib.suppress(OSError):
        os.killpg(0, signal.SIGKILL)


def _again(task: Task, known: Any) -> Said:
    before: dict[str, Portrait] = {}
    effects = Effects(task.folder)
    try:
        before = portraits(task.start.candidates, task.namespace, Portrayer(known))
        task.put_back()
        task.refresh(task.namespace)
        out = _silence()
    except Exception as error:
        return Said(failed=type(error).__name__)
    shown: object = NOTHING
    stopped = ""
    effects.start()
    try:
        shown = task.body.run(task.namespace, in_loop=task.in_loop)
    except BaseException as error:
        stopped = type(error).__name__
    effects.stop()
    notes = tuple(effects.notes)
    if stopped:
        return Said(notes=notes, stopped=stopped)
    try:
        seen = observe(task.start, task.namespace, shown, out.getvalue(), Portrayer(known))
    except Exception as error:
        return Said(notes=notes, failed=type(error).__name__)
    return Said(seen=seen, before=before, notes=notes)


def _silence() -> Heard:
    """Keep what is printed, also by who holds the stream of before, such as a handler of `logging`."""
    out, errors = Heard(sys.stdout, 1), Heard(sys.stderr, 2)
    for name, stream in (("stdout", out), ("stderr", errors)):
        with contextlib.suppress(AttributeError, TypeError):
            getattr(sys, name).write = stream.write
        setattr(sys, name, stream)
    builtins.input = _no_input
    getpass = sys.modules.get("getpass")
    if getpass is not None:
        getpass.getpass = _no_input  # type: ignore[attr-defined]
    return out


def _no_input(*_: object, **__: object) -> str:
    raise AskedForInput
