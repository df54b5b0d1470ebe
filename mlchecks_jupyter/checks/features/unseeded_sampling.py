"""The check `unseeded-sampling`."""

from __future__ import annotations

from mlchecks_jupyter.checks.unseeded import UnseededDraw
from mlchecks_jupyter.core.check import code


class UnseededSampling(UnseededDraw):
    """Rows or values drawn, resampled or shuffled without a seed.

    ## Why is this bad?
    Every run trains on other rows, or on the same rows in another order, so no later stage can
    be repeated: features, split, model and score all inherit the draw.

    ## Use instead
    Pass the seed in the call: `df.sample(frac=0.1, random_state=0)`,
    `resample(X, random_state=0)`, `SMOTE(random_state=0)`, `df.sample(0.1, seed=0)` in Spark.
    Where the function takes none, draw from a generator of your own:
    `rng = np.random.default_rng(0); rng.permutation(n)`.

    ## References
    S. Chandran, "Machine Learning Model Deployment: A Simple Checklist", scenario 2.
    """

    name = "unseeded-sampling"
    item = "features"
    severity = "error"
    kind = "sampling"
    subject = "random sampling"
    consequence = "every run works on other rows or another order"
    good = (
        code("import pandas as pd", "df = pd.read_csv('a.csv')", "df.sample(frac=0.1, random_state=0)"),
        code("import numpy as np", "rng = np.random.default_rng(0)", "rows = rng.permutation(100)"),
    )
    bad = (
        code("import pandas as pd", "df = pd.read_csv('a.csv')", "small = df[df.x > 0].sample(frac=0.1)"),
        code("from sklearn.utils import resample", "up = resample(minority, replace=True, n_samples=100)"),
        code("import random", "rows = list(range(10))", "random.shuffle(rows)"),
    )
