"""Coverage, not presence: which generator does a call draw from, and was that one seeded before?"""

from __future__ import annotations

import pytest

from tests.lineage.verdicts import said, saved, severities, table

SK = "from sklearn.model_selection import *\nfrom sklearn.ensemble import *\nimport numpy as np, random\n"
PD = "import pandas as pd, numpy as np, random\ndf = pd.read_csv('a.csv')\n"

GENERATORS = {
    "nothing seeded": (SK + "train_test_split(X)", "train_test_split:unseeded"),
    "numpy covers scikit-learn": (SK + "np.random.seed(0)\ntrain_test_split(X)", "train_test_split:covered"),
    "numpy covers explicit None": (
        SK + "np.random.seed(0)\ntrain_test_split(X, random_state=None)",
        "train_test_split:covered",
    ),
    "numpy covers pandas": (PD + "np.random.seed(0)\nx = df.sample(5)", "sample:covered"),
    "numpy covers scipy": (
        "import numpy as np\nfrom scipy import stats\nnp.random.seed(0)\nstats.norm.rvs(size=3)",
        "rvs:covered",
    ),
    "numpy covers its legacy functions": ("import numpy as np\nnp.random.seed(0)\nnp.random.rand(3)", "rand:covered"),
    "numpy does not cover random": (
        "import numpy as np, random\nnp.random.seed(0)\nrandom.shuffle(x)",
        "shuffle:unseeded",
    ),
    "random does not cover scikit-learn": (SK + "random.seed(0)\ntrain_test_split(X)", "train_test_split:unseeded"),
    "random does not cover pandas": (PD + "random.seed(0)\nx = df.sample(5)", "sample:unseeded"),
    "random covers random": ("import random\nrandom.seed(0)\nrandom.shuffle(x)", "shuffle:covered"),
    "random does not cover numpy": ("import random, numpy as np\nrandom.seed(0)\nnp.random.rand(3)", "rand:unseeded"),
    "numpy does not reach default_rng": (
        "import numpy as np\nnp.random.seed(0)\nrng = np.random.default_rng()",
        "default_rng:unseeded",
    ),
    "torch covers torch only": (
        "import torch, numpy as np\ntorch.manual_seed(0)\ntorch.randn(3)\nnp.random.rand(3)",
        "randn:covered rand:unseeded",
    ),
    "numpy does not cover torch": ("import torch, numpy as np\nnp.random.seed(0)\ntorch.randn(3)", "randn:unseeded"),
    "tf covers tf only": (
        "import tensorflow as tf, numpy as np\ntf.random.set_seed(0)\ntf.random.normal([3])\nnp.random.rand(3)",
        "normal:covered rand:unseeded",
    ),
    "keras covers all its three": (
        (
            "import keras, numpy as np, random, tensorflow as tf\nkeras.utils.set_random_seed(0)\nnp.random.rand(3)\n"
            "random.random()\ntf.random.normal([3])"
        ),
        "rand:covered random:covered normal:covered",
    ),
    "tf.keras likewise": (
        "import tensorflow as tf, random\ntf.keras.utils.set_random_seed(0)\nrandom.random()",
        "random:covered",
    ),
    "lightning": (
        (
            "from pytorch_lightning import seed_everything\nimport torch, numpy as np, random\nseed_everything(1)\n"
            "torch.rand(3)\nnp.random.rand(3)\nrandom.random()"
        ),
        "rand:covered rand:covered random:covered",
    ),
    "transformers": (
        "from transformers import set_seed\nimport torch, numpy as np\nset_seed(1)\ntorch.rand(3)\nnp.random.rand(3)",
        "rand:covered rand:covered",
    ),
    "a helper that says it seeds": (
        "from utils import set_seed\nimport numpy as np\nset_seed(0)\nnp.random.rand(3)",
        "rand:covered",
    ),
    "a helper that only gets": (
        "from utils import get_seed\nimport numpy as np\nget_seed(0)\nnp.random.rand(3)",
        "rand:unseeded",
    ),
    "seed referenced, not called": ("import numpy as np\nnp.random.seed\nnp.random.rand(3)", "rand:unseeded"),
    "seed assigned over": ("import numpy as np\nnp.random.seed = 0\nnp.random.rand(3)", "rand:unseeded"),
    "state kept and set again": ("import numpy as np\nnp.random.set_state(state)\nnp.random.rand(3)", "rand:covered"),
    "a hash seed covers nothing": (
        "import os, random\nos.environ['PYTHONHASHSEED'] = '0'\nrandom.random()",
        "random:unseeded",
    ),
    "a seed column": ("import numpy as np\ndf['seed'] = 0\ndf.seed = 0\nnp.random.rand(3)", "rand:unseeded"),
    "own function named after a seed": (
        "import numpy as np\ndef set_seed(s):\n    print(s)\nset_seed(0)\nnp.random.rand(3)",
        "rand:unseeded",
    ),
    "own function that seeds another": (
        "import numpy as np, random\ndef set_seed(s):\n    random.seed(s)\nset_seed(0)\nnp.random.rand(3)",
        "rand:unseeded",
    ),
    "own function that seeds": (
        "import numpy as np\ndef set_seed(s):\n    np.random.seed(s)\nset_seed(0)\nnp.random.rand(3)",
        "rand:covered",
    ),
    "own function that is not called": (
        "import numpy as np\ndef set_seed(s):\n    np.random.seed(s)\nnp.random.rand(3)",
        "rand:unseeded",
    ),
    "operating system": ("import secrets\nsecrets.choice(rows)", "choice:unseedable"),
}

SEEDS = {
    "a number": (SK + "train_test_split(X, random_state=0)", ""),
    "False is a number": (SK + "train_test_split(X, random_state=False)", ""),
    "a sum": (SK + "train_test_split(X, random_state=40 + 2)", ""),
    "negative for random": ("import random\nrandom.seed(-1)\nrandom.random()", "random:covered"),
    "a text for random": ("import random\nrandom.seed('x')\nrandom.random()", "random:covered"),
    "explicit None": (SK + "train_test_split(X, random_state=None)", "train_test_split:unseeded"),
    "constant": (SK + "SEED = 42\ntrain_test_split(X, random_state=SEED)", ""),
    "constant None": (SK + "SEED = None\ntrain_test_split(X, random_state=SEED)", "train_test_split:unseeded"),
    "the module np.random": (SK + "train_test_split(X, random_state=np.random)", "train_test_split:unseeded"),
    "the module np.random, seeded": (
        SK + "np.random.seed(0)\ntrain_test_split(X, random_state=np.random)",
        "train_test_split:covered",
    ),
    "unknown": (SK + "train_test_split(X, random_state=config.seed)", ""),
    "read from a file": (SK + "import json\ntrain_test_split(X, random_state=json.load(f)['seed'])", ""),
    "from the environment": (SK + "import os\ntrain_test_split(X, random_state=int(os.environ['SEED']))", ""),
    "time": (SK + "import time\ntrain_test_split(X, random_state=int(time.time()))", "train_test_split:varying"),
    "time in a variable": (
        SK + "from time import time\ns = int(time()) % 2**32\ntrain_test_split(X, random_state=s)",
        "train_test_split:varying",
    ),
    "microsecond": (
        SK + "from datetime import datetime\ntrain_test_split(X, random_state=datetime.now().microsecond)",
        "train_test_split:varying",
    ),
    "timestamp": (
        SK + "import datetime as dt\ntrain_test_split(X, random_state=int(dt.datetime.now().timestamp()))",
        "train_test_split:varying",
    ),
    "process": (SK + "import os\ntrain_test_split(X, random_state=os.getpid())", "train_test_split:varying"),
    "urandom": (
        SK + "import os\nseed = int.from_bytes(os.urandom(4), 'little')\ntrain_test_split(X, random_state=seed)",
        "urandom:unseedable train_test_split:varying",
    ),
    "hash of a text": (SK + "train_test_split(X, random_state=hash('x') % 1000)", "train_test_split:varying"),
    "hash of a number": (SK + "train_test_split(X, random_state=hash(3))", ""),
    "uuid": (
        SK + "import uuid\ntrain_test_split(X, random_state=uuid.uuid4().int % 2**32)",
        "train_test_split:varying uuid4:unseedable",
    ),
    "unseeded randint": (
        SK + "train_test_split(X, random_state=random.randint(0, 9))",
        "train_test_split:varying randint:unseeded",
    ),
    "seeded randint": (
        SK + "random.seed(0)\ntrain_test_split(X, random_state=random.randint(0, 9))",
        "randint:covered",
    ),
    "seeded np.randint": (
        SK + "np.random.seed(0)\ntrain_test_split(X, random_state=np.random.randint(9))",
        "randint:covered",
    ),
    "randint of an unseeded generator": (
        SK + "rng = np.random.default_rng()\ntrain_test_split(X, random_state=rng.integers(9))",
        "default_rng:unseeded train_test_split:generator",
    ),
    "randint of a seeded generator": (
        SK + "rng = np.random.default_rng(0)\ntrain_test_split(X, random_state=rng.integers(9))",
        "",
    ),
    "clock to the global seed": (
        "import numpy as np, time\nnp.random.seed(int(time.time()))\nnp.random.rand(3)",
        "rand:varying",
    ),
    "pid to the global seed": ("import random, os\nrandom.seed(os.getpid())\nrandom.random()", "random:varying"),
    "seed()": ("import random\nrandom.seed()\nrandom.random()", "random:varying"),
    "seed(None)": ("import numpy as np\nnp.random.seed(None)\nnp.random.rand(3)", "rand:varying"),
    "seed of a number drawn unseeded": (
        "import numpy as np, random\nnp.random.seed(random.randint(0, 9))\nnp.random.rand(3)",
        "randint:unseeded rand:varying",
    ),
    "seed of a number drawn seeded": (
        "import numpy as np, random\nrandom.seed(0)\nnp.random.seed(random.randint(0, 9))\nnp.random.rand(3)",
        "randint:covered rand:covered",
    ),
    "re-seeded by entropy": (
        SK + "np.random.seed(0)\nnp.random.seed()\ntrain_test_split(X)",
        "train_test_split:varying",
    ),
    "re-seeded well": (SK + "np.random.seed()\nnp.random.seed(0)\ntrain_test_split(X)", "train_test_split:covered"),
    "late": (SK + "train_test_split(X)\nnp.random.seed(0)", "train_test_split:late"),
    "late in a later cell": (SK + "train_test_split(X)\n---\nnp.random.seed(0)", "train_test_split:late"),
    "late, of the other generator": (SK + "train_test_split(X)\nrandom.seed(0)", "train_test_split:unseeded"),
    "late by entropy": (SK + "train_test_split(X)\nnp.random.seed()", "train_test_split:unseeded"),
    "or": (SK + "seed = None\ntrain_test_split(X, random_state=seed or 42)", ""),
    "None if": (SK + "train_test_split(X, random_state=None if fast else 1)", "train_test_split:branch"),
    "number either way": (SK + "train_test_split(X, random_state=2 if fast else 1)", ""),
    "augmented": (SK + "seed = 1\nseed += 1\ntrain_test_split(X, random_state=seed)", ""),
    "spread": (SK + "options = {'random_state': 0}\ntrain_test_split(X, **options)", ""),
    "spread of None": (
        SK + "options = dict(random_state=None)\ntrain_test_split(X, **options)",
        "train_test_split:unseeded",
    ),
    "spread without": (
        SK + "options = dict(test_size=0.2)\ntrain_test_split(X, **options)",
        "train_test_split:unseeded",
    ),
    "spread unknown": (SK + "train_test_split(X, **options)", ""),
    "arrays spread": (SK + "train_test_split(*arrays)", "train_test_split:unseeded"),
}

HANDED = {
    "unseeded generator": (
        SK + "rng = np.random.RandomState()\ntrain_test_split(X, random_state=rng)",
        "RandomState:unseeded train_test_split:generator",
    ),
    "made in the call": (
        SK + "train_test_split(X, random_state=np.random.RandomState())",
        "train_test_split:generator RandomState:unseeded",
    ),
    "seeded generator": (SK + "rng = np.random.RandomState(0)\ntrain_test_split(X, random_state=rng)", ""),
    "seeded with None": (
        SK + "rng = np.random.default_rng(None)\ntrain_test_split(X, random_state=rng)",
        "default_rng:unseeded train_test_split:generator",
    ),
    "shared by two splitters": (
        SK
        + "rng = np.random.RandomState(0)\ntrain_test_split(X, random_state=rng)\nKFold(5, shuffle=True, random_state=rng)",
        "train_test_split:shared KFold:shared",
    ),
    "own of each": (
        SK + "train_test_split(X, random_state=np.random.RandomState(0))\n"
        "KFold(5, shuffle=True, random_state=np.random.RandomState(0))",
        "",
    ),
    "through a function": (
        SK + "def split(X, rng):\n    return train_test_split(X, random_state=rng)\nsplit(X, np.random.default_rng())",
        "train_test_split:generator default_rng:unseeded",
    ),
    "from a function": (
        SK + "def make():\n    return np.random.RandomState()\ntrain_test_split(X, random_state=make())",
        "RandomState:unseeded train_test_split:generator",
    ),
    "through an attribute": (
        SK + "class Job:\n    def __init__(self):\n        self.rng = np.random.RandomState()\n"
        "    def run(self):\n        return train_test_split(X, random_state=self.rng)\nJob().run()",
        "RandomState:unseeded train_test_split:generator",
    ),
    "through a tuple": (
        SK + "pair = (1, np.random.RandomState())\none, rng = pair\ntrain_test_split(X, random_state=rng)",
        "RandomState:unseeded train_test_split:generator",
    ),
    "through a dict": (
        SK + "cfg = {'rng': np.random.RandomState()}\ntrain_test_split(X, random_state=cfg['rng'])",
        "RandomState:unseeded train_test_split:generator",
    ),
    "generator of random": ("import random\nr = random.Random()\nr.shuffle(x)", "Random:unseeded"),
    "seeded generator of random": ("from random import Random\nr = Random(0)\nr.shuffle(x)\nr.choice(x)", ""),
    "generator seeded afterwards": (
        SK + "rng = np.random.RandomState()\nrng.seed(0)\ntrain_test_split(X, random_state=rng)",
        "",
    ),
    "bit generator": ("import numpy as np\nnp.random.Generator(np.random.PCG64())", "PCG64:unseeded"),
    "seeded bit generator": ("import numpy as np\nrng = np.random.Generator(np.random.PCG64(7))\nrng.shuffle(x)", ""),
    "seed sequence": (
        "import numpy as np\nss = np.random.SeedSequence(1)\nrngs = [np.random.default_rng(s) for s in ss.spawn(3)]",
        "",
    ),
    "generator of a clock": (
        "import numpy as np, time\nrng = np.random.default_rng(int(time.time()))",
        "default_rng:varying",
    ),
    "check_random_state": (
        SK + "from sklearn.utils import check_random_state\ntrain_test_split(X, random_state=check_random_state(0))",
        "",
    ),
    "check_random_state of None": (
        SK + "from sklearn.utils import check_random_state\ntrain_test_split(X, random_state=check_random_state(None))",
        "train_test_split:unseeded",
    ),
    "torch generator": (
        "import torch\nfrom torch.utils.data import random_split\nrandom_split(d, [8, 2], generator=torch.Generator().manual_seed(0))",
        "",
    ),
    "jax keys": (
        "import jax\nkey = jax.random.PRNGKey(0)\nkey, sub = jax.random.split(key)\njax.random.normal(sub, (3,))",
        "",
    ),
    "jax key of a clock": ("import jax, time\nkey = jax.random.PRNGKey(int(time.time()))", "PRNGKey:varying"),
}


@table(GENERATORS)
def test_generators_are_told_apart(source: str, expected: str) -> None:
    assert said(source) == expected


@table(SEEDS)
def test_seeds(source: str, expected: str) -> None:
    assert said(source) == expected


@table(HANDED)
def test_generators_handed_on(source: str, expected: str) -> None:
    assert said(source) == expected


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [("seed = 42", ""), ("seed = None", "train_test_split:parameter"), ("seed: int = 42", ""), ("", "")],
)
@pytest.mark.parametrize("tag", ["parameters", "injected-parameters"])
def test_papermill_parameters_as_seeds(tag: str, parameter: str, expected: str) -> None:
    notebook = saved(
        [
            {"source": parameter, "metadata": {"tags": [tag]}},
            {"source": SK + "train_test_split(X, random_state=seed)"},
        ]
    )
    assert said(notebook) == expected


def test_papermill_parameter_to_the_global_seed() -> None:
    parameters = {"source": "seed = None", "metadata": {"tags": ["parameters"]}}
    draw = {"source": "import numpy as np\nnp.random.seed(seed)\nx = np.random.rand(3)"}
    assert said(saved([parameters, draw])) == "rand:branch"
    assert said(saved([{**parameters, "source": "seed = 1"}, draw])) == "rand:covered"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("train_test_split(X)", "error"),
        ("np.random.seed(0)\ntrain_test_split(X)", "advice"),
        ("train_test_split(X)\nnp.random.seed(0)", "error"),
        ("train_test_split(X, random_state=hash('x'))", "error"),
        ("if fast:\n    np.random.seed(0)\ntrain_test_split(X)", "warning"),
        (
            "r = np.random.RandomState(0)\na = KFold(2, shuffle=True, random_state=r)\ntrain_test_split(X, random_state=r)",
            "warning warning",
        ),
    ],
)
def test_severities(source: str, expected: str) -> None:
    assert " ".join(severities(SK + source)) == expected
