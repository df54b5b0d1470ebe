"""Pairs on judging: one test set asked again and again, against one that is asked once."""

from __future__ import annotations

from tests.lineage.dataflow.pairs import pairs, prove

PAIRS = {
    "two models, one test set": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
    + X, X_final, y, y_final = train_test_split(X, y, random_state=1)
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    ===
      lr = LogisticRegression().fit(X_train, y_train)
      print(accuracy_score(y_test, lr.predict(X_test)))
    ===
      rf = RandomForestClassifier().fit(X_train, y_train)
    - print(accuracy_score(y_test, rf.predict(X_test)))  #! reused
    + print(accuracy_score(y_test, rf.predict(X_test)))
    + print("final", accuracy_score(y_final, rf.predict(X_final)))
    """,
    "several figures of one model are no reuse": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      lr = LogisticRegression().fit(X_train, y_train)
      pred = lr.predict(X_test)
      print(accuracy_score(y_test, pred))
      print(f1_score(y_test, pred))
      print(classification_report(y_test, pred))
      print(roc_auc_score(y_test, lr.predict_proba(X_test)[:, 1]))
    - svc = SVC().fit(X_train, y_train)
    - print(svc.score(X_test, y_test))  #! reused
    """,
    "a zoo of models in a dictionary": """
      df = pd.read_csv("wine.csv")
      X, y = df.drop("quality", axis=1), df["quality"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      models = {"lr": LogisticRegression(), "knn": KNeighborsClassifier(), "rf": RandomForestClassifier()}
    ===
      results = {}
      for name, model in models.items():
    -     model.fit(X_train, y_train)
    -     results[name] = model.score(X_test, y_test)  #! reused tuned
    +     results[name] = cross_val_score(model, X_train, y_train, cv=5).mean()
      best = max(results, key=results.get)
      print(best, results[best])
    """,
    "a zoo of models in a list of pairs": """
      df = pd.read_csv("wine.csv")
      X, y = df.drop("quality", axis=1), df["quality"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      models = []
      models.append(("LR", LogisticRegression()))
      models.append(("SVM", SVC()))
      for name, model in models:
    -     model.fit(X_train, y_train)
    -     print(name, accuracy_score(y_test, model.predict(X_test)))  #! reused
    +     print(name, cross_val_score(model, X_train, y_train, cv=KFold(10)).mean())
    """,
    "a search by hand": """
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      error_rate = []
      for k in range(1, 40):
          knn = KNeighborsClassifier(n_neighbors=k)
    -     knn.fit(X_train, y_train)
    -     error_rate.append(np.mean(knn.predict(X_test) != y_test))  #! reused
    +     error_rate.append(1 - cross_val_score(knn, X_train, y_train).mean())
    + knn = KNeighborsClassifier(n_neighbors=int(np.argmin(error_rate)) + 1).fit(X_train, y_train)
    + print(knn.score(X_test, y_test))
    """,
    "a search by hand on a validation part": """
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    + X_train, X_val, y_train, y_val = train_test_split(X_train, y_train, random_state=0)
      best, best_score = None, 0
      for c in (0.01, 0.1, 1, 10):
          clf = SVC(C=c).fit(X_train, y_train)
    -     s = clf.score(X_test, y_test)  #! reused tuned
    +     s = clf.score(X_val, y_val)
          if s > best_score:
              best, best_score = clf, s
    + print(best.score(X_test, y_test))
    """,
    "a while loop that tunes": """
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      depth = 1
      while depth < 10:
          tree = DecisionTreeClassifier(max_depth=depth).fit(X_train, y_train)
    -     print(depth, tree.score(X_test, y_test))  #! reused
    +     print(depth, tree.score(X_train, y_train))
          depth += 1
    + print(tree.score(X_test, y_test))
    """,
    "the same model tuned from cell to cell": """
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    ===
      model = RandomForestClassifier(n_estimators=10)
      model.fit(X_train, y_train)
      model.score(X_test, y_test)
    ===
    - model = RandomForestClassifier(n_estimators=500)
    - model.fit(X_train, y_train)
    - model.score(X_test, y_test)  #! reused
    + y_pred = model.predict(X_test)
    + print(classification_report(y_test, y_pred))
    """,
    "a grid search, then one figure": """
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      first = SVC().fit(X_train, y_train)
    - print(first.score(X_test, y_test))
      grid = GridSearchCV(SVC(), {"C": [1, 10]}).fit(X_train, y_train)
    - print(grid.score(X_test, y_test))  #! reused
    + print(grid.score(X_test, y_test))
    """,
    "the test set watched by Keras": """
      from tensorflow import keras
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    + X_train, X_val, y_train, y_val = train_test_split(X_train, y_train, random_state=0)
      model = keras.Sequential([keras.layers.Dense(8), keras.layers.Dense(1)])
      model.compile("adam", "mse")
    - model.fit(X_train, y_train, epochs=30, validation_data=(X_test, y_test))
    + model.fit(X_train, y_train, epochs=30, validation_data=(X_val, y_val))
    - print(model.evaluate(X_test, y_test))  #! reused
    + print(model.evaluate(X_test, y_test))
    """,
    "an eval_set that is the test set": """
      from xgboost import XGBClassifier
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      X_tr, X_val, y_tr, y_val = train_test_split(X_train, y_train, random_state=0)
      xgb = XGBClassifier(early_stopping_rounds=10)
    - xgb.fit(X_tr, y_tr, eval_set=[(X_test, y_test)], verbose=False)  #! stopped
    - print(xgb.score(X_test, y_test))  #! reused
    + xgb.fit(X_tr, y_tr, eval_set=[(X_val, y_val)], verbose=False)
    + print(xgb.score(X_test, y_test))
    """,
    "LightGBM's valid_sets": """
      import lightgbm as lgb
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      X_tr, X_val, y_tr, y_val = train_test_split(X_train, y_train, random_state=0)
      train_data = lgb.Dataset(X_tr, label=y_tr)
    - valid_data = lgb.Dataset(X_test, label=y_test)
    + valid_data = lgb.Dataset(X_val, label=y_val)
    - bst = lgb.train({"objective": "binary"}, train_data, 99, [valid_data], callbacks=[lgb.early_stopping(9)])  #! stopped
    + bst = lgb.train({"objective": "binary"}, train_data, 99, [valid_data], callbacks=[lgb.early_stopping(9)])
    - print(roc_auc_score(y_test, bst.predict(X_test)))  #! reused
    + print(roc_auc_score(y_test, bst.predict(X_test)))
    """,
    "a function that trains and judges": """
      def evaluate(model, X_train, y_train, X_test, y_test):
          model.fit(X_train, y_train)
          print(model.score(X_test, y_test))
    ===
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    ===
      evaluate(LogisticRegression(), X_train, y_train, X_test, y_test)
    - evaluate(SVC(), X_train, y_train, X_test, y_test)  #! reused
    - evaluate(RandomForestClassifier(), X_train, y_train, X_test, y_test)
    """,
    "cross-validation by hand is no reuse": """
      X, y = np.load("X.npy"), np.load("y.npy")
    - X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      for depth in (2, 4, 8):
          fold_scores = []
          for tr, te in KFold(5, shuffle=True, random_state=0).split(X):
              tree = DecisionTreeClassifier(max_depth=depth).fit(X[tr], y[tr])
              fold_scores.append(tree.score(X[te], y[te]))
          print(depth, np.mean(fold_scores))
    -     tree = DecisionTreeClassifier(max_depth=depth).fit(X_train, y_train)
    -     print(tree.score(X_test, y_test))  #! reused
    """,
    "other seeds for the same split": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
    - X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      scores = []
      for seed in range(10):
    -     model = RandomForestClassifier(random_state=seed).fit(X_train, y_train)
    -     scores.append(model.score(X_test, y_test))  #! reused
    +     X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    +     scores.append(RandomForestClassifier(random_state=0).fit(X_train, y_train).score(X_test, y_test))
      print(np.mean(scores), np.std(scores))
    """,
    "models compared on a validation set, the test set kept for the end": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
      X_rest, X_test, y_rest, y_test = train_test_split(X, y, random_state=0)
      X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, random_state=0)
      a = LogisticRegression().fit(X_train, y_train)
      b = SVC().fit(X_train, y_train)
    - print(a.score(X_test, y_test))
    - print(b.score(X_test, y_test))  #! reused
    + print(a.score(X_val, y_val), b.score(X_val, y_val))
    + print(b.score(X_test, y_test))
    """,
    "a comparison in a comprehension": """
      df = pd.read_csv("heart.csv")
      X_train, X_test, y_train, y_test = train_test_split(df.drop("target", axis=1), df["target"], random_state=0)
    - scores = [SVC(C=c).fit(X_train, y_train).score(X_test, y_test) for c in (1, 10, 100)]  #! reused tuned
    + scores = [cross_val_score(SVC(C=c), X_train, y_train).mean() for c in (1, 10, 100)]
      print(max(scores))
    """,
    "models compared, judged once": """
      df = pd.read_csv("heart.csv")
      X_train, X_test, y_train, y_test = train_test_split(df.drop("target", axis=1), df["target"], random_state=0)
      lr, rf = LogisticRegression(), RandomForestClassifier()
      for m in (lr, rf):
          print(cross_val_score(m, X_train, y_train, scoring="roc_auc").mean())
      rf.fit(X_train, y_train)
      print(rf.score(X_test, y_test))
    - lr.fit(X_train, y_train)
    - print(lr.score(X_test, y_test))  #! reused
    """,
}


@pairs(PAIRS)
def test_a_leak_is_found_where_it_is_and_nothing_in_its_twin(text: str) -> None:
    prove(text)
