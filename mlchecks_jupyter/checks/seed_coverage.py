"""Which cell seeds which process-wide generator, and who draws from it, in a notebook and in a run of it."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks.watched import Standing, is_process_wide
from mlchecks_jupyter.core.evidence import RngAdvanced, Seeded
from mlchecks_jupyter.core.notebook import Cell
from mlchecks_jupyter.core.run import Run
from mlchecks_jupyter.lineage.libraries import find
from mlchecks_jupyter.lineage.libraries.random_call import SeedCall
from mlchecks_jupyter.lineage.lineage import Lineage


class SeedCoverage:
    """The cells that seed and that draw, by generator: what a run from top to bottom would go through."""

    def __init__(self, run: Run, standing: Standing) -> None:
        self._seeds: dict[str, dict[int, Cell]] = {}
        self._draws: dict[str, dict[int, Cell]] = {}
        for source, cell in (*_seen(run, standing), *_written(standing)):
            self._seeds.setdefault(source, {})[cell.index] = cell
        for cell, advance in standing.latest(run, RngAdvanced):
            if is_process_wide(advance):
                self._draws.setdefault(advance.source, {})[cell.index] = cell

    def seed_above(self, source: str, cell: Cell) -> Cell | None:
        """The last cell above this one that seeds a generator; None where there is none."""
        above = [index for index in self._seeds.get(source, {}) if index < cell.index]
        return self._seeds[source][max(above)] if above else None

    def draws_between(self, source: str, first: Cell, last: Cell) -> list[Cell]:
        """The cells from one that seeds to one that draws, the latter left out, that draw as well."""
        drawing = self._draws.get(source, {})
        return [drawing[index] for index in sorted(drawing) if first.index <= index < last.index]


def _seen(run: Run, standing: Standing) -> Iterator[tuple[str, Cell]]:
    for seeded in run.of(Seeded):
        cell = standing.cell(seeded.cell)
        if cell is not None and is_process_wide(seeded) and seeded.seeding.how == "value":
            yield seeded.source, cell


def _written(standing: Standing) -> Iterator[tuple[str, Cell]]:
    """The seeds that the source shows: their cells may not have run."""
    for source, cell in seeded_sources(standing.lineage):
        yield source, standing.lineage.trees[cell].cell


def seeded_sources(lineage: Lineage) -> Iterator[tuple[str, int]]:
    """Each process-wide generator that a call in the source seeds, with the index of the call's cell."""
    for call, _ in lineage.seeds:
        entry = find(call.path, call.last)
        if isinstance(entry, SeedCall):
            for source in entry.sources:
                yield source, call.cell
