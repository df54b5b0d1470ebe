"""The table of scikit-learn's random callables agrees with the signatures of the installed version.

Written for scikit-learn 1.9; `EARLIER` and `SINCE` say where older versions differ.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mlchecks_jupyter.lineage.libraries import scikit_learn as table
from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, Where

sklearn = pytest.importorskip("sklearn")
for experimental in ("enable_halving_search_cv", "enable_iterative_imputer"):
    importlib.import_module(f"sklearn.experimental.{experimental}")

pytestmark = pytest.mark.filterwarnings("ignore")

VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
#: The version the table was written for: nothing may differ from there on.
WRITTEN_FOR = (1, 9)
CURRENT = (*table.CALLS, *table.SIZE_DEPENDENT)

#: Have a `random_state` and draw nothing: a helper that only hands the seed on.
DETERMINISTIC = ("sklearn.utils.estimator_checks.set_random_state",)

#: Base classes: no notebook makes one.
ABSTRACT = {"BaseDecisionTree", "BaseRandomProjection", "BaseShuffleSplit"}

#: First version in which the callable exists with a `random_state` that its signature shows.
SINCE = {
    "GroupKFold": (1, 6),
    "TunedThresholdClassifierCV": (1, 5),
    "check_cv": (1, 9),
    "sample_without_replacement": (1, 5),
}

#: Parameters that older versions lack, and defaults that they have in place of the table's.
ADDED = {
    ("HistGradientBoostingClassifier", "max_features"),
    ("HistGradientBoostingRegressor", "max_features"),
    ("MDS", "init"),
}
EARLIER: dict[tuple[str, str], tuple[object, ...]] = {
    ("KBinsDiscretizer", "subsample"): ("warn",),
    ("LinearSVC", "dual"): (True, "warn"),
    ("LinearSVR", "dual"): (True, "warn"),
    ("LogisticRegression", "l1_ratio"): (None,),
    ("LogisticRegression", "penalty"): ("l2",),
    ("LogisticRegressionCV", "penalty"): ("l2",),
    ("NuSVC", "probability"): (False,),
    ("SVC", "probability"): (False,),
    ("TargetEncoder", "shuffle"): (True,),
}


def conditions(call: RandomCall) -> Iterator[Where]:
    for alternative in call.when:
        yield from alternative


def resolve(name: str) -> Callable[..., Any] | None:
    module, _, last = name.rpartition(".")
    return getattr(importlib.import_module(module), last, None)


def last(name: str) -> str:
    return name.rpartition(".")[2]


def public_modules() -> Iterator[Any]:
    for info in pkgutil.walk_packages(sklearn.__path__, "sklearn."):
        parts = info.name.split(".")
        if not any(part.startswith("_") or part in ("tests", "conftest", "externals") for part in parts):
            yield importlib.import_module(info.name)


def takes_random_state(item: object) -> bool:
    if not callable(item) or not getattr(item, "__module__", "").startswith("sklearn"):
        return False
    try:
        return "random_state" in inspect.signature(item).parameters
    except ValueError:
        return False


def public_names() -> set[str]:
    names = {
        name
        for module in public_modules()
        for name in getattr(module, "__all__", dir(module))
        if not name.startswith("_") and takes_random_state(getattr(module, name, None))
    }
    discovery = importlib.import_module("sklearn.utils.discovery")
    found = [*discovery.all_estimators(), *discovery.all_functions()]
    return names | {name for name, item in found if not name.startswith("_") and takes_random_state(item)}


def positions(signature: inspect.Signature) -> list[str]:
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [name for name, parameter in signature.parameters.items() if parameter.kind in positional]


def test_every_public_callable_with_a_random_state_is_in_the_table() -> None:
    known = {last(call.name) for call in CURRENT} | {last(name) for name in DETERMINISTIC}
    public = public_names() - ABSTRACT
    assert len(public) > 150
    assert public - known == set()


@pytest.mark.parametrize("name", [*(call.name for call in CURRENT), *DETERMINISTIC])
def test_every_name_exists_with_a_random_state(name: str) -> None:
    if SINCE.get(last(name), VERSION) > VERSION:
        pytest.skip(f"scikit-learn {sklearn.__version__} has no such {last(name)}")
    assert takes_random_state(resolve(name))


def test_a_callable_is_missing_only_where_the_version_map_says_so() -> None:
    missing = {last(call.name) for call in CURRENT if not takes_random_state(resolve(call.name))}
    assert missing == {name for name, version in SINCE.items() if version > VERSION}
    assert VERSION < WRITTEN_FOR or not missing


def test_last_components_are_unique() -> None:
    names = [last(call.name) for call in (*table.CALLS, *table.LEGACY)] + [last(n) for n in DETERMINISTIC]
    assert sorted(names) == sorted(set(names))
    late = [last(call.name) for call in table.SIZE_DEPENDENT]
    assert sorted(late) == sorted(set(late))


@pytest.mark.parametrize("call", [call for call in CURRENT if call.when], ids=lambda call: call.name)
def test_conditions_name_real_parameters_with_their_defaults_and_positions(call: RandomCall) -> None:
    if SINCE.get(last(call.name), VERSION) > VERSION:
        pytest.skip(f"scikit-learn {sklearn.__version__} has no such {last(call.name)}")
    item = resolve(call.name)
    assert item is not None
    signature = inspect.signature(item)
    for where in conditions(call):
        key = (last(call.name), where.parameter)
        if VERSION < WRITTEN_FOR and key in ADDED and where.parameter not in signature.parameters:
            continue
        allowed = (where.default, *(EARLIER.get(key, ()) if VERSION < WRITTEN_FOR else ()))
        assert signature.parameters[where.parameter].default in allowed, where.parameter
        assert bool(where.among) != bool(where.unless), "a condition says one of `among` and `unless`"


@pytest.mark.parametrize("call", CURRENT, ids=lambda call: call.name)
def test_positions_are_those_of_the_signature(call: RandomCall) -> None:
    item = resolve(call.name)
    if item is None or SINCE.get(last(call.name), VERSION) > VERSION:
        pytest.skip(f"scikit-learn {sklearn.__version__} has no such {last(call.name)}")
    order = positions(inspect.signature(item))
    stated = {"random_state": call.position, **{where.parameter: where.position for where in conditions(call)}}
    for parameter, position in stated.items():
        assert position == (order.index(parameter) if parameter in order else None), parameter


def test_the_draw_of_a_function_is_not_deferred() -> None:
    makers = {"check_cv"}
    for call in CURRENT:
        item = resolve(call.name)
        if item is not None and last(call.name) not in makers:
            assert call.deferred == inspect.isclass(item), call.name


def test_the_seed_of_a_conditional_default_is_none_or_stated() -> None:
    """A callable whose default seed is a number draws only where `random_state=None` is written."""
    for call in CURRENT:
        item = resolve(call.name)
        if not takes_random_state(item):
            continue
        assert item is not None
        default = inspect.signature(item).parameters["random_state"].default
        stated = [where.default for where in conditions(call) if where.parameter == "random_state"]
        if call.default_seed is not None:
            assert default == call.default_seed, call.name
        else:
            assert stated == ([] if default in (None, "deprecated") else [default]), call.name


def test_importing_the_table_imports_no_third_party_package() -> None:
    code = (
        "import sys, mlchecks_jupyter.lineage.libraries.scikit_learn as table; "
        "assert len(table.CALLS) > 140; assert not {'sklearn', 'numpy', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
