"""Many notebooks in one call, on as many processes as pay."""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import ClassVar, Final

from mlchecks_jupyter import session
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.reading import NotebookError, read
from mlchecks_jupyter.core.report import Report

#: Characters of source from which a second process pays for its start.
_WORTH_A_PROCESS: Final = 1_000_000

#: A long notebook makes some 100,000 objects; about 100 MB are in use between two collections.
_OBJECTS_BETWEEN_COLLECTIONS: Final = 1_000_000

#: Is handed the reports as they come, and hands them on.
Watch = Callable[[Iterable[Report]], Iterable[Report]]


def check_files(
    files: Sequence[str],
    *,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    jobs: int | None = None,
    watch: Watch = iter,
) -> tuple[list[Report], list[str]]:
    """Check files, in their order.

    Parameters
    ----------
    files : sequence of str
        Notebooks and scripts.
    select, ignore : collection of str
        Names of checks: run these only; leave these out.
    jobs : int or None
        Processes to use; None to decide by the size of the files and the cores there are.
    watch : callable
        Handed the reports as they come, hands them on: a progress bar.

    Returns
    -------
    reports : list of Report
        One for each file that can be read.
    errors : list of str
        One sentence for each file that cannot.
    """
    outcomes = [_read(file) for file in files]
    notebooks = [outcome for outcome in outcomes if isinstance(outcome, Notebook)]
    errors = [outcome for outcome in outcomes if isinstance(outcome, str)]
    judge = functools.partial(session.judge, select=select, ignore=ignore)
    jobs = min(jobs or _jobs(notebooks), len(notebooks) or 1)
    with _collecting_rarely():
        if jobs == 1:
            return list(watch(map(judge, notebooks))), errors
        return _judge_apart(notebooks, judge, jobs, watch), errors


def _read(file: str) -> Notebook | str:
    try:
        return read(file)
    except NotebookError as error:
        return str(error)


def _jobs(notebooks: Sequence[Notebook]) -> int:
    if not hasattr(os, "fork"):
        return 1  # a spawned process imports everything anew, which takes longer than it saves
    size = sum(len(cell.source) for notebook in notebooks for cell in notebook.cells if cell.kind == "code")
    return max(1, min(_cores(), size // _WORTH_A_PROCESS))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Syntax trees are many small objects that live briefly: collecting among them doubles the time.

    They hold no cycles, so they go without the collector.
    """
    thresholds = gc.get_threshold()
    gc.freeze()  # what is imported by now stays
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


_Judge = Callable[[Notebook], Report]


class _Worker:
    """What a process needs to know: set when it starts, where it is forked at no cost."""

    notebooks: ClassVar[Sequence[Notebook]] = ()
    judge: ClassVar[_Judge]

    @classmethod
    def start(cls, notebooks: Sequence[Notebook], judge: _Judge) -> None:
        # Forked inside `_collecting_rarely`, a worker collects as rarely.
        cls.notebooks, cls.judge = notebooks, staticmethod(judge)

    @classmethod
    def work(cls, index: int) -> Report:
        """The report but for its notebook, which the asking process has, and which is most of it."""
        notebook = cls.notebooks[index]
        return replace(cls.judge(notebook), notebook=replace(notebook, cells=(), metadata={}))


def _judge_apart(notebooks: Sequence[Notebook], judge: _Judge, jobs: int, watch: Watch) -> list[Report]:
    import multiprocessing

    method = "fork" if hasattr(os, "fork") else "spawn"
    context = multiprocessing.get_context(method)
    with context.Pool(jobs, initializer=_Worker.start, initargs=(notebooks, judge)) as pool:
        size = max(1, len(notebooks) // (jobs * 8))
        reports = list(watch(pool.imap(_Worker.work, range(len(notebooks)), chunksize=size)))
    return [replace(report, notebook=notebook) for report, notebook in zip(reports, notebooks, strict=True)]
