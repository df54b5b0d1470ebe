"""Random draws of array libraries that run on accelerators: CuPy, MXNet and Paddle."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.numpy_random import ELEMENTS, NUMBERS
from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, SeedCall

_MXNET_NUMBERS: Final = (
    "exponential",
    "gamma",
    "multinomial",
    "negative_binomial",
    "normal",
    "poisson",
    "randint",
    "randn",
    "uniform",
)

_PADDLE_NUMBERS: Final = (
    "bernoulli",
    "multinomial",
    "normal",
    "poisson",
    "rand",
    "randint",
    "randint_like",
    "randn",
    "standard_normal",
    "uniform",
)

# CuPy offers NumPy's functions. Bytes alone it draws on the host, by NumPy.
_CUPY: Final = (
    *(RandomCall(f"cupy.random.{name}", "generator", "cupy", seed="") for name in NUMBERS if name != "bytes"),
    *(RandomCall(f"cupy.random.{name}", "sampling", "cupy", seed="") for name in ELEMENTS),
    RandomCall("cupy.random.bytes", "generator", "numpy", seed=""),
    RandomCall("cupy.random.RandomState", "generator", "entropy", seed="seed", position=0),
    RandomCall("cupy.random.default_rng", "generator", "entropy", seed="seed", position=0),
)

CALLS: Final[tuple[RandomCall, ...]] = (
    *_CUPY,
    *(RandomCall(f"mxnet.random.{name}", "generator", "mxnet", seed="") for name in _MXNET_NUMBERS),
    RandomCall("mxnet.random.shuffle", "sampling", "mxnet", seed=""),
    *(RandomCall(f"paddle.{name}", "generator", "paddle", seed="") for name in _PADDLE_NUMBERS),
    RandomCall("paddle.randperm", "sampling", "paddle", seed=""),
    RandomCall("paddle.io.random_split", "split", "paddle", seed="generator", position=2),
)

SEEDS: Final[tuple[SeedCall, ...]] = (
    SeedCall("cupy.random.seed", ("cupy",)),
    SeedCall("mxnet.random.seed", ("mxnet",), parameter="seed_state"),
    SeedCall("paddle.seed", ("paddle",)),
)
