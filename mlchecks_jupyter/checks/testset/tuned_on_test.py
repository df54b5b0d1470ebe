"""The check `tuned-on-test`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlchecks_jupyter.checks import flow_words
from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.lineage.best_kept import Choice, Choices
from mlchecks_jupyter.lineage.dataflow.reuse import Use, repeated_uses
from mlchecks_jupyter.lineage.lineage import Lineage

_IMPORTS = (
    "import pandas as pd\nfrom sklearn.model_selection import train_test_split, GridSearchCV, cross_val_score\n"
    "from sklearn.neighbors import KNeighborsClassifier\n"
    "df = pd.read_csv('patients.csv')\nX, y = df.drop(columns='ill'), df['ill']\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"
)


class TunedOnTest(StaticCheck):
    """A loop tries parameters or models and keeps the one with the best test score.

    ## Why is this bad?
    A search whose judge is the test set has fitted the test set. The best score is the maximum of many
    noisy ones: it promises what new data will not keep, and the more is tried the more it promises.

    ## Use instead
    Search on the training rows: `GridSearchCV(KNeighborsClassifier(), {'n_neighbors': range(1, 40)})`
    `.fit(X_train, y_train)`, or the same loop over `cross_val_score(model, X_train, y_train)`. Ask the
    test rows once, with what was chosen.

    ## References
    G. Cawley, N. Talbot, "On over-fitting in model selection and subsequent selection bias in
    performance evaluation" (JMLR, 2010).
    """

    name = "tuned-on-test"
    item = "testset"
    severity = "error"
    good = (
        code(
            _IMPORTS,
            "search = GridSearchCV(KNeighborsClassifier(), {'n_neighbors': range(1, 40)}).fit(X_train, y_train)",
            "print(search.score(X_test, y_test))",
        ),
        code(
            _IMPORTS,
            "best = 0\nfor k in range(1, 40):\n"
            "    score = cross_val_score(KNeighborsClassifier(k), X_train, y_train).mean()\n"
            "    if score > best:\n        best, best_k = score, k",
            "print(KNeighborsClassifier(best_k).fit(X_train, y_train).score(X_test, y_test))",
        ),
    )
    bad = (
        code(
            _IMPORTS,
            "best = 0\nfor k in range(1, 40):\n"
            "    score = KNeighborsClassifier(k).fit(X_train, y_train).score(X_test, y_test)\n"
            "    if score > best:\n        best, best_k = score, k",
        ),
        code(
            _IMPORTS,
            "import numpy as np\nscores = []\nfor k in range(1, 40):\n"
            "    model = KNeighborsClassifier(k)\n    model.fit(X_train, y_train)\n"
            "    scores.append(model.score(X_test, y_test))",
            "best_k = 1 + np.argmax(scores)",
        ),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each loop that keeps the best test score."""
        uses = repeated_uses(lineage.flow)
        if not uses:
            raise NotApplicable("No loop fits models and judges them on rows held out before it.")
        choices = Choices(lineage.trees.values())
        seen: set[object] = set()
        for use, loop in uses:
            if id(loop) in seen:
                continue
            seen.add(id(loop))
            choice = choices.of(loop, use.judgement.call.cell)
            place = flow_words.outermost(lineage, use.judgement.call)
            if choice is not None and place not in seen:
                seen.add(place)
                yield self._tuned(use, loop, choice, lineage)

    def _tuned(self, use: Use, loop: ast.AST, choice: Choice, lineage: Lineage) -> Finding:
        place = lineage.place(choice.cell, choice.node.lineno)
        kept = "the best by it is kept" if choice.certain else "the best of it is reported"
        unsure = "" if choice.certain else " Not known: whether it is kept, or only named."
        return self.finding(
            lineage,
            flow_words.location(lineage, use.judgement.call),
            severity="error" if choice.certain and use.judgement.certain else "warning",
            message=(
                f"On every turn of the loop {flow_words.model(use.fit)} is judged (`{use.judgement.metric}`) on "
                f"{flow_words.rows_name(lineage, use.judgement.data.lots)}, and {kept} (at {place}): "
                f"the test rows choose.{unsure}"
            ),
            remedy="Let cross-validation of the training rows choose (`GridSearchCV`, `cross_val_score`); ask the test rows once.",
            facts={
                "model": use.fit.what,
                "metric": use.judgement.metric,
                "judged_at": flow_words.at(lineage, use.judgement.call),
                "chosen_at": {"cell": choice.cell, "line": choice.node.lineno},
            },
        )
