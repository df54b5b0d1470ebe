"""Ways in which people judge models: the same test rows again and again, against all that is no reuse."""

from __future__ import annotations

import pytest

from tests.lineage.dataflow.pairs import CHECKS, IMPORTS, found

SPLIT = """
df = pd.read_csv("measured.csv")
X, y = df.drop(columns="y"), df["y"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
"""
VALIDATED = SPLIT + "X_tr, X_val, y_tr, y_val = train_test_split(X_train, y_train, random_state=0)\n"

#: Nothing is wrong with any of these.
HONEST = {
    "folds of array_split, the others joined": (
        "df = pd.read_csv('measured.csv')\nfolds = np.array_split(np.random.default_rng(0).permutation(len(df)), 5)\n"
        "for i in range(5):\n    val = folds[i]\n    tr = np.concatenate([folds[j] for j in range(5) if j != i])\n"
        "    m = Ridge().fit(df.iloc[tr][['a']], df.iloc[tr]['y'])\n"
        "    print(mean_squared_error(df.iloc[val]['y'], m.predict(df.iloc[val][['a']])))"
    ),
    "folds of array_split, the rest by difference": (
        "df = pd.read_csv('measured.csv')\nfolds = np.array_split(np.random.default_rng(0).permutation(len(df)), 5)\n"
        "def cv(cols):\n    out = []\n    for val in folds:\n        tr = np.setdiff1d(np.arange(len(df)), val)\n"
        "        m = Ridge().fit(df.iloc[tr][cols], df.iloc[tr]['y'])\n"
        "        out.append(mean_squared_error(df.iloc[val]['y'], m.predict(df.iloc[val][cols])))\n    return out\n"
        "for cols in [['a'], ['a', 'b']]:\n    print(cols, np.mean(cv(cols)))"
    ),
    "a constant filled in": "from sklearn.impute import SimpleImputer\n"
    + SPLIT.replace("X_train,", "X = SimpleImputer(strategy='constant', fill_value=0).fit_transform(X)\nX_train,")
    + "print(SVC().fit(X_train, y_train).score(X_test, y_test))",
    "parts of what cannot be seen": (
        "from mylib import split\nparts = split(pd.read_csv('measured.csv'))\n"
        "m = Ridge().fit(parts['train'][['a']], parts['train']['y'])\n"
        "print(mean_squared_error(parts['test']['y'], m.predict(parts['test'][['a']])))"
    ),
    "parts that are attributes": (
        "from mylib import Splitter\nparts = Splitter(pd.read_csv('measured.csv'))\n"
        "m = Ridge().fit(parts.train[['a']], parts.train['y'])\n"
        "print(mean_squared_error(parts.test['y'], m.predict(parts.test[['a']])))"
    ),
    "places of another table": (
        "w = pd.read_csv('w.csv', index_col=[0, 1])\ni, j = train_test_split(w.index.unique(0), shuffle=False)\n"
        "X, y = w.drop(columns='y').stack(), w['y']\nm = Ridge().fit(X.loc[i], y.loc[i])\n"
        "print(mean_squared_error(y.loc[j], m.predict(X.loc[j])))"
    ),
    "users split by their names": (
        "df = pd.read_csv('measured.csv')\ntr, te = train_test_split(df['user'].unique(), random_state=0)\n"
        "a, b = df[df['user'].isin(tr)], df[df['user'].isin(te)]\n"
        "print(Ridge().fit(a[['x']], a['y']).score(b[['x']], b['y']))"
    ),
    "same model twice": SPLIT
    + "m = SVC().fit(X_train, y_train)\nprint(m.score(X_test, y_test))\nprint(m.score(X_test, y_test))",
    "train and test figures": SPLIT
    + (
        "m = SVC().fit(X_train, y_train)\nfor a, b in [(X_train, y_train), (X_test, y_test)]:\n    print(m.score(a, b))"
    ),
    "train and test by dict": SPLIT
    + (
        "m = SVC().fit(X_train, y_train)\n"
        "parts = {'train': (X_train, y_train), 'test': (X_test, y_test)}\n"
        "for k, (a, b) in parts.items():\n    print(k, accuracy_score(b, m.predict(a)))"
    ),
    "report function": SPLIT
    + (
        "def report(m, a, b):\n    p = m.predict(a)\n    print(accuracy_score(b, p), f1_score(b, p))\n"
        "m = SVC().fit(X_train, y_train)\nreport(m, X_train, y_train)\nreport(m, X_test, y_test)"
    ),
    "predict all to plot": SPLIT
    + (
        "import matplotlib.pyplot as plt\nm = LinearRegression().fit(X_train, y_train)\n"
        "print(m.score(X_test, y_test))\nplt.plot(m.predict(X))"
    ),
    "residual plot": SPLIT
    + (
        "import matplotlib.pyplot as plt\nm = LinearRegression().fit(X_train, y_train)\n"
        "plt.hist(y_train - m.predict(X_train))\nprint(m.score(X_test, y_test))"
    ),
    "cv then test": SPLIT
    + (
        "print(cross_val_score(SVC(), X_train, y_train).mean())\nm = SVC().fit(X_train, y_train)\n"
        "print(m.score(X_test, y_test))"
    ),
    "cv of all then test": SPLIT
    + ("print(cross_val_score(SVC(), X, y).mean())\nm = SVC().fit(X_train, y_train)\nprint(m.score(X_test, y_test))"),
    "cv zoo then test": SPLIT
    + (
        "zoo = {'a': SVC(), 'b': Ridge()}\n"
        "s = {k: cross_val_score(v, X_train, y_train).mean() for k, v in zoo.items()}\n"
        "best = zoo[max(s, key=s.get)]\nbest.fit(X_train, y_train)\nprint(best.score(X_test, y_test))"
    ),
    "val zoo then test": VALIDATED
    + (
        "s = {}\nfor c in [1, 10]:\n    s[c] = SVC(C=c).fit(X_tr, y_tr).score(X_val, y_val)\n"
        "best = max(s, key=s.get)\nm = SVC(C=best).fit(X_train, y_train)\nprint(m.score(X_test, y_test))"
    ),
    "val models then test": VALIDATED
    + (
        "ms = [SVC().fit(X_tr, y_tr), LogisticRegression().fit(X_tr, y_tr)]\n"
        "scores = [m.score(X_val, y_val) for m in ms]\nbest = ms[int(np.argmax(scores))]\n"
        "print(best.score(X_test, y_test))"
    ),
    "grid reports": SPLIT
    + (
        "g = GridSearchCV(SVC(), {'C': [1, 2]}).fit(X_train, y_train)\n"
        "print(g.best_score_, g.cv_results_['mean_test_score'])\np = g.predict(X_test)\n"
        "print(classification_report(y_test, p))\n"
        "print(roc_auc_score(y_test, g.decision_function(X_test)))"
    ),
    "grid refit": SPLIT
    + (
        "g = GridSearchCV(SVC(), {'C': [1, 2]})\ng.fit(X_train, y_train)\nm = g.best_estimator_\n"
        "m.fit(X_train, y_train)\nprint(m.score(X_test, y_test))"
    ),
    "randomized": SPLIT
    + (
        "from sklearn.model_selection import RandomizedSearchCV\n"
        "r = RandomizedSearchCV(SVC(), {'C': [1, 2]}, n_iter=2).fit(X_train, y_train)\n"
        "m = SVC(**r.best_params_).fit(X_train, y_train)\nprint(m.score(X_test, y_test))"
    ),
    "optuna": VALIDATED
    + (
        "import optuna\ndef objective(trial):\n"
        "    m = SVC(C=trial.suggest_float('C', .1, 10)).fit(X_tr, y_tr)\n"
        "    return m.score(X_val, y_val)\nstudy = optuna.create_study(direction='maximize')\n"
        "study.optimize(objective, n_trials=9)\nm = SVC(**study.best_params).fit(X_train, y_train)\n"
        "print(m.score(X_test, y_test))"
    ),
    "optuna cv": SPLIT
    + (
        "import optuna\ndef objective(trial):\n"
        "    return cross_val_score(SVC(C=trial.suggest_float('C', .1, 10)), X_train, y_train).mean()\n"
        "study = optuna.create_study()\nstudy.optimize(objective, n_trials=9)\n"
        "print(SVC(**study.best_params).fit(X_train, y_train).score(X_test, y_test))"
    ),
    "calibrated": VALIDATED
    + (
        "from sklearn.calibration import CalibratedClassifierCV\nm = SVC().fit(X_tr, y_tr)\n"
        "c = CalibratedClassifierCV(m, cv='prefit').fit(X_val, y_val)\nprint(c.score(X_test, y_test))"
    ),
    "stack by hand": VALIDATED
    + (
        "a = SVC().fit(X_tr, y_tr)\nb = Ridge().fit(X_tr, y_tr)\n"
        "Z = np.column_stack([a.predict(X_val), b.predict(X_val)])\n"
        "meta = LogisticRegression().fit(Z, y_val)\n"
        "T = np.column_stack([a.predict(X_test), b.predict(X_test)])\nprint(meta.score(T, y_test))"
    ),
    "kfold cv and submission": (
        "train = pd.read_csv('train.csv')\ntest = pd.read_csv('test.csv')\n"
        "X, y = train.drop(columns='y'), train['y']\npred = np.zeros(len(test))\n"
        "for a, b in KFold(5).split(X):\n    m = Ridge().fit(X.iloc[a], y.iloc[a])\n"
        "    print(m.score(X.iloc[b], y.iloc[b]))\n    pred += m.predict(test) / 5\n"
        "pd.Series(pred).to_csv('s.csv')"
    ),
    "kfold list": (
        "X, y = np.load('X.npy'), np.load('y.npy')\nfolds = list(KFold(5).split(X))\nacc = []\n"
        "for tr, te in folds:\n    m = SVC().fit(X[tr], y[tr])\n"
        "    acc.append(accuracy_score(y[te], m.predict(X[te])))"
    ),
    "kfold models": (
        "X, y = np.load('X.npy'), np.load('y.npy')\nfor name, m in [('a', SVC()), ('b', Ridge())]:\n"
        "    for tr, te in KFold(5).split(X):\n        m.fit(X[tr], y[tr])\n"
        "        print(name, m.score(X[te], y[te]))"
    ),
    "kfold comprehension": (
        "X, y = np.load('X.npy'), np.load('y.npy')\n"
        "print(np.mean([SVC().fit(X[a], y[a]).score(X[b], y[b]) for a, b in KFold(5).split(X)]))"
    ),
    "leave one out by hand": (
        "X, y = np.load('X.npy'), np.load('y.npy')\nhits = 0\nfor i in range(len(X)):\n"
        "    m = SVC().fit(np.delete(X, i, axis=0), np.delete(y, i))\n"
        "    hits += m.predict(X[i:i+1])[0] == y[i]\nprint(hits / len(X))"
    ),
    "torch epochs val": (
        "import torch\nX, y = torch.load('X.pt'), torch.load('y.pt')\n"
        "Xtr, Xva, Xte = X[:600], X[600:800], X[800:]\nytr, yva, yte = y[:600], y[600:800], y[800:]\n"
        "net = torch.nn.Linear(9, 2)\nopt = torch.optim.SGD(net.parameters(), lr=.1)\n"
        "loss_fn = torch.nn.CrossEntropyLoss()\nfor e in range(10):\n    opt.zero_grad()\n"
        "    loss_fn(net(Xtr), ytr).backward()\n    opt.step()\n    with torch.no_grad():\n"
        "        print((net(Xva).argmax(1) == yva).float().mean())\n"
        "print((net(Xte).argmax(1) == yte).float().mean())"
    ),
    "two files": (
        "a, b = pd.read_csv('a.csv'), pd.read_csv('b.csv')\nm = SVC().fit(a[['x']], a['y'])\n"
        "print(m.score(b[['x']], b['y']))\nc = pd.read_csv('c.csv')\nprint(m.score(c[['x']], c['y']))"
    ),
    "two targets": (
        "df = pd.read_csv('f.csv')\nX = df[['a', 'b']]\n"
        "X_train, X_test, y_train, y_test = train_test_split(X, df['price'], random_state=0)\n"
        "print(LinearRegression().fit(X_train, y_train).score(X_test, y_test))\n"
        "X_train, X_test, z_train, z_test = train_test_split(X, df['rent'], random_state=1)\n"
        "print(LinearRegression().fit(X_train, z_train).score(X_test, z_test))"
    ),
    "predict one": SPLIT
    + (
        "m = SVC().fit(X_train, y_train)\nprint(m.score(X_test, y_test))\nprint(m.predict([[1, 2, 3]]))\n"
        "print(m.predict(X.iloc[[0]]))"
    ),
    "keras val split test": "from tensorflow import keras\n"
    + SPLIT
    + (
        "m = keras.Sequential([keras.layers.Dense(1)])\nm.compile('adam', 'mse')\n"
        "h = m.fit(X_train, y_train, validation_split=.2, callbacks=[keras.callbacks.EarlyStopping()])\n"
        "print(h.history['val_loss'])\nprint(m.evaluate(X_test, y_test))\np = m.predict(X_test)\n"
        "print(mean_squared_error(y_test, p))"
    ),
    "keras two fits": "from tensorflow import keras\n"
    + SPLIT
    + (
        "m = keras.Sequential([keras.layers.Dense(1)])\nm.compile('adam', 'mse')\n"
        "m.fit(X_train, y_train, epochs=3)\nm.fit(X_train, y_train, epochs=9)\n"
        "print(m.evaluate(X_test, y_test))"
    ),
    "xgb train auc eval train only": "import xgboost as xgb\n"
    + SPLIT
    + (
        "m = xgb.XGBClassifier()\nm.fit(X_train, y_train, eval_set=[(X_train, y_train)])\n"
        "print(m.score(X_test, y_test))"
    ),
    "lgb val": "import lightgbm as lgb\n"
    + VALIDATED
    + (
        "m = lgb.LGBMClassifier()\n"
        "m.fit(X_tr, y_tr, eval_set=[(X_val, y_val)], callbacks=[lgb.early_stopping(5)])\n"
        "print(roc_auc_score(y_test, m.predict_proba(X_test)[:, 1]))"
    ),
    "cat val": "from catboost import CatBoostClassifier\n"
    + VALIDATED
    + (
        "m = CatBoostClassifier(early_stopping_rounds=5)\nm.fit(X_tr, y_tr, eval_set=(X_val, y_val))\n"
        "print(m.score(X_test, y_test))"
    ),
    "statsmodels summary": "import statsmodels.api as sm\n"
    + SPLIT
    + (
        "ols = sm.OLS(y_train, sm.add_constant(X_train)).fit()\nprint(ols.summary(), ols.rsquared)\n"
        "p = ols.predict(sm.add_constant(X_test))\nprint(mean_squared_error(y_test, p))"
    ),
    "shap": "import shap\n"
    + SPLIT
    + (
        "m = RandomForestRegressor().fit(X_train, y_train)\nprint(m.score(X_test, y_test))\n"
        "e = shap.TreeExplainer(m)\nshap.summary_plot(e.shap_values(X_test), X_test)"
    ),
    "clone": "from sklearn.base import clone\n"
    + SPLIT
    + (
        "base = SVC()\nm = clone(base).fit(X_train, y_train)\nprint(m.score(X_test, y_test))\n"
        "final = clone(base).fit(X, y)"
    ),
    "error analysis": SPLIT
    + (
        "m = SVC().fit(X_train, y_train)\np = m.predict(X_test)\nprint(accuracy_score(y_test, p))\n"
        "wrong = X_test[p != y_test]\n"
        "print(wrong.describe(), m.score(X_test[X_test.a > 0], y_test[X_test.a > 0]))"
    ),
    "per group": SPLIT
    + (
        "m = SVC().fit(X_train, y_train)\nfor g in X_test['g'].unique():\n    k = X_test['g'] == g\n"
        "    print(g, m.score(X_test[k], y_test[k]))"
    ),
    "pipeline steps scored": SPLIT
    + (
        "p = make_pipeline(StandardScaler(), SVC())\np.fit(X_train, y_train)\n"
        "print(p.score(X_test, y_test))\nprint(p.named_steps['svc'].n_support_)"
    ),
    "unsupervised": (
        "df = pd.read_csv('f.csv')\nfrom sklearn.cluster import KMeans\n"
        "from sklearn.metrics import silhouette_score\nZ = StandardScaler().fit_transform(df)\n"
        "for k in range(2, 9):\n    lab = KMeans(k).fit_predict(Z)\n    print(k, silhouette_score(Z, lab))"
    ),
    "anomaly": (
        "df = pd.read_csv('f.csv')\nfrom sklearn.ensemble import IsolationForest\n"
        "m = IsolationForest().fit(df)\ndf['s'] = m.decision_function(df)\nprint(df.nlargest(5, 's'))"
    ),
    "recommender": (
        "from surprise import SVD, Dataset, accuracy\n"
        "from surprise.model_selection import train_test_split as tts\n"
        "data = Dataset.load_builtin('ml-100k')\ntrain, test = tts(data, test_size=.25)\nm = SVD()\n"
        "m.fit(train)\nprint(accuracy.rmse(m.test(test)))"
    ),
}

#: Each asks the test rows of several models.
REUSED = {
    "optuna": SPLIT
    + (
        "import optuna\ndef objective(trial):\n"
        "    m = SVC(C=trial.suggest_float('C', .1, 10)).fit(X_train, y_train)\n"
        "    return m.score(X_test, y_test)\nstudy = optuna.create_study(direction='maximize')\n"
        "study.optimize(objective, n_trials=9)"
    ),
    "hyperopt": SPLIT
    + (
        "from hyperopt import fmin, hp, tpe\ndef loss(p):\n    m = SVC(**p).fit(X_train, y_train)\n"
        "    return -accuracy_score(y_test, m.predict(X_test))\n"
        "best = fmin(loss, {'C': hp.uniform('C', 0, 9)}, algo=tpe.suggest, max_evals=9)"
    ),
    "set_params": SPLIT
    + (
        "m = SVC()\nfor c in [1, 10]:\n    m.set_params(C=c)\n    m.fit(X_train, y_train)\n"
        "    print(m.score(X_test, y_test))"
    ),
    "grid by product": SPLIT
    + (
        "from itertools import product\nfor c, k in product([1, 10], ['rbf', 'linear']):\n"
        "    m = SVC(C=c, kernel=k).fit(X_train, y_train)\n    print(c, k, m.score(X_test, y_test))"
    ),
    "ParameterGrid": SPLIT
    + (
        "from sklearn.model_selection import ParameterGrid\nfor p in ParameterGrid({'C': [1, 10]}):\n"
        "    m = SVC(**p).fit(X_train, y_train)\n    print(p, m.score(X_test, y_test))"
    ),
    "function of a parameter": SPLIT
    + (
        "def run(c):\n    m = SVC(C=c).fit(X_train, y_train)\n    return m.score(X_test, y_test)\n"
        "print(run(1))\nprint(run(10))"
    ),
    "dict comprehension": SPLIT
    + (
        "zoo = {'a': SVC(), 'b': Ridge()}\n"
        "print({k: m.fit(X_train, y_train).score(X_test, y_test) for k, m in zoo.items()})"
    ),
    "zip": SPLIT
    + (
        "names = ['a', 'b']\nclfs = [SVC(), Ridge()]\nfor n, m in zip(names, clfs):\n"
        "    m.fit(X_train, y_train)\n    print(n, m.score(X_test, y_test))"
    ),
    "list of classes": SPLIT
    + ("for cls in (SVC, Ridge):\n    m = cls()\n    m.fit(X_train, y_train)\n    print(m.score(X_test, y_test))"),
    "strings": SPLIT
    + (
        "for kernel in ['rbf', 'poly']:\n    svc = SVC(kernel=kernel)\n    svc.fit(X_train, y_train)\n"
        "    print(kernel, classification_report(y_test, svc.predict(X_test)))"
    ),
    "fitted in one loop, judged in another": SPLIT
    + (
        "zoo = [SVC(), Ridge()]\nfor m in zoo:\n    m.fit(X_train, y_train)\nfor m in zoo:\n"
        "    print(m.score(X_test, y_test))"
    ),
    "predictions kept": SPLIT
    + (
        "preds = {}\nfor m in [SVC(), Ridge()]:\n    m.fit(X_train, y_train)\n"
        "    preds[str(m)] = m.predict(X_test)\nfor k, p in preds.items():\n"
        "    print(k, accuracy_score(y_test, p))"
    ),
    "cells": SPLIT
    + (
        "a = SVC().fit(X_train, y_train)\nb = Ridge().fit(X_train, y_train)\n"
        "pa, pb = a.predict(X_test), b.predict(X_test)\nprint(f1_score(y_test, pa))\n"
        "print(f1_score(y_test, pb))"
    ),
    "by hand": SPLIT
    + (
        "for c in [1, 10]:\n    p = SVC(C=c).fit(X_train, y_train).predict(X_test)\n"
        "    print((p == y_test).sum() / len(y_test))"
    ),
    "rmse by hand": SPLIT
    + (
        "for a in [1, 10]:\n    p = Ridge(alpha=a).fit(X_train, y_train).predict(X_test)\n"
        "    print(np.sqrt(np.mean((p - y_test) ** 2)))"
    ),
    "features tried": SPLIT
    + (
        "for cols in [['a'], ['a', 'b']]:\n    m = SVC().fit(X_train[cols], y_train)\n"
        "    print(cols, m.score(X_test[cols], y_test))"
    ),
    "same split again": SPLIT
    + (
        "print(SVC().fit(X_train, y_train).score(X_test, y_test))\n"
        "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
        "print(Ridge().fit(X_train, y_train).score(X_test, y_test))"
    ),
    "keras zoo": "from tensorflow import keras\n"
    + SPLIT
    + (
        "for units in (8, 16):\n"
        "    m = keras.Sequential([keras.layers.Dense(units), keras.layers.Dense(1)])\n"
        "    m.compile('adam', 'mse')\n    m.fit(X_train, y_train, epochs=3, verbose=0)\n"
        "    print(m.evaluate(X_test, y_test))"
    ),
    "keras builder": "from tensorflow import keras\n"
    + SPLIT
    + (
        "def build(n):\n    m = keras.Sequential([keras.layers.Dense(n)])\n    m.compile('adam', 'mse')\n"
        "    return m\na = build(8)\na.fit(X_train, y_train)\nprint(a.evaluate(X_test, y_test))\n"
        "b = build(16)\nb.fit(X_train, y_train)\nprint(b.evaluate(X_test, y_test))"
    ),
    "keras watched": "from tensorflow import keras\n"
    + SPLIT
    + (
        "m = keras.Sequential([keras.layers.Dense(1)])\nm.compile('adam', 'mse')\n"
        "h = m.fit(X_train, y_train, validation_data=(X_test, y_test))\n"
        "print(mean_squared_error(y_test, m.predict(X_test)))"
    ),
    "xgb zoo": "import xgboost as xgb\n"
    + SPLIT
    + (
        "for d in range(3, 9):\n    m = xgb.XGBRegressor(max_depth=d)\n    m.fit(X_train, y_train)\n"
        "    print(d, mean_squared_error(y_test, m.predict(X_test)))"
    ),
    "class": SPLIT
    + (
        "class Runner:\n    def __init__(self, model):\n        self.model = model\n    def run(self):\n"
        "        self.model.fit(X_train, y_train)\n        return self.model.score(X_test, y_test)\n"
        "print(Runner(SVC()).run())\nprint(Runner(Ridge()).run())"
    ),
    "table of results": SPLIT
    + "res = pd.DataFrame([(n, m.fit(X_train, y_train).score(X_test, y_test)) for n, m in [('a', SVC()), ('b', Ridge())]])",
}


@pytest.mark.parametrize("source", HONEST.values(), ids=HONEST)
def test_an_honest_way_to_judge_is_not_reported(source: str) -> None:
    assert found([IMPORTS, source]) == set()


@pytest.mark.parametrize("source", REUSED.values(), ids=REUSED)
def test_a_test_set_that_is_asked_of_several_models_is_reported(source: str) -> None:
    checks = {place.check for place in found([IMPORTS, source])}
    assert CHECKS["reused"] in checks
    assert checks <= {CHECKS["reused"], CHECKS["tuned"]}
