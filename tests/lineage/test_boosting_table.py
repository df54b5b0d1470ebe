"""XGBoost, LightGBM and CatBoost repeat without a seed: what the table's docstring says, tried."""

from __future__ import annotations

import importlib
import importlib.util
import random
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from mlchecks_jupyter.lineage.libraries import boosting

np = pytest.importorskip("numpy")
joblib = pytest.importorskip("joblib")

pytestmark = pytest.mark.filterwarnings("ignore")

RNG = np.random.RandomState(0)
X = np.round(RNG.normal(size=(600, 6)), 2)
Y = (X[:, 0] + RNG.normal(size=600) > 0).astype(int)

XGBOOST: dict[str, Any] = {"n_estimators": 8, "n_jobs": 1}
LIGHTGBM: dict[str, Any] = {"n_estimators": 8, "n_jobs": 1, "verbose": -1, "min_child_samples": 5}
CATBOOST: dict[str, Any] = {"iterations": 8, "thread_count": 1, "verbose": 0, "allow_writing_files": False}
ROWS_AND_COLUMNS = {"subsample": 0.5, "colsample_bytree": 0.5}

TRIALS = [
    ("xgboost", "XGBClassifier", XGBOOST),
    ("xgboost", "XGBClassifier", {**XGBOOST, **ROWS_AND_COLUMNS, "colsample_bylevel": 0.7, "colsample_bynode": 0.7}),
    ("xgboost", "XGBClassifier", {**XGBOOST, "booster": "dart", "rate_drop": 0.3}),
    ("xgboost", "XGBRegressor", {**XGBOOST, **ROWS_AND_COLUMNS, "random_state": None}),
    ("xgboost", "XGBRFClassifier", XGBOOST),
    ("xgboost", "XGBRFRegressor", XGBOOST),
    ("lightgbm", "LGBMClassifier", LIGHTGBM),
    ("lightgbm", "LGBMClassifier", {**LIGHTGBM, **ROWS_AND_COLUMNS, "subsample_freq": 1}),
    ("lightgbm", "LGBMClassifier", {**LIGHTGBM, "boosting_type": "dart"}),
    ("lightgbm", "LGBMRegressor", {**LIGHTGBM, "boosting_type": "rf", "subsample": 0.5, "subsample_freq": 1}),
    ("lightgbm", "LGBMRegressor", {**LIGHTGBM, "boosting_type": "goss"}),
    ("lightgbm", "LGBMRegressor", {**LIGHTGBM, "extra_trees": True}),
    ("catboost", "CatBoostClassifier", CATBOOST),
    ("catboost", "CatBoostClassifier", {**CATBOOST, "bootstrap_type": "Bernoulli", "subsample": 0.5, "rsm": 0.5}),
    ("catboost", "CatBoostRegressor", {**CATBOOST, "bootstrap_type": "Bayesian", "bagging_temperature": 5}),
    ("catboost", "CatBoostRegressor", {**CATBOOST, "boosting_type": "Ordered", "random_strength": 10}),
]


def digests(run: Callable[[], object]) -> set[str]:
    """Digests of what a call gives under three states of the global generators."""
    found = set()
    for state in range(3):
        np.random.seed(state)
        random.seed(state)
        found.add(joblib.hash(run()))
    return found


def predictions(module: str, name: str, arguments: dict[str, Any]) -> Any:
    model = getattr(importlib.import_module(module), name)(**arguments).fit(X, Y)
    return getattr(model, "predict_proba", model.predict)(X)


@pytest.mark.parametrize(("module", "name", "arguments"), TRIALS)
def test_an_estimator_without_a_seed_repeats(module: str, name: str, arguments: dict[str, Any]) -> None:
    pytest.importorskip(module)
    assert len(digests(lambda: predictions(module, name, arguments))) == 1
    assert not any(call.name.endswith(name) for call in boosting.CALLS)


@pytest.mark.parametrize(
    ("module", "name", "arguments"),
    [
        ("xgboost", "XGBClassifier", {**XGBOOST, "subsample": 0.5}),
        ("lightgbm", "LGBMClassifier", {**LIGHTGBM, "subsample": 0.5, "subsample_freq": 1}),
        ("catboost", "CatBoostClassifier", CATBOOST),
    ],
)
def test_the_sampling_is_real_and_follows_the_seed(module: str, name: str, arguments: dict[str, Any]) -> None:
    """The trials above could repeat for want of anything drawn; another seed shows that they draw."""
    pytest.importorskip(module)
    seeds = iter((1, 2, 3))
    assert len(digests(lambda: predictions(module, name, {**arguments, "random_state": next(seeds)}))) == 3


def test_two_processes_agree_without_a_seed() -> None:
    models = {
        "xgboost": "XGBClassifier(n_estimators=5, subsample=0.5, n_jobs=1)",
        "lightgbm": "LGBMClassifier(n_estimators=5, subsample=0.5, subsample_freq=1, n_jobs=1, verbose=-1)",
        "catboost": "CatBoostClassifier(iterations=5, thread_count=1, verbose=0, allow_writing_files=False)",
    }
    installed = {module: model for module, model in models.items() if importlib.util.find_spec(module)}
    if not installed:
        pytest.skip("no boosting library is installed")
    lines = [
        "import joblib, numpy as np",
        "x = np.random.RandomState(0).normal(size=(300, 4)); y = (x[:, 0] + x[:, 1] ** 2 > 0.5).astype(int)",
        *(
            f"import {module}; print(joblib.hash({module}.{installed[module]}.fit(x, y).predict_proba(x)))"
            for module in installed
        ),
    ]
    command = [sys.executable, "-W", "ignore", "-c", "\n".join(lines)]
    runs = [subprocess.run(command, check=True, capture_output=True).stdout for _ in range(2)]
    assert len(runs[0].split()) == len(installed)
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    ("module", "name", "arguments"),
    [
        ("xgboost", "XGBClassifier", {**XGBOOST, "subsample": 0.5}),
        ("lightgbm", "LGBMClassifier", {**LIGHTGBM, "subsample": 0.5, "subsample_freq": 1}),
    ],
)
def test_a_random_state_instance_is_drawn_from(module: str, name: str, arguments: dict[str, Any]) -> None:
    pytest.importorskip(module)
    shared = np.random.RandomState(0)
    assert len(digests(lambda: predictions(module, name, {**arguments, "random_state": shared}))) == 3


def test_cross_validation_repeats() -> None:
    xgboost = pytest.importorskip("xgboost")
    lightgbm = pytest.importorskip("lightgbm")
    matrix = xgboost.DMatrix(X, Y)
    binary = {"objective": "binary", "verbose": -1, "num_threads": 1, "bagging_fraction": 0.5, "bagging_freq": 1}
    logistic = {"objective": "binary:logistic", "subsample": 0.5, "nthread": 1}
    assert len(digests(lambda: xgboost.cv(logistic, matrix, 4, as_pandas=False))) == 1
    assert len(digests(lambda: lightgbm.cv(binary, lightgbm.Dataset(X, Y), 4))) == 1


def test_cross_validation_of_xgboost_seeds_numpy() -> None:
    xgboost = pytest.importorskip("xgboost")
    matrix = xgboost.DMatrix(X, Y)

    def next_number(**arguments: Any) -> object:
        xgboost.cv({"nthread": 1}, matrix, 1, as_pandas=False, **arguments)
        return np.random.rand()

    assert len(digests(next_number)) == 1
    assert digests(next_number) == digests(lambda: next_number(seed=0)) != digests(lambda: next_number(seed=1))
    assert len(digests(lambda: next_number(seed=None))) == 3
    assert [(call.name, call.sources, call.default) for call in boosting.SEEDS] == [("xgboost.cv", ("numpy",), 0)]


def test_linear_boosters_of_xgboost_repeat_on_one_thread() -> None:
    """On several, the default updater lets threads race: no seed mends that, and no test can rely on it."""
    pytest.importorskip("xgboost")
    linear = {**XGBOOST, "booster": "gblinear"}
    assert len(digests(lambda: predictions("xgboost", "XGBClassifier", linear))) == 1
    calm = {**linear, "n_jobs": 2, "updater": "coord_descent"}
    assert len(digests(lambda: predictions("xgboost", "XGBClassifier", calm))) == 1
