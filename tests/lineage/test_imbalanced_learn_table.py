"""The table of imbalanced-learn's random callables: its signatures, and its conditions by experiment."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

from mlchecks_jupyter.lineage.libraries import imbalanced_learn as table
from mlchecks_jupyter.lineage.libraries.random_call import RandomCall

imblearn = pytest.importorskip("imblearn")
joblib = pytest.importorskip("joblib")
np = pytest.importorskip("numpy")

pytestmark = pytest.mark.filterwarnings("ignore")

ENTRIES = {call.name.rpartition(".")[2]: call for call in table.CALLS}

RNG = np.random.RandomState(0)
X = np.vstack([RNG.normal(size=(160, 4)), RNG.normal(1.2, size=(30, 4))])
Y = np.repeat([0, 1], (160, 30))
MIXED = np.c_[np.round(X[:, 0]), X[:, 1:]]

#: Draws that no trial shows, with the reason.
UNTRIED = {
    "fetch_datasets": "the data sets are a download",
    "BalancedBatchGenerator": "needs Keras; its function for TensorFlow, which is tried, does the same",
}

#: What a callable needs to be made at all, or to be made quickly.
NEEDED: dict[str, dict[str, Any]] = {
    "SMOTENC": {"categorical_features": [0]},
    "KMeansSMOTE": {"cluster_balance_threshold": 0.05},
    "BalancedBaggingClassifier": {"n_estimators": 3},
    "BalancedRandomForestClassifier": {"n_estimators": 3},
    "EasyEnsembleClassifier": {"n_estimators": 3},
    "RUSBoostClassifier": {"n_estimators": 3},
}


def resolve(call: RandomCall) -> Any:
    module, _, name = call.name.rpartition(".")
    return getattr(importlib.import_module(module), name)


def varies(run: Callable[[], object]) -> bool:
    """Whether results differ between states of NumPy's global generator."""
    digests = set()
    for state in range(4):
        np.random.seed(state)
        digests.add(joblib.hash(run()))
    return len(digests) > 1


def used(call: RandomCall, **arguments: Any) -> object:
    """What the callable gives for the data above."""
    make, name = resolve(call), call.name.rpartition(".")[2]
    arguments = {**NEEDED.get(name, {}), **arguments}
    if call.kind == "estimator":
        return make(**arguments).fit(X, Y).predict_proba(MIXED)
    if call.deferred:
        return make(**arguments).fit_resample(np.round(X) if name == "SMOTEN" else MIXED, Y)
    if name == "make_imbalance":
        return make(X, Y, sampling_strategy={0: 40, 1: 20}, **arguments)
    return next(make(X, Y, **arguments)[0])


def takes_random_state(item: object) -> bool:
    if not callable(item) or not getattr(item, "__module__", "").startswith("imblearn"):
        return False
    return "random_state" in inspect.signature(item).parameters


def public_names() -> set[str]:
    names = set()
    for info in pkgutil.walk_packages(imblearn.__path__, "imblearn."):
        parts = info.name.split(".")
        if not any(part.startswith("_") or part == "tests" for part in parts):
            module = importlib.import_module(info.name)
            listed = getattr(module, "__all__", dir(module))
            names |= {name for name in listed if name[0] != "_" and takes_random_state(getattr(module, name, None))}
    return names


def test_the_table_holds_every_public_callable_with_a_random_state() -> None:
    assert public_names() == set(ENTRIES)
    assert len(ENTRIES) == len(table.CALLS) >= 23


@pytest.mark.parametrize("call", table.CALLS, ids=lambda call: call.name)
def test_the_table_agrees_with_the_signature(call: RandomCall) -> None:
    parameters = inspect.signature(resolve(call)).parameters
    assert parameters["random_state"].kind is inspect.Parameter.KEYWORD_ONLY
    assert parameters["random_state"].default is None
    for where in (where for alternative in call.when for where in alternative):
        assert parameters[where.parameter].default == where.default
        assert parameters[where.parameter].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize("name", sorted(ENTRIES.keys() - UNTRIED.keys()))
def test_it_draws_by_default_and_a_seed_holds_it(name: str) -> None:
    assert varies(lambda: used(ENTRIES[name]))
    assert not varies(lambda: used(ENTRIES[name], random_state=0))


@pytest.mark.parametrize("name", ["SMOTEENN", "SMOTETomek"])
def test_a_smote_that_is_handed_in_brings_its_seed(name: str) -> None:
    smote = resolve(ENTRIES["SMOTE"])
    assert not varies(lambda: used(ENTRIES[name], smote=smote(random_state=0)))
    assert varies(lambda: used(ENTRIES[name], smote=smote()))


def test_an_estimator_that_is_handed_in_brings_its_seed() -> None:
    clusters = importlib.import_module("sklearn.cluster").KMeans
    assert not varies(lambda: used(ENTRIES["ClusterCentroids"], estimator=clusters(random_state=0)))


def test_the_folds_of_the_hardness_threshold_are_shuffled_whatever_its_estimator() -> None:
    logistic = importlib.import_module("sklearn.linear_model").LogisticRegression
    assert varies(lambda: used(ENTRIES["InstanceHardnessThreshold"], estimator=logistic()))


@pytest.mark.parametrize("name", ["TomekLinks", "NearMiss", "EditedNearestNeighbours", "AllKNN"])
def test_samplers_by_distance_draw_nothing(name: str) -> None:
    make = getattr(importlib.import_module("imblearn.under_sampling"), name)
    assert not varies(lambda: make().fit_resample(np.round(X), Y))
    assert name not in ENTRIES
