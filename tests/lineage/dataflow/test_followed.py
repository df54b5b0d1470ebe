"""Pairs on Python: the ways on which rows reach a model through names, containers, branches and loops."""

from __future__ import annotations

from tests.lineage.dataflow.pairs import pairs, prove

PAIRS = {
    "assignment to other names": """
      df = pd.read_csv("heart.csv")
      data = df
      target = "target"
      X = data.drop(columns=[target])
      features = X
    - scaled = StandardScaler().fit_transform(features)  #! preprocessing
    + scaled = features
      inputs = scaled
    ===
      X_train, X_test, y_train, y_test = train_test_split(inputs, data[target], random_state=0)
      clf = SVC().fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    """,
    "several targets and a swap": """
      a = b = pd.read_csv("heart.csv")
    - a, b = StandardScaler().fit_transform(a.drop("y", axis=1)), b["y"]  #! preprocessing
    + a, b = a.drop("y", axis=1), b["y"]
      b, a = a, b
      X_train, X_test, y_train, y_test = train_test_split(b, a, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "nested tuples": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
    - X = MinMaxScaler().fit_transform(X)  #! preprocessing
      parts = train_test_split(X, y, random_state=0)
      (X_train, X_test), (y_train, y_test) = parts[:2], parts[2:]
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "starred unpacking": """
      df = pd.read_csv("heart.csv")
    - df["age"] = df["age"].fillna(df["age"].mean())  #! preprocessing
    + df["age"] = df["age"].fillna(50)
      X_train, X_test, *labels = train_test_split(df[["age"]], df["y"], random_state=0)
      y_train, y_test = labels
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a table kept in a dictionary": """
      data = {}
      data["raw"] = pd.read_csv("heart.csv")
    - data["X"] = StandardScaler().fit_transform(data["raw"].drop("y", axis=1))  #! preprocessing
    + data["X"] = data["raw"].drop("y", axis=1)
      data["y"] = data["raw"]["y"]
    ===
      X_train, X_test, y_train, y_test = train_test_split(data["X"], data["y"], random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "tables in a list": """
      frames = [pd.read_csv(f) for f in ["a.csv", "b.csv"]]
      df = pd.concat(frames)
    - df["v"] = df["v"] / df["v"].max()  #! preprocessing
    + df["v"] = df["v"] / 9
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["v"]], train["y"]).score(test[["v"]], test["y"]))
    """,
    "a copy is another table": """
      df = pd.read_csv("heart.csv")
      clean = df.copy()
      clean["age"] = SimpleImputer().fit_transform(clean[["age"]])  #! preprocessing
      print(clean.head())
    ===
    - X = clean.drop("y", axis=1)
    + X = df.drop("y", axis=1)
      y = df["y"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      print(GradientBoostingClassifier().fit(X_train, y_train).score(X_test, y_test))
    """,
    "another name for the same table": """
      df = pd.read_csv("heart.csv")
      same = df
    - same["age"] = SimpleImputer().fit_transform(same[["age"]])  #! preprocessing
    + same["age"] = same["age"].fillna(0)
      X_train, X_test, y_train, y_test = train_test_split(df.drop("y", axis=1), df["y"], random_state=0)
      print(GradientBoostingClassifier().fit(X_train, y_train).score(X_test, y_test))
    """,
    "with": """
      from contextlib import suppress
      import time
      with open("heart.csv") as f, suppress(ValueError):
          df = pd.read_csv(f)
    -     df["age"] = df["age"] / df["age"].max()  #! preprocessing
    +     df["age"] = df["age"] / 100
          start = time.time()
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "try": """
      df = pd.read_csv("heart.csv")
      try:
    -     df["age"] = KNNImputer().fit_transform(df[["age"]])  #! preprocessing
    +     df["age"] = df["age"].astype(float)
      except ValueError as error:
          print(error)
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "a branch that may be taken": """
      import os
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
      if os.environ.get("SCALE"):
    -     X = StandardScaler().fit_transform(X)  #! preprocessing
    +     X = X / 10
      else:
          X = X.values
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a branch that is decided": """
    - SCALE = True
    + SCALE = False
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
      if SCALE:
          X = StandardScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "one expression or another": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
    - X = MinMaxScaler().fit_transform(X) if len(X) > 100 else X  #! preprocessing
    + X = X / 100 if len(X) > 100 else X
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a loop over scalers": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
    + X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      for scaler in [StandardScaler(), MinMaxScaler()]:
    -     Z = scaler.fit_transform(X)  #! preprocessing
    -     X_train, X_test, y_train, y_test = train_test_split(Z, y, random_state=0)
    -     print(SVC().fit(X_train, y_train).score(X_test, y_test))  #! reused
    +     Z = scaler.fit_transform(X_train)
    +     print(cross_val_score(make_pipeline(scaler, SVC()), X_train, y_train).mean())
    """,
    "a loop over columns by zip and enumerate": """
      df = pd.read_csv("heart.csv")
      for i, (col, fallback) in enumerate(zip(["age", "chol"], [50, 200])):
    -     df[col].fillna(df[col].median(), inplace=True)  #! preprocessing
    +     df[col].fillna(fallback, inplace=True)
          print(i, col)
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "a comprehension over columns": """
      df = pd.read_csv("heart.csv")
    - Z = np.column_stack([(df[c] - df[c].mean()) / df[c].std() for c in ("age", "chol")])  #! preprocessing
    + Z = np.column_stack([df[c] / 100 for c in ("age", "chol")])
      X_train, X_test, y_train, y_test = train_test_split(Z, df["y"], random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a dictionary comprehension of parts": """
      raw = {name: pd.read_csv(f"{name}.csv") for name in ("north", "south")}
    - means = {name: frame["rain"].mean() for name, frame in raw.items()}  #! preprocessing
    - df = pd.concat([frame.assign(rain=frame.rain - means[name]) for name, frame in raw.items()])
    + df = pd.concat([frame.assign(rain=frame.rain / 10) for name, frame in raw.items()])
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["rain"]], train["y"]).score(test[["rain"]], test["y"]))
    """,
    "a loop that fills a list": """
      docs = pd.read_csv("docs.csv")
      rows = []
      for text in docs["text"]:
          rows.append(text.strip().lower())
    - X = TfidfVectorizer().fit_transform(rows)  #! preprocessing
    - X_train, X_test, y_train, y_test = train_test_split(X, docs["y"], random_state=0)
    + t_train, t_test, y_train, y_test = train_test_split(rows, docs["y"], random_state=0)
    + vec = TfidfVectorizer()
    + X_train, X_test = vec.fit_transform(t_train), vec.transform(t_test)
      print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
    """,
    "cells in another order than they stand": """
      X, y = np.load("X.npy"), np.load("y.npy")
    ===
      X_train, X_test, y_train, y_test = train_test_split(Z, y, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    ===
    - Z = StandardScaler().fit_transform(X)  #! preprocessing
    + Z = X / 255
    """,
    "a name used before it is bound in a loop": """
      scores = []
      df = pd.read_csv("heart.csv")
      for step in range(3):
          if step == 0:
              X = df.drop("y", axis=1)
    -     X = StandardScaler().fit_transform(X)  #! preprocessing
    +     X = X * 2
      X_train, X_test, y_train, y_test = train_test_split(X, df["y"], random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a name that is bound again to clean rows": """
      df = pd.read_csv("heart.csv")
      df = StandardScaler().fit_transform(df)  #! preprocessing
    + df = pd.read_csv("heart.csv").values
      X_train, X_test, y_train, y_test = train_test_split(df[:, 1:], df[:, 0], random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a walrus and an assertion": """
      if (df := pd.read_csv("heart.csv")) is not None:
    -     df["age"] -= df["age"].mean()  #! preprocessing
    +     df["age"] -= 50
      assert len(df) > 100
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "a magic and a shell line in the cell": """
      %matplotlib inline
      !pip install xgboost
      df = pd.read_csv("heart.csv")
    - df[["age"]] = StandardScaler().fit_transform(df[["age"]])  #! preprocessing
    ===
      %%time
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "a zoo of pipelines in a list of dictionaries": """
      X, y = np.load("X.npy"), np.load("y.npy")
    - X = SelectKBest(k=5).fit_transform(X, y)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      zoo = [{"name": "lr", "model": LogisticRegression()}, {"name": "svc", "model": SVC()}]
      for entry in zoo:
          entry["cv"] = cross_val_score(entry["model"], X_train, y_train).mean()
      best = max(zoo, key=lambda e: e["cv"])["model"]
      best.fit(X_train, y_train)
      print(best.score(X_test, y_test))
    """,
    "tables by their names in a loop": """
      train, test = pd.read_csv("train.csv"), pd.read_csv("test.csv")
    - combined = [train, test]
    - ages = pd.concat(combined)["age"].mean()  #! preprocessing
    + ages = train["age"].mean()
      for dataset in [train, test]:
          dataset["age"] = dataset["age"].fillna(ages)
      clf = RandomForestClassifier().fit(train[["age"]], train["y"])
      print(clf.score(test[["age"]], test["y"]))
    """,
    "each part filled with its own mean is not this leak": """
      train, test = pd.read_csv("train.csv"), pd.read_csv("test.csv")
    - for dataset in [train, test]:
    -     dataset["age"] = dataset["age"].fillna(pd.concat([train, test])["age"].mean())  #! preprocessing
    + for dataset in [train, test]:
    +     dataset["age"] = dataset["age"].fillna(dataset["age"].mean())
      clf = RandomForestClassifier().fit(train[["age"]], train["y"])
      print(clf.score(test[["age"]], test["y"]))
    """,
    "an index that was reset before the rest is dropped": """
      df = pd.read_csv("heart.csv")
    - train = df.sample(frac=0.8, random_state=0).reset_index(drop=True)
    + train = df.sample(frac=0.8, random_state=0)
      test = df.drop(train.index)
      clf = SVC().fit(train[["age"]], train["y"])
    - print(clf.score(test[["age"]], test["y"]))  #! overlap
    + print(clf.score(test[["age"]], test["y"]))
    """,
    "a seed that makes the same split again": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=1)
      clf = RandomForestClassifier().fit(X_train, y_train)
    ===
    - X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=2)
    - print(clf.score(X_test, y_test))  #! overlap
    + X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=1)
    + print(clf.score(X_test, y_test))
    """,
    "rows chosen by a learned threshold are still the rows": """
      df = pd.read_csv("heart.csv")
      df = df[df["age"] < df["age"].quantile(0.99)]
      df = df[~df.duplicated()]
      X, y = df[["age", "chol"]], df["y"]
    - X = RobustScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "columns joined side by side": """
      df = pd.read_csv("heart.csv")
      num = df.select_dtypes("number")
    - num = pd.DataFrame(StandardScaler().fit_transform(num), columns=num.columns)  #! preprocessing
      cat = pd.get_dummies(df.select_dtypes("object"))
      X = pd.concat([num, cat], axis=1)
      X_train, X_test, y_train, y_test = train_test_split(X, df["y"], random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "blocks stacked side by side": """
      from scipy.sparse import hstack
      df = pd.read_csv("reviews.csv")
    - words = TfidfVectorizer().fit_transform(df["text"])  #! preprocessing
    - X = hstack([words, df[["stars"]].values]).tocsr()
    - X_train, X_test, y_train, y_test = train_test_split(X, df["useful"], random_state=0)
    + train, test, y_train, y_test = train_test_split(df, df["useful"], random_state=0)
    + vec = TfidfVectorizer().fit(train["text"])
    + X_train = hstack([vec.transform(train["text"]), train[["stars"]].values])
    + X_test = hstack([vec.transform(test["text"]), test[["stars"]].values])
      print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a selection of columns by a list": """
      df = pd.read_csv("heart.csv")
      num_cols = [c for c in df.columns if df[c].dtype != "object" and c != "y"]
    - df[num_cols] = MinMaxScaler().fit_transform(df[num_cols])  #! preprocessing
    + df[num_cols] = df[num_cols].astype("float32")
      X_train, X_test, y_train, y_test = train_test_split(df[num_cols], df["y"], random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a for loop with its own else and break": """
      df = pd.read_csv("heart.csv")
      for col in ["age", "chol"]:
          if col not in df:
              break
          df[col] = df[col].astype(float)
      else:
    -     df["age"] = df["age"] - df["age"].mean()  #! preprocessing
    +     df["age"] = df["age"] - 50
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "match": """
      kind = "csv"
      df = pd.read_csv("heart.csv")
      match kind:
          case "csv":
    -         df["age"] = df["age"] / df["age"].std()  #! preprocessing
    +         df["age"] = df["age"] / 50
          case _:
              df["age"] = 0
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "a method chain over many lines": """
      model = (
          LogisticRegression(max_iter=1000)
      )
      df = pd.read_csv("heart.csv")
    - X = (
    -     StandardScaler()  #! preprocessing
    -     .fit_transform(df.drop(columns="y"))
    - )
    + X = (
    +     df.drop(columns="y")
    + )
      X_train, X_test, y_train, y_test = train_test_split(
          X,
          df["y"],
          random_state=0,
      )
      print(model.fit(X_train, y_train).score(X_test, y_test))
    """,
    "a named tuple": """
      from collections import namedtuple
      Split = namedtuple("Split", "X y")
      df = pd.read_csv("heart.csv")
    - df["age"] = KNNImputer().fit_transform(df[["age"]])  #! preprocessing
      tr, te = train_test_split(df, random_state=0)
      train, test = Split(tr[["age"]], tr["y"]), Split(te[["age"]], te["y"])
      print(SVC().fit(train.X, train.y).score(test.X, test.y))
    """,
    "a dictionary of results keeps no rows": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      results = {"all rows": X.mean()}
      clf = SVC().fit(X_train, y_train)
      results["score"] = clf.score(X_test, y_test)
      print(pd.Series(results))
    - X_train = X_train.fillna(X.mean())  #! preprocessing
    - X_test = X_test.fillna(X.mean())
    - clf = SVC().fit(X_train, y_train)
    - print(clf.score(X_test, y_test))  #! reused
    """,
}


@pairs(PAIRS)
def test_a_leak_is_found_where_it_is_and_nothing_in_its_twin(text: str) -> None:
    prove(text)
