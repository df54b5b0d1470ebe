"""What is said of a snippet is what happens: each is run in two fresh processes, and the results compared."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from mlchecks_jupyter.session import judge
from tests.lineage.verdicts import UNSEEDED, broken, cells

NP = "import numpy as np\n"
DATA = (
    "import random, time, os\nimport numpy as np\nimport pandas as pd\n"
    "from sklearn.model_selection import KFold, RandomizedSearchCV, train_test_split\nfrom sklearn.ensemble import RandomForestClassifier, AdaBoostClassifier, BaggingClassifier\n"
    "from sklearn.tree import DecisionTreeClassifier\nfrom sklearn.linear_model import LogisticRegression, SGDClassifier\n"
    "from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import StandardScaler\n"
    "X = np.array([[(i * 37 % 101) / 7, (i * i * 13 % 89) / 5, i % 3] for i in range(120)])\ny = np.array([i * 7 % 11 > 4 for i in range(120)])\n"
    "df = pd.DataFrame(X, columns=['a', 'b', 'c'])\n"
)
FOREST = "RandomForestClassifier(n_estimators=5{}).fit(X, y).predict_proba(X).tolist()"

VARIES = {
    "split": DATA + "digest = train_test_split(X)[0].tolist()",
    "split, the wrong seed": DATA + "random.seed(0)\ndigest = train_test_split(X)[0].tolist()",
    "split, late": DATA + "digest = train_test_split(X)[0].tolist()\nnp.random.seed(0)",
    "split, None": DATA + "seed = None\ndigest = train_test_split(X, random_state=seed)[0].tolist()",
    "split, clock": DATA + "digest = train_test_split(X, random_state=time.time_ns() % 2**32)[0].tolist()",
    "split, hash of a text": DATA + "digest = train_test_split(X, random_state=hash('x') % 2**32)[0].tolist()",
    "split, hash of a tuple": DATA + "digest = train_test_split(X, random_state=hash(('x', 1)) % 2**32)[0].tolist()",
    "split, unseeded generator": DATA
    + "rng = np.random.RandomState()\ndigest = train_test_split(X, random_state=rng)[0].tolist()",
    "split, drawn seed": DATA + "digest = train_test_split(X, random_state=random.randint(0, 10**6))[0].tolist()",
    "split, function's default": DATA
    + "def f(s=None):\n    return train_test_split(X, random_state=s)\ndigest = f()[0].tolist()",
    "split, partial": DATA
    + "from functools import partial\nf = partial(train_test_split, test_size=0.5)\ndigest = f(X)[0].tolist()",
    "folds": DATA + "digest = [t.tolist() for _, t in KFold(5, shuffle=True).split(X)]",
    "forest": DATA + "digest = " + FOREST.format(""),
    "forest, reset to None": DATA
    + "m = RandomForestClassifier(n_estimators=5, random_state=0)\nm.set_params(random_state=None)\ndigest = m.fit(X, y).predict_proba(X).tolist()",
    "forest in a seeded search": DATA
    + "s = RandomizedSearchCV(RandomForestClassifier(n_estimators=5), {'max_depth': [4]}, n_iter=1, cv=2, random_state=0)\n"
    "digest = s.fit(X, y).predict_proba(X).tolist()",
    "gradient descent": DATA + "digest = SGDClassifier().fit(X, y).coef_.tolist()",
    "sample": DATA + "digest = df.sample(20).a.tolist()",
    "sample of groups": DATA + "digest = df.groupby('c').sample(n=9).a.tolist()",
    "random numbers": NP + "digest = np.random.rand(3).tolist()",
    "shuffled list": "import random\ndigest = list(range(99))\nrandom.shuffle(digest)",
    "fresh generator beside a seed": NP + "np.random.seed(0)\ndigest = np.random.default_rng().random(3).tolist()",
    "re-seeded by entropy": NP + "np.random.seed(0)\nnp.random.seed()\ndigest = np.random.rand(3).tolist()",
    "seeded by entropy": NP
    + "import os\nnp.random.seed(int.from_bytes(os.urandom(4), 'little'))\ndigest = np.random.rand(3).tolist()",
    "distribution": NP + "from scipy import stats\ndigest = stats.norm(0, 1).rvs(5).tolist()",
    "sample in a pipe": DATA + "digest = df.pipe(lambda part: part.sample(9)).a.tolist()",
    "sample of each group": DATA
    + "def cut(part):\n    return part.sample(9)\ndigest = df.groupby('c').apply(cut).a.tolist()",
    "seed taken out of a dict": DATA
    + "a = {'random_state': 3}\na.pop('random_state')\ndigest = train_test_split(X, **a)[0].tolist()",
    "seed popped with a default": DATA
    + "def f(**kw):\n    return train_test_split(X, random_state=kw.pop('seed', None))\ndigest = f()[0].tolist()",
    "seed of a text with the clock": DATA + "random.seed(f'run {time.time()}')\ndigest = random.random()",
    "seed of a digest of the clock": DATA
    + "import hashlib\nnp.random.seed(int(hashlib.md5(str(time.time()).encode()).hexdigest()[:8], 16))\n"
    "digest = np.random.rand(3).tolist()",
    "seed of the larger of two": NP
    + "import time\nnp.random.seed(max(1, time.time_ns() % 10**6))\ndigest = np.random.rand(3).tolist()",
    "after an error caught": NP
    + "try:\n    raise ValueError\nexcept ValueError:\n    pass\ndigest = np.random.rand(3).tolist()",
    "loop that never runs": NP + "for s in []:\n    np.random.seed(s)\ndigest = np.random.rand(3).tolist()",
    "after a return caught": NP + "def f():\n    try:\n        return int('x')\n    except ValueError:\n        pass\n"
    "    return np.random.rand()\ndigest = f()",
    "parameter guarded, None": NP
    + "def f(s=None):\n    if s is not None:\n        np.random.seed(s)\n    return np.random.rand()\ndigest = f()",
    "forest's subclass": DATA
    + "class Forest(RandomForestClassifier):\n    pass\ndigest = Forest(n_estimators=3).fit(X, y).predict_proba(X).tolist()",
    "recursion": NP + "def f(n):\n    if n:\n        return f(n - 1)\n    return np.random.rand()\ndigest = f(2)",
}

SAME = {
    "split, seeded": DATA + "digest = train_test_split(X, random_state=0)[0].tolist()",
    "split, covered": DATA + "np.random.seed(0)\ndigest = train_test_split(X)[0].tolist()",
    "split, unshuffled": DATA + "digest = train_test_split(X, shuffle=False)[0].tolist()",
    "split, hash of a number": DATA + "digest = train_test_split(X, random_state=hash(12))[0].tolist()",
    "split, seeded generator": DATA + "digest = train_test_split(X, random_state=np.random.RandomState(0))[0].tolist()",
    "split, drawn from a seeded one": DATA
    + "random.seed(1)\ndigest = train_test_split(X, random_state=random.randint(0, 9))[0].tolist()",
    "split, from a configuration": DATA
    + "class CFG:\n    seed = None\nCFG.seed = 4\ndigest = train_test_split(X, random_state=CFG.seed)[0].tolist()",
    "folds in order": DATA + "digest = [t.tolist() for _, t in KFold(5).split(X)]",
    "forest made before the seed": DATA
    + "m = RandomForestClassifier(n_estimators=5)\n---\nnp.random.seed(0)\ndigest = m.fit(X, y).predict_proba(X).tolist()",
    "forest seeded by an attribute": DATA
    + "m = RandomForestClassifier(n_estimators=5)\nm.random_state = 0\ndigest = m.fit(X, y).predict_proba(X).tolist()",
    "forest in a pipeline, seeded by its step": DATA
    + "p = make_pipeline(StandardScaler(), RandomForestClassifier(n_estimators=5))\n"
    "p.set_params(randomforestclassifier__random_state=0)\ndigest = p.fit(X, y).predict_proba(X).tolist()",
    "boosting seeds its trees": DATA
    + "m = AdaBoostClassifier(DecisionTreeClassifier(max_depth=2, max_features=1), n_estimators=5, random_state=0)\n"
    "digest = m.fit(X, y).predict_proba(X).tolist()",
    "bagging seeds its forests": DATA
    + "m = BaggingClassifier(RandomForestClassifier(n_estimators=3), n_estimators=3, random_state=0)\n"
    "digest = m.fit(X, y).predict_proba(X).tolist()",
    "logistic regression": DATA + "digest = LogisticRegression().fit(X, y).coef_.tolist()",
    "sample, seeded": DATA + "digest = df.sample(20, random_state=1).a.tolist()",
    "sample, covered": DATA + "np.random.seed(0)\ndigest = df.sample(20).a.tolist()",
    "random numbers, covered": NP + "np.random.seed(0)\ndigest = np.random.rand(3).tolist()",
    "generator": NP + "rng = np.random.default_rng(0)\ndigest = rng.permutation(99).tolist()",
    "own generator": "from random import Random\nr = Random(3)\ndigest = [r.random(), r.choice(range(99))]",
    "helper seeds": "import random\ndef set_seed(s=0):\n    random.seed(s)\n---\nset_seed()\ndigest = random.sample(range(99), 9)",
    "both branches": NP
    + "import sys\nif sys.maxsize > 1:\n    np.random.seed(0)\nelse:\n    np.random.seed(1)\ndigest = np.random.rand(3).tolist()",
    "main": NP + "if __name__ == '__main__':\n    np.random.seed(0)\ndigest = np.random.rand(3).tolist()",
    "mode among modes": NP
    + "mode = 'a'\nif mode in ('a', 'b'):\n    np.random.seed(0)\ndigest = np.random.rand(3).tolist()",
    "number compared": NP + "n = 7\nif n > 5:\n    np.random.seed(0)\ndigest = np.random.rand(3).tolist()",
    "default set in kwargs": DATA
    + "def f(**kw):\n    kw.setdefault('random_state', 0)\n    return train_test_split(X, **kw)\ndigest = f()[0].tolist()",
    "default replaced": DATA
    + "def f(s=None):\n    if s is None:\n        s = 42\n    return train_test_split(X, random_state=s)\ndigest = f()[0].tolist()",
    "default or": DATA
    + "def f(s=None):\n    return train_test_split(X, random_state=s or 42)\ndigest = f()[0].tolist()",
    "item of a list replaced": DATA
    + "a = [None]\na[0] = 3\ndigest = train_test_split(X, random_state=a[0])[0].tolist()",
    "nonlocal": DATA + "def f():\n    s = None\n    def g():\n        nonlocal s\n        s = 3\n    g()\n"
    "    return train_test_split(X, random_state=s)\ndigest = f()[0].tolist()",
    "set by setattr": DATA
    + "class C:\n    seed = None\nsetattr(C, 'seed', 3)\ndigest = train_test_split(X, random_state=C.seed)[0].tolist()",
    "seeding decorator": NP
    + "def seeded(f):\n    def g(*a):\n        np.random.seed(0)\n        return f(*a)\n    return g\n"
    "@seeded\ndef draw(n):\n    return np.random.rand(n)\ndigest = draw(3).tolist()",
    "seeding context": NP
    + "class Seed:\n    def __enter__(self):\n        np.random.seed(0)\n    def __exit__(self, *a):\n        pass\n"
    "with Seed():\n    digest = np.random.rand(3).tolist()",
    "seeding context of a generator": NP
    + "from contextlib import contextmanager\n@contextmanager\ndef seeded(s):\n    np.random.seed(s)\n    yield\n"
    "with seeded(0):\n    digest = np.random.rand(3).tolist()",
    "seeding after the initialiser": NP
    + "from dataclasses import dataclass\n@dataclass\nclass A:\n    s: int = 0\n    def __post_init__(self):\n"
    "        np.random.seed(self.s)\nA()\ndigest = np.random.rand(3).tolist()",
    "seeders in a loop": DATA
    + "for f in (np.random.seed, random.seed):\n    f(0)\ndigest = [np.random.rand(), random.random()]",
    "seeded by the base's initialiser": NP
    + "class A:\n    def __init__(self):\n        np.random.seed(0)\nclass B(A):\n    def __init__(self):\n"
    "        super().__init__()\nB()\ndigest = np.random.rand()",
    "None filtered": DATA
    + "digest = [train_test_split(X, random_state=s)[0].tolist() for s in [s for s in [None, 1] if s]]",
    "parameter guarded": NP
    + "def f(s=None):\n    if s is not None:\n        np.random.seed(s)\n    return np.random.rand()\ndigest = f(3)",
    "unshuffled, so no seed": DATA
    + "def f(shuffle=True, s=None):\n    return train_test_split(X, shuffle=shuffle, random_state=s if shuffle else None)\n"
    "digest = f(False)[0].tolist()",
    "dict merged": DATA
    + "a = {'random_state': None}\ndigest = train_test_split(X, **{**a, 'random_state': 3})[0].tolist()",
    "classes in a list": DATA
    + "digest = [kind(random_state=0).fit(X, y).predict(X).tolist() for kind in [DecisionTreeClassifier, RandomForestClassifier]]",
    "parameters of another": DATA
    + "m = RandomForestClassifier(n_estimators=3, random_state=0)\nm = RandomForestClassifier(**m.get_params())\n"
    "digest = m.fit(X, y).predict_proba(X).tolist()",
    "state set back": NP
    + "np.random.seed(0)\nstate = np.random.get_state()\nnp.random.seed()\nnp.random.set_state(state)\ndigest = np.random.rand(3).tolist()",
    "frozen distribution": "from scipy import stats\ndigest = float(stats.randint(1, 10).mean())",
    "distribution, covered": NP
    + "from scipy import stats\nnp.random.seed(0)\ndigest = stats.norm.rvs(size=3).tolist()",
}

# Each snippet starts as in a fresh process: no names, and generators that nobody has seeded.
RUNNER = """
import json, random, sys, warnings
import numpy as np
warnings.simplefilter("ignore")
results = {}
for name, source in json.load(sys.stdin).items():
    np.random.seed(None); random.seed(None)
    names = {"__name__": "__main__"}
    for cell in source.split("\\n---\\n"):
        exec(compile(cell, name, "exec"), names)
    results[name] = repr(names["digest"])
print(json.dumps(results))
"""


def results() -> dict[str, str]:
    """What each snippet computes in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps({**VARIES, **SAME, **CAUTIOUS}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


#: Snippets that repeat and are warned of all the same: which turn of a loop breaks, and which value
#: a test has let through, is not followed.
CAUTIOUS = {
    "left by break after the seed": NP
    + "for i in range(9):\n    if i == 3:\n        np.random.seed(i)\n        break\ndigest = np.random.rand()",
    "None passed over": DATA + "digest = []\nfor s in [None, 1]:\n    if s is None:\n        continue\n"
    "    digest.append(train_test_split(X, random_state=s)[0].tolist())",
}


@pytest.fixture(scope="module")
def differs() -> dict[str, bool]:
    """Whether each snippet gave another result the second time."""
    first, second = results(), results()
    return {name: first[name] != second[name] for name in first}


def alarms(source: str) -> list[str]:
    """The errors and warnings on randomness."""
    report = judge(cells(source), select=UNSEEDED)
    assert broken(report) == []
    return [finding.message for finding in report.findings if finding.severity != "advice"]


@pytest.mark.parametrize("name", VARIES)
def test_what_varies_is_found(name: str, differs: dict[str, bool]) -> None:
    assert differs[name]
    assert alarms(VARIES[name])


@pytest.mark.parametrize("name", SAME)
def test_what_repeats_is_left_alone(name: str, differs: dict[str, bool]) -> None:
    assert not differs[name]
    assert alarms(SAME[name]) == []


@pytest.mark.parametrize("name", CAUTIOUS)
def test_what_cannot_be_followed_is_a_warning_at_most(name: str, differs: dict[str, bool]) -> None:
    assert not differs[name]
    report = judge(cells(CAUTIOUS[name]))
    assert {finding.severity for finding in report.findings} == {"warning"}
