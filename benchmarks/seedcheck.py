"""What `%%seedcheck` adds to a cell, and what its proof costs beside running the cell twice by hand."""

from __future__ import annotations

import os
import random
from typing import Final

from benchmarks import corpus
from benchmarks.inside import combined, timings, typical
from benchmarks.measure import WORK
from benchmarks.report import Goal, Section, milliseconds, times

_EARLIER: Final = 40
_CELLS: Final = ("draws nothing", "draws, seeded", "draws, unseeded: blame")
_PROVED: Final = {
    "short": "a short cell",
    "long": "a long cell",
    "writes the gigabyte": "a cell that adds 1 to every number of the gigabyte",
}


def run(*, rounds: int) -> list[Section]:
    """The line alone, then with `--runs 2` where a process can be forked."""
    sections = [_line(rounds)]
    if hasattr(os, "fork"):
        sections.append(_proof(rounds))
    return sections


def _line(rounds: int) -> Section:
    notebook = WORK / "earlier.ipynb"
    WORK.mkdir(parents=True, exist_ok=True)
    corpus.write_notebook(notebook, list(corpus.sources(random.Random(_EARLIER), _EARLIER)))
    done = timings("seedcheck_times", str(notebook), rounds=rounds)
    added = {cell: combined(done[f"{cell}, checked"], done[cell], lambda one, two: one - two) for cell in _CELLS}
    return Section(
        title=f"`%%seedcheck` on a cell, {_EARLIER} cells before it",
        columns=(
            "a cell that",
            "wall ms without",
            "wall ms with",
            "wall ms added",
            "CPU ms added",
            "the first, wall ms",
        ),
        rows=[
            (
                cell,
                milliseconds(done[cell].best),
                milliseconds(done[f"{cell}, checked"].best),
                milliseconds(typical(added[cell])),
                milliseconds(added[cell].effort),
                milliseconds(done[f"{cell}, first"].best),
            )
            for cell in _CELLS
        ],
        goals=tuple(
            Goal(what=f"Added to a cell that {cell}", limit=5, measured=typical(added[cell]) * 1e3, unit=" ms")
            for cell in _CELLS
        ),
        notes=(
            "What is added is the median of the rounds.",
            "The first in a kernel imports the renderer (with Jinja), the first with blame the analysis.",
        ),
    )


def _proof(rounds: int) -> Section:
    done = timings("replay_times", rounds=rounds)
    rows = []
    for kind, words in _PROVED.items():
        by_hand = done[f"{kind}, by hand"]
        for name, how in (("by hand", "twice by hand"), ("proved", "%%seedcheck --runs 2")):
            timing = done[f"{kind}, {name}"]
            rows.append(
                (
                    f"{words}: {how}",
                    milliseconds(timing.best),
                    milliseconds(timing.effort),
                    times(timing.ratio(by_hand)),
                    times(timing.ratio(by_hand, cpu=True)),
                )
            )
    by_hand = done["writes the gigabyte, by hand"]
    rows += [
        (
            f"the gigabyte through hashlib.{name}, once",
            milliseconds(timing.best),
            milliseconds(timing.effort),
            times(timing.ratio(by_hand)),
            times(timing.ratio(by_hand, cpu=True)),
        )
        for name, timing in ((name, done[name]) for name in ("blake2b", "sha256"))
    ]
    return Section(
        title="`%%seedcheck --runs 2` in a process with a gigabyte in memory",
        columns=("", "wall ms", "CPU ms", "wall to by hand", "CPU to by hand"),
        rows=rows,
        notes=("CPU time is the kernel's with its children's.",),
    )
