"""Proof that an edit mends a leak: the finding is there before and gone after, nothing new appears, the code runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mlchecks_jupyter.core.finding import Edit
from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.lineage import mending
from mlchecks_jupyter.lineage.dataflow.leaks import Overlapping, Preprocessed, overlaps, preprocessing_leaks
from mlchecks_jupyter.lineage.edits import apply_all
from mlchecks_jupyter.lineage.lineage import Lineage, trace

READ = "import pandas as pd\nimport numpy as np\ndf = pd.read_csv('rows.csv')"
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=0)"
IMPORTS = """from sklearn.model_selection import train_test_split, cross_val_score, cross_validate
from sklearn.preprocessing import StandardScaler, MinMaxScaler
from sklearn.impute import SimpleImputer
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score"""
JUDGE = "model = LogisticRegression()\nmodel.fit(X_train, y_train)\nscore = model.score(X_test, y_test)"

Leak = Preprocessed | Overlapping


def notebook(*cells: str, split: str = SPLIT, judge: str = JUDGE) -> list[str]:
    """A notebook that reads rows, does what the cells say, splits and judges; empty parts are left out."""
    return [part for part in (READ, IMPORTS, *cells, split, judge) if part]


def leaks(lineage: Lineage) -> Iterator[Leak]:
    """One leak for each place that a finding points at."""
    seen: set[object] = set()
    found: list[Leak] = [*preprocessing_leaks(lineage.flow), *overlaps(lineage.flow)]
    for leak in found:
        call = leak.learning.call if isinstance(leak, Preprocessed) else (leak.copying or leak.judgement).call
        key = (type(leak), call.node)
        if key not in seen:
            seen.add(key)
            yield leak


def mend(lineage: Lineage, leak: Leak) -> Edit | None:
    """The edit for a leak."""
    if isinstance(leak, Preprocessed):
        return mending.of_preprocessing(lineage, leak)
    return mending.of_overlap(lineage, leak)


def _told(lineage: Lineage) -> Counter[str]:
    return Counter(
        leak.learning.what if isinstance(leak, Preprocessed) else f"overlap of {leak.fit.what}"
        for leak in leaks(lineage)
    )


def mended(cells: Sequence[str]) -> list[str]:
    """The notebook with every leak mended, one after the other; each edit is proved on the way."""
    now = list(cells)
    lineage = trace(from_sources(now))
    told = _told(lineage)
    assert told, "there is nothing to mend"
    while told:
        edit = mend(lineage, next(leaks(lineage)))
        assert edit is not None, f"no edit for {dict(told)} in:\n" + "\n# ---\n".join(now)
        now = apply_all(now, edit)
        lineage = trace(from_sources(now))
        after = _told(lineage)
        assert after < told, f"{dict(told)} became {dict(after)} in:\n" + "\n# ---\n".join(now)
        told = after
    assert not lineage.problems
    return now


def run(cells: Sequence[str]) -> dict[str, Any]:
    """The names of a notebook that was run from top to bottom."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(cells):
        exec(compile(cell, f"cell {number}", "exec"), names)
    return names


def refused(cells: Sequence[str], give: Callable[[Lineage, Leak], Edit | None] = mend) -> bool:
    """Whether no edit is offered for leaks that are there."""
    lineage = trace(from_sources(list(cells)))
    found = list(leaks(lineage))
    assert found, "there is nothing to mend"
    return all(give(lineage, leak) is None for leak in found)
