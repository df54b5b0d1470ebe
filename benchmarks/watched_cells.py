"""What all trackers together do before and after a cell, and what IPython does for it.

Run as `python -m benchmarks.watched_cells [LIBRARY ...]`, the libraries that the user has imported; prints JSON.
"""

from __future__ import annotations

import importlib
import itertools
import json
import random
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from benchmarks.clock import Sample, Samples, medians, timed
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.trackers import standard_trackers
from mlchecks_jupyter.trackers.base import Tracker
from mlchecks_jupyter.trackers.recorder import Recorder

_CELLS: Final = {
    "trivial": "x = 1",
    "draws from random": "value = random.random()",
    "draws from NumPy": "values = np.random.rand(3)",
    "binds a Generator": "generator = np.random.default_rng(7)",
    "lists a set": 'names = list({"a", "b"})',
}
#: Cells of a kind in succession, and how often all kinds take turns.
_EACH: Final = 50
_BLOCKS: Final = 8
_NAMES: Final = 300


_COUNTS: Final = itertools.count(1)


class _Settings:
    """An object of a user's own."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.names = [str(number)]


def main() -> None:
    """Measure each kind of cell."""
    namespace = _namespace(sys.argv[1:])
    shell = InteractiveShell(config=Config(HistoryManager={"enabled": False}))
    trivial = _CELLS["trivial"]
    jobs: dict[str, Callable[[], Samples]] = {
        "run_cell": lambda: _repeat(lambda: timed(lambda: shell.run_cell(trivial, store_history=True))),
        "get_state": lambda: _repeat(lambda: timed(_states(sys.argv[1:]))),
    }
    watched = Recorder(standard_trackers(), namespace, lambda _: None)
    watched.start()
    for kind, source in _CELLS.items():
        if "np" in namespace or "np." not in source:
            jobs[kind] = partial(_cells, watched, source, namespace)
    for tracker in standard_trackers():
        jobs[f"tracker {tracker.name}"] = partial(_alone, type(tracker), namespace)
    samples: dict[str, Samples] = {name: [] for name in jobs}
    for _ in range(_BLOCKS):
        for name, job in jobs.items():
            samples[name] += job()
    print(json.dumps({name: medians(each) for name, each in samples.items()}))


def _namespace(libraries: list[str]) -> dict[str, Any]:
    """Three hundred names, as a long notebook has them."""
    namespace: dict[str, Any] = {"random": random}
    for library in libraries:
        module = namespace[{"numpy": "np"}.get(library, library)] = importlib.import_module(library)
        if library == "numpy":
            namespace.update({f"array_{number}": module.arange(1_000) for number in range(30)})
            namespace.update({f"generator_{number}": module.random.default_rng(number) for number in range(3)})
    makers: tuple[Callable[[int], object], ...] = (
        lambda number: number,
        lambda number: number / 7,
        str,
        lambda number: list(range(number)),
        lambda number: {str(each): each for each in range(number)},
        lambda number: lambda: number,
        _Settings,
    )
    for number in range(_NAMES - len(namespace)):
        namespace[f"name_{number}"] = makers[number % len(makers)](number)
    return namespace


def _alone(kind: type[Tracker], namespace: dict[str, Any]) -> Samples:
    """What one tracker takes of a trivial cell."""
    alone = Recorder((kind(),), namespace, lambda _: None)
    alone.start()
    try:
        return _cells(alone, _CELLS["trivial"], namespace)
    finally:
        alone.stop()


def _cells(watched: Recorder, source: str, namespace: dict[str, Any]) -> Samples:
    """What watching takes of a cell, the cell itself left out."""
    code = compile(source, "<cell>", "exec")
    digest = source_digest(source)

    def cell() -> Sample:
        execution = Execution(cell_id="", count=next(_COUNTS), digest=digest)
        before = timed(lambda: watched.before(execution, source))
        exec(code, namespace)
        after = timed(lambda: watched.after(ok=True))
        return before[0] + after[0], before[1] + after[1]

    return _repeat(cell)


def _states(libraries: list[str]) -> Callable[[], object]:
    """Reads the states as each library offers it, before a cell and after it."""
    readers: list[Callable[[], object]] = [random.getstate]
    if "numpy" in libraries:
        readers.append(sys.modules["numpy"].random.get_state)
    if "torch" in libraries:
        readers.append(sys.modules["torch"].get_rng_state)
    return lambda: [read() for read in (*readers, *readers)]


def _repeat(measure: Callable[[], Sample]) -> Samples:
    return [measure() for _ in range(_EACH)]


if __name__ == "__main__":
    main()
