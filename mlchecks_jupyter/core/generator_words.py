"""The process-wide random generators as people know them."""

from __future__ import annotations

from typing import Final, NamedTuple


class GeneratorWords(NamedTuple):
    """What to call a generator, what to type to seed it, and how to make one of its kind for oneself."""

    title: str
    seed: str = ""
    own: str = ""


#: By the name of the source, in the order in which they are usually met.
GENERATORS: Final[dict[str, GeneratorWords]] = {
    "numpy": GeneratorWords("NumPy's global generator", "np.random.seed(0)", "rng = np.random.default_rng(0)"),
    "python": GeneratorWords("the generator of `random`", "random.seed(0)", "rng = random.Random(0)"),
    "torch": GeneratorWords("PyTorch's global generator", "torch.manual_seed(0)"),
    "torch.cuda": GeneratorWords("PyTorch's generator on the GPU", "torch.cuda.manual_seed_all(0)"),
    "tensorflow": GeneratorWords("TensorFlow's global generator", "keras.utils.set_random_seed(0)"),
    "cupy": GeneratorWords("CuPy's global generator", "cupy.random.seed(0)", "rng = cupy.random.default_rng(0)"),
    "mxnet": GeneratorWords("MXNet's global generator", "mxnet.random.seed(0)"),
    "paddle": GeneratorWords("Paddle's global generator", "paddle.seed(0)"),
    "polars": GeneratorWords("Polars' global generator", "pl.set_random_seed(0)"),
    "dask": GeneratorWords("Dask's global generator", "da.random.seed(0)", "rng = da.random.default_rng(0)"),
}
