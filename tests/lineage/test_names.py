"""Names resolve as Python resolves them: through imports, aliases, scopes and cells."""

from __future__ import annotations

from tests.lineage.verdicts import said, table

IMPORTED = {
    "from import": (
        "from sklearn.model_selection import train_test_split\ntrain_test_split(X)",
        "train_test_split:unseeded",
    ),
    "from import as": (
        "from sklearn.model_selection import train_test_split as tts\ntts(X)",
        "train_test_split:unseeded",
    ),
    "module alias": ("import sklearn.model_selection as ms\nms.train_test_split(X)", "train_test_split:unseeded"),
    "package": ("import sklearn\nsklearn.model_selection.train_test_split(X)", "train_test_split:unseeded"),
    "package alias": ("import sklearn as sk\nsk.model_selection.train_test_split(X)", "train_test_split:unseeded"),
    "submodule": (
        "from sklearn import model_selection\nmodel_selection.train_test_split(X)",
        "train_test_split:unseeded",
    ),
    "dotted import binds the root": (
        "import sklearn.metrics\nsklearn.model_selection.train_test_split(X)",
        "train_test_split:unseeded",
    ),
    "old module": (
        "from sklearn.cross_validation import train_test_split\ntrain_test_split(X)",
        "train_test_split:unseeded",
    ),
    "star": ("from sklearn.model_selection import *\ntrain_test_split(X)", "train_test_split:unseeded"),
    "star of another module": ("from sklearn.metrics import *\ntrain_test_split(X)", ""),
    "star of an unknown module": ("from helpers import *\ntrain_test_split(X)", ""),
    "star of numpy": ("from numpy import *\nrandom.rand(3)", "rand:unseeded"),
    "star of numpy.random": ("from numpy.random import *\nrand(3)", "rand:unseeded"),
    "star of random": ("from random import *\nshuffle(rows)", "shuffle:unseeded"),
    "two stars, the later wins": (
        "from numpy.random import *\nfrom random import *\nshuffle(rows)",
        "shuffle:unseeded",
    ),
    "multi-line": (
        "from sklearn.model_selection import (\n    KFold,\n    train_test_split as split,\n)\nsplit(X)",
        "train_test_split:unseeded",
    ),
    "several on a line": ("import os, random as rnd, sys\nrnd.shuffle(rows)", "shuffle:unseeded"),
    "numpy.random alias": ("import numpy.random as npr\nnpr.rand(3)", "rand:unseeded"),
    "from numpy import random": ("from numpy import random\nrandom.rand(3)", "rand:unseeded"),
    "later import wins": (
        "import random\nfrom numpy import random\nrandom.shuffle(x)\nimport random",
        "shuffle:unseeded",
    ),
    "relative module": ("from .helpers import train_test_split\ntrain_test_split(X)", ""),
    "own module": ("from helpers import train_test_split\ntrain_test_split(X)", ""),
    "own package": ("import helpers\nhelpers.train_test_split(X)\nhelpers.shuffle(X)\nhelpers.sample(X)", ""),
    "__import__ is not followed": ("np = __import__('numpy')\nnp.random.rand(3)", ""),
    "in a function": (
        "def split(X):\n    from sklearn.model_selection import train_test_split\n    return train_test_split(X)\nsplit(X)",
        "train_test_split:unseeded",
    ),
    "in a function, not outside": (
        "def load():\n    from sklearn.model_selection import train_test_split\nload()\ntrain_test_split(X)",
        "",
    ),
    "in try": (
        (
            "try:\n    from sklearn.model_selection import train_test_split\n"
            "except ImportError:\n    from sklearn.cross_validation import train_test_split\ntrain_test_split(X)"
        ),
        "train_test_split:unseeded",
    ),
    "in try, own fallback": (
        "try:\n    import cupy as np\nexcept ImportError:\n    import numpy as np\nnp.random.rand(3)",
        "rand:unseeded",
    ),
    "in if": ("if fast:\n    import numpy as np\nnp.random.rand(3)", "rand:unseeded"),
    "in with": ("with quiet():\n    import numpy as np\nnp.random.rand(3)", "rand:unseeded"),
    "pylab magic": ("%pylab inline\nrand(3)\nx = np.random.rand(3)", "rand:unseeded rand:unseeded"),
    "pylab magic before the cell": ("%pylab inline\n---\nnp.random.shuffle(x)", "shuffle:unseeded"),
    "matplotlib magic beside code": ("%matplotlib inline\nimport numpy as np\nnp.random.rand(3)", "rand:unseeded"),
    "time magic": ("import numpy as np\n%time x = np.random.rand(3)", "rand:unseeded"),
    "time cell": ("import numpy as np\n---\n%%time\nx = np.random.rand(3)", "rand:unseeded"),
    "import in a time cell": ("%%time\nimport numpy as np\n---\nx = np.random.rand(3)", "rand:unseeded"),
    "bash cell": ("%%bash\npython -c 'import numpy as np; np.random.rand(3)'", ""),
    "shell line": ("import numpy as np\n!pip install numpy\nx = np.random.rand(3)", "rand:unseeded"),
}

BOUND = {
    "re-assigned": (
        "from sklearn.model_selection import train_test_split\nsplit = train_test_split\nsplit(X)",
        "train_test_split:unseeded",
    ),
    "module re-assigned": ("import numpy\nrng = numpy.random\nrng.rand(3)", "rand:unseeded"),
    "attribute re-assigned": ("import numpy as np\nrandn = np.random.randn\nrandn(3)", "randn:unseeded"),
    "chained assignment": ("import numpy as np\na = b = np.random.rand\nb(3)", "rand:unseeded"),
    "tuple assignment": ("import numpy as np, random\na, b = np.random.rand, random.random\na(3)", "rand:unseeded"),
    "walrus": ("import numpy as np\nif (draw := np.random.rand):\n    draw(3)", "rand:unseeded"),
    "in a dict": (
        "from sklearn.model_selection import train_test_split\ntools = {'split': train_test_split}\ntools['split'](X)",
        "train_test_split:unseeded",
    ),
    "in a list": ("import numpy as np\n[np.random.rand][0](3)", "rand:unseeded"),
    "getattr": ("import numpy as np\ngetattr(np.random, 'rand')(3)", "rand:unseeded"),
    "earlier cell": ("import numpy as np\n---\nx = 1\n---\nnp.random.rand(3)", "rand:unseeded"),
    "later cell": ("np.random.rand(3)\n---\nimport numpy as np", "rand:unseeded"),
    "later cell, in a function": (
        "def f():\n    return np.random.rand(3)\n---\nimport numpy as np\n---\nf()",
        "rand:unseeded",
    ),
    "later cell that rebinds": (
        "from sklearn.model_selection import train_test_split\n---\ntrain_test_split(X)\n---\ntrain_test_split = None",
        "train_test_split:unseeded",
    ),
    "in a class": (
        "from sklearn.model_selection import train_test_split\nclass Job:\n    split = staticmethod(train_test_split)\nJob.split(X)",
        "train_test_split:unseeded",
    ),
    "attribute of an object": (
        (
            "import numpy as np\nclass Job:\n    def __init__(self):\n        self.draw = np.random.rand\n"
            "    def run(self):\n        return self.draw(3)\nJob().run()"
        ),
        "rand:unseeded",
    ),
    "global": (
        "def setup():\n    global np\n    import numpy as np\nsetup()\nnp.random.rand(3)",
        "rand:unseeded",
    ),
    "global value": (
        (
            "from sklearn.model_selection import train_test_split\nSEED = None\ndef setup():\n    global SEED\n    SEED = 1\n"
            "setup()\ntrain_test_split(X, random_state=SEED)"
        ),
        "",
    ),
    "deleted and imported again": (
        "import numpy as np\ndel np\nimport numpy as np\nnp.random.rand(3)",
        "rand:unseeded",
    ),
    "deleted": ("from random import shuffle\ndel shuffle\nfrom helpers import *\nshuffle(rows)", ""),
    "reimported as another": (
        "from sklearn.model_selection import train_test_split\nfrom helpers import train_test_split\ntrain_test_split(X)",
        "",
    ),
    "comprehension's own name": (
        "import random\n[random for random in rows]\nrandom.shuffle(rows)",
        "shuffle:unseeded",
    ),
    "either of two": (
        "import numpy as np\nif fast:\n    draw = np.random.rand\nelse:\n    draw = np.random.randn\ndraw(3)",
        "rand:unseeded randn:unseeded",
    ),
}

SHADOWED = {
    "own function": (
        "from sklearn.model_selection import *\ndef train_test_split(X):\n    return X\ntrain_test_split(X)",
        "",
    ),
    "own function in a later cell": (
        "from sklearn.model_selection import train_test_split\n---\ndef train_test_split(X):\n    return X\n---\ntrain_test_split(X)",
        "",
    ),
    "own class": (
        (
            "from sklearn.model_selection import cross_val_score\nclass KFold:\n    pass\n"
            "cross_val_score(model, X, y, cv=KFold(5, shuffle=True))"
        ),
        "",
    ),
    "own module-like object": ("class random:\n    @staticmethod\n    def shuffle(x): pass\nrandom.shuffle(rows)", ""),
    "parameter": ("import random\ndef draw(random):\n    return random.choice([1, 2])\ndraw(source)", ""),
    "parameter named np": ("import numpy as np\ndef draw(np):\n    return np.random.rand(3)\ndraw(anything)", ""),
    "uncalled function's parameter": ("import random\ndef draw(random):\n    return random.shuffle(rows)", ""),
    "loop variable": ("import random\nfor random in rows:\n    random.shuffle(x)", ""),
    "with target": ("import random\nwith source() as random:\n    random.shuffle(x)", ""),
    "except target": ("import random\ntry:\n    pass\nexcept OSError as error:\n    error.random.shuffle(x)", ""),
    "except target of the module's name": (
        "import random\ntry:\n    pass\nexcept OSError as random:\n    random.shuffle(x)",
        "",
    ),
    "lambda parameter": ("import random\nf = lambda random: random.shuffle(rows)\nf(source)", ""),
    "variable": ("import random\nrandom = source()\nrandom.shuffle(rows)", ""),
    "nested function": (
        "import numpy as np\ndef outer():\n    def rand(n):\n        return 0\n    return rand(3)\nouter()",
        "",
    ),
    "class attribute is not in the scope of methods": (
        "from random import shuffle\nclass Job:\n    shuffle = True\n    def run(self):\n        shuffle(rows)\nJob().run()",
        "shuffle:unseeded",
    ),
    "comprehension variable": ("import random\n[random.choice(x) for random in sources]", ""),
    "builtin name": ("sample = 3\nmap(str, [sample])\nid(sample)", ""),
    "method of one's own object": (
        "class Buffer:\n    def sample(self, n=5):\n        return n\nb = Buffer()\nb.sample(n=5)\nb.sample(frac=0.5)",
        "",
    ),
}


@table(IMPORTED)
def test_imports(source: str, expected: str) -> None:
    assert said(source) == expected


@table(BOUND)
def test_bindings(source: str, expected: str) -> None:
    assert said(source) == expected


@table(SHADOWED)
def test_shadowing(source: str, expected: str) -> None:
    assert said(source) == expected
