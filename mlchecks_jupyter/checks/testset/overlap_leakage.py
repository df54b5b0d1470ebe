"""The check `overlap-leakage`."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks import flow_words
from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import JSON, Finding
from mlchecks_jupyter.lineage import mending
from mlchecks_jupyter.lineage.dataflow.flow import Dataflow
from mlchecks_jupyter.lineage.dataflow.leaks import Overlapping, is_training_score, overlaps
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.lineage import Lineage

_IMPORTS = (
    "import pandas as pd\nfrom sklearn.model_selection import train_test_split, GridSearchCV\n"
    "from sklearn.linear_model import LogisticRegression\nfrom imblearn.over_sampling import SMOTE\n"
    "df = pd.read_csv('patients.csv')\ny = df['ill']\nX = df.drop(columns='ill')"
)
_SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"
_JUDGED = "model = LogisticRegression().fit(X_train, y_train)\nmodel.score(X_test, y_test)"


class OverlapLeakage(StaticCheck):
    """A model is judged on rows that it was fitted on, or on copies of them.

    ## Why is this bad?
    A model may know by heart what it has seen: a nearest neighbour, a deep tree or a network reaches
    a score near 1 on its own training rows, whatever it is worth on new ones. Rows come to both sides
    when a minority class is oversampled before the split, when rows are drawn with replacement, when
    the search that chose the parameters saw the test rows, or when nothing was held out at all.
    A training score beside a score on rows held out is no fault.

    ## Use instead
    Split first, and oversample, augment and search within the training rows only:
    `X_train, y_train = SMOTE(random_state=0).fit_resample(X_train, y_train)`, or a pipeline of
    imbalanced-learn. Where rows are few, cross-validate.

    ## References
    C. Yang et al., "Data leakage in notebooks: static detection and better processes" (ASE 2022);
    S. Kapoor, A. Narayanan, "Leakage and the reproducibility crisis in machine-learning-based
    science" (Patterns, 2023).
    """

    name = "overlap-leakage"
    item = "testset"
    also = ("split",)
    severity = "error"
    good = (
        code(_IMPORTS, _SPLIT, "X_train, y_train = SMOTE(random_state=0).fit_resample(X_train, y_train)", _JUDGED),
        code(_IMPORTS, _SPLIT, _JUDGED, "print('training:', model.score(X_train, y_train))"),
        code(
            _IMPORTS,
            _SPLIT,
            "search = GridSearchCV(LogisticRegression(), {'C': [1, 10]}).fit(X_train, y_train)",
            "search.best_estimator_.score(X_test, y_test)",
        ),
        code(
            _IMPORTS,
            _SPLIT,
            _JUDGED,
            "model.fit(X, y)  # the final model is fitted on all rows",
            "model.predict(pd.read_csv('new_patients.csv'))",
        ),
    )
    bad = (
        code(_IMPORTS, "X, y = SMOTE(random_state=0).fit_resample(X, y)", _SPLIT, _JUDGED),
        code(_IMPORTS, "model = LogisticRegression().fit(X, y)\nprint(model.score(X, y))"),
        code(
            _IMPORTS,
            "search = GridSearchCV(LogisticRegression(), {'C': [1, 10]}).fit(X, y)",
            _SPLIT,
            "model = LogisticRegression(**search.best_params_).fit(X_train, y_train)\nmodel.score(X_test, y_test)",
        ),
        code(
            _IMPORTS,
            "X_train, y_train = X.iloc[:800], y.iloc[:800]\nX_test, y_test = X.iloc[:200], y.iloc[:200]",
            _JUDGED,
        ),
        code(
            _IMPORTS,
            "from sklearn.utils import resample\nill = df[df.ill == 1]\n"
            "more = resample(ill, n_samples=1000, random_state=0)\ndf = pd.concat([df[df.ill == 0], more])",
            "X_train, X_test, y_train, y_test = train_test_split(df.drop(columns='ill'), df.ill, random_state=0)",
            _JUDGED,
        ),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each model and for each copying of rows."""
        if not lineage.flow.judgements:
            raise NotApplicable("No model is judged in sight.")
        seen: set[object] = set()
        for flow in flow_words.flows(lineage):
            for leak in overlaps(flow):
                if is_training_score(leak, flow):
                    continue  # `judged-on-training-data` speaks of it
                key = leak.copying or (id(leak.fit), leak.judgement.data.lots)
                call = leak.copying.call if leak.copying is not None else leak.judgement.call
                if key in seen or (place := flow_words.outermost(lineage, call)) in seen:
                    continue
                seen |= {key, place}
                yield self._finding(leak, call, lineage, flow)

    def _finding(self, leak: Overlapping, call: Call, lineage: Lineage, flow: Dataflow) -> Finding:
        saved = flow is not lineage.flow
        copying = leak.copying
        where = lineage.locate(call.cell, call.node) if copying is not None else flow_words.location(lineage, call)
        facts: dict[str, JSON] = {
            "model": leak.fit.what,
            "fitted_at": flow_words.at(lineage, leak.fit.call),
            "judged_at": flow_words.at(lineage, leak.judgement.call),
            "metric": leak.judgement.metric,
        }
        if copying is not None:
            facts |= {"copied": copying.what, "copied_at": flow_words.at(lineage, copying.call)}
        certain = leak.fit.certain and leak.judgement.certain and not leak.likely
        proved = certain and (copying is None or copying.certain)
        return self.finding(
            lineage,
            where,
            severity="error" if proved and not saved else "warning",
            message=_message(leak, lineage, flow, proved=proved) + (flow_words.SAVED_ORDER if saved else ""),
            remedy=_remedy(leak),
            facts=facts,
            edit=None if saved else mending.of_overlap(lineage, leak),
        )


def _message(leak: Overlapping, lineage: Lineage, flow: Dataflow, *, proved: bool) -> str:
    fitted = flow_words.place(lineage, leak.fit.call)
    judged = f"{flow_words.judged(leak.judgement)} at {flow_words.place(lineage, leak.judgement.call)}"
    model = flow_words.model(leak.fit)
    if leak.copying is not None:
        split = flow_words.split_of(flow, leak.judgement.data.lots)
        parted = f"split at {flow_words.place(lineage, split.call)}; " if split is not None else ""
        told = (
            f"`{leak.copying.what}` makes rows out of others before they are parted, so copies reach both sides: "
            f"{parted}{model} fitted at {fitted}, {judged}."
        )
        return told if proved else f"{told} Not known: whether the rows it was made of stay among them."
    told = f"{model} is {judged} on rows that it was fitted on at {fitted}"
    if leak.exact:
        told += ", and scored on no rows held out"
    elif leak.fit not in leak.judgement.fits:
        told = f"The parameters of the model {judged} were chosen at {fitted} on rows that it is judged on"
    told = _start(told)
    if leak.likely:
        return (
            f"{_start(model)} is fitted on the training part of one split (at {fitted}) and {judged}, on the test part of "
            "another split of the same rows, so some of them are in both. Not known: how many."
        )
    return f"{told}." if proved else f"{told}. Not known: whether the branch or function in which this stands is run."


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


def _remedy(leak: Overlapping) -> str:
    if leak.copying is not None:
        return "Split first, and call it with the training rows only."
    if leak.exact:
        return "Hold rows out (`train_test_split(X, y, random_state=0)`) or cross-validate (`cross_val_score`), and judge on those."
    return "Fit, and search, on the training rows only; judge on rows that neither has seen."
