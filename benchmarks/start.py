"""`mlchecks --help` beside an interpreter that does nothing."""

from __future__ import annotations

import sys
from typing import Final

from benchmarks import peers
from benchmarks.measure import Job, measure
from benchmarks.report import Goal, Section, milliseconds

_NOTHING: Final = "python -c pass"


def run(*, rounds: int) -> Section:
    """How long the commands take that analyse nothing."""
    done = measure(
        (
            Job(name=_NOTHING, command=[sys.executable, "-c", "pass"]),
            Job(name="import click", command=[sys.executable, "-c", "import click"]),
            Job(name="mlchecks --help", command=peers.mlchecks("--help")),
            Job(name="mlchecks --version", command=peers.mlchecks("--version")),
            Job(name="mlchecks explain", command=peers.mlchecks("explain")),
        ),
        rounds=rounds * 4,
    )
    nothing = done[_NOTHING]
    added = (done["mlchecks --help"].best - nothing.best) * 1e3
    return Section(
        title="Start",
        columns=("", "wall ms", "CPU ms", "wall ms added"),
        rows=[
            (name, milliseconds(timing.best), milliseconds(timing.effort), milliseconds(timing.best - nothing.best))
            for name, timing in done.items()
        ],
        goals=(Goal(what="mlchecks --help beyond an empty interpreter", limit=60, measured=added, unit=" ms"),),
    )
