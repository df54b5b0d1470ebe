"""Draws that happen later than they are written, or only with some arguments; and calls that only look random."""

from __future__ import annotations

import pytest

from tests.lineage.verdicts import said, severities, table

SK = (
    "from sklearn.model_selection import *\nfrom sklearn.ensemble import *\nfrom sklearn.tree import *\n"
    "from sklearn.linear_model import *\nfrom sklearn.svm import *\nfrom sklearn.decomposition import *\n"
    "from sklearn.pipeline import *\nfrom sklearn.base import clone\nimport numpy as np, random\n"
)
PD = "import pandas as pd, numpy as np, random\ndf = pd.read_csv('a.csv')\n"
FOREST = "RandomForestClassifier:unseeded"
COVERED = "RandomForestClassifier:covered"

DEFERRED = {
    "made before, fitted after": (SK + "m = RandomForestClassifier()\nnp.random.seed(0)\nm.fit(X, y)", COVERED),
    "made before, fitted after, in cells": (
        SK + "m = RandomForestClassifier()\n---\nnp.random.seed(0)\n---\nm.fit(X, y)",
        COVERED,
    ),
    "fitted before": (
        SK + "m = RandomForestClassifier()\nm.fit(X, y)\nnp.random.seed(0)",
        "RandomForestClassifier:late",
    ),
    "fitted before and after": (
        SK + "m = RandomForestClassifier()\nm.fit(X, y)\nnp.random.seed(0)\nm.fit(X, y)",
        "RandomForestClassifier:late",
    ),
    "fitted at once": (SK + "m = RandomForestClassifier().fit(X, y)", FOREST),
    "never fitted": (SK + "m = RandomForestClassifier()", FOREST),
    "fit_predict": (
        SK + "from sklearn.cluster import KMeans\nk = KMeans(3)\nnp.random.seed(0)\nk.fit_predict(X)",
        "KMeans:covered",
    ),
    "in a pipeline": (
        SK + "p = Pipeline([('s', scaler), ('m', RandomForestClassifier())])\nnp.random.seed(0)\np.fit(X, y)",
        COVERED,
    ),
    "in make_pipeline": (
        SK + "p = make_pipeline(scaler, RandomForestClassifier())\nnp.random.seed(0)\np.fit(X, y)",
        COVERED,
    ),
    "in a pipeline, fitted before": (
        SK + "p = make_pipeline(scaler, RandomForestClassifier())\np.fit(X, y)\nnp.random.seed(0)",
        "RandomForestClassifier:late",
    ),
    "in a search": (
        SK + "s = GridSearchCV(RandomForestClassifier(), {'max_depth': [1]})\nnp.random.seed(0)\ns.fit(X, y)",
        COVERED,
    ),
    "in a search over a pipeline": (
        SK
        + "p = make_pipeline(RandomForestClassifier())\ns = GridSearchCV(estimator=p, param_grid={})\nnp.random.seed(0)\ns.fit(X, y)",
        COVERED,
    ),
    "in cross_val_score": (SK + "m = RandomForestClassifier()\nnp.random.seed(0)\ncross_val_score(m, X, y)", COVERED),
    "in cross_val_score before": (
        SK + "m = RandomForestClassifier()\ncross_val_score(m, X, y)\nnp.random.seed(0)",
        "RandomForestClassifier:late",
    ),
    "in a dict of models": (
        SK + "models = {'rf': RandomForestClassifier(), 'et': ExtraTreesClassifier()}\nnp.random.seed(0)\n"
        "for name, m in models.items():\n    m.fit(X, y)",
        "RandomForestClassifier:covered ExtraTreesClassifier:covered",
    ),
    "in a list of pairs": (
        SK + "models = []\nmodels.append(('rf', RandomForestClassifier()))\nnp.random.seed(0)\n"
        "for name, m in models:\n    cross_val_score(m, X, y)",
        COVERED,
    ),
    "made of a class and options": (
        SK + "models = {'rf': (RandomForestClassifier, {'max_depth': 3}), 'lr': (LogisticRegression, {})}\n"
        "for name, (kind, options) in models.items():\n    kind(**options).fit(X, y)",
        FOREST,
    ),
    "in a helper": (
        SK + "def train(m):\n    m.fit(X, y)\nm = RandomForestClassifier()\nnp.random.seed(0)\ntrain(m)",
        COVERED,
    ),
    "made in a helper": (
        SK + "def make():\n    return RandomForestClassifier()\nm = make()\nnp.random.seed(0)\nm.fit(X, y)",
        COVERED,
    ),
    "in an attribute": (
        SK + "class Job:\n    def __init__(self):\n        self.m = RandomForestClassifier()\n    def run(self):\n"
        "        np.random.seed(0)\n        self.m.fit(X, y)\nJob().run()",
        COVERED,
    ),
    "looked at before": (
        SK + "m = RandomForestClassifier()\nprint(m)\nm.get_params()\nnp.random.seed(0)\nm.fit(X, y)",
        COVERED,
    ),
    "set_params": (SK + "m = RandomForestClassifier()\nm.set_params(random_state=0)\nm.fit(X, y)", ""),
    "set_params, chained": (SK + "m = RandomForestClassifier().set_params(random_state=0).fit(X, y)", ""),
    "set_params of another": (SK + "m = RandomForestClassifier()\nm.set_params(max_depth=2)\nm.fit(X, y)", FOREST),
    "set_params in a loop": (
        SK + "m = RandomForestClassifier()\nfor s in range(3):\n    m.set_params(random_state=s)\n    m.fit(X, y)",
        "",
    ),
    "set_params of a step": (
        SK + "p = Pipeline([('m', RandomForestClassifier())])\np.set_params(m__random_state=0)\np.fit(X, y)",
        "",
    ),
    "attribute set": (SK + "m = RandomForestClassifier()\nm.random_state = 0\nm.fit(X, y)", ""),
    "attribute set to None": (
        SK + "m = RandomForestClassifier(random_state=0)\nm.random_state = None\nm.fit(X, y)",
        FOREST,
    ),
    "clone": (SK + "m = clone(RandomForestClassifier())\nnp.random.seed(0)\nm.fit(X, y)", COVERED),
    "clone of a seeded one": (SK + "m = clone(RandomForestClassifier(random_state=0))\nm.fit(X, y)", ""),
    "splitter used after the seed": (
        SK + "cv = KFold(5, shuffle=True)\nnp.random.seed(0)\nfor a, b in cv.split(X):\n    pass",
        "KFold:covered",
    ),
    "splitter handed to a search": (
        SK + "cv = KFold(5, shuffle=True)\nnp.random.seed(0)\ncross_val_score(model, X, y, cv=cv)",
        "KFold:covered",
    ),
    "splitter used before the seed": (
        SK + "cv = KFold(5, shuffle=True)\nlist(cv.split(X))\nnp.random.seed(0)",
        "KFold:late",
    ),
    "boosting seeds its part": (
        SK + "AdaBoostClassifier(random_state=0, estimator=DecisionTreeClassifier(max_features=1)).fit(X, y)",
        "",
    ),
    "bagging seeds its part": (SK + "m = BaggingClassifier(RandomForestClassifier(), random_state=0).fit(X, y)", ""),
    "unseeded boosting": (
        SK + "AdaBoostClassifier(estimator=DecisionTreeClassifier(random_state=0)).fit(X, y)",
        "AdaBoostClassifier:unseeded",
    ),
    "voting does not seed its parts": (SK + "VotingClassifier([('rf', RandomForestClassifier())]).fit(X, y)", FOREST),
    "a search with a seed does not seed its estimator": (
        SK + "RandomizedSearchCV(RandomForestClassifier(), {'max_depth': [1, 2]}, random_state=0).fit(X, y)",
        FOREST,
    ),
}

CONDITIONS = {
    "KFold": (SK + "KFold(5)", ""),
    "KFold shuffled": (SK + "KFold(5, shuffle=True)", "KFold:unseeded"),
    "KFold shuffled by position": (SK + "StratifiedKFold(5, True)", ""),
    "KFold shuffled by an unknown": (SK + "KFold(5, shuffle=config.shuffle)", ""),
    "KFold shuffled by a variable": (SK + "shuffle = True\nKFold(5, shuffle=shuffle)", "KFold:unseeded"),
    "KFold seeded": (SK + "KFold(5, shuffle=True, random_state=0)", ""),
    "ShuffleSplit": (SK + "ShuffleSplit(5)", "ShuffleSplit:unseeded"),
    "LeaveOneOut": (SK + "LeaveOneOut()\nGroupKFold(3)\nTimeSeriesSplit(3)", ""),
    "unshuffled split": (SK + "train_test_split(X, shuffle=False)", ""),
    "split shuffled by an unknown": (SK + "train_test_split(X, shuffle=config.shuffle)", ""),
    "LogisticRegression": (SK + "LogisticRegression().fit(X, y)", ""),
    "LogisticRegression lbfgs": (SK + "LogisticRegression(solver='lbfgs').fit(X, y)", ""),
    "LogisticRegression saga": (SK + "LogisticRegression(solver='saga').fit(X, y)", "LogisticRegression:unseeded"),
    "LogisticRegression liblinear, primal": (SK + "LogisticRegression(solver='liblinear').fit(X, y)", ""),
    "SVC": (SK + "SVC().fit(X, y)", ""),
    "SVC probability": (SK + "SVC(probability=True).fit(X, y)", "SVC:unseeded"),
    "LinearSVC": (SK + "LinearSVC().fit(X, y)", "LinearSVC:unseeded"),
    "LinearSVC dual": (SK + "LinearSVC(dual=True).fit(X, y)", "LinearSVC:unseeded"),
    "LinearSVC primal": (SK + "LinearSVC(dual=False).fit(X, y)", ""),
    "PCA randomized": (SK + "PCA(2, svd_solver='randomized').fit(X)", "PCA:unseeded"),
    "PCA full": (SK + "PCA(2, svd_solver='full').fit(X)", ""),
    "neighbours": ("from sklearn.neighbors import KNeighborsClassifier\nKNeighborsClassifier().fit(X, y)", ""),
    "DataLoader": ("from torch.utils.data import DataLoader\nDataLoader(d)\nDataLoader(d, shuffle=False)", ""),
    "DataLoader shuffled": (
        "from torch.utils.data import DataLoader\nDataLoader(d, batch_size=4, shuffle=True)",
        "DataLoader:unseeded",
    ),
    "DataLoader shuffled by position": (
        "from torch.utils.data import DataLoader\nDataLoader(d, 4, True)",
        "DataLoader:unseeded",
    ),
    "DataLoader covered": (
        "import torch\nfrom torch.utils.data import DataLoader\ntorch.manual_seed(0)\nDataLoader(d, shuffle=True)",
        "DataLoader:covered",
    ),
    "gradient boosting": (
        "import xgboost as xgb\nxgb.XGBClassifier().fit(X, y)\nxgb.XGBRegressor(max_depth=3).fit(X, y)",
        "",
    ),
    "lightgbm": ("import lightgbm as lgb\nlgb.LGBMClassifier().fit(X, y)\nlgb.train({}, data)", ""),
    "catboost": ("from catboost import CatBoostClassifier\nCatBoostClassifier(verbose=0).fit(X, y)", ""),
    "optuna sampler": ("import optuna\noptuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))", ""),
    "optuna": ("import optuna\nstudy = optuna.create_study()", "create_study:unseeded"),
}

FRAMES = {
    "read": (PD + "x = df.sample(5)", "sample:unseeded"),
    "seeded": (PD + "x = df.sample(5, random_state=0)", ""),
    "chain": (
        PD + "x = df.dropna().query('a > 1').reset_index(drop=True)[['a']].sample(frac=1).head()",
        "sample:unseeded",
    ),
    "index of a mask": (PD + "x = df[df.a > 1].sample(5)", "sample:unseeded"),
    "loc": (PD + "x = df.loc[df['a'] > 1, ['b']].sample(5)", "sample:unseeded"),
    "series": (PD + "x = df['a'].sample(5)", "sample:unseeded"),
    "series as an attribute": (PD + "x = df.a.sample(5)", "sample:unseeded"),
    "groups": (PD + "x = df.groupby('a').sample(n=2)", "sample:unseeded"),
    "groups, applied": (PD + "x = df.groupby('a').apply(lambda g: g.sample(n=2))", "sample:unseeded"),
    "merged": (PD + "x = pd.concat([df, df]).merge(df).assign(b=1).sample(5)", "sample:unseeded"),
    "re-assigned column": (PD + "df['b'] = 1\ndf.a = df.a.astype(int)\nx = df.sample(5)", "sample:unseeded"),
    "read elsewhere": ("import pandas as pd\nfrom helpers import load\ndf = load()\nx = df.sample(5)", ""),
    "read elsewhere, telling": ("from helpers import load\ndf = load()\nx = df.sample(frac=0.5)", "sample:unseeded"),
    "parameter, telling": ("def cut(df):\n    return df.sample(frac=0.5)\ncut(load())", "sample:unseeded"),
    "parameter, not telling": ("def cut(df):\n    return df.sample(5)\ncut(load())", ""),
    "parameter, known": (PD + "def cut(df):\n    return df.sample(5)\ncut(df)", "sample:unseeded"),
    "from a dict": ("import pandas as pd\ndf = pd.DataFrame({'a': [1]})\nx = df.sample(5)", "sample:unseeded"),
    "from an Excel sheet": (
        "import pandas as pd\nbook = pd.ExcelFile('a.xlsx')\nx = book.parse('s').sample(5)",
        "sample:unseeded",
    ),
    "in a comprehension": (PD + "x = [part.sample(5) for _, part in df.groupby('a')]", "sample:unseeded"),
    "random.sample beside": (
        PD + "random.seed(0)\na = random.sample(rows, 5)\nx = df.sample(5)",
        "sample:covered sample:unseeded",
    ),
    "np.random.sample": ("import numpy as np\nnp.random.seed(0)\nx = np.random.sample(5)", "sample:covered"),
    "split of the index": (PD + "mask = np.random.rand(len(df)) < 0.8", "rand:unseeded"),
    "permutation": (PD + "df = df.iloc[np.random.permutation(len(df))]", "permutation:unseeded"),
    "polars": (
        "import polars as pl\ndf = pl.read_csv('a.csv')\nx = df.filter(pl.col('a') > 1).sample(5)",
        "sample:unseeded",
    ),
    "polars, numpy seeded": (
        "import polars as pl, numpy as np\nnp.random.seed(0)\nx = pl.read_csv('a.csv').sample(5)",
        "sample:unseeded",
    ),
    "polars seeded": ("import polars as pl\nx = pl.read_csv('a.csv').sample(5, seed=0)", ""),
    "polars global seed": (
        "import polars as pl\npl.set_random_seed(0)\nx = pl.read_csv('a.csv').sample(5)",
        "sample:covered",
    ),
    "spark": ("df = spark.read.csv('a.csv')\na, b = df.randomSplit([0.8, 0.2])", "randomSplit:unseeded"),
    "spark, seed by position": ("df = spark.read.csv('a.csv')\na, b = df.randomSplit([0.8, 0.2], 42)", ""),
    "spark, seed by name": ("df = spark.table('a')\nx = df.filter('b > 1').sample(0.5, seed=3)", ""),
    "spark sample": ("x = spark.table('a').sample(0.5)", "sample:unseeded"),
    "spark sample, two numbers": ("x = spark.table('a').sample(0.5, 3)", ""),
    "spark session": (
        (
            "from pyspark.sql import SparkSession\ns = SparkSession.builder.appName('a').getOrCreate()\n"
            "a, b = s.read.parquet('a').dropna().randomSplit([0.8, 0.2])"
        ),
        "randomSplit:unseeded",
    ),
    "spark to pandas, numpy seeded": (
        "import numpy as np\nnp.random.seed(0)\nx = spark.table('a').toPandas().sample(5)",
        "sample:covered",
    ),
    "polars to pandas, numpy seeded": (
        "import polars as pl, numpy as np\nnp.random.seed(0)\nx = pl.read_csv('a').to_pandas().sample(5)",
        "sample:covered",
    ),
    "seaborn's data": ("import seaborn as sns\nx = sns.load_dataset('iris').sample(frac=1)", "sample:unseeded"),
    "scikit-learn's data": (
        "from sklearn.datasets import load_iris\ndf = load_iris(as_frame=True).frame\nx = df.sample(frac=1)",
        "sample:unseeded",
    ),
    "duckdb's frame": ("import duckdb\nx = duckdb.sql('select 1').df().sample(frac=1)", "sample:unseeded"),
    "dask": ("import dask.dataframe as dd\na, b = dd.read_csv('a').random_split([0.8, 0.2])", "random_split:unseeded"),
    "dask seeded": ("import dask.dataframe as dd\nx = dd.read_csv('a').sample(frac=0.1, random_state=1)", ""),
}

QUIET = {
    "frozen distribution": (
        "from scipy.stats import randint, uniform\nspace = {'a': randint(1, 10), 'b': uniform(0, 1)}",
        "",
    ),
    "density": ("from scipy import stats\nstats.norm.pdf(0)\nstats.norm(0, 1).cdf(0)\nstats.ttest_ind(a, b)", ""),
    "seeded rvs": (
        "from scipy import stats\nstats.norm.rvs(size=3, random_state=0)\nstats.norm(0, 1).rvs(3, random_state=0)",
        "",
    ),
    "replay buffer": ("batch = replay_buffer.sample(32)\nenv.action_space.sample()", ""),
    "own variable": ("random_forest.fit(X, y)\nrandom_numbers = 1\nshuffle = False", ""),
    "seeded generator": (
        "import numpy as np\nrng = np.random.default_rng(0)\nrng.shuffle(x)\nrng.choice(x)\nrng.random()",
        "",
    ),
    "annotation": (
        "import numpy as np\ndef f(rng: np.random.Generator | None = None) -> np.random.RandomState: ...",
        "",
    ),
    "isinstance": ("import numpy as np\nisinstance(r, np.random.RandomState)", ""),
    "imports only": ("from random import Random, shuffle\nfrom numpy.random import default_rng", ""),
    "passed as a function": ("import numpy as np\ndf.apply(np.mean)\nnames = dir(np.random)", ""),
    "text": ("from sqlalchemy import text\ntext('select random()')", ""),
    "query of a frame": (PD + "df.query('a > 1')\ndf.eval('b = a + 1')", ""),
    "torch without draws": ("import torch\ntorch.zeros(3)\ntorch.tensor([1])\ntorch.manual_seed(0)", ""),
    "logger": ("import uuid\nrun = uuid.UUID('0' * 32)\nuuid.uuid5(uuid.NAMESPACE_DNS, 'a')", ""),
    "numpy state": ("import numpy as np\nstate = np.random.get_state()", ""),
    "docstring": ('def f():\n    """np.random.rand(3)"""\n    return "train_test_split(X)"\nf()', ""),
    "comment": ("# np.random.rand(3)\nx = 1  # train_test_split(X)", ""),
    "keras layer names": ("def Dropout(rate):\n    return rate\nDropout(0.5)", ""),
}


@table(DEFERRED)
def test_an_estimator_draws_when_it_is_used(source: str, expected: str) -> None:
    assert said(source) == expected


@table(CONDITIONS)
def test_only_some_arguments_make_a_call_random(source: str, expected: str) -> None:
    assert said(source) == expected


@table(FRAMES)
def test_samples_of_data_frames(source: str, expected: str) -> None:
    assert said(source) == expected


@table(QUIET)
def test_what_only_looks_random(source: str, expected: str) -> None:
    assert said(source) == expected


@pytest.mark.parametrize(
    ("statement", "severity"),
    [
        ("df.sample(5)", "advice"),
        ("df[['a']].sample(5)", "advice"),
        ("df.sample(5).T", "advice"),
        ("df.sample(5).style.background_gradient()", "advice"),
        ("display(df.sample(5))", "advice"),
        ("print(df.sample(5))", "advice"),
        ("x = df.sample(5)", "error"),
        ("df = df.sample(frac=1)", "error"),
        ("train(df.sample(5))", "error"),
        ("np.random.seed(0)\nx = df.sample(5)", "advice"),
    ],
)
def test_a_look_at_some_rows_is_advice(statement: str, severity: str) -> None:
    assert severities(PD + statement) == [severity]
