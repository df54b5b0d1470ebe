"""Pairs of small notebooks that differ in a few lines: one leaks, its twin does not.

A pair is one text, each line behind two columns: ``- `` for lines of the leaky notebook alone, ``+ ``
for those of its twin, blanks for both. ``===`` parts cells. Lines to be found end in ``#! check``.
"""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Final, NamedTuple

import pytest

from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.core.run import History
from mlchecks_jupyter.session import judge

CHECKS: Final = {
    "preprocessing": "preprocessing-leakage",
    "overlap": "overlap-leakage",
    "reused": "reused-test-set",
    "trained": "judged-on-training-data",
    "stopped": "early-stopping-on-test",
    "tuned": "tuned-on-test",
    "target": "target-in-features",
}

#: The first cell of every notebook.
IMPORTS: Final = """\
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.decomposition import PCA
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import RFE, SelectKBest, f_classif
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, classification_report, f1_score, mean_squared_error, roc_auc_score
from sklearn.model_selection import (GridSearchCV, KFold, StratifiedKFold, TimeSeriesSplit, cross_val_score,
                                     train_test_split)
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
"""

_MARK: Final = re.compile(r"\s+#! (?P<checks>[a-z ]+)$")


class Found(NamedTuple):
    """Where a check finds something; cells count from 0, the imports included, lines from 1."""

    check: str
    cell: int
    line: int


def notebook(text: str, *, leaky: bool) -> list[str]:
    """The cells of one notebook of a pair, marks included."""
    kept = ("- " if leaky else "+ ", "  ")
    lines = [line for line in dedent(text).strip("\n").split("\n") if not line.strip() or line[:2] in (*kept, "==")]
    body = "\n".join("===" if line.startswith("===") else line[2:] for line in lines)
    return [IMPORTS, *body.split("\n===\n")]


def marked(cells: list[str]) -> set[Found]:
    """What is to be found in the cells, as their marks say."""
    return {
        Found(CHECKS[name], cell, number)
        for cell, source in enumerate(cells)
        for number, line in enumerate(source.split("\n"), 1)
        if (mark := _MARK.search(line))
        for name in mark["checks"].split()
    }


def found(cells: list[str]) -> set[Found]:
    """What the checks find."""
    sources = ["\n".join(_MARK.sub("", line) for line in source.split("\n")) for source in cells]
    report = judge(from_sources(sources), select=[*CHECKS.values()], history=History())
    assert not report.errors, report.errors
    faults = [result.reason for result in report.results if result.outcome == "error"]
    assert not faults, faults
    return {Found(finding.check, finding.where.cell, finding.where.line) for finding in report.findings}


def pairs(cases: dict[str, str]) -> pytest.MarkDecorator:
    """Parametrize a test by pairs."""
    return pytest.mark.parametrize("text", [*cases.values()], ids=[*cases])


def prove(text: str) -> None:
    """Prove of a pair that the leak is found where it is, and nothing in its twin."""
    leaky, mended = notebook(text, leaky=True), notebook(text, leaky=False)
    assert marked(leaky), "a pair marks the lines that leak"
    assert found(leaky) == marked(leaky)
    assert found(mended) == set()
