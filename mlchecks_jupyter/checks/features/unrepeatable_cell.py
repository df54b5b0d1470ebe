"""The check `unrepeatable-cell`."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks.watched import Standing, WatchedCheck, number
from mlchecks_jupyter.core.check import NotApplicable, ran
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.core.notebook import Cell, Notebook
from mlchecks_jupyter.core.replayed import CellReplayed
from mlchecks_jupyter.core.run import History
from mlchecks_jupyter.lineage.lineage import Lineage

_PROVE = "%%seedcheck --runs 2"


class UnrepeatableCell(WatchedCheck):
    """A cell that gave other results when it was run again from the same state.

    ## Why is this bad?
    This is no guess from the source: the cell was run twice with the same variables to start from,
    and they came out differently. Whatever is computed from them differs on every run as well.

    ## Use instead
    Seed what draws in the cell, as the findings of the other checks say, or sort what has no order
    of its own; then prove it with `%%seedcheck --runs 2` on the cell's first line.

    ## References
    S. Chandran, "Machine Learning Model Deployment: A Simple Checklist", scenario 2.
    """

    name = "unrepeatable-cell"
    item = "features"
    severity = "error"
    good = (ran("import numpy as np", "%%seedcheck --runs 2\nrng = np.random.default_rng(0)\nx = rng.normal(size=9)"),)
    bad = (ran("import numpy as np", "%%seedcheck --runs 2\nx = np.random.normal(size=9)"),)

    def check(self, notebook: Notebook, lineage: Lineage, history: History) -> Iterator[Finding]:
        """A finding for each cell whose latest replay differed."""
        standing = Standing(notebook, lineage)
        latest: dict[int, tuple[Cell, CellReplayed]] = {}
        for _, replay in history.of(CellReplayed):
            cell = standing.cell(replay.cell)
            if cell is not None:
                latest[cell.index] = (cell, replay)
        judged = [(cell, replay) for cell, replay in latest.values() if not replay.problem]
        if not judged:
            raise NotApplicable("No cell was run twice to compare what comes out.", supply=_PROVE)
        for cell, replay in sorted(judged, key=lambda pair: pair[0].index):
            if replay.differences:
                yield self._finding(cell, replay, standing)

    def _finding(self, cell: Cell, replay: CellReplayed, standing: Standing) -> Finding:
        exact = [each for each in replay.differences if each.kind == "exact"]
        first = (exact or replay.differences)[0]
        further = len(exact or replay.differences) - 1
        others = f", and {further} more {'variables differ' if further > 1 else 'variable differs'}" if further else ""
        subject = f"`{first.name}` differs {first.detail}"
        return self.finding(
            standing.lineage,
            standing.assignment(cell, first.name),
            severity="error" if exact else "advice",
            message=f"{number(cell).capitalize()}, run {replay.runs} times from the same state, gave other results: {subject}{others}.",
            remedy=f"Seed what draws in the cell, then prove it with `{_PROVE}` on its first line."
            if exact
            else "Compare such values within a tolerance, as in `np.isclose`.",
            facts={
                "runs": replay.runs,
                "method": replay.method,
                "differs": [each.name for each in replay.differences],
                "equal": list(replay.equal),
            },
        )
