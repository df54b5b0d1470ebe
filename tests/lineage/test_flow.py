"""Seeds and draws are followed through branches, loops, functions, classes and the order of execution."""

from __future__ import annotations

import pytest

from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.session import judge
from tests.lineage.verdicts import executed, said, saved, severities, table

SK = "from sklearn.model_selection import train_test_split, KFold\nimport numpy as np, random\n"
NP = "import numpy as np\n"
SPLIT = "train_test_split:unseeded"

BRANCHES = {
    "one branch": (NP + "if fast:\n    np.random.seed(0)\nnp.random.rand(3)", "rand:branch"),
    "the other branch": (NP + "if fast:\n    pass\nelse:\n    np.random.seed(0)\nnp.random.rand(3)", "rand:branch"),
    "both branches": (
        NP + "if fast:\n    np.random.seed(0)\nelse:\n    np.random.seed(1)\nnp.random.rand(3)",
        "rand:covered",
    ),
    "three branches, one without": (
        NP + "if a:\n    np.random.seed(0)\nelif b:\n    np.random.seed(1)\nelse:\n    pass\nnp.random.rand(3)",
        "rand:branch",
    ),
    "in the seeded branch": (NP + "if fast:\n    np.random.seed(0)\n    np.random.rand(3)", "rand:covered"),
    "in the unseeded branch": (NP + "if fast:\n    np.random.seed(0)\nelse:\n    np.random.rand(3)", "rand:unseeded"),
    "seeded before, entropy in one": (
        NP + "np.random.seed(0)\nif fast:\n    np.random.seed()\nnp.random.rand(3)",
        "rand:branch",
    ),
    "if True": (NP + "if True:\n    np.random.seed(0)\nnp.random.rand(3)", "rand:covered"),
    "if False": (NP + "if False:\n    np.random.seed(0)\nnp.random.rand(3)", "rand:unseeded"),
    "flag": (NP + "DEBUG = True\nif DEBUG:\n    np.random.seed(0)\nnp.random.rand(3)", "rand:covered"),
    "flag off": (NP + "DEBUG = 0\nif DEBUG:\n    np.random.seed(0)\nnp.random.rand(3)", "rand:unseeded"),
    "main": (NP + "if __name__ == '__main__':\n    np.random.seed(0)\nnp.random.rand(3)", "rand:covered"),
    "not None": (NP + "SEED = 3\nif SEED is not None:\n    np.random.seed(SEED)\nnp.random.rand(3)", "rand:covered"),
    "is None": (NP + "SEED = None\nif SEED is not None:\n    np.random.seed(SEED)\nnp.random.rand(3)", "rand:unseeded"),
    "try": (NP + "try:\n    np.random.seed(0)\nexcept Exception:\n    pass\nnp.random.rand(3)", "rand:covered"),
    "except": (NP + "try:\n    load()\nexcept OSError:\n    np.random.seed(0)\nnp.random.rand(3)", "rand:unseeded"),
    "finally": (NP + "try:\n    load()\nfinally:\n    np.random.seed(0)\nnp.random.rand(3)", "rand:covered"),
    "try without torch": (
        NP
        + "np.random.seed(0)\ntry:\n    import torch\n    torch.manual_seed(0)\nexcept ImportError:\n    pass\ntorch.rand(3)",
        "rand:covered",
    ),
    "with": (NP + "with timer():\n    np.random.seed(0)\nnp.random.rand(3)", "rand:covered"),
    "while": (NP + "while waiting():\n    np.random.seed(0)\n    np.random.rand(3)", "rand:covered"),
    "for over something": (NP + "for i in range(3):\n    np.random.seed(i)\n    np.random.rand(3)", "rand:covered"),
    "match": (
        NP
        + "match mode:\n    case 'a':\n        np.random.seed(0)\n    case _:\n        np.random.seed(1)\nnp.random.rand(3)",
        "rand:covered",
    ),
    "match without a default": (
        NP + "match mode:\n    case 'a':\n        np.random.seed(0)\nnp.random.rand(3)",
        "rand:branch",
    ),
    "conditional seed": (NP + "np.random.seed(1 if fast else 2)\nnp.random.rand(3)", "rand:covered"),
    "conditional None": (NP + "np.random.seed(1 if fast else None)\nnp.random.rand(3)", "rand:branch"),
    "short circuit": (NP + "fast and np.random.seed(0)\nnp.random.rand(3)", "rand:branch"),
    "conditional expression": (NP + "np.random.seed(0) if fast else None\nnp.random.rand(3)", "rand:branch"),
    "value of both branches": (
        SK + "if fast:\n    seed = 1\nelse:\n    seed = 2\ntrain_test_split(X, random_state=seed)",
        "",
    ),
    "None in one branch": (
        SK + "seed = None\nif fast:\n    seed = 1\ntrain_test_split(X, random_state=seed)",
        "train_test_split:branch",
    ),
    "clock in one branch": (
        SK + "import time\nseed = 1\nif fast:\n    seed = int(time.time())\ntrain_test_split(X, random_state=seed)",
        "train_test_split:varying",
    ),
    "left by exit": (
        NP + "if not fast:\n    raise SystemExit\nelse:\n    np.random.seed(0)\nnp.random.rand(3)",
        "rand:covered",
    ),
}

LOOPS = {
    "range": (SK + "for s in range(5):\n    train_test_split(X, random_state=s)", ""),
    "list": (SK + "for s in [1, 2]:\n    train_test_split(X, random_state=s)", ""),
    "named list": (SK + "SEEDS = [1, 2]\nfor s in SEEDS:\n    train_test_split(X, random_state=s)", ""),
    "numpy range": (SK + "for s in np.arange(5):\n    train_test_split(X, random_state=s)", ""),
    "enumerate": (SK + "for i, fold in enumerate(folds):\n    train_test_split(X, random_state=i)", ""),
    "zip": (SK + "for s, x in zip([1, 2], parts):\n    train_test_split(x, random_state=s)", ""),
    "dict items": (SK + "for n, s in {'a': 1, 'b': 2}.items():\n    train_test_split(X, random_state=s)", ""),
    "comprehension": (SK + "parts = [train_test_split(X, random_state=s + 1) for s in range(3)]", ""),
    "list with None": (SK + "for s in [None, 1]:\n    train_test_split(X, random_state=s)", "train_test_split:branch"),
    "drawn seeds": (
        SK + "for s in np.random.randint(0, 99, 5):\n    train_test_split(X, random_state=s)",
        "randint:unseeded train_test_split:varying",
    ),
    "drawn seeds, seeded": (
        SK + "np.random.seed(0)\nfor s in np.random.randint(0, 99, 5):\n    train_test_split(X, random_state=s)",
        "randint:covered",
    ),
    "drawn seeds in a list": (
        SK
        + "seeds = [random.randint(0, 9) for _ in range(3)]\nfor s in seeds:\n    train_test_split(X, random_state=s)",
        "randint:unseeded train_test_split:varying",
    ),
    "unseeded in a loop, once": (SK + "for i in range(3):\n    train_test_split(X)", SPLIT),
    "seeded in an earlier turn only": (
        NP + "for i in range(3):\n    np.random.rand(3)\n    np.random.seed(0)",
        "rand:late",
    ),
    "map": (SK + "parts = list(map(lambda s: train_test_split(X, random_state=s), range(3)))", ""),
    "while counter": (SK + "i = 0\nwhile i < 3:\n    train_test_split(X, random_state=i)\n    i += 1", ""),
}

FUNCTIONS = {
    "argument": (SK + "def f(X, s):\n    return train_test_split(X, random_state=s)\nf(X, 1)", ""),
    "argument None": (SK + "def f(X, s):\n    return train_test_split(X, random_state=s)\nf(X, None)", SPLIT),
    "keyword": (SK + "def f(X, s):\n    return train_test_split(X, random_state=s)\nf(X, s=1)", ""),
    "default": (SK + "def f(X, s=1):\n    return train_test_split(X, random_state=s)\nf(X)", ""),
    "default None": (SK + "def f(X, s=None):\n    return train_test_split(X, random_state=s)\nf(X)", SPLIT),
    "default None, given": (SK + "def f(X, s=None):\n    return train_test_split(X, random_state=s)\nf(X, s=3)", ""),
    "default None, given once": (
        SK + "def f(X, s=None):\n    return train_test_split(X, random_state=s)\nf(X, 3)\nf(X)",
        SPLIT,
    ),
    "default None, never called": (SK + "def f(X, s=None):\n    return train_test_split(X, random_state=s)", ""),
    "never called": (SK + "def f(X):\n    return train_test_split(X)", SPLIT),
    "never called, keyword-only": (SK + "def f(X, *, s):\n    return train_test_split(X, random_state=s)", ""),
    "**kwargs": (SK + "def f(X, **kw):\n    return train_test_split(X, **kw)\nf(X, random_state=1)", ""),
    "**kwargs without": (SK + "def f(X, **kw):\n    return train_test_split(X, **kw)\nf(X, test_size=1)", SPLIT),
    "**kwargs, never called": (SK + "def f(X, **kw):\n    return train_test_split(X, **kw)", ""),
    "*args": (SK + "def f(*a, s=0):\n    return train_test_split(*a, random_state=s)\nf(X, y)", ""),
    "partial": (SK + "from functools import partial\nf = partial(train_test_split, random_state=0)\nf(X)", ""),
    "partial without": (
        SK + "from functools import partial\nf = partial(train_test_split, test_size=0.1)\nf(X)",
        SPLIT,
    ),
    "partial, overridden": (
        SK + "import functools\nf = functools.partial(train_test_split, random_state=0)\nf(X, random_state=None)",
        SPLIT,
    ),
    "lambda": (SK + "f = lambda s: train_test_split(X, random_state=s)\nf(1)", ""),
    "lambda without": (SK + "f = lambda x: train_test_split(x)\nf(X)", SPLIT),
    "lambda handed on": (NP + "xs = sorted(rows, key=lambda r: np.random.rand())", "rand:unseeded"),
    "closure": (
        SK + "def f(s):\n    def g(X):\n        return train_test_split(X, random_state=s)\n    return g\nf(1)(X)",
        "",
    ),
    "global constant": (SK + "def f(X):\n    return train_test_split(X, random_state=SEED)\nSEED = 1\nf(X)", ""),
    "global constant of a later cell": (
        SK + "def f(X):\n    return train_test_split(X, random_state=SEED)\n---\nf(X)\n---\nSEED = 1",
        "",
    ),
    "returned seed": (SK + "def seed():\n    return 4\ntrain_test_split(X, random_state=seed())", ""),
    "returned None": (SK + "def seed():\n    print(1)\ntrain_test_split(X, random_state=seed())", SPLIT),
    "returned clock": (
        SK + "import time\ndef seed():\n    return int(time.time())\ntrain_test_split(X, random_state=seed())",
        "train_test_split:varying",
    ),
    "seed plus one": (SK + "def f(s):\n    return train_test_split(X, random_state=s + 1)\nf(1)", ""),
    "helper seeds two": (
        SK
        + "def seed_all(s=42):\n    random.seed(s)\n    np.random.seed(s)\nseed_all()\nnp.random.rand(3)\nrandom.random()",
        "rand:covered random:covered",
    ),
    "helper seeds None": (
        NP + "def seed_all(s=None):\n    np.random.seed(s)\nseed_all()\nnp.random.rand(3)",
        "rand:varying",
    ),
    "helper in a helper": (
        NP + "def a():\n    np.random.seed(0)\ndef b():\n    a()\ndef c():\n    b()\nc()\nnp.random.rand(3)",
        "rand:covered",
    ),
    "recursion": (
        NP + "def f(n):\n    if n:\n        return f(n - 1)\n    return np.random.rand()\nf(3)",
        "rand:unseeded",
    ),
    "mutual recursion": (
        NP + "def f(n):\n    return g(n)\ndef g(n):\n    return f(n) + np.random.rand()\nf(3)",
        "rand:unseeded",
    ),
    "decorated": (NP + "@cache\ndef f():\n    return np.random.rand()\nf()", "rand:unseeded"),
    "generator function": (NP + "def f():\n    yield np.random.rand()\nnext(f())", "rand:unseeded"),
    "async": (NP + "async def f():\n    return np.random.rand()\nawait f()", "rand:unseeded"),
    "handed to apply": (
        NP + "def noise(x):\n    return x + np.random.rand()\ndf['a'] = df.a.apply(noise)",
        "rand:unseeded",
    ),
    "handed to apply, seeded": (
        NP + "def noise(x):\n    return x + np.random.rand()\nnp.random.seed(0)\ndf.a.apply(noise)",
        "rand:covered",
    ),
    "called before and after": (
        NP + "def f():\n    return np.random.rand()\nf()\nnp.random.seed(0)\nf()",
        "rand:late",
    ),
    "early return": (
        NP + "def setup(fast):\n    if fast:\n        return\n    np.random.seed(0)\nsetup(mode)\nnp.random.rand(3)",
        "rand:branch",
    ),
    "default evaluated at definition": (
        SK + "seed = None\ndef f(X, s=seed):\n    return train_test_split(X, random_state=s)\nseed = 1\nf(X)",
        SPLIT,
    ),
}

CLASSES = {
    "attribute": (
        SK + "class J:\n    def __init__(self, seed):\n        self.seed = seed\n    def run(self):\n"
        "        return train_test_split(X, random_state=self.seed)\nJ(1).run()",
        "",
    ),
    "attribute None": (
        SK + "class J:\n    def __init__(self, seed=None):\n        self.seed = seed\n    def run(self):\n"
        "        return train_test_split(X, random_state=self.seed)\nJ().run()",
        SPLIT,
    ),
    "class attribute": (SK + "class CFG:\n    seed = 42\ntrain_test_split(X, random_state=CFG.seed)", ""),
    "class attribute None": (SK + "class CFG:\n    seed = None\ntrain_test_split(X, random_state=CFG.seed)", SPLIT),
    "class attribute set later": (
        SK + "class CFG:\n    seed = None\nCFG.seed = 3\ntrain_test_split(X, random_state=CFG.seed)",
        "",
    ),
    "class attribute of an instance": (
        SK + "class CFG:\n    seed = 42\ncfg = CFG()\ntrain_test_split(X, random_state=cfg.seed)",
        "",
    ),
    "dataclass": (
        SK + "from dataclasses import dataclass\n@dataclass\nclass CFG:\n    seed: int = 42\ncfg = CFG()\n"
        "train_test_split(X, random_state=cfg.seed)",
        "",
    ),
    "dataclass, given": (
        SK
        + "from dataclasses import dataclass\n@dataclass\nclass CFG:\n    seed: int | None = None\ncfg = CFG(seed=1)\n"
        "train_test_split(X, random_state=cfg.seed)",
        "",
    ),
    "inherited": (SK + "class A:\n    seed = 1\nclass B(A):\n    pass\ntrain_test_split(X, random_state=B.seed)", ""),
    "super().__init__": (
        SK + "class A:\n    def __init__(self, seed):\n        self.seed = seed\nclass B(A):\n    def __init__(self):\n"
        "        super().__init__(seed=1)\nb = B()\ntrain_test_split(X, random_state=b.seed)",
        "",
    ),
    "property": (
        SK
        + "class A:\n    @property\n    def seed(self):\n        return 1\ntrain_test_split(X, random_state=A().seed)",
        "",
    ),
    "static method": (
        NP + "class A:\n    @staticmethod\n    def draw(n):\n        return np.random.rand(n)\nA.draw(3)",
        "rand:unseeded",
    ),
    "method called by a method": (
        NP
        + "class A:\n    def run(self):\n        return self.draw()\n    def draw(self):\n        return np.random.rand(3)\nA().run()",
        "rand:unseeded",
    ),
    "seeded in the initialiser": (
        NP
        + "class A:\n    def __init__(self):\n        np.random.seed(0)\n    def draw(self):\n        return np.random.rand(3)\nA().draw()",
        "rand:covered",
    ),
    "config dict": (SK + "cfg = {'seed': 1}\ntrain_test_split(X, random_state=cfg['seed'])", ""),
    "config dict, get": (SK + "cfg = {'seed': 1}\ntrain_test_split(X, random_state=cfg.get('seed'))", ""),
    "config dict, get nothing": (SK + "cfg = {'size': 1}\ntrain_test_split(X, random_state=cfg.get('seed'))", SPLIT),
    "config dict, nested": (
        SK + "cfg = {'a': {'seed': None}}\ntrain_test_split(X, random_state=cfg['a']['seed'])",
        SPLIT,
    ),
    "config dict, set later": (
        SK + "cfg = {'seed': None}\ncfg['seed'] = 1\ntrain_test_split(X, random_state=cfg['seed'])",
        "",
    ),
    "config dict, updated": (
        SK + "cfg = dict(seed=None)\ncfg.update(seed=1)\ntrain_test_split(X, random_state=cfg['seed'])",
        "",
    ),
    "namespace": (
        SK
        + "from types import SimpleNamespace\ncfg = SimpleNamespace(seed=1)\ntrain_test_split(X, random_state=cfg.seed)",
        "",
    ),
}


@table(BRANCHES)
def test_branches(source: str, expected: str) -> None:
    assert said(source) == expected


@table(LOOPS)
def test_loops(source: str, expected: str) -> None:
    assert said(source) == expected


@table(FUNCTIONS)
def test_functions(source: str, expected: str) -> None:
    assert said(source) == expected


@table(CLASSES)
def test_classes_and_configurations(source: str, expected: str) -> None:
    assert said(source) == expected


IMPORT, SEED, DRAW = NP, "np.random.seed(0)", "x = np.random.rand(3)"


@pytest.mark.parametrize(
    ("notebook", "expected"),
    [
        (executed((1, IMPORT), (2, SEED), (3, DRAW)), "rand:covered advice"),
        (executed((1, IMPORT), (3, SEED), (2, DRAW)), "rand:covered warning"),
        (executed((1, IMPORT), (None, SEED), (2, DRAW)), "rand:covered warning"),
        (executed((1, IMPORT), (2, SEED), (None, DRAW)), "rand:covered advice"),
        (executed((None, IMPORT), (None, SEED), (None, DRAW)), "rand:covered advice"),
        (executed((7, IMPORT), (9, SEED), (23, DRAW)), "rand:covered advice"),
        (executed((1, IMPORT), (2, DRAW), (3, SEED)), "rand:late error"),
        (executed((1, IMPORT), (3, DRAW), (2, SEED)), "rand:late error"),
        (executed((3, SEED), (1, IMPORT), (4, DRAW)), "rand:covered advice"),
    ],
    ids=[
        "in order",
        "seed later",
        "seed skipped",
        "draw not run",
        "never run",
        "gaps",
        "late",
        "late but run first",
        "import below",
    ],
)
def test_order_of_execution(notebook: Notebook, expected: str) -> None:
    assert f"{said(notebook)} {severities(notebook)[0]}" == expected


def test_an_explicit_seed_does_not_depend_on_the_order() -> None:
    assert said(executed((3, SK), (2, "train_test_split(X, random_state=0)"), (1, "x = 1"))) == ""


def test_markdown_and_raw_cells_draw_nothing() -> None:
    draw = {"source": "import numpy as np\nnp.random.rand(3)"}
    assert said(saved([{**draw, "cell_type": "raw"}, {**draw, "cell_type": "markdown"}])) == ""
    assert said(saved([draw])) == "rand:unseeded"


def test_a_cell_that_does_not_parse_loses_only_itself() -> None:
    report = judge(saved([{"source": NP}, {"source": "print 'x'"}, {"source": DRAW}]))
    assert "Python 2" in report.errors[0]
    assert [finding.check for finding in report.findings] == ["unseeded-rng"]
