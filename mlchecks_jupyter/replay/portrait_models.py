"""Portraits of models whose state lies outside Python: PyTorch's modules, boosters, random generators."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING, Any

from mlchecks_jupyter.replay.portrait import Portrait, branch, scalar, unknown

if TYPE_CHECKING:
    from mlchecks_jupyter.replay.portraying import Portrayer


def portray(value: Any, walk: Portrayer) -> Portrait | None:
    """The portrait of a model by what it has learned; None if it is none that is known here."""
    kind = type(value)
    if issubclass(kind, random.Random):
        if issubclass(kind, random.SystemRandom):
            return unknown("SystemRandom", "it has no state")
        return branch(kind.__name__, "object", [("state", walk.inside(random.Random.getstate(value)))])
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "nn"):
        if issubclass(kind, torch.nn.Module):
            state = torch.nn.Module.state_dict(value)
            parts = [(str(name), walk.inside(part)) for name, part in state.items()]
            return branch(kind.__name__, "object", [*parts, ("training", scalar("bool", str(value.training).encode()))])
        if issubclass(kind, torch.Generator):
            return branch("Generator", "object", [("state", walk.inside(value.get_state()))])
    return _booster(value, kind, walk)


def _booster(value: Any, kind: type, walk: Portrayer) -> Portrait | None:
    for base in kind.__mro__:
        place = (base.__module__.partition(".")[0], base.__name__)
        if place == ("xgboost", "Booster"):
            return branch("Booster", "object", [("trees", scalar("bytes", bytes(value.save_raw(raw_format="ubj"))))])
        if place == ("xgboost", "DMatrix"):
            return unknown("DMatrix", "it holds its data outside Python")
        if place == ("lightgbm", "Booster"):
            return branch("Booster", "object", [("trees", scalar("str", value.model_to_string().encode()))])
        if place == ("catboost", "_CatBoostBase"):
            return _catboost(value, kind, walk)
    return None


#: What tells a CatBoost model's trees; what it saves holds the time of training, too.
_CATBOOST = ("get_leaf_values", "get_leaf_weights", "get_tree_leaf_counts", "get_borders", "get_scale_and_bias")


def _catboost(value: Any, kind: type, walk: Portrayer) -> Portrait:
    parts = [("parameters", walk.inside(value.get_params()))]
    if value.is_fitted():
        parts = [*((name.removeprefix("get_"), walk.inside(getattr(value, name)())) for name in _CATBOOST), *parts]
    return branch(kind.__name__, "object", parts)
