"""The check `reused-test-set`."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks import flow_words
from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import JSON, Finding
from mlchecks_jupyter.lineage.dataflow.reuse import Reuse, reused_test_sets
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.lineage import Lineage

_IMPORTS = (
    "import pandas as pd\nfrom sklearn.model_selection import train_test_split, cross_val_score, GridSearchCV\n"
    "from sklearn.linear_model import LogisticRegression\nfrom sklearn.svm import SVC\n"
    "df = pd.read_csv('patients.csv')\nX, y = df.drop(columns='ill'), df['ill']\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"
)

#: Of more uses only the first are named.
_MOST_NAMED = 4


class ReusedTestSet(StaticCheck):
    """The same test rows judge several models, and no untouched rows give the final figure.

    ## Why is this bad?
    The first model that a test set judges gets an honest score. Each further one that is tried, kept or
    thrown away by its test score fits the test set a little; the best of many models is the luckiest,
    too. Twenty models of the same worth, judged on 200 rows, promise some six points more than the
    chosen one will keep. Rows that are watched while a network trains (`validation_data`) and then give
    the final figure are used twice as well.

    ## Use instead
    Compare models by cross-validation on the training rows (`cross_val_score`, `GridSearchCV`), or on a
    validation part; judge the one that was chosen on the test rows, once. Several metrics of one model
    are one use.

    ## References
    C. Dwork et al., "The reusable holdout: preserving validity in adaptive data analysis" (Science,
    2015); M. Hardt, B. Recht, "Patterns, predictions, and actions", chapter on datasets; C. Yang et
    al., "Data leakage in notebooks: static detection and better processes" (ASE 2022).
    """

    name = "reused-test-set"
    item = "testset"
    severity = "error"
    good = (
        code(
            _IMPORTS,
            "for model in [LogisticRegression(), SVC()]:\n    print(cross_val_score(model, X_train, y_train).mean())",
            "model = SVC().fit(X_train, y_train)\nprint(model.score(X_test, y_test))",
        ),
        code(
            _IMPORTS,
            "X_train, X_val, y_train, y_val = train_test_split(X_train, y_train, random_state=0)",
            "for model in [LogisticRegression(), SVC()]:\n    print(model.fit(X_train, y_train).score(X_val, y_val))",
            "final = SVC().fit(X_train, y_train)\nprint(final.score(X_test, y_test))",
        ),
        code(
            _IMPORTS,
            "from sklearn.metrics import accuracy_score, f1_score\nmodel = SVC().fit(X_train, y_train)\n"
            "predicted = model.predict(X_test)",
            "print(accuracy_score(y_test, predicted), f1_score(y_test, predicted))",
        ),
    )
    bad = (
        code(
            _IMPORTS,
            "for model in [LogisticRegression(), SVC()]:\n"
            "    model.fit(X_train, y_train)\n    print(model.score(X_test, y_test))",
        ),
        code(
            _IMPORTS,
            "first = LogisticRegression().fit(X_train, y_train)\nprint(first.score(X_test, y_test))",
            "second = LogisticRegression(C=10).fit(X_train, y_train)\nprint(second.score(X_test, y_test))",
        ),
        code(
            _IMPORTS,
            "from tensorflow import keras\nmodel = keras.Sequential([keras.layers.Dense(1)])",
            "model.fit(X_train, y_train, validation_data=(X_test, y_test), epochs=20)",
            "model.evaluate(X_test, y_test)",
        ),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each test set, at the use by which it was asked again."""
        if not lineage.flow.judgements:
            raise NotApplicable("No model is judged in sight.")
        seen: set[object] = set()
        for reuse in reused_test_sets(lineage.flow):
            again = _again(reuse)
            if flow_words.outermost(lineage, again) in seen:
                continue
            seen.add(flow_words.outermost(lineage, again))
            proved = all(use.fit.certain and use.judgement.certain for use in reuse.uses)
            yield self.finding(
                lineage,
                flow_words.location(lineage, again),
                severity="error" if proved else "warning",
                message=_message(reuse, lineage),
                remedy=(
                    "Choose by cross-validation or on a validation part of the training rows; keep these rows for one "
                    "final score."
                ),
                facts=_facts(reuse, lineage),
            )


def _again(reuse: Reuse) -> Call:
    """The call that asks the rows a second time."""
    first = reuse.uses[0]
    for use in reuse.uses:
        if use.repeated or use.fit is not first.fit or use.judgement.how != first.judgement.how == "validation":
            scored = (each for each in reuse.uses if each.fit is use.fit and each.judgement.how == "score")
            return next(scored, use).judgement.call
    return reuse.uses[-1].judgement.call


def _message(reuse: Reuse, lineage: Lineage) -> str:
    rows = flow_words.rows_name(lineage, reuse.lots, (use.judgement for use in reuse.uses))
    rows = rows[:1].upper() + rows[1:]
    fits = list(dict.fromkeys(use.fit for use in reuse.uses))
    watched = any(use.judgement.how == "validation" for use in reuse.uses)
    if len(fits) == 1 and watched and not any(use.repeated for use in reuse.uses):
        model = flow_words.model(fits[0])
        return f"{rows} are watched while {model} is fitted, and then give its final figure: no rows are left that judge it."
    all_named = list(dict.fromkeys(f"{flow_words.model(fit)} ({flow_words.place(lineage, fit.call)})" for fit in fits))
    named = all_named[:_MOST_NAMED]
    more = f" and {len(all_named) - _MOST_NAMED} more" if len(all_named) > _MOST_NAMED else ""
    looped = {use.fit: None for use in reuse.uses if use.repeated}
    count = f"{len(fits)} fitted models" if len(fits) > 1 else "a model"
    turns = ""
    if looped and len(looped) == len(fits):
        turns = " fitted anew on every turn of a loop" if len(fits) == 1 else ", each anew on every turn of a loop"
    elif looped:
        turns = f", {len(looped)} of them anew on every turn of a loop"
    return f"{rows} judge {count}{turns}: {', '.join(named)}{more}; no untouched rows give the final figure."


def _facts(reuse: Reuse, lineage: Lineage) -> dict[str, JSON]:
    uses: list[JSON] = [
        {
            "model": use.fit.what,
            "metric": use.judgement.metric,
            "how": use.judgement.how,
            "at": flow_words.at(lineage, use.judgement.call),
        }
        for use in reuse.uses
    ]
    return {
        "models": len({use.fit for use in reuse.uses}),
        "uses": uses,
        "in_loop": any(use.repeated for use in reuse.uses),
    }
