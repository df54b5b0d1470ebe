"""Notebooks put together at random: whichever edit is offered leaves all else in the notebook as it was."""

from __future__ import annotations

import contextlib
import io
import random
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.lineage.edits import apply_all
from mlchecks_jupyter.lineage.lineage import trace
from tests.lineage.mending.proof import IMPORTS, READ, leaks, mend, run

TAKES = """X = df[['whole', 'c', 'd']]
X = df[['a', 'b', 'whole']]
X = df.drop(columns=['target', 'word'])
X = df.drop(['target', 'word', 'a', 'b'], axis=1)
X = df.loc[:, ['whole', 'c']]
X = df[['whole', 'c']].values""".split("\n")

LEARNS = """X = scaler.fit_transform(X)
X_new = scaler.fit_transform(X)
X_new = StandardScaler().fit_transform(X)
X_new = SimpleImputer().fit_transform(X)
X_new = PCA(n_components=2).fit_transform(X)
X_new = SelectKBest(f_classif, k=2).fit_transform(X, y)
X = pd.DataFrame(scaler.fit_transform(X), columns=X.columns)
X = X.fillna(X.mean())
X_new = X.fillna(X.median())
X_new = (X - X.mean()) / X.std()
X_new = (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0))
X['whole'] = (X['whole'] - X['whole'].mean()) / X['whole'].std()
df['a'] = df['a'].fillna(df['a'].mean())
df['b'] = df['b'].fillna(df['b'].median())
df[['whole', 'c']] = scaler.fit_transform(df[['whole', 'c']])
df = df.fillna(df.mean(numeric_only=True))
df.loc[df['a'].isnull(), 'a'] = df['a'].mean()""".split("\n")

OTHERS = """kept_1 = X.shape[0]
kept_2 = float(df['target'].mean())
kept_3 = float(df['whole'].mean())
kept_4 = float(np.nansum(np.asarray(X)))
kept_5 = list(df.columns)
kept_6 = float(df['a'].sum())
kept_7 = type(scaler).__name__
df.head()
df = df.dropna()
df = df.drop(columns=['d'])
df['e'] = df['whole'] * 2
X_new = X
X_new = pd.DataFrame(X_new)
X_new = pd.DataFrame(X_new, columns=X.columns)
X_new = PCA(n_components=2).fit_transform(X_new)
X = X * 1
X = np.asarray(X)
scaler = MinMaxScaler()
df['target'] = df['target'] * 1
y = df['target']
y = df.pop('target')""".split("\n")

LATER = """kept_8 = float(np.nansum(np.asarray(X)))
kept_9 = X_test.shape
kept_10 = float(df['whole'].sum())
kept_11 = X_new.shape
del X_new
print(X[:1])
other = train_test_split(X_train, random_state=1)""".split("\n")

JUDGE = """model = LogisticRegression()
model.fit(np.asarray(X_train), y_train)
score = model.score(np.asarray(X_test), y_test)"""


def _notebook(chance: random.Random) -> list[str]:
    taken, learned = [chance.choice(TAKES)], chance.choices(LEARNS, k=chance.choice((1, 1, 2)))
    if chance.random() < 0.4:  # the table is worked on before columns are taken of it
        taken, learned = learned, taken
    lines = ["scaler = StandardScaler()", "y = df['target']", *taken, *learned]
    for line in chance.sample(OTHERS, k=chance.choice((0, 0, 1, 2))):
        lines.insert(chance.randint(1, len(lines)), line)
    made = [name for name in ("X_new", "X") if any(line.startswith(f"{name} = ") for line in lines)]
    lines.append(f"X_train, X_test, y_train, y_test = train_test_split({made[0]}, y, random_state=0)")
    cells = [READ, IMPORTS]
    for line in lines:
        if chance.random() < 0.5:
            cells.append(line)
        else:
            cells[-1] += f"\n{line}"
    return [*cells, JUDGE, *chance.sample(LATER, k=chance.choice((0, 0, 1)))]


def _run(cells: list[str]) -> dict[str, Any]:
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return run(cells)


def _shape(part: object) -> object:
    """All but the values of a part of the rows."""
    if isinstance(part, pd.DataFrame):
        return type(part), part.shape, list(part.index), [str(each) for each in part.columns]
    if isinstance(part, pd.Series):
        return type(part), list(part.index)
    return type(part), np.asarray(part).shape


@pytest.mark.parametrize("seed", range(6))
def test_an_edit_changes_nothing_but_what_was_learned(seed: int) -> None:
    chance = random.Random(seed)
    offered = 0
    for _ in range(60):
        cells = _notebook(chance)
        lineage = trace(from_sources(cells))
        found = list(leaks(lineage))
        edits = [edit for edit in (mend(lineage, leak) for leak in found) if edit is not None]
        try:
            before = _run(cells) if edits else {}
        except (ValueError, TypeError, KeyError, NameError, AttributeError, IndexError):
            continue  # it did not run before
        for edit in edits:
            offered += 1
            cells_after = apply_all(cells, edit)
            said = "\n# ---\n".join(cells_after)
            after = _run(cells_after)
            assert len(list(leaks(trace(from_sources(cells_after))))) < len(found), said
            for name in ("X_train", "X_test", "y_train", "y_test"):
                assert _shape(after[name]) == _shape(before[name]), said
            kept = [name for name in before if name.startswith("kept")]
            assert [after[name] for name in kept] == [before[name] for name in kept], said
    assert offered >= 3
