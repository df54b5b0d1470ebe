"""Rows that are copied or made before a split are made below it, of the training rows."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from tests.lineage.mending.proof import IMPORTS, JUDGE, READ, SPLIT, mended, refused, run

TAKEN = "X = df[['whole', 'other', 'c']]\ny = df['target']"
SAMPLER = "from imblearn.over_sampling import RandomOverSampler"
MADE_SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X_new, y_new, random_state=0)"


class _Sampler:
    """Repeats rows of the smaller class until both are of one size."""

    def __init__(self, random_state: int = 0) -> None:
        self.random_state = random_state

    def fit_resample(self, rows: pd.DataFrame, target: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
        few = target[target == target.value_counts().idxmin()].index
        missing = abs(int((target == 1).sum() - (target == 0).sum()))
        more = np.random.default_rng(self.random_state).choice(few, missing)
        return pd.concat([rows, rows.loc[more]]), pd.concat([target, target.loc[more]])


@pytest.fixture(autouse=True)
def imblearn(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("imblearn.over_sampling")
    module.RandomOverSampler = _Sampler  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "imblearn", ModuleType("imblearn"))
    monkeypatch.setitem(sys.modules, "imblearn.over_sampling", module)


LEAKS = {
    "new names": ["sampler = RandomOverSampler(random_state=0)\nX_new, y_new = sampler.fit_resample(X, y)", MADE_SPLIT],
    "the same names": ["sampler = RandomOverSampler(random_state=0)\nX, y = sampler.fit_resample(X, y)", SPLIT],
    "never kept": ["X_new, y_new = RandomOverSampler(random_state=0).fit_resample(X, y)", MADE_SPLIT],
    "the target first": [
        "X_new, y_new = RandomOverSampler(random_state=0).fit_resample(X, y)",
        "y_train, y_test, X_train, X_test = train_test_split(y_new, X_new, random_state=0)",
    ],
    "stratified": [
        "X_new, y_new = RandomOverSampler(random_state=0).fit_resample(X, y)",
        MADE_SPLIT.replace("random", "stratify=y_new, random"),
    ],
    "columns of a table": [
        "X_new, y_new = RandomOverSampler(random_state=0).fit_resample(df[['whole', 'c']], df['target'])",
        MADE_SPLIT,
    ],
    "scaled after it": [
        "X_new, y_new = RandomOverSampler(random_state=0).fit_resample(X, y)",
        "X_new = StandardScaler().fit_transform(X_new)",
        MADE_SPLIT,
    ],
}


@pytest.mark.parametrize("cells", LEAKS.values(), ids=LEAKS)
def test_rows_are_made_below_the_split(cells: list[str]) -> None:
    after = mended([READ, IMPORTS, SAMPLER, TAKEN, *cells, JUDGE])
    names = run(after)
    assert 0 <= names["score"] <= 1
    assert len(names["X_test"]) == 30  # none of those that were made
    assert names["y_train"].value_counts().nunique() == 1


UNSAFE = {
    "read in between": ["X_new, y_new = RandomOverSampler().fit_resample(X, y)\ncount = len(X_new)", MADE_SPLIT],
    "read later": ["X_new, y_new = RandomOverSampler().fit_resample(X, y)", MADE_SPLIT, "total = y_new.sum()"],
    "the target changes": ["X_new, y_new = RandomOverSampler().fit_resample(X, y)\ny_new = y_new + 1", MADE_SPLIT],
    "rows drop out": ["X_new, y_new = RandomOverSampler().fit_resample(X, y)\nX_new = X_new[:80]", MADE_SPLIT],
    "bound twice": ["both = X_new, y_new = RandomOverSampler().fit_resample(X, y)", MADE_SPLIT],
    "one name": ["both = RandomOverSampler().fit_resample(X, y)\nX_new, y_new = both", MADE_SPLIT],
    "named arguments": ["X_new, y_new = RandomOverSampler().fit_resample(X=X, y=y)", MADE_SPLIT],
    "a table again": [
        "X_new, y_new = RandomOverSampler().fit_resample(X, y)\nX_new = pd.DataFrame(X_new)", MADE_SPLIT],
    "in a branch": ["if True:\n    X_new, y_new = RandomOverSampler().fit_resample(X, y)", MADE_SPLIT],
    "in a loop": ["for _ in range(1):\n    X_new, y_new = RandomOverSampler().fit_resample(X, y)", MADE_SPLIT],
    "joined by hand": [
        "from sklearn.utils import resample\nfew = df[df['target'] == 1]\nmany = df[df['target'] == 0]",
        "more = resample(few, n_samples=200)\nfull = pd.concat([many, more])",
        "X_new, y_new = full[['whole', 'c']], full['target']", MADE_SPLIT],
    "the rows change": ["X_new, y_new = RandomOverSampler().fit_resample(X, y)\nX = X.dropna()", MADE_SPLIT],
}  # fmt: skip


@pytest.mark.parametrize("cells", UNSAFE.values(), ids=UNSAFE)
def test_what_cannot_be_moved_safely_is_left(cells: list[str]) -> None:
    assert refused([READ, IMPORTS, SAMPLER, TAKEN, *cells, JUDGE])
