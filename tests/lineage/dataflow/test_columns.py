"""What is known of a table's columns is true: each snippet is read, and then run with pandas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.lineage.dataflow.columns import Column, Columns
from mlchecks_jupyter.lineage.dataflow.partings import partings
from mlchecks_jupyter.lineage.lineage import trace

HEAD = """import numpy as np
import pandas as pd
from sklearn.preprocessing import LabelEncoder, StandardScaler
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeRegressor
df = pd.read_csv({path!r})
"""
TAIL = "\nDecisionTreeRegressor().fit(X, y)\n"

#: Snippets after which the features surely hold the target, and under which name.
HOLDS = {
    "the table itself": ("X = df\ny = df['t']", "t"),
    "a copy of the table": ("X = df.copy()\ny = df.t", "t"),
    "all but another column": ("X = df.drop('b', axis=1)\ny = df['t']", "t"),
    "all but another column, in place": ("X = df\nX.drop(columns=['b'], inplace=True)\ny = X['t']", "t"),
    "columns by name": ("X = df[['a', 't']]\ny = df['t']", "t"),
    "columns by name with loc": ("X = df.loc[:, ['a', 't']]\ny = df['t'].values", "t"),
    "all columns with loc": ("X = df.loc[df.a > 2, :]\ny = X['t']", "t"),
    "a copy of the column": ("df['u'] = df['t']\ny = df.pop('t')\nX = df", "u"),
    "a multiple": ("df['u'] = df['t'] * 2 + 1\ny = df.pop('t')\nX = df", "u"),
    "a logarithm": ("df['u'] = np.log1p(df.t)\nX = df.drop(columns='t')\ny = df['t']", "u"),
    "what the target was made of": (
        "df['high'] = (df['t'] > 3).astype(int)\ny = df['high']\nX = df.drop(columns='high')",
        "t",
    ),
    "mapped": (
        "df['u'] = df['t'].map({1: 5, 2: 3, 3: 4, 4: 9, 5: 7, 6: 2})\nX = df.drop(columns=['t'])\ny = df['t']",
        "u",
    ),
    "labels": ("df['u'] = LabelEncoder().fit_transform(df['t'])\ny = df['u']\nX = df.drop(columns='u')", "t"),
    "codes": ("df['u'] = pd.factorize(df['t'])[0]\ny = df['u']\nX = df.drop(columns='u')", "t"),
    "assigned": ("df = df.assign(u=df['t'])\ny = df['t']\nX = df.drop(columns='t')", "u"),
    "inserted": ("df.insert(0, 'u', df['t'])\ny = df['t']\nX = df.drop(columns='t')", "u"),
    "renamed": ("X = df.rename(columns={'t': 'u'})\ny = df['t']", "u"),
    "renamed back": ("X = df.rename(columns={'t': 'u', 'a': 't'})\ny = df['t']", "u"),
    "joined": ("more = pd.DataFrame({'c': range(len(df))})\nX = pd.concat([df, more], axis=1)\ny = df['t']", "t"),
    "dropped too late": ("X = df\ny = df['t']\nZ = X.drop(columns='t')", "t"),
    "deleted, and put back": ("y = df['t']\ndel df['t']\ndf['u'] = y\nX = df", "u"),
    "rows left out": ("df = df.dropna().drop_duplicates()\ndf = df[df.a > 1]\nX = df\ny = df['t']", "t"),
    "in a function": ("def pick(table):\n    return table.drop(columns=['b']), table['t']\nX, y = pick(df)", "t"),
    "split": ("X, rest, y, other = train_test_split(df, df['t'], random_state=0)", "t"),
    "split first": ("X, rest = train_test_split(df, random_state=0)\ny = X['t']", "t"),
}

#: Snippets after which they do not hold it.
LACKS = {
    "dropped": "X = df.drop(columns=['t'])\ny = df['t']",
    "dropped by label": "X = df.drop(['t', 'b'], axis=1)\ny = df['t']",
    "dropped in place": "y = df['t']\nX = df\ndf.drop('t', axis=1, inplace=True)",
    "dropped in place of a loop": "y = df['t']\nX = df.copy()\nfor each in [X, df]:\n    each.drop(columns=['t'], inplace=True)",
    "dropped by a loop's name": "y = df['t']\nX = df\nfor name in ['b', 't']:\n    X = X.drop(name, axis=1)",
    "popped": "X = df\ny = X.pop('t')",
    "popped from an alias": "X = df\ny = df.pop('t')",
    "deleted": "X = df\ny = df['t']\ndel X['t']",
    "columns by name": "X = df[['a', 'b']]\ny = df['t']",
    "columns by place": "X = df.iloc[:, :2]\ny = df['t']",
    "a stretch of columns": "X = df.loc[:, 'a':'b']\ny = df['t']",
    "columns by a comprehension": "X = df[[name for name in df.columns if name != 't']]\ny = df['t']",
    "columns by a test": "X = df.loc[:, df.columns != 't']\ny = df['t']",
    "difference of columns": "X = df[df.columns.difference(['t'])]\ny = df['t']",
    "filtered": "X = df.filter(like='a')\ny = df['t']",
    "the index": "y = df['t']\nX = df.set_index('t')",
    "renamed, then dropped": "df = df.rename(columns={'t': 'u'})\ny = df['u']\nX = df.drop(columns='u')",
    "all names changed": "y = df['t']\ndf.columns = ['a', 'b', 'c']\nX = df.drop(columns='c')",
    "overwritten": "y = df['t'].copy()\ndf['t'] = 0\nX = df",
    "the next row's": "df['n'] = df['t'].shift(-1)\ndf = df.dropna()\ny = df['n']\nX = df.drop(columns='n')",
    "of neighbours": "df['n'] = df['t'].diff()\ndf = df.dropna()\ny = df['n']\nX = df.drop(columns='n')",
    "of two columns": "df['n'] = df['t'] * df['a']\ny = df['t']\nX = df.drop(columns='t')",
    "of groups": "df['n'] = df.groupby('b')['t'].transform('mean')\ny = df['t']\nX = df.drop(columns='t')",
    "of another table": "more = pd.DataFrame({'t': [1] * len(df)})\ny = more['t']\nX = df.drop(columns='t')",
    "names taken off a list": "names = ['a', 't']\nnames.remove('t')\nX = df[names]\ny = df['t']",
    "the last name popped": "names = ['a', 't']\nnames.pop()\nX = df[names]\ny = df['t']",
    "a name deleted": "names = ['a', 't']\ndel names[1]\nX = df[names]\ny = df['t']",
    "names put into a list": "names = ['b']\nnames.extend(['t'])\nX = df.drop(columns=names)\ny = df['t']",
    "names added": "names = ['b']\nnames += ['t']\nX = df.drop(columns=names)\ny = df['t']",
    "other rows": "X = df.iloc[:-1]\ny = df['t'].iloc[1:]",
}


#: pandas 3.1 warns of `inplace=True`, which notebooks use all the same.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "a.csv"
    pd.DataFrame({"a": [1, 5, 3, 2, 4, 6], "b": [0, 1, 0, 1, 1, 0], "t": [3, 1, 4, 6, 5, 2]}).to_csv(file, index=False)
    return str(file)


def _known(source: str) -> str | None:
    """The name under which the features are known to hold the target."""
    fit = [each for each in trace(from_sources([source])).flow.learnings if each.call.last == "fit"][-1]
    assert fit.target is not None
    features, target = fit.data.columns, fit.target.columns
    if not isinstance(features, Columns) or not isinstance(target, Column) or fit.data.lots != fit.target.lots:
        return None
    return features.name_of(target)


@pytest.mark.parametrize("name", HOLDS)
def test_a_target_among_the_features_is_known_and_is_there(name: str, path: str) -> None:
    snippet, column = HOLDS[name]
    source = HEAD.format(path=path) + snippet + TAIL
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    assert _known(source) == column
    both = pd.DataFrame({"x": namespace["X"][column].to_numpy(), "y": list(namespace["y"])})
    one_way = both.groupby("x")["y"].nunique().max() == 1
    assert one_way or both.groupby("y")["x"].nunique().max() == 1


@pytest.mark.parametrize("name", LACKS)
def test_a_target_that_is_not_among_the_features_is_not_said_to_be(name: str, path: str) -> None:
    source = HEAD.format(path=path) + LACKS[name] + TAIL
    exec(source, {})
    assert _known(source) is None


def test_a_column_set_in_a_branch_is_no_sure_copy() -> None:
    source = HEAD.format(path="a.csv") + "if fast:\n    df['u'] = df['t']\ny = df.pop('t')\nX = df" + TAIL
    assert _known(source) is None


def test_a_table_dropped_from_in_one_branch_is_not_known_to_hold_it() -> None:
    source = HEAD.format(path="a.csv") + "X = df\nif fast:\n    X = df.drop(columns='t')\ny = df['t']" + TAIL
    assert _known(source) is None


def test_a_scaled_table_keeps_its_columns() -> None:
    source = HEAD.format(path="a.csv") + "y = df['t']\nX = StandardScaler().fit_transform(df)" + TAIL
    assert _known(source) == "t"


def test_a_bunch_does_not_hold_its_target() -> None:
    source = "from sklearn.datasets import load_iris\nfrom sklearn.svm import SVC\nd = load_iris()\nSVC().fit(d.data, d.target)"
    assert _known(source) is None


@pytest.mark.parametrize(
    ("making", "expected"),
    [
        ("train_test_split(X, y)", ("train_test_split", True, False, False)),
        ("train_test_split(X, y, shuffle=False)", ("train_test_split", False, False, False)),
        ("train_test_split(X, y, stratify=y)", ("train_test_split", True, False, True)),
        ("KFold(5).split(X)", ("KFold", False, False, False)),
        ("KFold(5, shuffle=True).split(X)", ("KFold", True, False, False)),
        ("ShuffleSplit(5).split(X)", ("ShuffleSplit", True, False, False)),
        ("StratifiedKFold(5).split(X, y)", ("StratifiedKFold", False, False, True)),
        ("GroupKFold(5).split(X, y, g)", ("GroupKFold", False, True, False)),
        ("cross_val_score(m, X, y, cv=KFold(3, shuffle=True))", ("KFold", True, False, False)),
        ("cross_val_score(m, X, y, groups=g, cv=GroupKFold(3))", ("GroupKFold", False, True, False)),
    ],
)
def test_how_rows_are_parted(making: str, expected: tuple[str, bool, bool, bool]) -> None:
    lineage = trace(
        from_sources([f"from sklearn.model_selection import *\nimport pandas\nX = pandas.read_csv('a')\n{making}"])
    )
    assert [(each.method, each.shuffled, each.by_groups, each.stratified) for each in partings(lineage.flow)] == [
        expected
    ]


@pytest.mark.parametrize("making", ["cross_val_score(m, X, y, cv=5)", "'a b'.split(' ')", "GroupKFold(5).split(X, y)"])
def test_what_does_not_tell_how_rows_are_parted(making: str) -> None:
    lineage = trace(
        from_sources([f"from sklearn.model_selection import *\nimport pandas\nX = pandas.read_csv('a')\n{making}"])
    )
    assert not list(partings(lineage.flow))
