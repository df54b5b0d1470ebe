"""Random draws of libraries that map rows to few dimensions: openTSNE, PaCMAP and UMAP."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall

CALLS: Final[tuple[RandomCall, ...]] = (
    RandomCall("openTSNE.TSNE", "estimator", "numpy", deferred=True),
    RandomCall("pacmap.PaCMAP", "estimator", "entropy", deferred=True),
    # Without a seed of its own it runs in parallel, and its threads race.
    RandomCall("umap.ParametricUMAP", "estimator", "entropy", deferred=True),
    RandomCall("umap.UMAP", "estimator", "entropy", deferred=True),
)
