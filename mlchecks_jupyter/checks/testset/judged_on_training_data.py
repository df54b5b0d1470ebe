"""The check `judged-on-training-data`."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks import flow_words
from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.lineage import mending
from mlchecks_jupyter.lineage.dataflow.leaks import is_training_score, overlaps
from mlchecks_jupyter.lineage.lineage import Lineage

_IMPORTS = (
    "import pandas as pd\nfrom sklearn.model_selection import train_test_split, cross_val_score\n"
    "from sklearn.metrics import accuracy_score\nfrom sklearn.tree import DecisionTreeClassifier\n"
    "df = pd.read_csv('patients.csv')\n"
    "X_train, X_test, y_train, y_test = train_test_split(df.drop(columns='ill'), df.ill, random_state=0)"
)


class JudgedOnTrainingData(StaticCheck):
    """The only score of a model is of the rows that it was fitted on, though others were held out.

    ## Why is this bad?
    The split was made, and then the wrong part was asked: the score says how well the model remembers,
    not how well it predicts. Models compared by such scores are ranked by how much they overfit.

    ## Use instead
    Judge on the part that was held out: `model.score(X_test, y_test)`. A training score beside it is
    worth having: the distance of the two is the overfitting.

    ## References
    T. Hastie, R. Tibshirani, J. Friedman, "The Elements of Statistical Learning", section 7.2.
    """

    name = "judged-on-training-data"
    item = "testset"
    severity = "error"
    good = (
        code(
            _IMPORTS,
            "model = DecisionTreeClassifier(random_state=0).fit(X_train, y_train)",
            "print(model.score(X_train, y_train), model.score(X_test, y_test))",
        ),
        code(
            _IMPORTS,
            "model = DecisionTreeClassifier(random_state=0)\nprint(cross_val_score(model, X_train, y_train))",
            "model.fit(X_train, y_train)\nprint(model.score(X_train, y_train))",
        ),
    )
    bad = (
        code(
            _IMPORTS,
            "model = DecisionTreeClassifier(random_state=0).fit(X_train, y_train)",
            "predicted = model.predict(X_test)\nprint(model.score(X_train, y_train))",
        ),
        code(
            _IMPORTS,
            "model = DecisionTreeClassifier(random_state=0).fit(X_train, y_train)",
            "print(accuracy_score(y_train, model.predict(X_train)))",
        ),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each fitted model with a training score alone."""
        if not lineage.flow.judgements or not lineage.flow.splits:
            raise NotApplicable("No model is judged in sight, or no rows are split.")
        seen = set()
        for leak in overlaps(lineage.flow):
            if not is_training_score(leak, lineage.flow) or leak.fit in seen:
                continue
            seen.add(leak.fit)
            split = flow_words.split_of(lineage.flow, leak.fit.lots)
            held_out = f"those held out at {flow_words.place(lineage, split.call)}" if split is not None else "others"
            yield self.finding(
                lineage,
                flow_words.location(lineage, leak.judgement.call),
                severity="error" if leak.fit.certain and leak.judgement.certain else "warning",
                message=(
                    f"{_start(flow_words.model(leak.fit))} is judged (`{leak.judgement.metric}`) on the rows that it was "
                    f"fitted on at {flow_words.place(lineage, leak.fit.call)}, and never on {held_out}."
                ),
                remedy="Judge on the part that was held out; keep the training score beside it if you like.",
                facts={
                    "model": leak.fit.what,
                    "metric": leak.judgement.metric,
                    "fitted_at": flow_words.at(lineage, leak.fit.call),
                    "judged_at": flow_words.at(lineage, leak.judgement.call),
                },
                edit=mending.of_training_score(lineage, leak),
            )


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]
