"""Random draws of Surprise, a library of recommenders."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, Where

_SHUFFLED: Final = ((Where("shuffle", default=True, unless=(False,)),),)

CALLS: Final[tuple[RandomCall, ...]] = (
    RandomCall("surprise.model_selection.KFold", "split", "numpy", "random_state", 1, _SHUFFLED, deferred=True),
    RandomCall("surprise.model_selection.RepeatedKFold", "split", "numpy", "random_state", 2, deferred=True),
    RandomCall("surprise.model_selection.ShuffleSplit", "split", "numpy", "random_state", 3, _SHUFFLED, deferred=True),
    RandomCall("surprise.model_selection.train_test_split", "split", "numpy", "random_state", 3, _SHUFFLED),
    RandomCall("surprise.NMF", "estimator", "numpy", deferred=True),
    RandomCall("surprise.SVD", "estimator", "numpy", deferred=True),
    RandomCall("surprise.SVDpp", "estimator", "numpy", deferred=True),
)
