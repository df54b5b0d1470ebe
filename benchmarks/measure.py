"""Measures processes beside each other: wall and CPU time, round after round, so that neighbours disturb all alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
#: Where the benchmarks keep what they make.
WORK: Final = ROOT / "build" / "benchmarks"


#: Tools are measured as installed, with their byte code cached, whatever this shell is set to.
ENVIRONMENT: Final = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class BenchmarkError(RuntimeError):
    """A measured command did not do its work, so its time says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A command to measure.

    Attributes
    ----------
    command : sequence of str
        What is run.
    codes : tuple of int
        Exit codes that mean the work was done.
    marks : bool
        The last line it prints is the wall and the CPU time, in seconds, of what it measured inside
        itself; those are taken instead of the whole process's.
    """

    name: str
    command: Sequence[str]
    codes: tuple[int, ...] = (0,)
    marks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds of one job, one entry a round."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    @property
    def best(self) -> float:
        """The least wall time: what the code can do."""
        return min(self.wall)

    @property
    def effort(self) -> float:
        """The median CPU time: what neighbours disturb least."""
        return statistics.median(self.cpu)

    def ratio(self, other: Timing, *, cpu: bool = False) -> float:
        """The median of the ratios of each round to `other`'s."""
        mine, theirs = (self.cpu, other.cpu) if cpu else (self.wall, other.wall)
        return statistics.median(one / two for one, two in zip(mine, theirs, strict=False))


def measure(jobs: Sequence[Job], *, rounds: int, warm_up: bool = True) -> dict[str, Timing]:
    """Run each job once a round, after a round that fills caches.

    Returns
    -------
    dict of str to Timing
        By the job's name.

    Raises
    ------
    BenchmarkError
        If a job ends with another exit code than those that mean success.
    """
    if warm_up:
        for job in jobs:
            _run(job)
    seconds: dict[str, list[tuple[float, float]]] = {job.name: [] for job in jobs}
    for _ in range(rounds):
        for job in jobs:
            seconds[job.name].append(_run(job))
    return {
        name: Timing(wall=tuple(wall for wall, _ in each), cpu=tuple(cpu for _, cpu in each))
        for name, each in seconds.items()
    }


def _run(job: Job) -> tuple[float, float]:
    """Wall and CPU seconds, of the process with its children."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(job.command, stdout=out, stderr=errors, cwd=WORK, env=ENVIRONMENT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in job.codes:
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise BenchmarkError(f"{job.name} ended with exit code {process.returncode}: {last}")
        if job.marks:
            out.seek(0)
            inner_wall, inner_cpu = out.read().decode().strip().rpartition("\n")[2].split()
            return float(inner_wall), float(inner_cpu)
    return wall, usage.ru_utime + usage.ru_stime
