"""The check `early-stopping-on-test`."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks import flow_words
from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.lineage import mending
from mlchecks_jupyter.lineage.dataflow.reuse import stopped_on_test
from mlchecks_jupyter.lineage.lineage import Lineage

_IMPORTS = (
    "import pandas as pd\nimport xgboost as xgb\nfrom sklearn.model_selection import train_test_split\n"
    "df = pd.read_csv('patients.csv')\nX, y = df.drop(columns='ill'), df['ill']\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"
)


class EarlyStoppingOnTest(StaticCheck):
    """Training is stopped, or its best state picked, by the score of the rows that give the final figure.

    ## Why is this bad?
    The round at which the test score is best is chosen by the test rows: the model is the best of
    hundreds on them. The score that is reported is that maximum, and new rows will not repeat it.

    ## Use instead
    Part a validation set off the training rows, and stop by that: `X_fit, X_val, y_fit, y_val =
    train_test_split(X_train, y_train, random_state=0)`, `eval_set=[(X_val, y_val)]`; in Keras
    `validation_split=0.2`. Judge on the test rows once, at the end.

    ## References
    L. Prechelt, "Early stopping - but when?" (1998), which stops by a validation set and judges on a
    third.
    """

    name = "early-stopping-on-test"
    item = "testset"
    severity = "error"
    good = (
        code(
            _IMPORTS,
            "X_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train, random_state=0)",
            "model = xgb.XGBClassifier(early_stopping_rounds=10)\n"
            "model.fit(X_fit, y_fit, eval_set=[(X_val, y_val)])\nmodel.score(X_test, y_test)",
        ),
        code(
            _IMPORTS,
            "model = xgb.XGBClassifier()\nmodel.fit(X_train, y_train)\nmodel.score(X_test, y_test)",
        ),
    )
    bad = (
        code(
            _IMPORTS,
            "model = xgb.XGBClassifier(early_stopping_rounds=10)\n"
            "model.fit(X_train, y_train, eval_set=[(X_test, y_test)])\nmodel.score(X_test, y_test)",
        ),
        code(
            _IMPORTS,
            "from tensorflow import keras\nmodel = keras.Sequential([keras.layers.Dense(1)])\n"
            "stop = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)",
            "model.fit(X_train, y_train, validation_data=(X_test, y_test), epochs=99, callbacks=[stop])",
            "model.evaluate(X_test, y_test)",
        ),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each fit that is stopped by rows which give a figure later."""
        stopped = [learning for learning in lineage.flow.learnings if learning.stopped_by is not None]
        if not stopped:
            raise NotApplicable("No training is stopped early by rows that are handed to it.")
        for learning, judgement in stopped_on_test(lineage.flow):
            yield self.finding(
                lineage,
                flow_words.location(lineage, learning.call),
                severity="error" if learning.certain and judgement.certain else "warning",
                message=(
                    f"The training of {flow_words.model(learning)} is stopped by "
                    f"{flow_words.rows_name(lineage, judgement.data.lots)}, which then give its figure "
                    f"(`{judgement.metric}` at {flow_words.place(lineage, judgement.call)}): the best round on them was picked."
                ),
                remedy="Stop by a validation part of the training rows, and keep these for one final score.",
                facts={
                    "model": learning.what,
                    "metric": judgement.metric,
                    "fitted_at": flow_words.at(lineage, learning.call),
                    "judged_at": flow_words.at(lineage, judgement.call),
                },
                edit=mending.of_early_stopping(lineage, learning),
            )
