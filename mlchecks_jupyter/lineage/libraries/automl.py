"""Random draws of libraries that choose and fit models by themselves: PyCaret and H2O."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall

CALLS: Final[tuple[RandomCall, ...]] = (
    RandomCall("pycaret.anomaly.setup", "split", "numpy", seed="session_id"),
    RandomCall("pycaret.classification.setup", "split", "numpy", seed="session_id"),
    RandomCall("pycaret.clustering.setup", "split", "numpy", seed="session_id"),
    RandomCall("pycaret.regression.setup", "split", "numpy", seed="session_id"),
    RandomCall("h2o.automl.H2OAutoML", "estimator", "engine", seed="seed", deferred=True),
)
