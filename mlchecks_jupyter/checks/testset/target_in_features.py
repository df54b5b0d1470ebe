"""The check `target-in-features`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.lineage.dataflow.columns import Column, Columns
from mlchecks_jupyter.lineage.dataflow.data import Data, Learning
from mlchecks_jupyter.lineage.dataflow.facets import name_of
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import Constant, Made, Sequence, Value
from mlchecks_jupyter.lineage.lineage import Lineage

_SETUP: Final = "import pandas as pd\nimport numpy as np\nfrom sklearn.ensemble import RandomForestClassifier\n"
_SPLIT: Final = "from sklearn.model_selection import train_test_split\n"

#: Names of steps that may pick columns, so that nobody can tell which ones reach the model.
_PICKS: Final = ("column", "select", "function", "mapper", "union", "drop", "transformer", "pick", "rfe")

#: Names of estimators that only transform, whatever target they are given.
_TRANSFORMS: Final = ("Scaler", "Encoder", "Imputer", "Transformer", "Discretizer", "Vectorizer", "Select", "PCA")


class _Fit(NamedTuple):
    """A fit of a model of which both features and target are known; `column` holds the target among them, if any."""

    call: Call
    model: str
    target: Column
    column: str | None


class TargetInFeatures(StaticCheck):
    """The column to be predicted, or a copy of it, is left among the features.

    ## Why is this bad?
    The model reads the answer off the question. It scores nearly perfectly in the notebook, learns
    nothing of the other columns, and fails where it is used, as the answer is not known there.

    ## Use instead
    Take the target out before the features are made: `X = df.drop(columns=["target"])`, or
    `y = df.pop("target")`. Copies that were made on the way (a logarithm, a flag, a numbered
    label) go with it: `df.drop(columns=["target", "log_target"])`.

    ## References
    S. Kaufman, S. Rosset, C. Perlich and O. Stitelman, "Leakage in Data Mining: Formulation,
    Detection, and Avoidance", TKDD 2012.
    """

    name = "target-in-features"
    item = "testset"
    severity = "error"
    good = (
        code(
            _SETUP,
            "df = pd.read_csv('a.csv')\ny = df['sick']\nX = df.drop(columns=['sick'])",
            "RandomForestClassifier(random_state=0).fit(X, y)",
        ),
        code(_SETUP, "df = pd.read_csv('a.csv')\nX = df\ny = df.pop('sick')\nRandomForestClassifier().fit(X, y)"),
        code(
            _SETUP + _SPLIT,
            "df = pd.read_csv('a.csv')\ndf['label'] = df['sick'].map({'yes': 1, 'no': 0})",
            "df.drop(['sick', 'label'], axis=1, inplace=False)\ny = df['label']\n"
            "df.drop(['sick', 'label'], axis=1, inplace=True)",
            "a, b, c, d = train_test_split(df, y, random_state=0)\nRandomForestClassifier().fit(a, c)",
        ),
        code(_SETUP, "df = pd.read_csv('a.csv')\nRandomForestClassifier().fit(df.iloc[:, :-1], df['sick'])"),
        code(
            _SETUP,
            "df = pd.read_csv('a.csv')\nfeatures = [name for name in df.columns if name != 'sick']",
            "RandomForestClassifier().fit(df[features], df['sick'])",
        ),
        code(
            _SETUP + "from sklearn.compose import ColumnTransformer\nfrom sklearn.pipeline import make_pipeline\n",
            "df = pd.read_csv('a.csv')\npick = ColumnTransformer([('keep', 'passthrough', ['age', 'weight'])])",
            "make_pipeline(pick, RandomForestClassifier()).fit(df, df['sick'])",
        ),
        code(
            _SETUP,
            "df = pd.read_csv('a.csv')\ndf['next'] = df['price'].shift(-1)\ndf = df.dropna()",
            "RandomForestClassifier().fit(df.drop(columns=['next']), df['next'])",
        ),
    )
    bad = (
        code(
            _SETUP,
            "df = pd.read_csv('a.csv')\nX = df.drop(columns=['id'])\ny = df['sick']",
            "RandomForestClassifier(random_state=0).fit(X, y)",
        ),
        code(
            _SETUP + _SPLIT,
            "df = pd.read_csv('a.csv')\nX = df[['age', 'weight', 'sick']]\ny = df['sick']",
            "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
            "model = RandomForestClassifier().fit(X_train, y_train)\nmodel.score(X_test, y_test)",
        ),
        code(
            _SETUP,
            "df = pd.read_csv('a.csv')\ndf['label'] = df['sick'].map({'yes': 1, 'no': 0})",
            "X = df.drop('label', axis=1)\nRandomForestClassifier().fit(pd.get_dummies(X), df['label'])",
        ),
        code(
            _SETUP + "from sklearn.linear_model import LinearRegression\n"
            "from sklearn.preprocessing import StandardScaler\n",
            "df = pd.read_csv('a.csv')\ndf['log_price'] = np.log1p(df.price)\ny = df.pop('price')",
            "X = StandardScaler().fit_transform(df)\nLinearRegression().fit(X, y)",
        ),
        code(
            _SETUP + "from sklearn.model_selection import cross_val_score\n",
            "df = pd.read_csv('a.csv')\ny = df.sick.values\nX = df.values",
            "cross_val_score(RandomForestClassifier(), X, y)",
        ),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each target, at the first model that is fitted with it among its features."""
        found: dict[tuple[Column, str], list[_Fit]] = {}
        fits = list(_fits(lineage))
        if not fits:
            raise NotApplicable("The notebook fits no model of which the columns are known.")
        for fit in fits:
            if fit.column is not None:
                found.setdefault((fit.target, fit.column), []).append(fit)
        for (_, column), leaking in found.items():
            yield self._finding_of(lineage, column, leaking)

    def _finding_of(self, lineage: Lineage, column: str, fits: list[_Fit]) -> Finding:
        first = fits[0]
        models = list(dict.fromkeys(fit.model for fit in fits))
        named = f"column `{column}`"
        what = (
            f"{named} is what the model is to predict"
            if column == first.target.name
            else f"{named} and what the model is to predict are both made of `{first.target.name}`"
        )
        return self.finding(
            lineage,
            lineage.locate(first.call.cell, first.call.node),
            severity="error",
            message=f"`{first.model}` is fitted with the answer among its features: {what}.",
            remedy=f"Leave it out of the features: `X = X.drop(columns=['{column}'])` before the split.",
            facts={
                "column": column,
                "target": first.target.name,
                "models": list(models),
                "fits": [lineage.place(fit.call.cell, fit.call.node.lineno) for fit in fits],
            },
        )


def _fits(lineage: Lineage) -> Iterator[_Fit]:
    flow = lineage.flow
    judged = {fit for judgement in flow.judgements for fit in judgement.fits}
    for learning in flow.learnings:
        if learning.target is not None and _is_model(learning, learning in judged):
            yield from _known(learning.call, learning.what, learning.data, learning.target)
    for judgement in flow.judgements:
        if judgement.how == "cross-validation" and judgement.target is not None:
            model = judgement.call.argument("estimator", 0)
            if not _picks(model):
                yield from _known(judgement.call, judgement.fits[0].what, judgement.data, judgement.target)


def _is_model(learning: Learning, judged: bool) -> bool:
    """Whether a fit is that of a model which is handed all columns."""
    if learning.call.last != "fit" or learning.what.endswith(_TRANSFORMS):
        return False
    known = isinstance(learning.call.owner, Made) and learning.call.root != "?"
    return (known or judged) and not _picks(learning.call.owner)


def _picks(model: Value | None) -> bool:
    """Whether a part of a model may pick columns."""
    if not isinstance(model, Made):
        return True
    left = [model]
    while left:
        made = left.pop()
        name = name_of(made).lower()
        unseen = made.root == "?" if made is not model else False
        if unseen or any(word in name for word in _PICKS) or ("pipeline" in name and not _all_seen(made)):
            return True
        left += made.parts
    return False


def _all_seen(pipeline: Made) -> bool:
    """Whether all steps of a pipeline are estimators of libraries."""
    left: list[Value] = []
    if pipeline.call is not None:
        left += [*pipeline.call.args, *pipeline.call.keywords.values()]
    while left:
        value = left.pop()
        if isinstance(value, Sequence):
            left += value.items
        if not isinstance(value, Sequence | Made | Constant):
            return False
    return True


def _known(call: Call, model: str, rows: Data, target: Data) -> Iterator[_Fit]:
    if isinstance(rows.columns, Columns) and isinstance(target.columns, Column) and rows.lots == target.lots:
        yield _Fit(call, model, target.columns, rows.columns.name_of(target.columns))
