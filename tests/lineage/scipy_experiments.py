"""Experiments over SciPy's random callables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

from tests.lineage.experiment import Experiment

POINTS = np.random.RandomState(0).rand(60, 3)
VALUES = POINTS[:, 0]


def scipy_experiments() -> Iterator[Experiment]:
    """One experiment or more for each kind of random callable of SciPy."""
    if find_spec("scipy") is not None:
        yield from distributions()
        yield from quasi_random()
        yield from hypothesis_tests()
        yield from searches()


def distributions() -> Iterator[Experiment]:
    from scipy import sparse, stats
    from scipy.spatial.transform import Rotation
    from scipy.stats import sampling

    yield Experiment("scipy.?.rvs", lambda **seed: stats.norm.rvs(size=5, **seed))
    yield Experiment("scipy.?.rvs", lambda **seed: stats.norm(1, 2).rvs(5, **seed))
    yield Experiment("scipy.?.rvs", lambda **seed: stats.multivariate_normal.rvs(np.zeros(2), **seed))
    yield Experiment("scipy.?.rvs", lambda **seed: stats.rv_histogram(np.histogram(VALUES)).rvs(size=3, **seed))
    yield Experiment(
        "scipy.stats.gaussian_kde().resample", lambda **seed: stats.gaussian_kde(VALUES).resample(3, **seed)
    )
    for name in ("NumericalInversePolynomial", "NumericalInverseHermite", "FastGeneratorInversion"):
        yield Experiment(
            f"scipy.stats.sampling.{name}", lambda n=name, **seed: getattr(sampling, n)(stats.norm(), **seed).rvs(3)
        )
    yield Experiment(
        "scipy.stats.sampling.DiscreteAliasUrn", lambda **seed: sampling.DiscreteAliasUrn([0.5, 0.5], **seed).rvs(60)
    )
    yield Experiment("scipy.sparse.rand", lambda **seed: sparse.rand(9, 9, 0.5, **seed).toarray())
    yield Experiment("scipy.sparse.random", lambda **seed: sparse.random(9, 9, 0.5, **seed).toarray())
    yield Experiment("scipy.spatial.transform.Rotation.random", lambda **seed: Rotation.random(2, **seed).as_quat())


def quasi_random() -> Iterator[Experiment]:
    from scipy import integrate
    from scipy.stats import qmc

    for name in ("Halton", "Sobol", "LatinHypercube"):
        yield Experiment(f"scipy.stats.qmc.{name}", lambda n=name, **seed: getattr(qmc, n)(2, **seed).random(4))
    yield Experiment(
        "scipy.stats.qmc.LatinHypercube", lambda **seed: qmc.LatinHypercube(2, scramble=False, **seed).random(4)
    )
    yield Experiment(
        "scipy.stats.qmc.MultinomialQMC", lambda **seed: qmc.MultinomialQMC([0.3, 0.7], 9, **seed).random(9)
    )
    yield Experiment(
        "scipy.stats.qmc.MultivariateNormalQMC", lambda **seed: qmc.MultivariateNormalQMC([0, 0], **seed).random(3)
    )
    yield Experiment("scipy.stats.qmc.PoissonDisk", lambda **seed: qmc.PoissonDisk(2, radius=0.3, **seed).random(3))
    yield Experiment(
        "scipy.integrate.qmc_quad",
        lambda **given: integrate.qmc_quad(
            lambda x: np.sum(x**2, axis=0), np.zeros(2), np.ones(2), n_points=64, **given
        ),
        seed=lambda: qmc.Halton(2, seed=7),
    )


def hypothesis_tests() -> Iterator[Experiment]:
    from scipy import stats

    def difference(a: Any, b: Any) -> Any:
        return np.mean(a) - np.mean(b)

    yield Experiment(
        "scipy.stats.bootstrap",
        lambda **seed: stats.bootstrap((VALUES,), np.mean, n_resamples=99, **seed).standard_error,
    )
    yield Experiment(
        "scipy.stats.permutation_test",
        lambda **seed: (
            stats.permutation_test((VALUES[:30], VALUES[30:]), difference, n_resamples=99, **seed).null_distribution
        ),
    )
    yield Experiment(
        "scipy.stats.goodness_of_fit",
        lambda **seed: stats.goodness_of_fit(stats.norm, VALUES, n_mc_samples=99, **seed).null_distribution,
    )
    yield Experiment(
        "scipy.stats.PermutationMethod",
        lambda **seed: (
            stats.pearsonr(VALUES[:30], VALUES[30:], method=stats.PermutationMethod(n_resamples=999, **seed)).pvalue
        ),
    )
    yield Experiment(
        "scipy.stats.dunnett",
        lambda **seed: stats.dunnett(VALUES[:20], VALUES[20:40], control=VALUES[40:], **seed).pvalue,
    )


def searches() -> Iterator[Experiment]:
    from scipy import linalg, optimize, sparse, stats
    from scipy.cluster import vq
    from scipy.sparse.linalg import svds

    box = [(-2, 2)] * 3

    def bumpy(x: Any) -> float:
        return float(np.sum((x - 0.3) ** 2 * np.cos(9 * x)))

    yield Experiment(
        "scipy.stats.fit",
        lambda **given: stats.fit(stats.norm, VALUES, bounds=[(-1, 1), (0.1, 2)], **given).params,
        seed=lambda: partial(optimize.differential_evolution, seed=7),
    )
    yield Experiment(
        "scipy.optimize.basinhopping", lambda **seed: optimize.basinhopping(bumpy, np.ones(3), niter=3, **seed).x
    )
    yield Experiment(
        "scipy.optimize.differential_evolution",
        lambda **seed: optimize.differential_evolution(bumpy, box, maxiter=3, polish=False, **seed).x,
    )
    yield Experiment(
        "scipy.optimize.dual_annealing",
        lambda **seed: optimize.dual_annealing(bumpy, box, maxiter=9, no_local_search=True, **seed).x,
    )
    yield Experiment("scipy.cluster.vq.kmeans", lambda **seed: vq.kmeans(POINTS, 4, iter=1, **seed)[0])
    yield Experiment("scipy.cluster.vq.kmeans2", lambda **seed: vq.kmeans2(POINTS, 4, **seed)[0])
    yield Experiment(
        "scipy.linalg.clarkson_woodruff_transform", lambda **seed: linalg.clarkson_woodruff_transform(POINTS, 7, **seed)
    )
    # Only the sign is drawn, so several are taken.
    square = sparse.csr_matrix(np.random.RandomState(0).rand(30, 30))
    yield Experiment(
        "scipy.sparse.linalg.svds", lambda **seed: [np.round(svds(square, 3, **seed)[0], 5) for _ in range(9)]
    )
