"""The tables of random callables are true: which generator each callable draws from, settled by experiment."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from mlchecks_jupyter.lineage.libraries import (
    dataframes,
    graphs,
    numpy_random,
    optimisation,
    python_random,
    pytorch,
    scipy_random,
)
from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, SeedCall
from tests.lineage.experiment import Draw, Experiment, drawn_from, text
from tests.lineage.scipy_experiments import scipy_experiments

pytestmark = pytest.mark.filterwarnings("ignore")

TABLES = (dataframes, graphs, numpy_random, optimisation, python_random, pytorch, scipy_random)
CALLS: dict[str, RandomCall] = {call.name: call for table in TABLES for call in table.CALLS}
SEEDS: dict[str, SeedCall] = {seed.name: seed for table in TABLES for seed in getattr(table, "SEEDS", ())}

PYTHON_ARGUMENTS: dict[str, tuple[object, ...]] = {
    "betavariate": (1, 2),
    "choice": (range(10**6),),
    "choices": (range(10**6),),
    "expovariate": (1,),
    "gammavariate": (1, 2),
    "gauss": (0, 1),
    "getrandbits": (64,),
    "lognormvariate": (0, 1),
    "normalvariate": (0, 1),
    "paretovariate": (1,),
    "randbytes": (8,),
    "randint": (0, 10**6),
    "randrange": (10**6,),
    "sample": (range(10**6), 3),
    "shuffle": (),
    "uniform": (0, 1),
    "binomialvariate": (10**6, 0.5),
    "vonmisesvariate": (0, 1),
    "weibullvariate": (1, 2),
}


def shuffled(shuffle: Callable[[Any], None], items: Any) -> object:
    shuffle(items)
    return items


def python_experiments() -> Iterator[Experiment]:
    for name in CALLS:
        module, _, last = name.rpartition(".")
        if module != "random" or not hasattr(random, last) or last[0].isupper():
            continue
        if last == "shuffle":
            yield Experiment(name, lambda: shuffled(random.shuffle, list(range(99))))
        else:
            arguments = PYTHON_ARGUMENTS.get(last, ())
            yield Experiment(name, lambda last=last, arguments=arguments: getattr(random, last)(*arguments))
    yield Experiment("random.Random", lambda **seed: random.Random(*seed.values()).random())


NUMPY_ARGUMENTS: dict[str, tuple[object, ...]] = {
    "beta": (1, 2),
    "binomial": (10**6, 0.5),
    "bytes": (8,),
    "chisquare": (2,),
    "choice": (10**6,),
    "dirichlet": ([1, 2],),
    "f": (2, 3),
    "gamma": (2,),
    "geometric": (1e-6,),
    "hypergeometric": (10**5, 10**5, 10**4),
    "logseries": (0.99, 50),
    "multinomial": (10**6, [0.5, 0.5]),
    "multivariate_normal": ([0, 0], [[1, 0], [0, 1]]),
    "negative_binomial": (10**3, 0.1),
    "noncentral_chisquare": (2, 1),
    "noncentral_f": (2, 3, 1),
    "pareto": (2,),
    "permutation": (99,),
    "poisson": (10**6,),
    "power": (2,),
    "rand": (3,),
    "randint": (10**6,),
    "randn": (3,),
    "random_integers": (10**6,),
    "shuffle": (),
    "standard_gamma": (2,),
    "standard_t": (2,),
    "triangular": (0, 1, 2),
    "vonmises": (0, 1),
    "wald": (1, 1),
    "weibull": (2,),
    "zipf": (1.1, 50),
}


def numpy_experiments() -> Iterator[Experiment]:
    generators = {"MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"}
    for call in numpy_random.CALLS:
        last = call.name.rpartition(".")[2]
        function = getattr(np.random, last, None)
        if function is None:
            continue
        if last in generators:
            yield Experiment(call.name, lambda f=function, **seed: np.random.Generator(f(**seed)).random(3))
        elif last in ("RandomState", "default_rng"):
            yield Experiment(call.name, lambda f=function, **seed: f(**seed).normal(size=3))
        elif last == "SeedSequence":
            yield Experiment(call.name, lambda f=function, **seed: f(**seed).generate_state(3))
        elif last == "shuffle":
            yield Experiment(call.name, lambda: shuffled(np.random.shuffle, np.arange(99)))
        else:
            yield Experiment(call.name, lambda f=function, a=NUMPY_ARGUMENTS.get(last, ()): f(*a))


def dataframe_experiments() -> Iterator[Experiment]:
    if find_spec("pandas") is not None:
        import pandas as pd

        frame = pd.DataFrame({"a": range(200), "b": [0, 1] * 100})
        yield Experiment("pandas.?.sample", lambda **seed: frame.sample(9, **seed))
        yield Experiment("pandas.?.sample", lambda **seed: frame.sample(frac=1, **seed))
        yield Experiment("pandas.?.sample", lambda **seed: frame["a"].sample(9, **seed))
        yield Experiment("pandas.?.sample", lambda **seed: frame.groupby("b").sample(9, **seed))
    if find_spec("polars") is not None:
        import polars as pl

        rows = pl.DataFrame({"a": range(200)})
        same = pl.Series([1] * 50)
        yield Experiment("polars.?.sample", lambda **seed: rows.sample(9, **seed))
        yield Experiment("polars.?.sample", lambda **seed: rows.sample(fraction=1.0, shuffle=True, **seed))
        yield Experiment("polars.?.sample", lambda **seed: rows.select(pl.col("a").sample(9, **seed)))
        yield Experiment("polars.?.shuffle", rows["a"].shuffle)
        yield Experiment("polars.?.rank", lambda **seed: same.rank("random", **seed))
    if find_spec("dask") is not None and find_spec("pandas") is not None:
        yield from dask_experiments()


def dask_experiments() -> Iterator[Experiment]:
    array = pytest.importorskip("dask.array")
    dask_frame = pytest.importorskip("dask.dataframe")
    import pandas as pd

    lazy = dask_frame.from_pandas(pd.DataFrame({"a": range(200)}), npartitions=2)
    yield Experiment("dask.?.sample", lambda **seed: lazy.sample(frac=0.2, **seed).compute())
    yield Experiment("dask.?.random_split", lambda **seed: lazy.random_split([0.5, 0.5], **seed)[0].compute())
    yield Experiment("dask.array.random.normal", partial(array.random.normal, size=3))
    yield Experiment("dask.array.random.RandomState", lambda **seed: array.random.RandomState(**seed).normal(size=3))
    yield Experiment("dask.array.random.default_rng", lambda **seed: array.random.default_rng(**seed).normal(size=3))


def other_experiments() -> Iterator[Experiment]:
    if find_spec("networkx") is not None:
        import networkx as nx

        path = nx.path_graph(60)
        yield Experiment("networkx.spring_layout", lambda **seed: list(nx.spring_layout(path, **seed).values()))
        yield Experiment("networkx.random_layout", lambda **seed: list(nx.random_layout(path, **seed).values()))
        yield Experiment("networkx.erdos_renyi_graph", lambda **seed: list(nx.erdos_renyi_graph(40, 0.2, **seed).edges))
        yield Experiment(
            "networkx.betweenness_centrality",
            lambda **seed: list(nx.betweenness_centrality(path, k=5, **seed).values()),
        )
    if find_spec("optuna") is not None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)

        def search(study: Any) -> list[float]:
            study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
            return [trial.params["x"] for trial in study.trials]

        samplers = optuna.samplers
        yield Experiment(
            "optuna.create_study",
            lambda **given: search(optuna.create_study(**given)),
            seed=lambda: samplers.RandomSampler(seed=7),
        )
        for name in ("NSGAIISampler", "RandomSampler", "TPESampler"):
            yield Experiment(
                f"optuna.samplers.{name}",
                lambda n=name, **seed: search(optuna.create_study(sampler=getattr(samplers, n)(**seed))),
            )
    if find_spec("torch") is not None:
        yield from torch_experiments()


def torch_experiments() -> Iterator[Experiment]:
    import torch
    from torch.utils import data

    def generator() -> object:
        return torch.Generator().manual_seed(7)

    weights, half = torch.ones(40), torch.full((40,), 0.5)
    rows: Any = list(range(40))
    arguments: dict[str, tuple[object, ...]] = {
        "bernoulli": (half,),
        "binomial": (weights * 999, half),
        "multinomial": (weights, 9),
        "normal": (weights, weights),
        "poisson": (weights * 9,),
        "rand": (3,),
        "rand_like": (weights,),
        "randint": (10**6, (3,)),
        "randint_like": (weights, 10**6),
        "randn": (3,),
        "randn_like": (weights,),
        "randperm": (40,),
    }
    for name, given in arguments.items():
        yield Experiment(
            f"torch.{name}",
            lambda n=name, a=given, **seed: getattr(torch, n)(*a, **seed),
            seed=generator,
        )
    for call in CALLS:
        package, _, name = call.partition(".?.")
        if package == "torch" and name.endswith("_"):
            given = (0.1,) if name == "geometric_" else ()
            yield Experiment(
                call, lambda n=name, a=given, **seed: getattr(torch.zeros(40), n)(*a, **seed), seed=generator
            )
    yield Experiment("torch.nn.Linear", lambda: torch.nn.Linear(3, 3).weight.detach().numpy().copy())
    yield Experiment("torch.nn.Dropout", lambda: torch.nn.Dropout()(weights))
    normal: Any = torch.distributions.Normal(0.0, 1.0)
    yield Experiment("torch.?.sample", partial(normal.sample, (3,)))
    splits = {
        "random_split": lambda **seed: data.random_split(rows, [20, 20], **seed)[0].indices,
        "DataLoader": lambda **seed: next(iter(data.DataLoader(rows, 40, shuffle=True, **seed))),
        "RandomSampler": lambda **seed: list(data.RandomSampler(rows, **seed)),
        "SubsetRandomSampler": lambda **seed: list(data.SubsetRandomSampler(rows, **seed)),
        "WeightedRandomSampler": lambda **seed: list(data.WeightedRandomSampler([1.0] * 40, 40, **seed)),
    }
    for name, draw in splits.items():
        yield Experiment(f"torch.utils.data.{name}", draw, seed=generator)


EXPERIMENTS = (
    *python_experiments(),
    *numpy_experiments(),
    *dataframe_experiments(),
    *scipy_experiments(),
    *other_experiments(),
)


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_draws_come_from_the_stated_generator(experiment: Experiment) -> None:
    assert drawn_from(experiment.draw) == CALLS[experiment.name].source


@pytest.mark.parametrize(
    "experiment",
    [experiment for experiment in EXPERIMENTS if CALLS[experiment.name].seed],
    ids=lambda experiment: experiment.name,
)
def test_the_stated_seed_fixes_the_draw(experiment: Experiment) -> None:
    seed = CALLS[experiment.name].seed
    assert text(experiment.draw(**{seed: experiment.seed()})) == text(experiment.draw(**{seed: experiment.seed()}))


def fixed_draws() -> Iterator[tuple[str, Draw]]:
    """Callables that look random and are not, or not as they are called here."""
    yield "Philox with a key", lambda: np.random.Generator(np.random.Philox(key=3)).random()
    if find_spec("scipy") is not None:
        from scipy import optimize
        from scipy.cluster import vq
        from scipy.stats import qmc

        points = np.random.RandomState(0).rand(60, 3)
        yield "Halton unscrambled", lambda: qmc.Halton(2, scramble=False).random(4)
        yield "Sobol unscrambled", lambda: qmc.Sobol(2, scramble=False).random(4)
        yield "kmeans2 from centres", lambda: vq.kmeans2(points, points[:4], minit="matrix")[0]
        yield "check_grad", lambda: optimize.check_grad(lambda x: np.sum(x**3), lambda x: 2 * x**2, np.ones(3))
        yield "shgo", lambda: optimize.shgo(lambda x: np.sum((x - 0.3) ** 2), [(-2, 2)] * 2).x
    if find_spec("polars") is not None:
        import polars as pl

        yield "Polars, all rows", lambda: pl.DataFrame({"a": range(200)}).sample(fraction=1.0)
        yield "Polars, hash", lambda: pl.Series(range(9)).hash()
    if find_spec("networkx") is not None:
        import networkx as nx

        yield "betweenness of all nodes", lambda: list(nx.betweenness_centrality(nx.path_graph(9)).values())
    if find_spec("optuna") is not None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)

        def walk() -> list[float]:
            study = optuna.create_study(sampler=optuna.samplers.GridSampler({"x": [1, 2, 3, 4, 5, 6]}))
            study.optimize(lambda trial: trial.suggest_int("x", 1, 6), n_trials=6)
            return [trial.params["x"] for trial in study.trials]

        yield "Optuna, a grid", walk
    if find_spec("torch") is not None:
        from torch.utils import data

        rows: Any = list(range(40))
        yield "DataLoader in order", lambda: next(iter(data.DataLoader(rows, 40)))


@pytest.mark.parametrize("case", tuple(fixed_draws()), ids=lambda case: case[0])
def test_callables_outside_the_stated_conditions_are_fixed(case: tuple[str, Draw]) -> None:
    assert drawn_from(case[1]) == "fixed"


@pytest.mark.parametrize("name", [call for call in CALLS if call.startswith("torch.") and call.endswith("_like")])
def test_torch_takes_a_generator_for_numbers_like_a_tensor_in_new_releases_only(name: str) -> None:
    torch = pytest.importorskip("torch")
    function = getattr(torch, name.removeprefix("torch."))
    given = (torch.ones(40), 10**6) if "randint" in name else (torch.ones(40),)
    (alias,) = CALLS[name].aliases
    try:
        drawn = [text(function(*given, **{alias: torch.Generator().manual_seed(7)})) for _ in range(2)]
    except TypeError:
        pytest.skip(f"torch {torch.__version__} takes none")
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("name", ["random.seed", "numpy.random.seed", "torch.manual_seed"])
def test_seeding_callables_reach_the_stated_generators_alone(name: str) -> None:
    module = pytest.importorskip(name.rpartition(".")[0])
    seed = SEEDS[name]
    draws: dict[str, Draw] = {"python": random.random, "numpy": np.random.random}
    if find_spec("torch") is not None:
        import torch

        draws["torch"] = lambda: torch.rand(1)
    results = []
    for _ in range(2):
        getattr(module, name.rpartition(".")[2])(**{seed.parameter: 5})
        results.append({source: text(draw()) for source, draw in draws.items()})
    assert {source for source in draws if results[0][source] == results[1][source]} == set(seed.sources)
