"""The edit of a finding is safe: it parses, it changes nothing else, and the finding is gone."""

from __future__ import annotations

import pytest

from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.lineage.edits import apply
from mlchecks_jupyter.session import judge
from tests.lineage.verdicts import UNSEEDED, broken, cells

SPLIT = "from sklearn.model_selection import train_test_split as split\n"
FOREST = "from sklearn.ensemble import RandomForestClassifier as Forest\n"
FRAME = "import pandas as pd\ndf = pd.read_csv('a')\n"
NP = "import numpy as np\n"

MENDED = {
    "plain": (SPLIT, "split(X)", "split(X, random_state=0)"),
    "nothing": (FOREST, "Forest()", "Forest(random_state=0)"),
    "nothing but space": (FOREST, "Forest( )", "Forest(random_state=0 )"),
    "nothing but a comment": (FOREST, "Forest(  # none\n)", "Forest(random_state=0  # none\n)"),
    "None": (SPLIT, "split(X, random_state=  None )", "split(X, random_state=  0 )"),
    "comma at the end": (SPLIT, "split(X, y,)", "split(X, y, random_state=0)"),
    "argument in parentheses": (SPLIT, "split((X), (y))", "split((X), (y), random_state=0)"),
    "call as the last argument": (SPLIT, "split(X, f(y))", "split(X, f(y), random_state=0)"),
    "text with a parenthesis": (SPLIT, "split(f('(,'), ')')", "split(f('(,'), ')', random_state=0)"),
    "text over lines": (SPLIT, "split('''a\nb''')", "split('''a\nb''', random_state=0)"),
    "lambda": (SPLIT, "split(lambda x: (x, 1))", "split(lambda x: (x, 1), random_state=0)"),
    "conditional": (SPLIT, "split(X, stratify=y if a else (b))", "split(X, stratify=y if a else (b), random_state=0)"),
    "spread": (SPLIT, "split(*arrays)", "split(*arrays, random_state=0)"),
    "line continued": (SPLIT, "split (X \\\n , y)", "split (X \\\n , y, random_state=0)"),
    "two on a line": (
        SPLIT,
        "split(X, random_state=1); split(y)",
        "split(X, random_state=1); split(y, random_state=0)",
    ),
    "umlauts before": (SPLIT, "é = 'ü'; split(X)", "é = 'ü'; split(X, random_state=0)"),
    "a line each": (
        SPLIT,
        "split(\n    X,\n    # all ) of it\n    test_size=(0.2)  # really )\n)",
        "split(\n    X,\n    # all ) of it\n    test_size=(0.2), random_state=0  # really )\n)",
    ),
    "method": (FRAME, "x = df[\n    'a'].sample(\n)", "x = df[\n    'a'].sample(random_state=0\n)"),
    "None by position": (
        FRAME,
        "x = df.sample(5, None, False, None, None)",
        "x = df.sample(5, None, False, None, 0)",
    ),
    "None by position, generator": (NP, "rng = np.random.default_rng(None)", "rng = np.random.default_rng(0)"),
}

#: Calls that no edit of the text can mend safely.
LEFT = {
    "behind a magic": SPLIT + "%time a = split(X)",
    "lone generator expression": SPLIT + "split(x for x in X)",
    "spread mapping": SPLIT + "options = {'test_size': 0.2}\nsplit(X, **options)",
    "reset later": FOREST + "m = Forest(random_state=0)\nm.set_params(random_state=None)\nm.fit(X, y)",
    "attribute reset later": FOREST + "m = Forest(random_state=0)\nm.random_state = None\nm.fit(X, y)",
    "no parameter": NP + "np.random.rand(3)",
    "a variable that is None": SPLIT + "seed = None\nsplit(X, random_state=seed)",
    "a parameter left out": SPLIT + "def f(s=None):\n    return split(X, random_state=s)\na, b = f()",
    "clock": SPLIT + "import time\nsplit(X, random_state=int(time.time()))",
}


@pytest.mark.parametrize(("head", "before", "after"), [*MENDED.values()], ids=[*MENDED])
def test_the_edit_mends_the_call(head: str, before: str, after: str) -> None:
    (finding,) = judge(cells(head + before), select=UNSEEDED).findings
    assert finding.edit is not None
    mended = apply(head + before, finding.edit)
    assert mended == head + after
    report = judge(from_sources([mended]), select=UNSEEDED)
    assert broken(report) == []
    assert report.findings == ()


@pytest.mark.parametrize("source", [*LEFT.values()], ids=[*LEFT])
def test_there_is_no_edit_where_it_would_not_be_safe(source: str) -> None:
    (finding,) = judge(cells(source), select=UNSEEDED).findings
    assert finding.edit is None
