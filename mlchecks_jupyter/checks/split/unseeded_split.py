"""The check `unseeded-split`."""

from __future__ import annotations

from mlchecks_jupyter.checks.unseeded import UnseededDraw
from mlchecks_jupyter.core.check import code


class UnseededSplit(UnseededDraw):
    """A random split without a seed of its own.

    ## Why is this bad?
    Every run puts other rows in the test set. Scores of two runs cannot be compared, a model
    retrained tomorrow is judged on rows that today's was trained on, and a good score may be
    the luck of one draw. A global `np.random.seed` makes the split repeat only while no other
    draw is added before it, so it is advised against here and not called an error.

    ## Use instead
    Pass `random_state=` (a number, not a generator shared with other splitters). For rows that
    belong together use `GroupShuffleSplit(random_state=0)`; for PyTorch pass
    `generator=torch.Generator().manual_seed(0)`; for Spark pass `seed=`.

    ## References
    scikit-learn User Guide, "Controlling randomness".
    """

    name = "unseeded-split"
    item = "split"
    severity = "error"
    kind = "split"
    subject = "random split"
    consequence = "every run puts other rows in the test set"
    good = (
        code("from sklearn.model_selection import train_test_split", "train_test_split(X, random_state=0)"),
        code("from sklearn.model_selection import KFold", "folds = KFold(5)"),
        code(
            "from sklearn.model_selection import train_test_split",
            "def split(X, seed):\n    return train_test_split(X, random_state=seed)",
            "a, b = split(X, 7)",
        ),
    )
    bad = (
        code("from sklearn.model_selection import train_test_split as tts", "a, b = tts(X)"),
        code("import sklearn.model_selection as ms", "cv = ms.KFold(5, shuffle=True)"),
        code(
            "import time\nfrom sklearn.model_selection import ShuffleSplit",
            "cv = ShuffleSplit(random_state=int(time.time()))",
        ),
        code(
            "import random\nfrom sklearn.model_selection import train_test_split",
            "random.seed(0)  # seeds another generator than the one the split draws from",
            "a, b = train_test_split(X)",
        ),
        code(
            "import numpy as np\nfrom sklearn.model_selection import train_test_split",
            "a, b = train_test_split(X)",
            "np.random.seed(0)  # too late",
        ),
    )
