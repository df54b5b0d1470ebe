"""The check `stale-seed`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mlchecks_jupyter.checks.seed_coverage import SeedCoverage
from mlchecks_jupyter.checks.watched import Standing, WatchedCheck, is_process_wide, number, words
from mlchecks_jupyter.core.check import NotApplicable, ran
from mlchecks_jupyter.core.evidence import CellRan, RngAdvanced
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.core.notebook import Cell, Notebook
from mlchecks_jupyter.core.run import Run
from mlchecks_jupyter.lineage.lineage import Lineage


class StaleSeed(WatchedCheck):
    """A global seed that did not cover a draw in the order in which the cells really ran.

    ## Why is this bad?
    The notebook seeds the generator, so it looks repeatable. But the cell with the seed was left
    out, was run after the draw, or the generator was drawn from again since: the numbers now in
    memory are not those that a run from top to bottom gives, and nobody can have them again.

    ## Use instead
    Restart the kernel and run all cells. For draws that do not depend on what ran before, hand each
    a seed or a generator of its own: `rng = np.random.default_rng(0)` in the cell that draws.

    ## References
    J. F. Pimentel, L. Murta, V. Braganholo and J. Freire, "A Large-scale Study about Quality and
    Reproducibility of Jupyter Notebooks" (MSR 2019), on cells run out of order.
    """

    name = "stale-seed"
    item = "features"
    severity = "warning"
    trackers = ("cells", "rng")
    good = (
        ran("import random", "random.seed(0)", "x = random.random()", "y = random.random()"),
        ran("import random", "random.seed(0)", "x = random.random()", order=(1, 2, 3, 2, 3)),
    )
    bad = (
        ran("import random", "random.seed(0)", "x = random.random()", order=(1, 2, 3, 3)),
        ran("import random", "random.seed(0)", "x = random.random()", order=(1, 3, 2)),
        ran("import random", "random.seed(0)", "x = random.random()", order=(1, 3)),
        ran("import random", "random.seed(0)", "x = random.random()", "y = random.random()", order=(1, 2, 4, 3)),
    )

    def check(self, notebook: Notebook, lineage: Lineage, run: Run) -> Iterator[Finding]:
        """A finding for each cell and generator whose draws a run from top to bottom would not make."""
        self.require(run)
        standing = Standing(notebook, lineage, run)
        coverage = SeedCoverage(run, standing)
        judged = False
        for cell, advance in standing.latest(run, RngAdvanced):
            if not is_process_wide(advance) or advance.seeding.how == "unknown":
                continue
            above = coverage.seed_above(advance.source, cell)
            if above is None and advance.seeding.how == "entropy":
                continue  # nothing seeds it: `unseeded-draw` speaks of that
            judged = True
            why = _why(cell, advance, above, coverage, standing, run)
            if why:
                yield self._finding(cell, advance, why, standing)
        if not judged:
            raise NotApplicable("No generator that the notebook seeds was drawn from while its cells ran.")

    def _finding(self, cell: Cell, advance: RngAdvanced, why: str, standing: Standing) -> Finding:
        return self.finding(
            standing.lineage,
            standing.line(cell, advance.lines[0]) if advance.lines else standing.whole(cell),
            severity="warning",
            message=f"{number(cell).capitalize()} drew from {words(advance.source).title} in another state than in a run from top to bottom: {why}.",
            remedy="Restart the kernel and run all cells, or draw from a generator that is seeded in this cell.",
            facts={"source": advance.source, "execution": advance.cell.count, "seeding": advance.seeding.how},
        )


def _why(
    cell: Cell, advance: RngAdvanced, above: Cell | None, coverage: SeedCoverage, standing: Standing, run: Run
) -> str:
    """Why the draws of a cell are not those of a run from top to bottom; empty if they are."""
    seeding = advance.seeding
    if seeding.cell is not None and seeding.cell.count == advance.cell.count:
        return ""  # seeded while the cell ran
    if seeding.how == "state" or (seeding.how == "entropy" and seeding.cell is not None):
        return ""  # on purpose: a state was put back, or `unseeded-draw` speaks of it
    if seeding.how == "entropy" and above is not None:
        ran_at_all = above in [standing.cell(each.cell) for each in run.of(CellRan)]
        late = "ran only afterwards" if ran_at_all else "had not run"
        return f"{number(above)}, which seeds it, {late}"
    seeder = standing.cell(seeding.cell)
    if seeder is None:
        return "the cell that had seeded it was edited or taken out since"
    if above is None or above.index != seeder.index:
        if above is not None and _ran_between(above, advance, standing, run):
            return ""  # it put the state back that it had found
        if seeder.index >= cell.index:
            return f"it had been seeded in {number(seeder)}, which comes only after it"
        return f"it had been seeded in {number(seeder)}, not in {number(above) if above else 'a cell above it'}"
    expected = coverage.draws_between(advance.source, seeder, cell)
    real = [standing.cell(each) for each in advance.drawn_before if each.count != advance.cell.count]
    return _in_between(cell, seeder, expected, real)


def _ran_between(cell: Cell, advance: RngAdvanced, standing: Standing, run: Run) -> bool:
    """Whether a cell ran after the generator was seeded and before it was drawn from."""
    seeded = advance.seeding.cell.count if advance.seeding.cell else 0
    return any(
        seeded < each.cell.count < advance.cell.count and standing.cell(each.cell) == cell for each in run.of(CellRan)
    )


def _in_between(cell: Cell, seeder: Cell, expected: Sequence[Cell], real: Sequence[Cell | None]) -> str:
    if [each.index if each else -1 for each in real] == [each.index for each in expected]:
        return ""
    times = Counter(each.index if each else -1 for each in real)
    since = f"since {number(seeder)} seeded it"
    if times[cell.index]:
        again = "once" if times[cell.index] == 1 else f"{times[cell.index]} times"
        return f"it had been run {again} before {since}"
    if times[-1]:
        return f"a cell that was edited or taken out had drawn from it {since}"
    missing = [each for each in expected if not times[each.index]]
    if missing:
        return f"{number(missing[0])}, which draws before it, had not run {since}"
    indexes = {each.index for each in expected}
    further = next((each for each in real if each and each.index not in indexes), None)
    if further is not None:
        return f"{number(further)}, which comes after it, had drawn from it {since}"
    return f"the cells in between had drawn in another order or more than once {since}"
