"""What `stale-seed` and `unseeded-draw` say of orders in which cells ran."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlchecks_jupyter.core.check import ran
from mlchecks_jupyter.core.execution import source_digest
from tests.checks.in_kernel import judged

SEED, DRAW = "import random\nrandom.seed(0)", "x = random.random()"
TEMPORARY = "state = random.getstate()\nrandom.seed(1)\nz = random.random()\nrandom.setstate(state)"

#: Cells, the order in which they ran, and the cells (from 1) that `stale-seed` speaks of.
ORDERS = {
    "top to bottom": ((SEED, DRAW, "y = random.random()"), (1, 2, 3), set()),
    "twice from the seed": ((SEED, DRAW), (1, 2, 1, 2), set()),
    "the draw again": ((SEED, DRAW), (1, 2, 2), {2}),
    "the later draw first": ((SEED, DRAW, "y = random.random()"), (1, 3, 2), {2, 3}),
    "the same text twice": ((SEED, DRAW, DRAW), (1, 2, 3), set()),
    "two seeds of the same text": ((SEED, DRAW, SEED, "y = random.random()"), (1, 2, 3, 4), set()),
    "a state put back": ((SEED, DRAW, TEMPORARY, "y = random.random()"), (1, 2, 3, 4), set()),
    "entropy on purpose": ((SEED, "random.seed()\ny = random.random()"), (1, 2), set()),
}


@pytest.mark.parametrize("name", ORDERS)
def test_a_seed_is_stale_where_a_run_from_top_to_bottom_would_draw_otherwise(name: str, tmp_path: Path) -> None:
    cells, order, expected = ORDERS[name]
    report = judged(ran(*cells, order=order), "stale-seed", tmp_path)
    said = {finding.where.cell + 1: finding.message for finding in report.findings}
    assert set(said) == expected, said


def test_a_cell_that_was_proved_is_the_same_without_the_line() -> None:
    assert source_digest("%%seedcheck --runs 2\nx = 1") == source_digest("x = 1")
    assert source_digest("%%seedchecks\nx = 1") != source_digest("x = 1")


def test_one_generators_fault_does_not_hide_anothers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made_elsewhere.py").write_text(
        "import numpy as np\n\ndef make():\n    return np.random.default_rng()\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    cells = (
        "import made_elsewhere",
        "import numpy as np\nown = np.random.default_rng()\nz = own.normal()",
        "g = made_elsewhere.make()",
        "y = g.normal()",
    )
    report = judged(ran(*cells), "unseeded-draw", tmp_path)
    assert [finding.where.cell + 1 for finding in report.findings] == [4]
