"""Random draws of libraries of cluster analysis beside scikit-learn: k-modes."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall

CALLS: Final[tuple[RandomCall, ...]] = (
    RandomCall("kmodes.kmodes.KModes", "estimator", "numpy", deferred=True),
    RandomCall("kmodes.kprototypes.KPrototypes", "estimator", "numpy", deferred=True),
)
