"""Where the run-time evidence about a notebook comes from: its project's ledger, else its own file."""

from __future__ import annotations

import functools
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from mlchecks_jupyter.core.bundle import unbundle
from mlchecks_jupyter.core.evidence import CellRan, Evidence
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.report import Source
from mlchecks_jupyter.core.run import NO_RUN, History, Run
from mlchecks_jupyter.ledger.location import ledger_path, path_in_project, project_root

#: A cell of nothing but our own magics, comments and empty lines.
_OURS: Final = re.compile(
    r"(?:[ \t]*(?:#[^\n]*|%(?:load_ext|reload_ext)[ \t]+mlchecks_jupyter[^\n]*|%(?:checklist|audit|mlchecks)\b[^\n]*)?(?:\n|$))*"
)


def history_of(notebook: Notebook) -> tuple[History, tuple[str, ...]]:
    """The runs of a notebook, and a sentence for each thing about them that could not be read.

    The ledger of the notebook's project is asked first; what the file's outputs hold counts only
    where the ledger knows nothing of this notebook.
    """
    if not notebook.path:
        return History(), ()
    kept, problems = _from_ledger(notebook)
    if kept.runs or not any(cell.bundles for cell in notebook.cells):
        return kept, problems
    carried, further = unbundle(notebook)
    return carried, (*problems, *further)


def runs_of(notebook: Notebook, name: str, history: History) -> History:
    """The runs that are of this notebook: by their path, or, where the front end told none, by the cells that ran.

    Parameters
    ----------
    name : str
        The notebook's path from the project's root, as runs name it.
    """
    digests = {source_digest(cell.source) for cell in notebook.cells if cell.kind == "code"}
    return History(
        runs=tuple(
            run for run in history.runs if run.notebook == name or (not run.notebook and _mostly_of(run, digests))
        )
    )


def _mostly_of(run: Run, digests: set[str]) -> bool:
    """Whether half of the cells that ran are cells of a notebook with these digests."""
    ran = {digest for record in run.records for digest in _digest_of(record.evidence)}
    return bool(ran) and 2 * len(ran & digests) >= len(ran)


def _digest_of(evidence: Evidence) -> tuple[str, ...]:
    cell = getattr(evidence, "cell", None)
    return (cell.digest,) if isinstance(cell, Execution) else ()


def latest_run(history: History, notebook: Notebook) -> Run:
    """The latest run in which a cell of the notebook ran that does more than load or ask us; `NO_RUN` without one.

    A kernel that has just started has seen nothing: what the one before it saw still counts.
    """
    digests = {
        source_digest(cell.source)
        for cell in notebook.cells
        if cell.kind == "code" and not _OURS.fullmatch(cell.source)
    }
    for run in reversed(history.runs):
        if any(digest in digests for record in run.records for digest in _digest_of(record.evidence)):
            return run
    return NO_RUN


def source_of(run: Run, notebook: Notebook) -> Source:
    """Which run the evidence comes from, and how many of the notebook's cells ran in it as they now stand."""
    if not run.records:  # of most notebooks nothing is known, and digests of all cells take their time
        return Source(origin=run.origin, started=run.started)
    ran = {each.cell.digest for each in run.of(CellRan)} or {
        digest for record in run.records for digest in _digest_of(record.evidence)
    }
    cells = sum(source_digest(cell.source) in ran for cell in notebook.cells if cell.kind == "code")
    return Source(origin=run.origin, started=run.started, cells=cells)


def _from_ledger(notebook: Notebook) -> tuple[History, tuple[str, ...]]:
    root = _root(os.path.dirname(os.path.abspath(notebook.path)))
    state = _state(root)
    if state is None:
        return History(), ()
    history, problems = _read(root, state)
    return runs_of(notebook, path_in_project(notebook.path, root), history), problems


@functools.lru_cache(maxsize=256)
def _root(folder: str) -> Path:
    return project_root(Path(folder))


def _state(root: Path) -> tuple[tuple[int, int], ...] | None:
    """What tells whether a ledger has changed since it was read; None where there is none."""
    path = ledger_path(root)
    states: list[tuple[int, int]] = []
    for name in (path, path.with_name(path.name + "-wal")):
        try:
            status = os.stat(name)
        except OSError:
            if name == path:
                return None
            continue
        states.append((status.st_mtime_ns, status.st_size))
    return tuple(states)


@functools.lru_cache(maxsize=8)
def _read(root: Path, state: tuple[tuple[int, int], ...]) -> tuple[History, tuple[str, ...]]:
    """A folder of notebooks asks for the same ledger once for each; `state` makes a changed one be read again."""
    from mlchecks_jupyter.ledger.reader import read_history  # late: it brings SQLAlchemy

    return read_history(root)


def with_run(history: History, run: Run) -> History:
    """A history with a run that is still going on, in place of what was kept of it."""
    others = tuple(each for each in history.runs if each.id != run.id)
    return replace(history, runs=(*others, run))
