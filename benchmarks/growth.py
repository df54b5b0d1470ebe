"""How the time grows with the length of a notebook."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Final

from benchmarks import corpus
from benchmarks.measure import WORK, Job, measure
from benchmarks.report import Goal, Section, milliseconds, times

_LENGTHS: Final = (10, 100, 1_000, 3_000)
_HERE: Final = Path(__file__).resolve().parent


def run(*, rounds: int) -> Section:
    """One notebook of each length, its analysis beside json and ast alone."""
    jobs = []
    for length in _LENGTHS:
        folder = WORK / "growth" / str(length)
        folder.mkdir(parents=True, exist_ok=True)
        cells = list(corpus.sources(random.Random(length), length))
        # A query would bring the import of the SQL parser into one length and not another.
        cells[1] = 'df = data = train = dataset = raw = pd.read_csv("rows.csv")\n'
        corpus.write_notebook(folder / "long.ipynb", cells)
        for name, script in (("ours", "analysis.py"), ("limit", "limit.py")):
            command = [sys.executable, str(_HERE / script), str(folder)]
            jobs.append(Job(name=f"{name} {length}", command=command, marks=True))
    done = measure(jobs, rounds=rounds)
    per_cell = {length: done[f"ours {length}"].effort / length for length in _LENGTHS}
    return Section(
        title="One notebook, ever longer (analysis alone)",
        columns=("code cells", "wall ms", "CPU ms", "CPU ms a cell", "CPU to json + ast"),
        rows=[
            (
                f"{length:,}",
                milliseconds(done[f"ours {length}"].best),
                milliseconds(done[f"ours {length}"].effort),
                f"{per_cell[length] * 1e3:.3f}",
                times(done[f"ours {length}"].ratio(done[f"limit {length}"], cpu=True)),
            )
            for length in _LENGTHS
        ],
        goals=(
            Goal(
                what="A cell of 3,000 to a cell of 100 (1 is linear)",
                limit=1.5,
                measured=per_cell[3_000] / per_cell[100],
                unit=" x",
            ),
        ),
    )
