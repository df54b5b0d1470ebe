"""The magic `%%seedcheck`: which generators a cell really drew from, and whether it repeats."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from mlchecks_jupyter.jupyter.seedcheck import line as seedcheck_line
from mlchecks_jupyter.jupyter.watching import Guard

if TYPE_CHECKING:
    from mlchecks_jupyter.core.execution import Execution
    from mlchecks_jupyter.jupyter.attendant import Attendant
    from mlchecks_jupyter.jupyter.watching import Watching


def run(watching: Watching, line: str, cell: str) -> None:
    """Run a cell and say which random generators it drew from, and whether it repeats.

    %%seedcheck                what was drawn from, how it had been seeded, and which call does it
    %%seedcheck --runs 2       PROVE it: run the cell again from the same state, in a child process
                               whose unseeded generators start elsewhere, and compare the variables
    --rtol 1e-9                relative difference of floats that counts as rounding
    --timeout SECONDS          give a further run up after so long

    The cell runs as it does without this line; put it first.
    """
    from mlchecks_jupyter.jupyter.seedcheck.body import body_of, execute
    from mlchecks_jupyter.jupyter.seedcheck.cell import SeedcheckCell

    __tracebackhide__ = True
    options = seedcheck_line.parse(line)
    if options.help:
        print(inspect.cleandoc(run.__doc__ or ""))
        return
    with watching.apart(f"%%seedcheck {line}\n{cell}") as now:
        with Guard(watching):
            now.attendant = SeedcheckCell(watching, now.kept_as, cell, options, head=1, shift=1)
            now.attendant.begin()
        now.shown = execute(watching.shell, body_of(watching.shell, cell))


def attend(watching: Watching, cell: Execution, source: str) -> Attendant | None:
    """Who attends a cell that is about to run: where `%%seedcheck` stands on its first line."""
    found = seedcheck_line.split(source)
    if found is None:
        return None
    from mlchecks_jupyter.jupyter.seedcheck.cell import SeedcheckCell  # late: with the first cell that asks for it

    if not watching.is_on:
        watching.watch_this(cell, source)
    # IPython takes empty lines above a cell away before it numbers the others.
    shift = found.head - (0 if found.body.startswith("%%") else 1)
    return SeedcheckCell(watching, cell, found.body, found.options, head=found.head, shift=shift)
