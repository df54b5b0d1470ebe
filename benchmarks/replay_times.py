"""`%%seedcheck --runs 2` of a cell, beside the cell run twice by hand, in a process with a gigabyte in memory.

Run as `python -m benchmarks.replay_times`, in an empty folder; prints JSON. The CPU seconds are
those of this process and of its children.
"""

from __future__ import annotations

import hashlib
import json
import resource
from collections.abc import Callable
from functools import partial
from typing import Final

from benchmarks.clock import Sample, in_turns
from benchmarks.shell import Notebook
from mlchecks_jupyter.core.replayed import CellReplayed

_LINE: Final = "%%seedcheck --runs 2\n"
#: Bytes of a variable that is there.
_RESIDENT: Final = 2**30
_STEPS: Final = "total = 0.0\nfor step in range({steps}):\n    total += step * 0.5\n"
_TURNS: Final = 2

#: Each cell with the variable that it changes.
_CELLS: Final = {
    "short": (_STEPS.format(steps=100_000), "total"),
    "long": (_STEPS.format(steps=10_000_000), "total"),
    "writes the gigabyte": ("ballast += 1.0", "ballast"),
}


def main() -> None:
    """Measure each cell."""
    notebook = Notebook()
    notebook.run(f"ballast = np.ones({_RESIDENT} // 8)")
    seconds: dict[str, Sample] = {}
    for kind, (source, variable) in _CELLS.items():
        _proved(notebook, source, variable)  # what is imported once
        jobs: dict[str, Callable[[], None]] = {
            "once": partial(notebook.run, source),
            "by hand": partial(_by_hand, notebook, source),
            "proved": partial(_proved, notebook, source, variable),
        }
        seconds |= {f"{kind}, {name}": sample for name, sample in in_turns(jobs, _TURNS, cpu=_cpu).items()}
    memory = bytes(_RESIDENT)
    hashes = {name: partial(hashlib.new, name, memory) for name in ("blake2b", "sha256")}
    print(json.dumps(seconds | in_turns(hashes, 1, cpu=_cpu)))


def _by_hand(notebook: Notebook, source: str) -> None:
    notebook.run(source)
    notebook.run(source)


def _proved(notebook: Notebook, source: str, variable: str) -> None:
    notebook.run(_LINE + source)
    *_, replayed = notebook.evidence.of(CellReplayed)
    if replayed.method != "fork" or replayed.problem or variable not in replayed.equal:
        raise RuntimeError(f"The cell was not proved: {replayed}")


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
