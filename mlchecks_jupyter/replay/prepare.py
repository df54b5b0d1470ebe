"""Prepares a cell to be run again: before its first run, from the state in which that one starts."""

from __future__ import annotations

from typing import Any

from mlchecks_jupyter.replay.body import Body
from mlchecks_jupyter.replay.child import Task
from mlchecks_jupyter.replay.effects import working_folder
from mlchecks_jupyter.replay.forked import ForkedReplay
from mlchecks_jupyter.replay.generator_states import keep_generators
from mlchecks_jupyter.replay.inprocess import InProcessReplay
from mlchecks_jupyter.replay.observing import runs_in_a_loop, start_of
from mlchecks_jupyter.replay.reach import reached
from mlchecks_jupyter.replay.replay import Cell, Quiet, Refresh, Replay
from mlchecks_jupyter.replay.safety import why_not_fork


def prepare(
    cell: Cell,
    namespace: dict[str, Any],
    *,
    runs: int = 2,
    refresh: Refresh,
    quiet: Quiet | None = None,
    timeout: float | None = None,
    rtol: float = 1e-9,
) -> Replay:
    """A cell made ready to be run again; call it right before the cell's first run.

    Parameters
    ----------
    cell : Cell
        The code, as plain Python.
    namespace : dict
        The user's variables, the dictionary in which the first run will run.
    runs : int
        All runs, the user's own among them.
    refresh : callable
        Gives fresh entropy to the unseeded generators of a namespace, and returns what undoes it.
    quiet : callable, optional
        Called before a further run: keeps what the cell displays from the front end, and returns what undoes it.
    timeout : float, optional
        Seconds after which a second run is given up; by default ten times the first, and a minute at least.
    rtol : float
        The relative difference up to which floats differ by rounding alone.

    Returns
    -------
    Replay
        In children forked from this process, or in this process on copies, with the reason.

    Raises
    ------
    SyntaxError
        If the cell is no Python: it cannot run at all.
    ValueError
        If `runs` is below 2.
    """
    if runs < 2:
        raise ValueError("a cell is proved by two runs at least")
    body = Body(cell)
    start = start_of(body, namespace)
    names = reached(body.tree, namespace)
    task = Task(
        body=body, namespace=namespace, start=start, folder=working_folder(), put_back=keep_generators(),
        refresh=refresh, quiet=quiet, in_loop=runs_in_a_loop(),
    )  # fmt: skip
    reason = why_not_fork({name: namespace[name] for name in names})
    if not reason:
        try:
            return ForkedReplay(task, runs=runs, timeout=timeout, rtol=rtol)
        except OSError:
            reason = "The system refused to start a child process."
    return InProcessReplay(task, reached=names, runs=runs, rtol=rtol, reason=reason)
