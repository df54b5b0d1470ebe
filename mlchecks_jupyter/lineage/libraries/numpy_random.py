"""Random draws of NumPy: the legacy functions over one hidden generator, and generators made without a seed."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, SeedCall, Where

#: Functions that draw numbers, and those that pick or order elements. CuPy has the same.
NUMBERS: Final = (
    "beta",
    "binomial",
    "bytes",
    "chisquare",
    "dirichlet",
    "exponential",
    "f",
    "gamma",
    "geometric",
    "gumbel",
    "hypergeometric",
    "laplace",
    "logistic",
    "lognormal",
    "logseries",
    "multinomial",
    "multivariate_normal",
    "negative_binomial",
    "noncentral_chisquare",
    "noncentral_f",
    "normal",
    "pareto",
    "poisson",
    "power",
    "rand",
    "randint",
    "randn",
    "random",
    "random_integers",
    "random_sample",
    "ranf",
    "rayleigh",
    "sample",
    "standard_cauchy",
    "standard_exponential",
    "standard_gamma",
    "standard_normal",
    "standard_t",
    "triangular",
    "uniform",
    "vonmises",
    "wald",
    "weibull",
    "zipf",
)

ELEMENTS: Final = ("choice", "permutation", "shuffle")

_GENERATORS: Final = ("MT19937", "PCG64", "PCG64DXSM", "RandomState", "SFC64", "default_rng")

CALLS: Final[tuple[RandomCall, ...]] = (
    *(RandomCall(f"numpy.random.{name}", "generator", "numpy", seed="") for name in NUMBERS),
    *(RandomCall(f"numpy.random.{name}", "sampling", "numpy", seed="") for name in ELEMENTS),
    *(RandomCall(f"numpy.random.{name}", "generator", "entropy", seed="seed", position=0) for name in _GENERATORS),
    RandomCall("numpy.random.SeedSequence", "generator", "entropy", seed="entropy", position=0),
    # A Philox given its key, rather than a seed, is fixed too.
    RandomCall(
        "numpy.random.Philox",
        "generator",
        "entropy",
        seed="seed",
        position=0,
        when=((Where("key", None, among=(None,), position=2),),),
    ),
)

SEEDS: Final[tuple[SeedCall, ...]] = (SeedCall("numpy.random.seed", ("numpy",)),)
