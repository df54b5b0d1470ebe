"""The check `unseeded-rng`."""

from __future__ import annotations

from mlchecks_jupyter.checks.unseeded import UnseededDraw
from mlchecks_jupyter.core.check import code


class UnseededRng(UnseededDraw):
    """Random numbers, or a generator of them, without a seed.

    ## Why is this bad?
    Noise, initial values, simulated rows and everything computed from them are others on every
    run. A generator made without a seed hands that on to whatever it is passed to.

    ## Use instead
    Make one generator with a seed and pass it on: `rng = np.random.default_rng(0)`. For PyTorch
    `torch.manual_seed(0)`, for Keras `keras.utils.set_random_seed(0)`, in the first cell.

    ## References
    NumPy Enhancement Proposal 19, "Random number generator policy".
    """

    name = "unseeded-rng"
    item = "features"
    severity = "error"
    kind = "generator"
    subject = "random numbers"
    consequence = "every run gets other numbers"
    good = (
        code("import numpy as np", "rng = np.random.default_rng(0)", "noise = rng.normal(size=100)"),
        code("import random", "random.seed(0)\nx = random.Random(1).random()"),
    )
    bad = (
        code("import numpy as np", "noise = np.random.rand(100)"),
        code("from numpy.random import default_rng", "rng = default_rng()"),
        code("import numpy as np", "np.random.seed(None)\nnoise = np.random.rand(100)"),
    )
