"""Random draws of data frame libraries: pandas, cuDF, Polars, Dask, Vaex, Ray Data and H2O frames."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.numpy_random import NUMBERS
from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, SeedCall, Where

# Without `shuffle`, taking all rows of a Polars frame keeps them all, in order.
_POLARS_SAMPLE: Final = (
    (Where("fraction", None, unless=(1,)),),
    (Where("shuffle", None, among=(True,)), Where("fraction", None, among=(1,))),
)

#: NumPy's functions that Dask's arrays do not have.
_NOT_IN_DASK: Final = frozenset({"bytes", "dirichlet", "multivariate_normal", "rand", "randn", "ranf", "sample"})

_PANDAS: Final = (
    RandomCall("pandas.?.sample", "sampling", "numpy", position=4),
    RandomCall("geopandas.?.sample", "sampling", "numpy", position=4),
    RandomCall("cudf.?.sample", "sampling", "entropy", position=4),
)

# Polars keeps a generator of its own: the seeds of `random` and NumPy do not reach it.
_POLARS: Final = (
    RandomCall("polars.?.sample", "sampling", "polars", seed="seed", when=_POLARS_SAMPLE),
    RandomCall("polars.?.shuffle", "sampling", "polars", seed="seed", position=0),
    *(
        RandomCall(
            f"polars.?.{name}",
            "generator",
            "polars",
            seed="seed",
            when=((Where("method", "average", among=("random",), position=position),),),
        )
        for name, position in (("rank", 0), ("rolling_rank", 1), ("rolling_rank_by", 2))
    ),
)

# Dask draws the state of each partition from a fresh generator, whatever NumPy was seeded with.
_DASK: Final = (
    RandomCall("dask.?.sample", "sampling", "entropy", position=3),
    RandomCall("dask.?.random_split", "split", "entropy", position=1),
    RandomCall("dask.?.random_sample", "sampling", "entropy", position=1),
    RandomCall("dask.array.random.RandomState", "generator", "entropy", seed="seed", position=0),
    RandomCall("dask.array.random.default_rng", "generator", "entropy", seed="seed", position=0),
    RandomCall("dask.array.random.choice", "sampling", "dask", seed=""),
    RandomCall("dask.array.random.permutation", "sampling", "dask", seed=""),
    RandomCall("dask.bag.random.choices", "sampling", "entropy", seed=""),
    RandomCall("dask.bag.random.sample", "sampling", "entropy", seed=""),
    *(
        RandomCall(f"dask.array.random.{name}", "generator", "dask", seed="")
        for name in NUMBERS
        if name not in _NOT_IN_DASK
    ),
)

_OTHERS: Final = (
    RandomCall("vaex.?.sample", "sampling", "numpy"),
    RandomCall("ray.?.random_sample", "sampling", "entropy", seed="seed"),
    RandomCall("ray.?.random_shuffle", "sampling", "entropy", seed="seed"),
    RandomCall("ray.?.randomize_block_order", "sampling", "entropy", seed="seed"),
    RandomCall(
        "ray.?.train_test_split",
        "split",
        "entropy",
        seed="seed",
        when=((Where("shuffle", default=False, among=(True,)),),),
    ),
    RandomCall("h2o.?.split_frame", "split", "engine", seed="seed", position=2),
)

CALLS: Final[tuple[RandomCall, ...]] = (*_PANDAS, *_POLARS, *_DASK, *_OTHERS)

SEEDS: Final[tuple[SeedCall, ...]] = (
    SeedCall("polars.set_random_seed", ("polars",)),
    SeedCall("dask.array.random.seed", ("dask",)),
)
