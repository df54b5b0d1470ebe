"""Measures what happens inside a process: scripts that time their own work, each round in a fresh interpreter."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.measure import ENVIRONMENT, ROOT, BenchmarkError, Timing

_PATHS: Final = os.pathsep.join(path for path in (str(ROOT), os.environ.get("PYTHONPATH", "")) if path)


def timings(script: str, *arguments: str, rounds: int) -> dict[str, Timing]:
    """What a script of this package measured, by name, one entry a round.

    Parameters
    ----------
    script : str
        A module. Its last line is JSON: names, each with wall and CPU seconds. It runs in an empty folder.

    Raises
    ------
    BenchmarkError
        If the script fails.
    """
    each_round = [_seconds(script, *arguments) for _ in range(rounds)]
    return {
        name: Timing(
            wall=tuple(seconds[name][0] for seconds in each_round),
            cpu=tuple(seconds[name][1] for seconds in each_round),
        )
        for name in each_round[0]
    }


def combined(first: Timing, second: Timing, combine: Callable[[float, float], float]) -> Timing:
    """A timing made of two, round by round."""
    return Timing(
        wall=tuple(combine(one, two) for one, two in zip(first.wall, second.wall, strict=True)),
        cpu=tuple(combine(one, two) for one, two in zip(first.cpu, second.cpu, strict=True)),
    )


def typical(timing: Timing) -> float:
    """The median wall time: for what is a difference, whose least value says nothing."""
    return statistics.median(timing.wall)


def microseconds(seconds: float) -> str:
    """Microseconds with one digit."""
    return f"{seconds * 1e6:,.1f}"


def _seconds(script: str, *arguments: str) -> dict[str, tuple[float, float]]:
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        environment = {name: value for name, value in ENVIRONMENT.items() if name != "JPY_SESSION_NAME"}
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{script}", *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            env={**environment, "PYTHONPATH": _PATHS, "IPYTHONDIR": str(Path(folder, "ipython"))},
        )
    if done.returncode:
        raise BenchmarkError(f"{script} failed: {done.stderr.strip().rpartition(chr(10))[2]}")
    seconds: dict[str, tuple[float, float]] = json.loads(done.stdout.strip().rpartition("\n")[2])
    return seconds
