"""What watching costs a cell: all trackers together, and a thousand cells in a kernel."""

from __future__ import annotations

import importlib.util
from typing import Final

from benchmarks.inside import combined, microseconds, timings
from benchmarks.report import Goal, Section, milliseconds, times

_CELLS: Final = 1_000
_IPYTHON: Final = "run_cell"
_NAMES: Final = {
    _IPYTHON: "IPython's run_cell('x = 1') itself",
    "get_state": "the states through their libraries' functions, before and after",
    "trivial": "all trackers: x = 1",
}
_LOADED: Final = {"watched": "%load_ext mlchecks_jupyter", "kept": "the same, its ledger open"}
_SHELLS: Final = {"bare": "bare shell", **_LOADED}
_KERNELS: Final = {"bare": "bare kernel", **_LOADED}


def run(*, rounds: int) -> list[Section]:
    """A cell with NumPy imported, with PyTorch as well where it is installed, and the kernels."""
    sections = [_trackers("NumPy", ("numpy",), rounds)]
    if importlib.util.find_spec("torch") is not None:
        sections.append(_trackers("NumPy and PyTorch", ("numpy", "torch"), rounds))
    return [*sections, _shell(rounds), _kernels(rounds)]


def _trackers(imported: str, libraries: tuple[str, ...], rounds: int) -> Section:
    done = timings("watched_cells", *libraries, rounds=rounds)
    ipython = done[_IPYTHON]
    return Section(
        title=f"What the trackers add to a cell: 300 names, {imported} imported",
        columns=("", "wall us", "CPU us", "wall to IPython's"),
        rows=[
            (
                _row(name),
                microseconds(timing.best),
                microseconds(timing.effort),
                times(timing.ratio(ipython)),
            )
            for name, timing in done.items()
        ],
        goals=(Goal(what="All trackers, a trivial cell", limit=50, measured=done["trivial"].best * 1e6, unit=" us"),),
    )


def _row(name: str) -> str:
    if name.startswith("tracker "):
        return f"`{name.removeprefix('tracker ')}` alone: x = 1"
    return _NAMES.get(name, f"all trackers: {name}")


def _shell(rounds: int) -> Section:
    done = timings("cells_in_shell", rounds=rounds)
    bare = done["bare"]
    added = {name: combined(timing, bare, lambda one, two: one - two) for name, timing in done.items()}
    return Section(
        title="A trivial cell in IPython's shell, 300 names, NumPy imported",
        columns=("", "wall us", "CPU us", "wall to bare", "CPU to bare", "CPU us added"),
        rows=[
            (
                words,
                microseconds(done[name].best),
                microseconds(done[name].effort),
                times(done[name].ratio(bare)),
                times(done[name].ratio(bare, cpu=True)),
                microseconds(added[name].effort),
            )
            for name, words in _SHELLS.items()
        ],
        notes=("Here nothing is asked for over sockets: what is added is all that the extension does.",),
    )


def _kernels(rounds: int) -> Section:
    done = timings("cells_in_kernels", rounds=rounds)
    bare = done["bare"]
    goals = [
        Goal(what=f"{words}, wall to the bare kernel", limit=1.1, measured=done[name].ratio(bare), unit=" x")
        for name, words in _LOADED.items()
    ]
    return Section(
        title=f"{_CELLS:,} trivial cells in a kernel, 300 names, NumPy imported",
        columns=("", "wall ms", "CPU ms", "wall to bare", "CPU to bare", "CPU us a cell added"),
        rows=[
            (
                words,
                milliseconds(done[name].best),
                milliseconds(done[name].effort),
                times(done[name].ratio(bare)),
                times(done[name].ratio(bare, cpu=True)),
                microseconds(combined(done[name], bare, lambda one, two: one - two).effort / _CELLS),
            )
            for name, words in _KERNELS.items()
        ],
        goals=tuple(goals),
        notes=("Wall time is the front end's, from a cell's request to the kernel's rest; CPU time the kernel's.",),
    )
