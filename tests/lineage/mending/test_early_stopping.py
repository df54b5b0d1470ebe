"""A training that test rows end is ended by a part of the training rows."""

from __future__ import annotations

import pytest

from mlchecks_jupyter.core.finding import Edit
from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.lineage import mending
from mlchecks_jupyter.lineage.dataflow.data import Learning
from mlchecks_jupyter.lineage.dataflow.rows import relation
from mlchecks_jupyter.lineage.edits import apply_all
from mlchecks_jupyter.lineage.lineage import trace
from tests.lineage.mending.proof import IMPORTS, READ, SPLIT, run

TAKEN = "X = df[['whole', 'other', 'c']]\ny = df['target']"
JUDGE = "score = model.score(X_test, y_test)"
BOOST = "from xgboost import XGBClassifier\nmodel = XGBClassifier(n_estimators=9, early_stopping_rounds=2, n_jobs=1)"
NETWORK = """class Sequential:
    def compile(self, **settings): ...
    def fit(self, X, y, epochs=1, callbacks=(), validation_split=0.0, verbose=0):
        self.watched = int(len(X) * validation_split)
    def score(self, X, y):
        return 0.5
class EarlyStopping: ...
model = Sequential()"""
KERAS = """from tensorflow.keras import Sequential
from tensorflow.keras.callbacks import EarlyStopping
model = Sequential()"""


def _fits(cells: list[str]) -> list[Learning]:
    """The fits that rows ended which a model is judged on, by a score."""
    flow = trace(from_sources(cells)).flow
    scored = [each for each in flow.judgements if each.how == "score"]
    return [
        fit
        for fit in flow.learnings
        if fit.stopped_by is not None
        and any(fit in each.fits and relation(fit.stopped_by.lots, each.data.lots) == "shared" for each in scored)
    ]


def _edit(cells: list[str]) -> Edit | None:
    lineage = trace(from_sources(cells))
    (fit,) = [each for each in lineage.flow.learnings if each.stopped_by is not None]
    return mending.of_early_stopping(lineage, fit)


def _mended(cells: list[str]) -> list[str]:
    assert _fits(cells)
    edit = _edit(cells)
    assert edit is not None
    after = apply_all(cells, edit)
    assert not _fits(after)
    return after


BOOSTED = {
    "one set": "model.fit(X_train, y_train, eval_set=[(X_test, y_test)], verbose=False)",
    "two sets": "model.fit(X_train, y_train, eval_set=[(X_train, y_train), (X_test, y_test)], verbose=False)",
    "over lines": "model.fit(\n    X_train,\n    y_train,\n    eval_set=[(X_test, y_test)],\n    verbose=False,\n)",
    "by name": "model.fit(X=X_train, y=y_train, eval_set=[(X_test, y_test)], verbose=False)",
}


@pytest.mark.parametrize("fit", BOOSTED.values(), ids=BOOSTED)
def test_boosting_watches_a_part_of_the_training_rows(fit: str) -> None:
    after = _mended([READ, IMPORTS, BOOST, TAKEN, SPLIT, fit, JUDGE])
    line = "X_fit, X_valid, y_fit, y_valid = train_test_split(X_train, y_train, test_size=0.2, random_state=0)"
    assert line in after[5]
    assert "X_test" not in after[5]
    names = run(after)
    assert 0 <= names["score"] <= 1
    assert len(names["X_valid"]) == 18


def test_the_rows_to_watch_are_split_as_the_others_were() -> None:
    fit = BOOSTED["one set"]
    in_order = SPLIT.replace("random_state=0", "shuffle=False")
    assert "test_size=0.2, shuffle=False)" in _mended([READ, IMPORTS, BOOST, TAKEN, in_order, fit, JUDGE])[5]
    by_target = SPLIT.replace("random_state=0", "random_state=0, stratify=y")
    assert "random_state=0, stratify=y_train)" in _mended([READ, IMPORTS, BOOST, TAKEN, by_target, fit, JUDGE])[5]


def test_names_that_are_taken_are_not_taken_again() -> None:
    after = _mended([READ, IMPORTS, "X_valid = 1", BOOST, TAKEN, SPLIT, BOOSTED["one set"], JUDGE])
    assert "X_fitted, X_watched, y_fitted, y_watched = train_test_split(" in after[6]
    assert run(after)["X_valid"] == 1


WATCHED = {
    "plain": ("model.fit(X_train, y_train, epochs=2, validation_data=(X_test, y_test), callbacks=[EarlyStopping()])",
              "epochs=2, validation_split=0.2, callbacks="),
    "a list": ("model.fit(X_train, y_train, callbacks=[EarlyStopping()], validation_data=[X_test, y_test])",
               "validation_split=0.2)"),
    "kept": ("history = model.fit(X_train, y_train, validation_data=(X_test, y_test), callbacks=[EarlyStopping()])",
             "history = model.fit(X_train, y_train, validation_split=0.2, "),
}  # fmt: skip


@pytest.mark.parametrize(("fit", "line"), WATCHED.values(), ids=WATCHED)
def test_a_network_watches_a_part_of_the_training_rows(fit: str, line: str) -> None:
    after = _mended([READ, IMPORTS, KERAS, TAKEN, SPLIT, fit, JUDGE])
    assert line in after[5]
    names = run([NETWORK if cell == KERAS else cell for cell in after])
    assert names["score"] == 0.5
    assert names["model"].watched == 18


STOP = "callbacks=[EarlyStopping()]"

UNSAFE = {
    "rows that are no names": f"model.fit(X_train[:50], y_train[:50], validation_data=(X_test, y_test), {STOP})",
    "watched rows that are no names": f"model.fit(X_train, y_train, validation_data=(X_test[:9], y_test[:9]), {STOP})",
    "no target": f"model.fit(X_train, validation_data=(X_test, y_test), {STOP})",
    "three parts": f"model.fit(X_train, y_train, validation_data=(X_test, y_test, y_test), {STOP})",
    "counted in steps": f"model.fit(X_train, y_train, validation_data=(X_test, y_test), validation_steps=2, {STOP})",
    "both ways": f"model.fit(X_train, y_train, validation_split=0.1, validation_data=(X_test, y_test), {STOP})",
    "settings elsewhere": f"model.fit(X_train, y_train, validation_data=(X_test, y_test), {STOP}, **more)",
    "in a branch": f"if True:\n    model.fit(X_train, y_train, validation_data=(X_test, y_test), {STOP})",
    "on a line with others": f"n = 1; model.fit(X_train, y_train, validation_data=(X_test, y_test), {STOP})",
    "a magic": f"%time model.fit(X_train, y_train, validation_data=(X_test, y_test), {STOP})",
    "two other sets": f"model.fit(X_train, y_train, eval_set=[(X_test, y_test), (X, y)], {STOP})",
    "only the training rows": f"model.fit(X_train, y_train, eval_set=[(X_train, y_train)], {STOP})",
    "sets that have a name": f"sets = [(X_test, y_test)]\nmodel.fit(X_train, y_train, eval_set=sets, {STOP})",
    "mixed rows": f"model.fit(X_train, y_train, eval_set=[(X_test, y_train)], {STOP})",
}  # fmt: skip


@pytest.mark.parametrize("fit", UNSAFE.values(), ids=UNSAFE)
def test_what_does_not_name_its_rows_plainly_is_left(fit: str) -> None:
    assert _edit([READ, IMPORTS, KERAS, TAKEN, SPLIT, fit, JUDGE]) is None


def test_rows_that_no_split_made_are_left() -> None:
    files = "X_train, y_train = pd.read_csv('a.csv'), pd.read_csv('b.csv')\nX_test, y_test = pd.read_csv('c.csv'), 1"
    assert _edit([READ, IMPORTS, BOOST, files, BOOSTED["one set"]]) is None
