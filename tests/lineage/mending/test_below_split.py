"""What was learned before a split is learned below it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lineage.mending.proof import IMPORTS, JUDGE, READ, SPLIT, mended, notebook, refused, run

TAKEN = "X = df[['whole', 'other', 'c']]\ny = df['target']"
GAPS = "X = df[['a', 'b', 'c']]\ny = df['target']"
SCALED_SPLIT = SPLIT.replace("(X,", "(X_scaled,")

#: Cells between the reading and the judging that leak, and a line that the mended notebook has to hold.
LEAKS = {
    "overwritten": (
        [TAKEN, "scaler = StandardScaler()\nX = scaler.fit_transform(X)", SPLIT],
        "X_test = scaler.transform(X_test)",
    ),
    "new name": (
        [TAKEN, "scaler = StandardScaler()\nX_scaled = scaler.fit_transform(X)", SCALED_SPLIT],
        "X_train = scaler.fit_transform(X_train)",
    ),
    "one cell": (
        [f"{TAKEN}\nscaler = StandardScaler()\nX_scaled = scaler.fit_transform(X)\n{SCALED_SPLIT}"],
        "X_train = scaler.fit_transform(X_train)",
    ),
    "fit, then transform": (
        [TAKEN, "scaler = StandardScaler()\nscaler.fit(X)", "X_scaled = scaler.transform(X)", SCALED_SPLIT],
        "scaler.fit(X_train)\nX_train = scaler.transform(X_train)\nX_test = scaler.transform(X_test)",
    ),
    "fitted where it is made": (
        [TAKEN, "scaler = StandardScaler().fit(X)\nX_scaled = scaler.transform(X)", SCALED_SPLIT],
        "scaler = StandardScaler().fit(X_train)",
    ),
    "never kept": (
        [TAKEN, "X_scaled = StandardScaler().fit_transform(X)", SCALED_SPLIT],
        "standard_scaler = StandardScaler()\nX_train = standard_scaler.fit_transform(X_train)",
    ),
    "given some columns": (
        ["cols = ['whole', 'other']\ny = df['target']", "X = StandardScaler().fit_transform(df[cols])", SPLIT],
        "train_test_split(df[cols], y,",
    ),
    "given a dropped table": (
        ["scaler = StandardScaler()\nX = scaler.fit_transform(df.drop(columns=['target', 'word', 'a', 'b']))",
         SPLIT.replace(" y,", " df['target'],")],
        "train_test_split(df.drop(columns=['target', 'word', 'a', 'b']), df['target'],",
    ),
    "a table of it": (
        [TAKEN, "scaler = MinMaxScaler()\nX = pd.DataFrame(scaler.fit_transform(X), columns=X.columns)", SPLIT],
        "X_test = pd.DataFrame(scaler.transform(X_test), columns=X_test.columns, index=X_test.index)",
    ),
    "a table of it, later": (
        [TAKEN, "scaler = MinMaxScaler()\nX_scaled = scaler.fit_transform(X)",
         "X_scaled = pd.DataFrame(X_scaled, columns=X.columns, index=X.index)", SCALED_SPLIT],
        "X_train = pd.DataFrame(scaler.fit_transform(X_train), columns=X_train.columns, index=X_train.index)",
    ),
    "columns in place": (
        ["cols = ['whole', 'other']\ndf[cols] = StandardScaler().fit_transform(df[cols])",
         "X = df.drop(['target', 'word', 'a', 'b'], axis=1)\ny = df.target", SPLIT],
        "X_train, X_test = X_train.copy(), X_test.copy()",
    ),
    "two steps": (
        [TAKEN, "scaler = StandardScaler()\nX_scaled = scaler.fit_transform(X)",
         "pca = PCA(n_components=2)\nX_pca = pca.fit_transform(X_scaled)", SPLIT.replace("(X,", "(X_pca,")],
        "X_train = pca.fit_transform(X_train)\nX_test = pca.transform(X_test)",
    ),
    "told the target": (
        [TAKEN, "chosen = SelectKBest(f_classif, k=2)\nX = chosen.fit_transform(X, y)", SPLIT],
        "X_train = chosen.fit_transform(X_train, y_train)\nX_test = chosen.transform(X_test)",
    ),
    "told a column of the table": (
        [TAKEN, "chosen = SelectKBest(f_classif, k=2)\nX = chosen.fit_transform(X, df['target'])",
         SPLIT.replace(" y,", " df['target'],")],
        "chosen.fit_transform(X_train, y_train)",
    ),
    "a function": (
        [TAKEN, "from sklearn.preprocessing import scale\nX = scale(X)", SPLIT],
        "standard_scaler = StandardScaler()",
    ),
    "whole array": (
        ["X = df[['whole', 'other', 'c']].values\ny = df['target'].values",
         "X = (X - X.mean(axis=0)) / X.std(axis=0)", SPLIT],
        "X_test = (X_test - X_train.mean(axis=0)) / X_train.std(axis=0)",
    ),
    "by hand": (
        [TAKEN, "X_scaled = (X - X.min()) / (X.max() - X.min())", SCALED_SPLIT],
        "X_test = (X_test - X_train.min()) / (X_train.max() - X_train.min())",
    ),
    "a fill of the table": (
        ["df = df.drop(columns='word')\ndf = df.fillna(df.mean())", GAPS, SPLIT],
        "X_test = X_test.fillna(X_train.mean())\nX_train = X_train.fillna(X_train.mean())",
    ),
    "a fill in place": (
        [GAPS, "X.fillna(X.median(), inplace=True)", SPLIT],
        "X_test = X_test.fillna(X_train.median())",
    ),
    "a fill of one column": (
        ["df['a'] = df['a'].fillna(df['a'].median())", "X = df[['a', 'c']]\ny = df['target']", SPLIT],
        "X_test['a'] = X_test['a'].fillna(X_train['a'].median())",
    ),
    "fills of two columns": (
        ["df['a'] = df['a'].fillna(df['a'].mean())\ndf['b'] = df['b'].fillna(df['b'].mode()[0] + df['b'].mean())",
         "X = df.drop(columns=['target', 'word'])\ny = df['target']", SPLIT],
        "X_test['b'] = X_test['b'].fillna(X_train['b'].mode()[0] + X_train['b'].mean())",
    ),
    "a statistic with a name": (
        ["middle = df['a'].median()\ndf['a'] = df['a'].fillna(middle)",
         "X = df[['a', 'c']]\ny = df['target']", SPLIT],
        "middle = X_train['a'].median()",
    ),
    "a mask": (
        ["df.loc[df['a'].isnull(), 'a'] = df['a'].mean()", "X = df[['a', 'c']]\ny = df['target']", SPLIT],
        "X_test.loc[X_test['a'].isnull(), 'a'] = X_train['a'].mean()",
    ),
    "imputed": (
        [GAPS, "X = SimpleImputer().fit_transform(X)", SPLIT],
        "X_test = simple_imputer.transform(X_test)",
    ),
    "imputed whole": (
        [("df = df.drop(columns='word')\nimputer = SimpleImputer()\n"
         "full = pd.DataFrame(imputer.fit_transform(df), columns=df.columns)"),
         "X = full[['a', 'b']]\ny = full['target']", SPLIT],
        "X = df[['a', 'b']]\ny = df['target']",
    ),
    "three parts": (
        [TAKEN, "X = StandardScaler().fit_transform(X)",
         SPLIT + "\nX_train, X_valid, y_train, y_valid = train_test_split(X_train, y_train, random_state=1)"],
        "X_valid = standard_scaler.transform(X_valid)",
    ),
    "the rest parted again": (
        [TAKEN, "X = StandardScaler().fit_transform(X)",
         "X_train, X_rest, y_train, y_rest = train_test_split(X, y, random_state=1)",
         "X_test, X_valid, y_test, y_valid = train_test_split(X_rest, y_rest, random_state=2)"],
        "X_test = standard_scaler.transform(X_test)",
    ),
    "a split of the table": (
        ["df['a'] = df['a'].fillna(df['a'].mean())", "train, test = train_test_split(df, random_state=0)",
         "X_train, y_train = train[['a', 'c']], train['target']\nX_test, y_test = test[['a', 'c']], test['target']"],
        "test['a'] = test['a'].fillna(train['a'].mean())",
    ),
    "stratified": (
        [TAKEN, "X = StandardScaler().fit_transform(X)", SPLIT.replace("random_state", "stratify=y, random_state")],
        "stratify=y",
    ),
    "shown in between": (
        ["df['a'] = df['a'].fillna(df['a'].mean())\ndf.head()", "print(df['a'].isnull().sum())",
         "X = df[['a', 'c']]\ny = df['target']\nnames = X.columns", SPLIT],
        "df.head()",
    ),
    "drawn in between": (
        ["df['a'] = df['a'].fillna(df['a'].mean())",
         "for name in ['a', 'b']:\n    print(name, df[name].describe())\nprint(df.c.max(), len(df))",
         "X = df[['a', 'c']]\ny = df['target']", SPLIT, "df.describe()"],
        "X_test['a'] = X_test['a'].fillna(X_train['a'].mean())",
    ),
    "columns by position": (
        ["df = df[['whole', 'other', 'c', 'target']]", "X = df.iloc[:, :-1]\ny = df.iloc[:, -1]",
         "X = StandardScaler().fit_transform(X)", SPLIT],
        "X_test = standard_scaler.transform(X_test)",
    ),
    "timed": (
        [TAKEN, "%%time\nscaler = StandardScaler()\nX = scaler.fit_transform(X)  # all rows", SPLIT],
        "X_test = scaler.transform(X_test)",
    ),
    "over several lines": (
        [TAKEN, "scaler = StandardScaler()\nX_scaled = scaler.fit_transform(\n    X,  # all rows\n)",
         "X_train, X_test, y_train, y_test = train_test_split(\n    X_scaled,\n    y,\n    random_state=0,\n)"],
        "train_test_split(\n    X,\n    y,",
    ),
    "chosen by a model": (
        [TAKEN, "judge = LogisticRegression()\njudge.fit(X, y)\nkept = X.columns[judge.coef_[0] != 0]\nX_kept = X[kept]",
         SPLIT.replace("(X,", "(X_kept,")],
        "kept = X_train.columns[judge.coef_[0] != 0]\nX_train = X_train[kept]",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "line"), LEAKS.values(), ids=LEAKS)
def test_it_is_learned_below_the_split(cells: list[str], line: str) -> None:
    after = mended(notebook(*cells, split=""))
    assert line in "\n".join(after)
    assert 0 <= run([cell.removeprefix("%%time\n") for cell in after])["score"] <= 1


def test_the_training_rows_are_as_they_would_be_by_hand() -> None:
    after = run(mended(notebook(TAKEN, "X_scaled = StandardScaler().fit_transform(X)", split=SCALED_SPLIT)))
    assert abs(after["X_train"].mean(axis=0)).max() < 1e-12
    assert abs(after["X_test"].mean(axis=0)).max() > 1e-3


def test_the_notebook_says_nothing_else_than_before() -> None:
    before = notebook(f"{TAKEN}  # é 🎲", "X = StandardScaler().fit_transform(X)  # gone", "z = 1")
    after = mended(before)
    assert [after[0], after[1], after[2], after[4]] == [before[0], before[1], before[2], before[4]]
    assert after[3] == ""
    assert after[5].startswith(SPLIT + "\nstandard_scaler = StandardScaler()\n")
    assert after[6] == before[6]


SCALE = "scaler = StandardScaler()\nX_scaled = scaler.fit_transform(X)"

#: Cells between the reading and the judging where moving what was learned would be wrong, or cannot be known to be right.
UNSAFE = {
    "the rows are read later": [TAKEN, "X = StandardScaler().fit_transform(X)", SPLIT, "total = X.sum()"],
    "the new name is read later": [TAKEN, SCALE, SCALED_SPLIT, "print(X_scaled[:3])"],
    "the new name is read between": [TAKEN, SCALE, "first = X_scaled[0]", SCALED_SPLIT],
    "the rows change in between": [TAKEN, SCALE, "X = X.dropna()\ny = y.loc[X.index]", SCALED_SPLIT],
    "the estimator changes in between": [TAKEN, SCALE, "scaler = MinMaxScaler()", SCALED_SPLIT],
    "the estimator is asked in between": [TAKEN, SCALE, "middle = scaler.mean_", SCALED_SPLIT],
    "rows are dropped in between": [
        "df['a'] = df['a'].fillna(df['a'].mean())", "df = df.dropna()", GAPS, SPLIT],
    "a column is made of it": [
        "df['a'] = df['a'].fillna(df['a'].mean())\ndf['e'] = df['a'] * 2", "X = df[['a', 'e']]\ny = df.target", SPLIT],
    "the target is scaled along": [
        "df = df[['whole', 'other', 'target']]\ndf[:] = StandardScaler().fit_transform(df)",
        "X = df[['whole']]\ny = df['target']", SPLIT],
    "the target is scaled as a part of an array": [
        "array = StandardScaler().fit_transform(df[['whole', 'other', 'target']])",
        "X = array[:, :2]\ny = array[:, 2] > 0", SPLIT],
    "the column is not among the features": [
        "df['e'] = df['a'].fillna(df['a'].mean())", "X = df[['e', 'c']]\ny = df['target']", SPLIT],
    "several statements on a line": [TAKEN, "scaler = StandardScaler(); X_scaled = scaler.fit_transform(X)", SCALED_SPLIT],
    "in a branch": [TAKEN, "if True:\n    X = StandardScaler().fit_transform(X)", SPLIT],
    "in a loop": ["for name in ['a', 'b']:\n    df[name] = df[name].fillna(df[name].mean())", GAPS, SPLIT],
    "in a function": [
        TAKEN, "def scaled(rows):\n    return StandardScaler().fit_transform(rows)", "X = scaled(X)", SPLIT],
    "the split is in a branch": [TAKEN, "X = StandardScaler().fit_transform(X)", f"if True:\n    {SPLIT}"],
    "the parts are attributes": [
        TAKEN, "X = StandardScaler().fit_transform(X)", "class Rows: pass\nrows = Rows()",
        "rows.train, rows.test, y_train, y_test = train_test_split(X, y, random_state=0)",
        "X_train, X_test = rows.train, rows.test"],
    "the split is not unpacked": [
        TAKEN, "X = StandardScaler().fit_transform(X)", "parts = train_test_split(X, y, random_state=0)",
        "X_train, X_test, y_train, y_test = parts"],
    "a lambda works on the columns": [GAPS, "X = X.apply(lambda c: c.fillna(c.mean()))", SPLIT],
    "the rows and their copy are split": [
        TAKEN, SCALE, ("X_train, X_test, raw_train, raw_test, y_train, y_test = "
        "train_test_split(X_scaled, X, y, random_state=0)")],
    "split twice": [TAKEN, "X = StandardScaler().fit_transform(X)", SPLIT,
                    "A, B, C, D = train_test_split(X, y, random_state=7)"],
    "a function reads it": [
        TAKEN, "def size():\n    return X_scaled.shape", SCALE, SCALED_SPLIT],
    "code that cannot be seen": [TAKEN, SCALE, "exec('X_scaled = X_scaled * 2')", SCALED_SPLIT],
    "a magic in between": [TAKEN, SCALE, "%run other.py", SCALED_SPLIT],
    "a magic on the line": [TAKEN, "scaler = StandardScaler()\n%time X = scaler.fit_transform(X)", SPLIT],
    "a cell magic that repeats": [TAKEN, "scaler = StandardScaler()", "%%timeit\nX = scaler.fit_transform(X)", SPLIT],
    "neighbouring rows": [GAPS, "X = X.ffill()", SPLIT],
    "a statistic of each row": [GAPS, "X = X.sub(X.mean(axis=1), axis=0).fillna(X.mean())", SPLIT],
    "groups": ["df['e'] = df.groupby('word')['whole'].transform('mean')", "X = df[['e', 'c']]\ny = df.target", SPLIT],
    "quantiles": ["df['e'] = pd.qcut(df['whole'], 3, labels=False)", "X = df[['e', 'c']]\ny = df.target", SPLIT],
    "another table's statistic": [
        "other = df[['a', 'b']] * 2", GAPS, "X = X.fillna(df[['a', 'b', 'c']].mean()) + other.mean()", SPLIT],
    "part of the rows": [TAKEN, "X = StandardScaler().fit(X[:90]).transform(X)", SPLIT],
    "rows beside it": [TAKEN, SCALE, "X_scaled = np.hstack([X_scaled, X])", SCALED_SPLIT],
    "an encoder that fails on what it has not seen": [
        "from sklearn.preprocessing import OrdinalEncoder", "X = df[['whole', 'c']]\ny = df['target']",
        "X = X.fillna(X.mean())\nX = OrdinalEncoder().fit_transform(X)", SPLIT],
    "an index that the array has lost": [
        TAKEN, "X_scaled = StandardScaler().fit_transform(X)\nX_scaled = PCA(2).fit_transform(X_scaled)",
        "X_scaled = pd.DataFrame(X_scaled)", SCALED_SPLIT],
    "an index that may have been lost": [
        "from sklearn.datasets import make_classification\nX, y = make_classification(random_state=0)",
        "X = pd.DataFrame(StandardScaler().fit_transform(X))", SPLIT],
    "an index of all rows": [
        "y = df['target']\nX_scaled = StandardScaler().fit_transform(df[['whole', 'c']])",
        "X_scaled = pd.DataFrame(X_scaled, columns=['whole', 'c'], index=df.index)", SCALED_SPLIT],
    "columns of what is an array by then": [
        TAKEN, SCALE, "X_scaled = X_scaled * len(X.columns)", SCALED_SPLIT],
    "an estimator that changes what it is given": [
        TAKEN, "X_scaled = StandardScaler(copy=False).fit_transform(X)", SCALED_SPLIT],
    "a column with an index of its own": [
        "df['c'] = pd.Series(StandardScaler().fit_transform(df[['c']]).ravel())",
        "X = df[['whole', 'c']]\ny = df['target']", SPLIT],
    "a loop that does more than show": [
        "df['a'] = df['a'].fillna(df['a'].mean())\nfound = []",
        "for name in ['a', 'b']:\n    found.append(df[name].sum())", GAPS, SPLIT],
    "the training rows are split later": [
        TAKEN, "X = StandardScaler().fit_transform(X)", SPLIT, JUDGE,
        "A, B, C, D = train_test_split(X_train, y_train, random_state=1)"],
    "the training rows are needed whole": [
        TAKEN, "X = StandardScaler().fit_transform(X)", SPLIT,
        "A, B, C, D = train_test_split(X_train, y_train, random_state=1)"],
    "the statistic is read in between": [
        "middle = df['a'].mean()\nprint(middle)", "df['a'] = df['a'].fillna(middle)", GAPS, SPLIT],
    "rows go by a statistic": [
        "df['a'] = df['a'].fillna(df['a'].mean())", "df = df[df['whole'] < df['whole'].quantile(0.9)]", GAPS, SPLIT],
    "rows of the array go": [TAKEN, SCALE, "X_scaled = X_scaled[X_scaled[:, 0] > -9]", SCALED_SPLIT],
    "rows are dropped by their names": [
        TAKEN, "X_scaled = (X - X.mean()) / X.std()\nX_scaled = X_scaled.drop([0, 1])", SCALED_SPLIT],
    "a statistic of each row, by position": [TAKEN, "X_scaled = (X - X.mean()).sub(X.max(1), axis=0)", SCALED_SPLIT],
    "an estimator that transforms no other rows": [
        TAKEN, "from sklearn.manifold import TSNE\nX_scaled = TSNE(init='random').fit_transform(X)", SCALED_SPLIT],
    "a table's own method": [TAKEN, "X_scaled = X.transform('mean') + X.mean()", SCALED_SPLIT],
    "a shape with the number of rows": [
        TAKEN, SCALE, "X_scaled = X_scaled.reshape(120, 3)", SCALED_SPLIT],
    "the name is deleted later": [TAKEN, SCALE, SCALED_SPLIT, "del X_scaled"],
    "the table has another name": [
        "copy = df\ncopy['whole'] = copy['whole'] - copy['whole'].mean()",
        "X = copy[['whole', 'c']]\ny = copy['target']", SPLIT, "df['whole'].plot"],
    "in a nested f-string": [TAKEN, SCALE, "X_scaled = X_scaled * float(f'{X.shape[1]}')", SCALED_SPLIT],
}  # fmt: skip


@pytest.mark.parametrize("cells", UNSAFE.values(), ids=UNSAFE)
def test_what_cannot_be_moved_safely_is_left(cells: list[str]) -> None:
    assert refused(notebook(*cells, split=""))


NAMES = st.sampled_from([("X", "y"), ("features", "labels"), ("data", "target"), ("x_all", "Y"), ("X_1", "y_1")])
FILLER = st.sampled_from(
    ["", "\n", "# a comment", "n = 3", "print('hello')", "import math", "text = '''\nX = 1\n'''", "options = dict(a=1)"]
)


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[str], tuple[str, str], bool]:
    """The same leak in another layout, the names of the two parts, and whether they are standardised."""
    rows, labels = draw(NAMES)
    train, test = draw(st.sampled_from([("X_train", "X_test"), ("tr", "te"), (f"{rows}_train", f"{rows}_test")]))
    scaler = draw(st.sampled_from(["scaler", "sc", "ss"]))
    scaled = draw(st.sampled_from([rows, f"{rows}_scaled", "Z"]))
    column = draw(st.sampled_from(["df['target']", "df.target", "df.loc[:, 'target']"]))
    taken = draw(
        st.sampled_from(
            [
                "df[['whole', 'other']]",
                "df.drop(columns=['target', 'word', 'a', 'b'])",
                "df.drop(['target', 'word', 'a', 'b'], axis=1)",
                "df.loc[:, ['whole', 'c']]",
            ]
        )
    )
    learned = draw(
        st.sampled_from(
            [
                f"{scaled} = {scaler}.fit_transform({rows})",
                f"{scaler}.fit({rows})\n{scaled} = {scaler}.transform({rows})",
                f"{scaled} = ({rows} - {rows}.mean()) / {rows}.std()",
                f"{scaled} = {rows}.fillna({rows}.median())",
            ]
        )
    )
    keywords = draw(st.permutations(["test_size=0.25", "random_state=0", "shuffle=True"]))
    order = draw(st.booleans())
    arrays = [scaled, labels] if order else [labels, scaled]
    parts = [train, test, "y_train", "y_test"] if order else ["y_train", "y_test", train, test]
    lines = [
        f"{rows} = {taken}",
        draw(FILLER),
        f"{labels} = {column}",
        f"{scaler} = StandardScaler()",
        learned + draw(st.sampled_from(["", "  # all rows", "  "])),
        draw(FILLER),
        f"{', '.join(parts)} = train_test_split({', '.join([*arrays, *keywords])})",
        draw(FILLER),
        f"model = LogisticRegression()\nmodel.fit({train}, y_train)\nscore = model.score({test}, y_test)",
    ]
    cuts = sorted(draw(st.sets(st.integers(1, len(lines) - 1), max_size=4)))
    starts = [0, *cuts]
    ends = [*cuts, len(lines)]
    cells = ["\n".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    return [READ, IMPORTS, *cells], (train, test), "fillna" not in learned


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layouts())
def test_every_layout_is_mended_and_runs(layout: tuple[list[str], tuple[str, str], bool]) -> None:
    cells, (train, test), standardised = layout
    names = run(mended(cells))
    assert 0 <= names["score"] <= 1
    if standardised:
        here, there = np.asarray(names[train]), np.asarray(names[test])
        assert abs(here.mean(axis=0)).max() < 1e-9
        # The other rows have gone through the same numbers, so that theirs are not those of a standard.
        assert abs(there.mean(axis=0)).max() > 1e-9


def test_the_judging_cell_is_as_it_was() -> None:
    assert mended(notebook(TAKEN, "X = StandardScaler().fit_transform(X)"))[-1] == JUDGE
