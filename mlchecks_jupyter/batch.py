"""Many notebooks in one call, on as many processes as pay."""

from __future__ import annotations

import gc
import os
from collections.abc import Collection, Sequence
from typing import Final

from mlchecks_jupyter import session
from mlchecks_jupyter.core.reading import NotebookError, read
from mlchecks_jupyter.core.report import Report

#: Bytes of source from which a second process pays for its start.
_WORTH_A_PROCESS: Final = 1_500_000

#: A long notebook makes some 100,000 objects; about 100 MB are in use between two collections.
_OBJECTS_BETWEEN_COLLECTIONS: Final = 1_000_000

_Outcome = Report | str


def check_files(
    files: Sequence[str],
    *,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    jobs: int | None = None,
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

    Returns
    -------
    reports : list of Report
        One for each file that can be read.
    errors : list of str
        One sentence for each file that cannot.
    """
    jobs = min(jobs or _jobs(files), len(files) or 1)
    _collect_rarely()
    if jobs == 1:
        outcomes = [_check(file, select, ignore) for file in files]
    else:
        outcomes = _check_apart(files, select, ignore, jobs)
    reports = [outcome for outcome in outcomes if isinstance(outcome, Report)]
    return reports, [outcome for outcome in outcomes if isinstance(outcome, str)]


def _check(file: str, select: Collection[str], ignore: Collection[str]) -> _Outcome:
    try:
        return session.judge(read(file), select=select, ignore=ignore)
    except NotebookError as error:
        return str(error)


def _jobs(files: Sequence[str]) -> int:
    if not hasattr(os, "fork"):
        return 1  # a spawned process imports everything anew, which takes longer than it saves
    size = sum(os.path.getsize(file) for file in files if os.path.isfile(file))
    return max(1, min(_cores(), size // _WORTH_A_PROCESS))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check_apart(files: Sequence[str], select: Collection[str], ignore: Collection[str], jobs: int) -> list[_Outcome]:
    import functools
    import multiprocessing

    # Forked from a process that has one thread and has imported the checks already.
    method = "fork" if hasattr(os, "fork") else "spawn"
    work = functools.partial(_check, select=select, ignore=ignore)
    size = max(1, len(files) // (jobs * 8))
    with multiprocessing.get_context(method).Pool(jobs, initializer=_collect_rarely) as pool:
        return pool.map(work, files, chunksize=size)


def _collect_rarely() -> None:
    """Syntax trees are many small objects that live briefly: collecting among them doubles the time.

    They hold no cycles, so they go without the collector.
    """
    gc.freeze()  # what is imported by now stays
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
