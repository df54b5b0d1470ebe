"""The check `preprocessing-leakage`."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks import flow_words
from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import Finding, Severity
from mlchecks_jupyter.lineage import mending
from mlchecks_jupyter.lineage.dataflow.data import Split
from mlchecks_jupyter.lineage.dataflow.flow import Dataflow
from mlchecks_jupyter.lineage.dataflow.leaks import (
    Preprocessed,
    hidden_steps,
    is_proved,
    is_supervised,
    preprocessing_leaks,
)
from mlchecks_jupyter.lineage.dataflow.rows import relation
from mlchecks_jupyter.lineage.lineage import Lineage

_IMPORTS = (
    "import pandas as pd\nfrom sklearn.model_selection import train_test_split, cross_val_score\n"
    "from sklearn.preprocessing import StandardScaler\nfrom sklearn.feature_selection import SelectKBest\n"
    "from sklearn.pipeline import make_pipeline\nfrom sklearn.linear_model import LogisticRegression\n"
    "df = pd.read_csv('patients.csv')\ny = df['ill']\nX = df.drop(columns='ill')"
)
_JUDGED = "model = LogisticRegression().fit(X_train, y_train)\nmodel.score(X_test, y_test)"


class PreprocessingLeakage(StaticCheck):
    """A transformation that learned from rows which the model is later judged on.

    ## Why is this bad?
    A scaler, an imputer, a selector of features or an encoder that was fitted on all rows tells the
    training rows something of the test rows, so the score is no longer that of new data. What it is
    worth differs: choosing features or encoding categories by the target before the split can turn
    noise into a score of 0.9 and is an error here; a mean or a scale taken over all rows often moves
    the score by less than its noise and is a warning. Functions that work on each row by itself
    (`np.log`, `str.lower`, `pd.to_datetime`, `get_dummies` of known categories) leak nothing.

    ## Use instead
    Split first. Fit on the training rows and only transform the test rows: `scaler.fit(X_train)`,
    `scaler.transform(X_test)`. Or put the steps into a `Pipeline`, which does so by itself in
    cross-validation and search, too.

    ## References
    S. Kaufman, S. Rosset, C. Perlich, "Leakage in data mining" (KDD 2011); C. Yang et al., "Data
    leakage in notebooks: static detection and better processes" (ASE 2022); scikit-learn User Guide,
    "Common pitfalls and recommended practices".
    """

    name = "preprocessing-leakage"
    item = "testset"
    also = ("split",)
    severity = "error"
    good = (
        code(
            _IMPORTS,
            "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
            "scaler = StandardScaler()\nX_train = scaler.fit_transform(X_train)\nX_test = scaler.transform(X_test)",
            _JUDGED,
        ),
        code(_IMPORTS, "cross_val_score(make_pipeline(StandardScaler(), LogisticRegression()), X, y)"),
        code(
            _IMPORTS,
            "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\nmean = X_train.mean()",
            "X_train, X_test = X_train.fillna(mean), X_test.fillna(mean)",
            _JUDGED,
        ),
        code(
            _IMPORTS,
            "import numpy as np\nX['log_dose'] = np.log1p(X['dose'])\nX['total'] = X[['a', 'b']].sum(axis=1)",
            "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
            _JUDGED,
        ),
    )
    bad = (
        code(
            _IMPORTS,
            "X_scaled = StandardScaler().fit_transform(X)",
            "X_train, X_test, y_train, y_test = train_test_split(X_scaled, y, random_state=0)",
            _JUDGED,
        ),
        code(
            _IMPORTS,
            "best = SelectKBest(k=10).fit_transform(X, y)",
            "X_train, X_test, y_train, y_test = train_test_split(best, y, random_state=0)",
            _JUDGED,
        ),
        code(
            _IMPORTS,
            "X['age'] = X['age'].fillna(X['age'].median())",
            "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
            _JUDGED,
        ),
        code(
            _IMPORTS,
            "def prepare(table):\n    return (table - table.mean()) / table.std()",
            "X = prepare(X)",
            "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
            "for model in [LogisticRegression(), LogisticRegression(C=10)]:\n"
            "    model.fit(X_train, y_train)\n    print(model.score(X_test, y_test))",
        ),
        code(_IMPORTS, "X = StandardScaler().fit_transform(X)", "cross_val_score(LogisticRegression(), X, y)"),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each place where something was learned, with the first model it reaches."""
        if not (lineage.flow.judgements or lineage.flow.splits):
            raise NotApplicable("No model is judged in sight, and no rows are split.")
        seen = set()
        for flow in flow_words.flows(lineage):
            for leak in preprocessing_leaks(flow):
                call = leak.learning.call
                if (call.cell, call.node.lineno) not in seen:
                    seen.add((call.cell, call.node.lineno))
                    yield self._finding(leak, lineage, flow)
        hidden = hidden_steps(lineage.flow)
        if hidden and not seen:
            raise NotApplicable(
                f"`{hidden[0]}` prepares the rows, and its source cannot be seen here; import it from a cell, or check "
                "its module."
            )

    def _finding(self, leak: Preprocessed, lineage: Lineage, flow: Dataflow) -> Finding:
        saved = flow is not lineage.flow
        split = leak.split
        if split is None and leak.judgement is not None:
            split = flow_words.split_of(flow, leak.judgement.data.lots)
        return self.finding(
            lineage,
            lineage.locate(leak.learning.call.cell, leak.learning.call.node),
            severity="warning" if saved else _severity(leak, lineage),
            message=_message(leak, split, lineage) + (flow_words.SAVED_ORDER if saved else ""),
            remedy=_remedy(leak),
            facts=flow_words.path_facts(lineage, leak.learning, leak.fit, leak.judgement, split),
            edit=None if saved else mending.of_preprocessing(lineage, leak),
        )


def _severity(leak: Preprocessed, lineage: Lineage) -> Severity:
    with_target = is_supervised(leak.learning) or _groups_target(leak, lineage)
    return "error" if is_proved(leak) and with_target else "warning"


def _groups_target(leak: Preprocessed, lineage: Lineage) -> bool:
    """Whether a figure of groups is one of the target: `df.groupby("flight")["late"].transform("mean")`."""
    target = leak.fit.target if leak.fit is not None else None
    if leak.learning.kind != "group" or target is None or target.column is None:
        return False
    call = leak.learning.call
    line = lineage.trees[call.cell].lines[(call.node.end_lineno or call.node.lineno) - 1]
    return f'"{target.column}"' in line or f"'{target.column}'" in line or f".{target.column}." in line


def _message(leak: Preprocessed, split: Split | None, lineage: Lineage) -> str:
    learning, fit, judgement = leak.learning, leak.fit, leak.judgement
    subject = flow_words.learnt(learning)
    if fit is None or judgement is None:
        assert split is not None
        return (
            f"{subject} before the rows are split at {flow_words.place(lineage, split.call)}; no model is judged here "
            "yet, but its test rows will have been seen."
        )
    steps = [f"rows split at {flow_words.place(lineage, split.call)}"] if split is not None else []
    steps.append(
        f"{flow_words.model(fit)} {flow_words.judged(judgement)} at {flow_words.place(lineage, judgement.call)}"
    )
    return f"{subject}, with rows among them that the model is judged on: {'; '.join(steps)}.{_unknown(leak)}"


def _unknown(leak: Preprocessed) -> str:
    """What is not known where the leak is not proved."""
    assert leak.judgement is not None
    if not (leak.learning.certain and leak.judgement.certain):
        return " Not known: whether the branch or function in which this stands is run."
    if relation(leak.learning.lots, leak.judgement.data.lots) != "shared":
        return " Not known: how many of the rows are the same, as each is drawn in a way of its own."
    if leak.judgement.how == "predict" and not is_proved(leak):
        return " Not known: whether these predictions are scored elsewhere."
    return ""


def _remedy(leak: Preprocessed) -> str:
    folds = leak.judgement is not None and leak.judgement.how == "cross-validation"
    if folds and leak.learning.kind != "fit":
        return "Take the figure from the training part of each fold: put the step into a transformer of a `Pipeline`."
    if folds:
        return f"Cross-validate `make_pipeline({leak.learning.what}(), model)` on the rows as they were before."
    if leak.learning.kind == "fit":
        return "Split first; call `fit` with the training rows, `transform` with both, or put both into a `Pipeline`."
    return "Split first; take the figure from the training rows, and use the same figure for the test rows."
