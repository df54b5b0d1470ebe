"""Ways in which people part and change a table, one line or a few: each alone in a small notebook."""

from __future__ import annotations

import pytest

from tests.lineage.dataflow.pairs import CHECKS, IMPORTS, Found, found

READ = "df = pd.read_csv('measured.csv')\n"
LEARN = "df['a'] = df['a'] - df['a'].mean()\n"
JUDGE = """
model = RandomForestClassifier()
model.fit(train[["a", "b"]], train["y"])
print(model.score(test[["a", "b"]], test["y"]))
"""
SPLIT_AND_JUDGE = """
X, y = df.drop(columns="y"), df["y"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = RandomForestClassifier()
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
"""

#: Each makes `train` and `test` of `df`, which share no rows.
PARTED = {
    "mask rand name": "mask = np.random.rand(len(df)) < .8\ntrain, test = df[mask], df[~mask]",
    "mask uniform col": (
        "df['is_train'] = np.random.uniform(0, 1, len(df)) <= .75\n"
        "train, test = df[df['is_train']==True], df[df['is_train']==False]"
    ),
    "mask choice": (
        "m = np.random.choice([True, False], size=len(df), p=[.8, .2])\ntrain = df[m]\ntest = df[np.logical_not(m)]"
    ),
    "mask binomial loc": "m = np.random.binomial(1, .8, len(df)).astype(bool)\ntrain, test = df.loc[m], df.loc[~m]",
    "modulo": "train, test = df[df.index % 5 != 0], df[df.index % 5 == 0]",
    "strided": "test = df.iloc[::5]\ntrain = df.drop(test.index)",
    "strided two": "train, test = df.iloc[::2], df.iloc[1::2]",
    "index difference": "test = df.sample(frac=.2)\ntrain = df.loc[df.index.difference(test.index)]",
    "merge indicator": "test = df.sample(frac=.2)\ntrain = df[~df.isin(test)].dropna()",
    "set difference": (
        "tr = set(np.random.choice(df.index, 800, replace=False))\nte = set(df.index) - tr\n"
        "train, test = df.loc[list(tr)], df.loc[list(te)]"
    ),
    "delete": (
        "a = df.values\nidx = np.random.choice(len(a), 100, replace=False)\ntest = a[idx]\n"
        "train = np.delete(a, idx, axis=0)"
    ),
    "permutation iloc": "p = np.random.permutation(len(df))\ntrain, test = df.iloc[p[:800]], df.iloc[p[800:]]",
    "permutation of index": (
        "p = np.random.permutation(df.index)\nn = int(.8 * len(df))\ntrain, test = df.loc[p[:n]], df.loc[p[n:]]"
    ),
    "shuffle list": (
        "import random\nidx = list(range(len(df)))\nrandom.shuffle(idx)\n"
        "train, test = df.iloc[idx[:800]], df.iloc[idx[800:]]"
    ),
    "sample all, cut": (
        "df = df.sample(frac=1).reset_index(drop=True)\nn = int(len(df) * .8)\ntrain, test = df[:n], df[n:]"
    ),
    "iloc neg": "train, test = df.iloc[:-30], df.iloc[-30:]",
    "head tail": "train = df.head(700)\ntest = df.tail(len(df) - 700)",
    "round": "k = round(len(df) * .7)\ntrain = df.iloc[0:k]\ntest = df.iloc[k:]",
    "floor len": "train = df[:int(len(df)*0.7)]\ntest = df[int(len(df)*0.7):]",
    "floor shape": "train = df[:int(df.shape[0]*0.7)]\ntest = df[int(df.shape[0]*0.7):]",
    "slice plus one": "n = 800\ntrain = df.loc[:n-1]\ntest = df.loc[n:]",
    "loc years": "df = df.set_index('year')\ntrain, test = df.loc['2010':'2015'], df.loc['2016':'2018']",
    "year bool": "train, test = df[df.index.year < 2018], df[df.index.year >= 2018]",
    "dt year": "train = df[df['d'].dt.year <= 2017]\ntest = df[df['d'].dt.year == 2018]",
    "between": "train = df[df.d.between('2010', '2014')]\ntest = df[df.d > '2014']",
    "truncate": "train = df.truncate(after='2014')\ntest = df.truncate(before='2015')",
    "two conditions": "train = df[(df.d >= '2010') & (df.d < '2015')]\ntest = df[(df.d >= '2015') & (df.d < '2018')]",
    "timestamp": "cut = pd.Timestamp('2015-01-01')\ntrain, test = df[df.d < cut], df[df.d >= cut]",
    "dropping null target": "train = df[df.y.notnull()]\ntest = df[df.y.isnull()]",
    "isin fold": "train = df[df.fold.isin([0, 1, 2])]\ntest = df[df.fold.isin([3])]",
    "fold loop": "for k in range(5):\n    train, test = df[df.fold != k], df[df.fold == k]",
    "groupby head": "train = df.groupby('user').head(5)\ntest = df.drop(train.index)",
    "groupby sample": "test = df.groupby('y').sample(frac=.2)\ntrain = df[~df.index.isin(test.index)]",
    "group ids": (
        "ids = df.user.unique()\nnp.random.shuffle(ids)\na, b = ids[:100], ids[100:]\n"
        "train, test = df[df.user.isin(a)], df[df.user.isin(b)]"
    ),
    "group ids not": (
        "test_ids = np.random.choice(df.user.unique(), 50, replace=False)\n"
        "test = df[df.user.isin(test_ids)]\ntrain = df[~df.user.isin(test_ids)]"
    ),
    "get_group": "g = df.groupby('split')\ntrain, test = g.get_group('train'), g.get_group('test')",
    "array_split": "a, b = np.array_split(df, 2)\ntrain, test = a, b",
    "np.split one": "train, test = np.split(df.sample(frac=1), [int(.8*len(df))])",
    "tts dict": (
        "parts = dict(zip(('train', 'test'), train_test_split(df)))\ntrain, test = parts['train'], parts['test']"
    ),
    "tts list": "parts = train_test_split(df)\ntrain = parts[0]\ntest = parts[1]",
    "tts index": "i, j = train_test_split(np.arange(len(df)))\ntrain, test = df.iloc[i], df.iloc[j]",
    "tts positions": "i, j = train_test_split(range(len(df)))\ntrain, test = df.iloc[i], df.iloc[j]",
    "class split": (
        "class D:\n    def __init__(self, df):\n        self.train, self.test = train_test_split(df)\n"
        "d = D(df)\ntrain, test = d.train, d.test"
    ),
    "own function": (
        "def cut(d, share):\n    n = int(len(d) * share)\n    return d[:n], d[n:]\ntrain, test = cut(df, .8)"
    ),
    "own shuffled": (
        "def cut(d, share=.2, seed=0):\n    np.random.seed(seed)\n"
        "    order = np.random.permutation(len(d))\n    n = int(len(d) * share)\n"
        "    return d.iloc[order[n:]], d.iloc[order[:n]]\ntrain, test = cut(df)"
    ),
    "hash": (
        "from zlib import crc32\ndef in_test(i):\n    return crc32(np.int64(i)) < .2 * 2**32\n"
        "m = df['id'].apply(in_test)\ntrain, test = df.loc[~m], df.loc[m]"
    ),
    "filter": "train = df.filter(items=range(800), axis=0)\ntest = df.filter(items=range(800, 1000), axis=0)",
    "query at": "c = 2018\ntrain, test = df.query('year < @c'), df.query('year >= @c')",
    "query in": "train, test = df.query(\"set == 'train'\"), df.query(\"set == 'test'\")",
    "query not": "train, test = df.query('is_test == 0'), df.query('not is_test == 0')",
    "where": "i = np.where(df.y2 == 1)[0]\nj = np.where(df.y2 != 1)[0]\ntrain, test = df.iloc[i], df.iloc[j]",
    "mask str contains": "m = df.file.str.contains('train')\ntrain, test = df[m], df[~m]",
    "eq": "train, test = df[df.split.eq('train')], df[df.split.ne('train')]",
    "take": "train = df.take(range(800))\ntest = df.take(range(800, 1000))",
    "pop rows": "test = df.iloc[800:]\ndf.drop(df.index[800:], inplace=True)\ntrain = df",
    "drop range": "train = df.drop(range(100))\ntest = df.iloc[:100]",
    "drop list": "idx = np.random.choice(df.index, 100, replace=False)\ntest = df.loc[idx]\ntrain = df.drop(idx)",
    "polars": (
        "import polars as pl\nq = pl.from_pandas(df)\n"
        "train, test = q.filter(pl.col('year') < 2018), q.filter(pl.col('year') >= 2018)"
    ),
    "spark-ish": "train, test = df.random_split([.8, .2], random_state=0)",
    "json split": "train, test = df.to_dict('records')[:800], df.to_dict('records')[800:]",
    "csv round trip": (
        "a, b = train_test_split(df)\na.to_csv('train.csv'); b.to_csv('test.csv')\n"
        "train, test = pd.read_csv('train.csv'), pd.read_csv('test.csv')"
    ),
}

#: Each lets a column of `df` know of other rows.
LEARNING = {
    "fillna dict": "df = df.fillna({'a': df['a'].mean()})",
    "fillna value kw": "df['a'].fillna(value=df['a'].median(), inplace=True)",
    "where mean": "df['a'] = df['a'].where(df['a'].notna(), df['a'].mean())",
    "mask mean": "df['a'] = df['a'].mask(df['a'].isna(), df['a'].mean())",
    "apply row with mean": "m = df['a'].mean()\ndf['a'] = df.apply(lambda r: m if pd.isnull(r['a']) else r['a'], axis=1)",
    "list comprehension mean": "m = df['a'].mean()\ndf['a'] = [x - m for x in df['a']]",
    "iterrows": "m = df['a'].mean()\nfor i, row in df.iterrows():\n    df.loc[i, 'a'] = row['a'] - m",
    "at": "m = df['a'].mean()\nfor i in range(len(df)):\n    df.at[i, 'a'] = df.at[i, 'a'] - m",
    "np.nanmedian": "df['a'] = np.where(np.isnan(df['a']), np.nanmedian(df['a']), df['a'])",
    "min max attr": "df['a'] = (df.a - df.a.min()) / (df.a.max() - df.a.min())",
    "np.max": "df['a'] = df['a'] / np.max(df['a'])",
    "ptp": "df['a'] = df['a'] / np.ptp(df['a'].values)",
    "zscore": "from scipy.stats import zscore\ndf['a'] = zscore(df['a'])",
    "apply zscore": "from scipy.stats import zscore\ndf[['a', 'b']] = df[['a', 'b']].apply(zscore)",
    "describe loc": "s = df.describe()\ndf['a'] = df['a'] - s.loc['mean', 'a']",
    "describe T": "s = df.describe().T\ndf = (df - s['mean']) / s['std']",
    "sub div": "df['a'] = df['a'].sub(df['a'].mean()).div(df['a'].std())",
    "eval clip": "df['a'] = df['a'].clip(df['a'].quantile(.05), df['a'].quantile(.95))",
    "winsorize": "from scipy.stats.mstats import winsorize\ndf['a'] = winsorize(df['a'], limits=[.05, .05])",
    "group map": "df['a'] = df['b'].map(df.groupby('b')['y'].mean())",
    "group apply": "df['a'] = df.groupby('b')['a'].apply(lambda s: s - s.mean())",
    "group transform lambda": "df['a'] = df.groupby('b')['a'].transform(lambda s: s.fillna(s.mean()))",
    "group agg merge": "g = df.groupby('b').agg(m=('y', 'mean')).reset_index()\ndf = pd.merge(df, g, on='b')",
    "group join": "df = df.join(df.groupby('b')['y'].mean().rename('m'), on='b')",
    "pivot": "p = df.pivot_table(index='b', values='y', aggfunc='mean')\ndf['a'] = df['b'].map(p['y'])",
    "crosstab": "c = pd.crosstab(df['b'], df['y'], normalize='index')\ndf['a'] = df['b'].map(c[1])",
    "replace mean": "df['a'] = df['a'].replace(-1, df['a'].mean())",
    "replace in place": "df['a'].replace(np.nan, df['a'].mean(), inplace=True)",
    "columns loop": "for c in df.columns:\n    if df[c].isnull().any():\n        df[c] = df[c].fillna(df[c].median())",
    "select_dtypes loop": "for c in df.select_dtypes('number').columns:\n    df[c] = (df[c] - df[c].mean()) / df[c].std()",
    "scaler of list": "cols = ['a', 'b']\nsc = StandardScaler()\ndf[cols] = sc.fit_transform(df[cols])",
    "scaler loc": "df.loc[:, ['a', 'b']] = StandardScaler().fit_transform(df.loc[:, ['a', 'b']])",
    "scaler iloc": "df.iloc[:, 1:] = MinMaxScaler().fit_transform(df.iloc[:, 1:])",
    "scaler reshape": "df['a'] = MinMaxScaler().fit_transform(df['a'].values.reshape(-1, 1))",
    "scaler ravel": "df['a'] = MinMaxScaler().fit_transform(df[['a']]).ravel()",
    "scaler new frame": "df = pd.DataFrame(StandardScaler().fit_transform(df), columns=df.columns, index=df.index)",
    "scaler new columns": (
        "z = pd.DataFrame(StandardScaler().fit_transform(df[['a']]), columns=['za'])\n"
        "df = pd.concat([df.reset_index(drop=True), z], axis=1)"
    ),
    "set_output": "sc = StandardScaler().set_output(transform='pandas')\ndf = sc.fit_transform(df)",
    "pca columns": "pcs = PCA(2).fit_transform(df[['a', 'b']])\ndf['p1'] = pcs[:, 0]\ndf['p2'] = pcs[:, 1]",
    "assign scaler": "df = df.assign(a=StandardScaler().fit_transform(df[['a']]))",
    "imputer iterative": (
        "from sklearn.experimental import enable_iterative_imputer\n"
        "from sklearn.impute import IterativeImputer\ndf[:] = IterativeImputer().fit_transform(df)"
    ),
    "quantile transformer": (
        "from sklearn.preprocessing import QuantileTransformer\n"
        "df['a'] = QuantileTransformer().fit_transform(df[['a']])"
    ),
    "kbins": (
        "from sklearn.preprocessing import KBinsDiscretizer\n"
        "df['a'] = KBinsDiscretizer(5, encode='ordinal').fit_transform(df[['a']])"
    ),
    "target encoder": (
        "from category_encoders import TargetEncoder\ndf['b'] = TargetEncoder().fit_transform(df['b'], df['y'])"
    ),
    "target encoder sk": (
        "from sklearn.preprocessing import TargetEncoder\n"
        "df['b'] = TargetEncoder().fit_transform(df[['b']], df['y'])[:, 0]"
    ),
    "mapper": (
        "from sklearn_pandas import DataFrameMapper\nm = DataFrameMapper([(['a'], StandardScaler())])\n"
        "df['a'] = m.fit_transform(df)"
    ),
    "isolation forest": (
        "from sklearn.ensemble import IsolationForest\ndf['out'] = IsolationForest().fit_predict(df[['a', 'b']])"
    ),
    "tsne": "from sklearn.manifold import TSNE\ndf['t'] = TSNE(1).fit_transform(df[['a', 'b']])",
    "lof score": (
        "from sklearn.neighbors import NearestNeighbors\n"
        "d, i = NearestNeighbors(n_neighbors=3).fit(df[['a']]).kneighbors(df[['a']])\n"
        "df['d'] = d.mean(axis=1)"
    ),
    "word2vec": (
        "from gensim.models import Word2Vec\nw = Word2Vec(df['a'].str.split())\n"
        "df['a'] = df['a'].apply(lambda t: np.mean([w.wv[x] for x in t.split()]))"
    ),
    "lda topics": (
        "from sklearn.decomposition import LatentDirichletAllocation\n"
        "X0 = CountVectorizer().fit_transform(df['a'])\n"
        "df['a'] = LatentDirichletAllocation().fit_transform(X0)[:, 0]"
    ),
    "svd from counts": (
        "from sklearn.decomposition import TruncatedSVD\n"
        "pipe = make_pipeline(TfidfVectorizer(), TruncatedSVD(1))\ndf['a'] = pipe.fit_transform(df['a'])"
    ),
    "feature union": (
        "from sklearn.pipeline import FeatureUnion\n"
        "u = FeatureUnion([('p', PCA(1)), ('k', SelectKBest(k=1))])\n"
        "Z = u.fit_transform(df[['a', 'b']], df['y'])\ndf['a'] = Z[:, 0]"
    ),
    "boruta": (
        "from boruta import BorutaPy\n"
        "sel = BorutaPy(RandomForestClassifier()).fit(df[['a', 'b']].values, df['y'].values)\n"
        "df = df[df.columns[sel.support_].tolist() + ['y']]"
    ),
    "chi2 scores": (
        "from sklearn.feature_selection import chi2\n"
        "best = SelectKBest(chi2, k=1).fit(df[['a', 'b']], df['y'])\n"
        "scores = pd.DataFrame({'f': ['a', 'b'], 's': best.scores_})\n"
        "df = df[scores.nlargest(1, 's')['f'].tolist() + ['y']]"
    ),
    "numpy std": "A = df.values\nA = (A - A.mean(axis=0)) / A.std(axis=0)\ndf = pd.DataFrame(A, columns=df.columns)",
    "torch mean": (
        "import torch\nt = torch.tensor(df[['a']].values)\nt = (t - t.mean()) / t.std()\ndf['a'] = t.numpy()"
    ),
    "keras normalize": "from tensorflow.keras.utils import normalize\ndf['s'] = (df['a'] - df['a'].mean())",
    "tf vectorization": (
        "import tensorflow as tf\nlayer = tf.keras.layers.TextVectorization(output_mode='tf-idf')\n"
        "layer.adapt(df['a'].values)\ndf['a'] = layer(df['a'].values).numpy()[:, 0]"
    ),
}

#: Each changes `df` row by row, numbers its categories, or only looks.
ROW_WISE = {
    "arith": "df['c'] = df['a'] * 2 + df['b'] ** 2",
    "log": "df['a'] = np.log1p(df['a'])",
    "apply row": "df['c'] = df.apply(lambda r: r['a'] + r['b'], axis=1)",
    "sum axis": "df['c'] = df[['a', 'b']].sum(axis=1)",
    "mean axis": "df['c'] = df[['a', 'b']].mean(axis=1)",
    "mean axis columns": "df['c'] = df[['a', 'b']].mean(axis='columns')",
    "np.mean axis": "df['c'] = np.mean(df[['a', 'b']], axis=1)",
    "np.max axis": "df['c'] = np.max(df[['a', 'b']].values, axis=1)",
    "std axis -1": "df['c'] = df[['a', 'b']].values.std(-1)",
    "str len": "df['c'] = df['a'].str.len()",
    "str lower": "df['a'] = df['a'].str.lower().str.replace('x', '')",
    "to_datetime": "df['d'] = pd.to_datetime(df['d'])\ndf['m'] = df['d'].dt.month",
    "astype": "df['a'] = df['a'].astype('float32')",
    "map dict": "df['a'] = df['a'].map({'x': 0, 'y': 1})",
    "replace": "df = df.replace({'?': np.nan})",
    "fillna 0": "df = df.fillna(0)",
    "dropna": "df = df.dropna()\ndf = df.drop_duplicates()",
    "dropna thresh": "df.dropna(thresh=3, inplace=True)",
    "clip": "df['a'] = df['a'].clip(0, 100)",
    "cut edges": "df['c'] = pd.cut(df['a'], [0, 1, 2])",
    "get_dummies": "df = pd.get_dummies(df, columns=['b'])",
    "label encoder": "df['b'] = LabelEncoder().fit_transform(df['b'])",
    "cat codes": "df['b'] = df['b'].astype('category').cat.codes",
    "factorize": "df['b'] = pd.factorize(df['b'])[0]",
    "isin": "df = df[df['b'].isin(['x', 'y'])]",
    "query": "df = df.query('a > 0')",
    "loc set": "df.loc[df['a'] < 0, 'a'] = 0",
    "np.where": "df['c'] = np.where(df['a'] > 0, 1, 0)",
    "rename": "df = df.rename(columns={'a': 'A'}).rename(columns={'A': 'a'})",
    "set_index": "df = df.set_index('id').sort_index()",
    "sort": "df = df.sort_values('a').reset_index(drop=True)",
    "merge lookup": "df = df.merge(pd.read_csv('lookup.csv'), on='b', how='left')",
    "normalize rows": "from sklearn.preprocessing import normalize\ndf[['a', 'b']] = normalize(df[['a', 'b']])",
    "hour": "df['h'] = df['d'].apply(lambda d: d.hour)",
    "eda": (
        "print(df['a'].mean(), df.corr(), df.groupby('b')['y'].mean(), df['b'].value_counts())\n"
        "df.describe()\ndf.info()"
    ),
    "eda plot": (
        "import seaborn as sns\nimport matplotlib.pyplot as plt\nsns.heatmap(df.corr())\n"
        "plt.axvline(df['a'].mean())\ndf.hist()"
    ),
    "eda var": "mean = df['a'].mean()\nprint(f'{mean:.2f}')",
    "image scale": "df = df / 255.0",
    "image reshape": "df['a'] = df['a'].values.reshape(-1)",
    "polynomial": (
        "from sklearn.preprocessing import PolynomialFeatures\nP2 = PolynomialFeatures(2).fit_transform(df[['a', 'b']])"
    ),
    "function transformer": (
        "from sklearn.preprocessing import FunctionTransformer\n"
        "df['a'] = FunctionTransformer(np.log1p).fit_transform(df[['a']])"
    ),
    "tokenize": "import nltk\ndf['a'] = df['a'].apply(nltk.word_tokenize).apply(len)",
    "len": "df['c'] = len(df['a'])",
    "shape assert": "n, m = df.shape\nassert n > 10\nprint(df.nunique())",
    "class weights": "w = df['y'].value_counts(normalize=True)\nprint(w)",
    "weights to model": (
        "from sklearn.utils.class_weight import compute_class_weight\n"
        "w = compute_class_weight('balanced', classes=np.unique(df['y']), y=df['y'])\nprint(w)"
    ),
    "nulls dropped columns": "df = df.drop(columns=[c for c in df if df[c].isnull().sum() > 100])",
    "unique": "cats = df['b'].unique()\ndf['b'] = df['b'].map({c: i for i, c in enumerate(cats)})",
    "astype category": "df['b'] = pd.Categorical(df['b'], categories=df['b'].unique()).codes",
    "max date": "last = df['d'].max()\nprint(last)",
    "explode": "df = df.explode('b')",
    "lag": "df['lag'] = df['a'].shift(1)",
    "cumsum within": "df['n'] = df.groupby('b').cumcount()",
    "diff": "df['diff'] = df['a'].diff()",
}


def judged(parting: str) -> str:
    """A parting with a model, on every turn of a loop if it is one."""
    return parting + (JUDGE.replace("\n", "\n    ").rstrip() if parting.startswith("for ") else JUDGE)


@pytest.mark.parametrize("parting", PARTED.values(), ids=PARTED)
def test_parts_made_by_hand_share_no_rows(parting: str) -> None:
    assert found([IMPORTS, READ + judged(parting)]) == set()


@pytest.mark.parametrize("parting", PARTED.values(), ids=PARTED)
def test_what_was_learned_before_a_parting_by_hand_leaks(parting: str) -> None:
    assert found([IMPORTS, READ + LEARN + judged(parting)]) == {Found(CHECKS["preprocessing"], 1, 2)}


@pytest.mark.parametrize("change", LEARNING.values(), ids=LEARNING)
def test_a_change_that_learns_of_other_rows_leaks(change: str) -> None:
    places = found([IMPORTS, READ + change + SPLIT_AND_JUDGE])
    assert {place.check for place in places} == {CHECKS["preprocessing"]}
    assert all(2 <= place.line <= 2 + change.count("\n") for place in places)


@pytest.mark.parametrize("change", ROW_WISE.values(), ids=ROW_WISE)
def test_a_change_of_each_row_by_itself_does_not_leak(change: str) -> None:
    assert found([IMPORTS, READ + change + SPLIT_AND_JUDGE]) == set()
