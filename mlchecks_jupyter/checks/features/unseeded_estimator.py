"""The check `unseeded-estimator`."""

from __future__ import annotations

from mlchecks_jupyter.checks.unseeded import UnseededDraw
from mlchecks_jupyter.core.check import code


class UnseededEstimator(UnseededDraw):
    """An estimator that draws random numbers while it is fitted, without a seed.

    ## Why is this bad?
    Fitted twice on the same rows it gives two models, whose predictions differ. A score that
    moved may be a better feature or only another draw, and production cannot be compared with
    research row by row.

    ## Use instead
    Pass `random_state=` (`seed=`, `random_seed=`) to every estimator, transformer and search
    that draws. Only arguments that really make it random count here: `LogisticRegression` does
    not with its default solver, `SVC` does with `probability=True` only.

    ## References
    S. Chandran, "Machine Learning Model Deployment: A Simple Checklist", scenario 4;
    scikit-learn User Guide, "Controlling randomness".
    """

    name = "unseeded-estimator"
    item = "features"
    also = ("prediction",)
    severity = "error"
    kind = "estimator"
    subject = "estimator that draws random numbers"
    consequence = "every fit gives another model"
    good = (
        code("from sklearn.ensemble import RandomForestClassifier", "RandomForestClassifier(random_state=0).fit(X, y)"),
        code("from sklearn.linear_model import LogisticRegression", "LogisticRegression().fit(X, y)"),
        code("from sklearn.svm import SVC", "SVC().fit(X, y)"),
    )
    bad = (
        code("from sklearn.ensemble import RandomForestClassifier", "RandomForestClassifier().fit(X, y)"),
        code("from sklearn.svm import SVC", "SVC(probability=True).fit(X, y)"),
        code("from sklearn.linear_model import LogisticRegression", "LogisticRegression(solver='saga').fit(X, y)"),
    )
