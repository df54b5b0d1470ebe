"""Libraries that keep threads, used before the fork and in the cell: the child must not wait for threads it has not."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="children are forked on Linux")

PROGRAM = """
import json, sys, time, random
from mlchecks_jupyter.replay.body import Body
from mlchecks_jupyter.replay.prepare import prepare
from mlchecks_jupyter.replay.replay import Cell, FirstRun
import numpy as np
X = np.random.default_rng(0).normal(size=(3000, 8)); y = (X[:, 0] > 0).astype(int)
names = {"X": X, "y": y, "np": np}
found = {}
for cell in json.loads(sys.argv[1]):
    cell = Cell(source=cell)
    exec(cell.source, names)
    replay = prepare(cell, names, refresh=lambda _: lambda: None, timeout=25)
    began = time.monotonic()
    Body(cell).run(names, in_loop=False)
    outcome = replay.finish(FirstRun(namespace=names, seconds=time.monotonic() - began))
    found[cell.source.split()[1]] = [replay.method, outcome.problem, list(outcome.equal), [d.kind for d in outcome.differences]]
print(json.dumps(found))
"""
OPENMP = {
    "sklearn": "from sklearn.ensemble import HistGradientBoostingClassifier as H, RandomForestClassifier as R\n"
    "from sklearn.cluster import KMeans\n"
    "model = H(max_iter=5).fit(X, y)\nmeans = KMeans(5, n_init=2, random_state=0).fit(X)\n"
    "forest = R(5, n_jobs=2, random_state=0).fit(X, y)",
    "sklearn.model_selection": "from sklearn.model_selection import cross_val_score\n"
    "from sklearn.linear_model import LogisticRegression\nscores = cross_val_score(LogisticRegression(), X, y, n_jobs=2)",
    "lightgbm": "import lightgbm\nmodel = lightgbm.LGBMClassifier(n_estimators=5, verbose=-1, n_jobs=2).fit(X, y)",
    "xgboost": "import xgboost\nmodel = xgboost.XGBClassifier(n_estimators=5, n_jobs=2).fit(X, y)",
    "torch": """import torch
_ = torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(8, 300), torch.nn.ReLU(), torch.nn.Linear(300, 1))
steps = torch.optim.Adam(net.parameters())
A, b = torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)[:, None]
for _ in range(5):
    loss = torch.nn.functional.binary_cross_entropy_with_logits(net(A), b)
    steps.zero_grad(); loss.backward(); steps.step()
""",
    "dask": "import dask.array\nmean = dask.array.ones((400, 400), chunks=100).mean().compute()",
    "duckdb": "import duckdb\nrows = duckdb.sql('select sum(range) from range(1000000)').fetchall()",
}  # fmt: skip


def run(sources: list[str]) -> dict[str, tuple[str, str, list[str], list[str]]]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, json.dumps(sources)],
        capture_output=True, text=True, check=False, timeout=100, env=os.environ | {"OMP_NUM_THREADS": "2"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, tuple[str, str, list[str], list[str]]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("library", OPENMP)
def test_a_library_with_threads_runs_again_in_a_child_to_the_last_digit(library: str) -> None:
    pytest.importorskip(library.partition(".")[0])
    for method, problem, equal, differences in run([OPENMP[library]]).values():
        assert (method, problem, differences) == ("fork", "", [])
        assert equal


@pytest.mark.parametrize("library", ["polars", "catboost"])
def test_a_library_whose_threads_are_lost_runs_on_copies(library: str) -> None:
    pytest.importorskip(library)
    for method, problem, equal, _ in run([f"import {library}\nx = 1"]).values():
        assert (method, problem, equal) == ("copies", "", ["x"])
