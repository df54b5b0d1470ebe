"""A model that is judged on what it was fitted on is judged on what the split held out, or fitted below the split."""

from __future__ import annotations

import pytest

from mlchecks_jupyter.core.finding import Edit
from mlchecks_jupyter.lineage import mending
from mlchecks_jupyter.lineage.dataflow.leaks import Overlapping
from mlchecks_jupyter.lineage.lineage import Lineage
from tests.lineage.mending.proof import IMPORTS, READ, SPLIT, Leak, mended, refused, run

TAKEN = "X = df[['whole', 'other', 'c']]\ny = df['target']"
FIT = "model = LogisticRegression()\nmodel.fit(X_train, y_train)"

LEAKS = {
    "a score": ([TAKEN, SPLIT, FIT, "score = model.score(X_train, y_train)"], "model.score(X_test, y_test)"),
    "a metric": (
        [TAKEN, SPLIT, FIT, "said = model.predict(X_train)\nscore = accuracy_score(y_train, said)"],
        "said = model.predict(X_test)\nscore = accuracy_score(y_test, said)",
    ),
    "a metric of predictions that are not kept": (
        [TAKEN, SPLIT, FIT, "score = accuracy_score(y_train, model.predict(X_train))"],
        "accuracy_score(y_test, model.predict(X_test))",
    ),
    "printed": (
        [TAKEN, SPLIT, FIT, "print('Accuracy:', score := model.score(X_train, y_train))"],
        "model.score(X_test, y_test)",
    ),
    "scaled apart": (
        [TAKEN, SPLIT, "scaler = StandardScaler()\nA = scaler.fit_transform(X_train)\nB = scaler.transform(X_test)",
         "model = LogisticRegression()\nmodel.fit(A, y_train)", "score = model.score(A, y_train)"],
        "model.score(B, y_test)",
    ),
    "scaled under the same names": (
        [TAKEN, SPLIT, "scaler = StandardScaler().fit(X_train)",
         "X_test = scaler.transform(X_test)\nX_train = scaler.transform(X_train)", FIT,
         "score = model.score(X_train, y_train)"],
        "model.score(X_test, y_test)",
    ),
    "filled apart": (
        ["X = df[['a', 'b', 'c']]\ny = df['target']", SPLIT,
         "X_test = X_test.fillna(X_train.mean())\nX_train = X_train.fillna(X_train.mean())", FIT,
         "score = model.score(X_train, y_train)"],
        "model.score(X_test, y_test)",
    ),
    "several metrics": (
        [TAKEN, SPLIT, FIT, "from sklearn.metrics import f1_score\nsaid = model.predict(X_train)",
         "score = accuracy_score(y_train, said)\nprint(f1_score(y_train, said))"],
        "print(f1_score(y_test, said))",
    ),
    "fitted before the split": (
        [TAKEN, "model = LogisticRegression()\nmodel.fit(X, y)", SPLIT, "score = model.score(X_test, y_test)"],
        SPLIT + "\nmodel.fit(X_train, y_train)",
    ),
    "fitted where it is made, before the split": (
        [TAKEN, "model = LogisticRegression(max_iter=900).fit(X, y)", SPLIT, "score = model.score(X_test, y_test)"],
        "model = LogisticRegression(max_iter=900).fit(X_train, y_train)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "line"), LEAKS.values(), ids=LEAKS)
def test_it_is_judged_on_held_out_rows(cells: list[str], line: str) -> None:
    after = mended([READ, IMPORTS, *cells])
    assert line in "\n".join(after)
    assert 0 <= run(after)["score"] <= 1


def test_a_score_has_an_entry_of_its_own() -> None:
    def give(lineage: Lineage, leak: Leak) -> Edit | None:
        assert isinstance(leak, Overlapping)
        return mending.of_training_score(lineage, leak)

    assert not refused([READ, IMPORTS, TAKEN, SPLIT, FIT, "model.score(X_train, y_train)"], give)


SCORE = "score = model.score(X_train, y_train)"

UNSAFE = {
    "nothing was held out": [TAKEN, "model = LogisticRegression().fit(X, y)", "score = model.score(X, y)"],
    "only the training rows were scaled": [
        TAKEN, SPLIT, "A = StandardScaler().fit_transform(X_train)",
        "model = LogisticRegression().fit(A, y_train)\nscore = model.score(A, y_train)"],
    "only the training rows were changed": [TAKEN, SPLIT, "X_train = X_train * 2", FIT, SCORE],
    "both were changed, but not alike": [
        TAKEN, SPLIT, "X_train = X_train * 2\nX_test = X_test * 3", FIT, SCORE],
    "it says that it is the training score": [TAKEN, SPLIT, FIT, "print('Train score', model.score(X_train, y_train))"],
    "a part of the rows": [TAKEN, SPLIT, FIT, "few = X_train[:50]\nscore = model.score(few, y_train[:50])"],
    "a part of the target": [TAKEN, SPLIT, FIT, "train_y = y_train[:]\nscore = model.score(X_train, train_y)"],
    "the predictions are used elsewhere": [
        TAKEN, SPLIT, FIT, "said = model.predict(X_train)\nleft = X_train[said != y_train]",
        "score = accuracy_score(y_train, said)"],
    "in a function": [TAKEN, SPLIT, FIT, "def judge():\n    return model.score(X_train, y_train)", "score = judge()"],
    "in a loop": [TAKEN, SPLIT, FIT, f"for _ in range(2):\n    {SCORE}"],
    "in a branch": [TAKEN, SPLIT, FIT, f"if True:\n    {SCORE}"],
    "on a line with others": [TAKEN, SPLIT, FIT, f"n = 1; {SCORE}"],
    "a magic": [TAKEN, SPLIT, FIT, f"%time {SCORE}"],
    "fitted before the split and used before it": [
        TAKEN, "model = LogisticRegression().fit(X, y)\nsaid = model.predict(X)", SPLIT,
        "score = model.score(X_test, y_test)"],
    "fitted on other rows before the split": [
        TAKEN, "model = LogisticRegression().fit(df[['whole', 'other', 'c']], y)", SPLIT, "score = model.score(X_test, y_test)"],
    "the rows change before the split": [
        TAKEN, "model = LogisticRegression().fit(X, y)", "X = X * 2", SPLIT, "score = model.score(X_test, y_test)"],
}  # fmt: skip


@pytest.mark.parametrize("cells", UNSAFE.values(), ids=UNSAFE)
def test_what_has_no_held_out_rows_for_certain_is_left(cells: list[str]) -> None:
    assert refused([READ, IMPORTS, *cells])
