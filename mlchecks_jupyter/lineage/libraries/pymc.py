"""Random draws of PyMC, whose samplers make a fresh generator since version 4."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall

CALLS: Final[tuple[RandomCall, ...]] = (
    RandomCall("pymc.sample", "estimator", "entropy", seed="random_seed"),
    RandomCall("pymc.sample_posterior_predictive", "generator", "entropy", seed="random_seed"),
    RandomCall("pymc.sample_prior_predictive", "generator", "entropy", seed="random_seed"),
    RandomCall("pymc3.sample", "estimator", "numpy", seed="random_seed"),
    RandomCall("pymc3.sample_posterior_predictive", "generator", "numpy", seed="random_seed"),
)
