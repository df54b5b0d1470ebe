"""The check `unseeded-draw`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mlchecks_jupyter.checks.seed_coverage import SeedCoverage
from mlchecks_jupyter.checks.watched import LOAD, Standing, WatchedCheck, is_process_wide, number, words
from mlchecks_jupyter.core.check import NotApplicable, ran
from mlchecks_jupyter.core.evidence import RngAdvanced
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.core.notebook import Cell, Notebook
from mlchecks_jupyter.core.run import Run
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.randomness.draws import Verdict

#: Draws that reading the source already finds at fault: the kernel has nothing to add to them.
_BLAMED: Final[tuple[Verdict, ...]] = ("unseeded", "late", "varying", "branch", "opaque", "parameter", "generator")


class UnseededDraw(WatchedCheck):
    """A draw from an unseeded generator that only the kernel saw.

    ## Why is this bad?
    While the cell ran, a random generator moved on that nothing had seeded, and no call in the
    notebook shows it: the draw is made inside a function that was imported. Every run gets other
    numbers there, and whoever reads the notebook does not see why.

    ## Use instead
    Hand the function a seed or a generator of its own, if it takes one; else seed the generator in
    the first cell: `np.random.seed(0)`. `%%seedcheck` on the cell's first line says which statement
    it is, and in which line of the helper's file.

    ## References
    S. Chandran, "Machine Learning Model Deployment: A Simple Checklist", scenario 2.
    """

    name = "unseeded-draw"
    item = "features"
    severity = "error"
    trackers = ("rng",)
    good = (
        ran(
            "import random\nfrom statistics import NormalDist",
            "random.seed(0)",
            "heights = NormalDist(170, 10).samples(100)",
        ),
        ran("from statistics import NormalDist", "heights = NormalDist(170, 10).samples(100, seed=0)"),
    )
    bad = (ran("from statistics import NormalDist", "heights = NormalDist(170, 10).samples(100)"),)

    def check(self, notebook: Notebook, lineage: Lineage, run: Run) -> Iterator[Finding]:
        """A finding for each cell and generator that advanced unseeded without a call that shows it."""
        self.require(run)
        standing = Standing(notebook, lineage, run)
        advances = list(standing.latest(run, RngAdvanced))
        if not advances:
            raise NotApplicable("No random generator was drawn from while its cells ran.")
        if all(advance.seeding.how == "unknown" for _, advance in advances):
            raise NotApplicable(
                "The generators had been made before anything was watched; restart the kernel and load the extension in the first cell.",
                supply=LOAD,
            )
        coverage = SeedCoverage(run, standing)
        said: set[tuple[int, str, str]] = set()
        for cell, advance in advances:
            key = (cell.index, advance.source, advance.name)
            if advance.seeding.how != "entropy" or key in said or _is_shown(cell, advance, standing):
                continue
            was_asked_for = advance.seeding.cell is not None
            if is_process_wide(advance) and not was_asked_for and coverage.seed_above(advance.source, cell) is not None:
                continue  # the notebook does seed it: `stale-seed` says that it had not run
            said.add(key)
            yield self._finding(cell, advance, standing)

    def _finding(self, cell: Cell, advance: RngAdvanced, standing: Standing) -> Finding:
        known = words(advance.source)
        subject = f"`{advance.name}`, a generator made without a seed," if advance.name else known.title
        why = "was drawn from" if advance.name else "was drawn from and nothing had seeded it"
        where = _where(advance)
        seed = f"seed the generator in the first cell: `{known.seed}`" if known.seed else "seed the generator first"
        return self.finding(
            standing.lineage,
            standing.line(cell, advance.lines[0]) if advance.lines else standing.whole(cell),
            severity="error",
            message=f"While {number(cell)} ran, {subject} {why}{where}.",
            remedy="Seed the generator where it is made." if advance.name else f"Pass the function a seed, or {seed}.",
            facts={"source": advance.source, "generator": advance.name, "draws": list(advance.draws)},
        )


def _where(advance: RngAdvanced) -> str:
    """Where it was drawn from, in a clause."""
    if not advance.draws:
        return ", in a function that the cell calls"
    place, _, call = advance.draws[0].partition(": ")
    return f"; the draw is `{call}` at {place}"


def _is_shown(cell: Cell, advance: RngAdvanced, standing: Standing) -> bool:
    """Whether reading the source finds the draw at fault already, or the making of the generator."""
    draws = standing.lineage.draws
    if advance.name:
        maker = standing.cell(advance.seeding.cell) or cell
        return any(
            draw.entry.source == "entropy" and draw.verdict in _BLAMED and draw.call.cell in (cell.index, maker.index)
            for draw in draws
        )
    return any(
        draw.entry.source == advance.source
        and draw.verdict in _BLAMED
        and cell.index in (draw.call.cell, *(caller for caller, _ in draw.call.callers))
        for draw in draws
    )
