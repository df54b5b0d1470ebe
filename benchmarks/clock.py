"""Wall and CPU seconds of one call, and the medians of many."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

#: Wall and CPU seconds.
Sample: TypeAlias = tuple[float, float]
Samples: TypeAlias = list[Sample]


def timed(do: Callable[[], object], cpu: Callable[[], float] = time.thread_time) -> Sample:
    """How long a call takes; the CPU time is this thread's unless another clock is given."""
    wall, used = time.perf_counter(), cpu()
    do()
    used = cpu() - used
    return time.perf_counter() - wall, used


def medians(samples: Sequence[Sample]) -> Sample:
    """The medians of wall and of CPU seconds."""
    return statistics.median(wall for wall, _ in samples), statistics.median(cpu for _, cpu in samples)


def in_turns(
    jobs: Mapping[str, Callable[[], object]], turns: int, cpu: Callable[[], float] = time.thread_time
) -> dict[str, Sample]:
    """The medians of each job, all of them done once a turn."""
    samples: dict[str, Samples] = {name: [] for name in jobs}
    for _ in range(turns):
        for name, job in jobs.items():
            samples[name].append(timed(job, cpu))
    return {name: medians(each) for name, each in samples.items()}
