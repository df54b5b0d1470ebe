"""Pools of threads that do not outlive a fork: what is done so that a child process does not wait for them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from pathlib import Path
from typing import Any, Final

_MAPS: Final = Path("/proc/self/maps")
_HARD: Final = 2  # omp_pause_hard


def pause_openmp() -> bool:
    """End the threads that GNU OpenMP keeps for this thread; the next parallel region starts others.

    A child forked afterwards has no pool whose threads it would wait for in vain, and computes with as
    many threads as its parent: so its floats are added up in the same order.

    Returns
    -------
    bool
        Whether every copy of the library that is loaded could do so (GCC 9 and later can).
    """
    done = True
    for library in _gnu_openmp():
        pause = getattr(library, "omp_pause_resource_all", None)
        done = done and pause is not None and pause(_HARD) == 0
    return done


def _gnu_openmp() -> list[ctypes.CDLL]:
    try:
        lines = _MAPS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    paths = {line.split(maxsplit=5)[-1] for line in lines if "libgomp" in line}
    found = []
    for path in sorted(paths):
        with contextlib.suppress(OSError):
            found.append(ctypes.CDLL(path, mode=os.RTLD_NOLOAD | os.RTLD_NOW))
    return found


def leave_pools_behind() -> None:
    """In the child: make Joblib and Dask forget workers that only the parent has."""
    joblib: Any = sys.modules.get("joblib")
    if joblib is not None and hasattr(joblib, "parallel_config"):
        joblib.parallel_config(backend="sequential")
    threaded: Any = sys.modules.get("dask.threaded")
    if threaded is not None:
        with contextlib.suppress(AttributeError):
            threaded.default_pool = None
            threaded.pools.clear()
