"""Random draws of SciPy.

The seed has two names: SciPy 1.15 brought `rng` and still takes the older `random_state` or
`seed`. The older one is the parameter named here, as every release knows it.
"""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, Where

_RNG: Final = ("rng",)
_SCRAMBLED: Final = ((Where("scramble", default=True, unless=(False,), position=1),),)

#: The engines of scipy.stats.qmc make a fresh generator, which `numpy.random.seed` does not reach.
_QUASI_RANDOM: Final = (
    RandomCall("scipy.stats.qmc.Halton", "generator", "entropy", seed="seed", when=_SCRAMBLED, aliases=_RNG),
    RandomCall("scipy.stats.qmc.Sobol", "generator", "entropy", seed="seed", when=_SCRAMBLED, aliases=_RNG),
    # Its points stay random inside their cells even where they are not scrambled.
    RandomCall("scipy.stats.qmc.LatinHypercube", "generator", "entropy", seed="seed", aliases=_RNG),
    RandomCall("scipy.stats.qmc.MultinomialQMC", "generator", "entropy", seed="seed", aliases=_RNG),
    RandomCall("scipy.stats.qmc.MultivariateNormalQMC", "generator", "entropy", seed="seed", aliases=_RNG),
    RandomCall("scipy.stats.qmc.PoissonDisk", "generator", "entropy", seed="seed", aliases=_RNG),
    RandomCall("scipy.integrate.qmc_quad", "generator", "entropy", seed="qrng"),
)

_DISTRIBUTIONS: Final = (
    RandomCall("scipy.?.rvs", "generator", "numpy"),
    # Written in full, as scipy.signal.resample is another thing.
    RandomCall("scipy.stats.gaussian_kde().resample", "sampling", "numpy", seed="seed", position=1),
    RandomCall("scipy.?.sample", "generator", "entropy", seed="rng"),
    RandomCall("scipy.stats.sampling.DiscreteAliasUrn", "generator", "numpy", deferred=True),
    RandomCall("scipy.stats.sampling.DiscreteGuideTable", "generator", "numpy", deferred=True),
    RandomCall("scipy.stats.sampling.FastGeneratorInversion", "generator", "entropy", deferred=True),
    RandomCall("scipy.stats.sampling.NumericalInverseHermite", "generator", "numpy", deferred=True),
    RandomCall("scipy.stats.sampling.NumericalInversePolynomial", "generator", "numpy", deferred=True),
    RandomCall("scipy.stats.sampling.RatioUniforms", "generator", "numpy", deferred=True),
    RandomCall("scipy.stats.sampling.SimpleRatioUniforms", "generator", "numpy", deferred=True),
    RandomCall("scipy.stats.sampling.TransformedDensityRejection", "generator", "numpy", deferred=True),
    RandomCall("scipy.sparse.rand", "generator", "numpy", position=5, aliases=_RNG),
    RandomCall("scipy.sparse.random", "generator", "numpy", position=5, aliases=_RNG),
    RandomCall("scipy.sparse.random_array", "generator", "numpy", aliases=_RNG),
    RandomCall("scipy.spatial.transform.Rotation.random", "generator", "numpy", position=1, aliases=_RNG),
)

_TESTS: Final = (
    RandomCall("scipy.stats.BootstrapMethod", "sampling", "numpy", position=2, aliases=_RNG, deferred=True),
    RandomCall("scipy.stats.MonteCarloMethod", "sampling", "numpy", seed="rng", position=3, deferred=True),
    RandomCall("scipy.stats.PermutationMethod", "sampling", "numpy", position=2, aliases=_RNG, deferred=True),
    RandomCall("scipy.stats.bootstrap", "sampling", "numpy", aliases=_RNG),
    RandomCall("scipy.stats.dunnett", "generator", "entropy", aliases=_RNG),
    RandomCall("scipy.stats.goodness_of_fit", "sampling", "numpy", aliases=_RNG),
    RandomCall("scipy.stats.multiscale_graphcorr", "sampling", "numpy", position=6),
    RandomCall("scipy.stats.permutation_test", "sampling", "numpy", aliases=_RNG),
    RandomCall("scipy.stats.sobol_indices", "sampling", "entropy", aliases=_RNG),
    RandomCall(
        "scipy.stats.ttest_ind",
        "sampling",
        "numpy",
        when=((Where("permutations", None, unless=(None, 0), position=5),),),
    ),
)

_SEARCHES: Final = (
    RandomCall("scipy.cluster.vq.kmeans", "estimator", "numpy", seed="seed", aliases=_RNG),
    RandomCall(
        "scipy.cluster.vq.kmeans2",
        "estimator",
        "numpy",
        seed="seed",
        when=((Where("minit", "random", unless=("matrix",), position=4),),),
        aliases=_RNG,
    ),
    RandomCall("scipy.linalg.clarkson_woodruff_transform", "estimator", "numpy", "seed", 2, aliases=_RNG),
    RandomCall("scipy.optimize.basinhopping", "estimator", "numpy", "seed", 12, aliases=_RNG),
    RandomCall(
        "scipy.optimize.check_grad",
        "generator",
        "numpy",
        seed="seed",
        when=((Where("direction", "all", among=("random",)),),),
        aliases=_RNG,
    ),
    RandomCall("scipy.optimize.differential_evolution", "estimator", "numpy", "seed", 9, aliases=_RNG),
    RandomCall("scipy.optimize.dual_annealing", "estimator", "numpy", "seed", 10, aliases=_RNG),
    # The singular vectors come out with either sign; before SciPy 1.17 NumPy's generator drew it.
    RandomCall("scipy.sparse.linalg.svds", "estimator", "entropy", position=9, aliases=_RNG),
    # It searches by differential evolution, and takes a seed only through another `optimizer`.
    RandomCall("scipy.stats.fit", "estimator", "numpy", seed="optimizer"),
)

CALLS: Final[tuple[RandomCall, ...]] = (*_DISTRIBUTIONS, *_QUASI_RANDOM, *_TESTS, *_SEARCHES)
