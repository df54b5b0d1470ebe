"""What was learned before a cross-validation is learned within its folds."""

from __future__ import annotations

import numpy as np
import pytest

from tests.lineage.mending.proof import IMPORTS, READ, mended, refused, run

TAKEN = "X = df[['whole', 'other', 'c']]\ny = df['target']\nmodel = LogisticRegression()"
GAPS = "X = df[['a', 'b', 'c']]\ny = df['target']\nmodel = LogisticRegression()"
IMPORT = "from sklearn.pipeline import make_pipeline"

LEAKS = {
    "new name": (
        [TAKEN, "scaler = StandardScaler()\nX_scaled = scaler.fit_transform(X)",
         "score = cross_val_score(model, X_scaled, y, cv=5).mean()"],
        f"{IMPORT}\nscore = cross_val_score(make_pipeline(scaler, model), X, y, cv=5).mean()",
    ),
    "overwritten": (
        [TAKEN, "scaler = StandardScaler()\nX = scaler.fit_transform(X)",
         "score = cross_val_score(model, X, y).mean()"],
        "cross_val_score(make_pipeline(scaler, model), X, y)",
    ),
    "never kept": (
        [TAKEN, "X_scaled = StandardScaler().fit_transform(X)",
         "found = cross_validate(LogisticRegression(C=2), X_scaled, y)\nscore = found['test_score'].mean()"],
        "cross_validate(make_pipeline(StandardScaler(), LogisticRegression(C=2)), X, y)",
    ),
    "fit, then transform": (
        [TAKEN, "scaler = MinMaxScaler()\nscaler.fit(X)\nX_scaled = scaler.transform(X)",
         "score = cross_val_score(model, X_scaled, y=y).mean()"],
        "cross_val_score(make_pipeline(scaler, model), X, y=y)",
    ),
    "two steps": (
        [TAKEN, "scaler = StandardScaler()\nX_scaled = scaler.fit_transform(X)",
         "pca = PCA(n_components=2)\nX_pca = pca.fit_transform(X_scaled)",
         "score = cross_val_score(model, X_pca, y).mean()"],
        "make_pipeline(scaler, pca, model), X, y",
    ),
    "a table of it": (
        [TAKEN, "X_scaled = StandardScaler().fit_transform(X)\nX_scaled = pd.DataFrame(X_scaled, columns=X.columns)",
         "score = cross_val_score(model, X_scaled, y).mean()"],
        "cross_val_score(make_pipeline(StandardScaler(), model), X, y)",
    ),
    "some columns": (
        [TAKEN, "X_scaled = StandardScaler().fit_transform(df[['whole', 'c']])",
         "score = cross_val_score(model, X_scaled, y).mean()"],
        "cross_val_score(make_pipeline(StandardScaler(), model), df[['whole', 'c']], y)",
    ),
    "told the target": (
        [TAKEN, "chosen = SelectKBest(f_classif, k=2)\nX_chosen = chosen.fit_transform(X, y)",
         "score = cross_val_score(model, X_chosen, y).mean()"],
        "make_pipeline(chosen, model), X, y",
    ),
    "filled with means": (
        [GAPS, "X = X.fillna(X.mean())", "score = cross_val_score(model, X, y).mean()"],
        "make_pipeline(SimpleImputer(), model), X, y",
    ),
    "filled with medians": (
        [GAPS, "X_full = X.fillna(X.median())", "score = cross_val_score(model, X_full, y).mean()"],
        'make_pipeline(SimpleImputer(strategy="median"), model), X, y',
    ),
    "standardised by hand": (
        [TAKEN, "X_scaled = (X - X.mean()) / X.std()", "score = cross_val_score(model, X_scaled, y).mean()"],
        "make_pipeline(StandardScaler(), model), X, y",
    ),
    "a loop over models": (
        [TAKEN, "scaler = StandardScaler()\nX_scaled = scaler.fit_transform(X)",
         "for C in (1, 2):\n    score = cross_val_score(LogisticRegression(C=C), X_scaled, y).mean()"],
        "cross_val_score(make_pipeline(scaler, LogisticRegression(C=C)), X, y)",
    ),
    "two models": (
        [TAKEN, "X = StandardScaler().fit_transform(X)", "first = cross_val_score(model, X, y).mean()",
         "score = cross_val_score(LogisticRegression(C=9), X, y).mean()"],
        "cross_val_score(make_pipeline(StandardScaler(), LogisticRegression(C=9)), X, y)",
    ),
    "imported already": (
        [IMPORT, TAKEN, "X_scaled = StandardScaler().fit_transform(X)",
         "print('mean', score := cross_val_score(model, X_scaled, y).mean())"],
        "print('mean', score := cross_val_score(make_pipeline(StandardScaler(), model), X, y).mean())",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "line"), LEAKS.values(), ids=LEAKS)
def test_it_is_learned_within_the_folds(cells: list[str], line: str) -> None:
    after = mended([READ, IMPORTS, *cells])
    assert line in "\n".join(after)
    assert "\n".join(after).count(IMPORT) == 1
    assert 0 <= run(after)["score"] <= 1


def test_the_score_is_that_of_a_pipeline() -> None:
    cells = [READ, IMPORTS, TAKEN, "X = StandardScaler().fit_transform(X)", "found = cross_val_score(model, X, y)"]
    by_hand = [READ, IMPORTS, IMPORT, TAKEN, "found = cross_val_score(make_pipeline(StandardScaler(), model), X, y)"]
    assert np.array_equal(run(mended(cells))["found"], run(by_hand)["found"])


SCALED = "scaler = StandardScaler()\nX_scaled = scaler.fit_transform(X)"
JUDGED = "score = cross_val_score(model, X_scaled, y).mean()"

UNSAFE = {
    "rows named by a keyword": [TAKEN, SCALED, "score = cross_val_score(model, X=X_scaled, y=y).mean()"],
    "in a function": [TAKEN, SCALED, "def judge(m):\n    return cross_val_score(m, X_scaled, y)", "judge(model)"],
    "in a branch": [TAKEN, "if True:\n    X_scaled = StandardScaler().fit_transform(X)", JUDGED],
    "another target": [TAKEN, "X_scaled = SelectKBest(k=2).fit_transform(X, df['word'])", JUDGED],
    "the rows are read elsewhere": [
        TAKEN, "X = StandardScaler().fit_transform(X)", "score = cross_val_score(model, X, y).mean()", "total = X.sum()"],
    "the rows change": [TAKEN, SCALED, "X = X * 2", JUDGED],
    "the estimator changes": [TAKEN, SCALED, "scaler = MinMaxScaler()", JUDGED],
    "columns in place": [
        "df['whole'] = (df['whole'] - df['whole'].mean()) / df['whole'].std()", TAKEN,
        "score = cross_val_score(model, X, y).mean()"],
    "another fill": [GAPS, "X = X.fillna(X.max())", "score = cross_val_score(model, X, y).mean()"],
    "rows joined": [TAKEN, SCALED, "X_scaled = np.hstack([X_scaled, X])", JUDGED],
    "a name of the notebook": ["def make_pipeline(*parts):\n    return parts[-1]", TAKEN, SCALED, JUDGED],
    "a part of the rows": [TAKEN, SCALED, "score = cross_val_score(model, X_scaled[:80], y[:80]).mean()"],
    "several on a line": [TAKEN, SCALED, f"n = 1; {JUDGED}"],
    "a magic": [TAKEN, SCALED, f"%time {JUDGED}"],
    "groups of the rows": [TAKEN, SCALED, "score = cross_val_score(model, X_scaled, y, groups=X['c'] > 0).mean()"],
    "settings that name a step": [
        TAKEN, SCALED, "from sklearn.model_selection import validation_curve",
        "validation_curve(model, X_scaled, y, param_name='C', param_range=[1, 2])"],
}  # fmt: skip


@pytest.mark.parametrize("cells", UNSAFE.values(), ids=UNSAFE)
def test_what_cannot_be_put_into_a_pipeline_safely_is_left(cells: list[str]) -> None:
    assert refused([READ, IMPORTS, *cells])
