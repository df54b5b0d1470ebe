"""Pairs on splits: rows parted by the functions and splitters of libraries."""

from __future__ import annotations

from tests.lineage.dataflow.pairs import pairs, prove

PAIRS = {
    "chained train_test_split": """
      df = pd.read_csv("churn.csv")
      X, y = df.drop(columns="churn"), df["churn"]
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      X_temp, X_test, y_temp, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
      X_train, X_val, y_train, y_val = train_test_split(X_temp, y_temp, test_size=0.25, random_state=0)
    ===
    + scaler = StandardScaler().fit(X_train)
    + X_train, X_val, X_test = scaler.transform(X_train), scaler.transform(X_val), scaler.transform(X_test)
      model = LogisticRegression(C=10).fit(X_train, y_train)
      print("validation", model.score(X_val, y_val))
      print("test", model.score(X_test, y_test))
    """,
    "fitted on the train and validation parts of a chained split": """
      df = pd.read_csv("churn.csv")
      X, y = df.drop(columns="churn"), df["churn"]
      X_temp, X_test, y_temp, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
      X_train, X_val, y_train, y_val = train_test_split(X_temp, y_temp, test_size=0.25, random_state=0)
    - scaler = MinMaxScaler().fit(X_temp)  #! preprocessing
    + scaler = MinMaxScaler().fit(X_train)
      model = LogisticRegression().fit(scaler.transform(X_train), y_train)
      print(model.score(scaler.transform(X_val), y_val))
    """,
    "several arrays in one call": """
      meta = pd.read_csv("meta.csv")
      images = np.load("images.npy")
    - images = (images - images.mean()) / images.std()  #! preprocessing
    + images = images / 255.0
      labels = meta["label"].values
      ids = meta["id"].values
      im_train, im_test, y_train, y_test, id_train, id_test = train_test_split(images, labels, ids, random_state=4)
      clf = SVC().fit(im_train.reshape(len(im_train), -1), y_train)
      print(clf.score(im_test.reshape(len(im_test), -1), y_test))
    """,
    "a helper that returns a split": """
      def load(path):
          frame = pd.read_csv(path)
          return frame.drop(columns="y"), frame["y"]
    ===
      def prepare(path):
          X, y = load(path)
    -     X = pd.DataFrame(RobustScaler().fit_transform(X), columns=X.columns)  #! preprocessing
    +     X = X.clip(0, 1)
          return train_test_split(X, y, test_size=0.2, random_state=0)
    ===
      X_train, X_test, y_train, y_test = prepare("data.csv")
      rf = RandomForestClassifier(random_state=0)
      rf.fit(X_train, y_train)
      rf.score(X_test, y_test)
    """,
    "a helper that returns four names": """
      def split(frame, target):
          X = frame.drop(target, axis=1)
          y = frame[target]
          X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=1)
          return X_train, X_test, y_train, y_test
    ===
      df = pd.read_csv("kidney.csv")
    - df.iloc[:, :5] = SimpleImputer().fit_transform(df.iloc[:, :5])  #! preprocessing
    + df.iloc[:, :5] = df.iloc[:, :5].fillna(0)
      a, b, c, d = split(df, "class")
      clf = DecisionTreeClassifier().fit(a, c)
      print(accuracy_score(d, clf.predict(b)))
    """,
    "KFold in a loop": """
      df = pd.read_csv("seeds.csv")
      X, y = df.drop(columns="kind").values, df["kind"].values
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      kf = KFold(n_splits=5, shuffle=True, random_state=0)
      scores = []
      for train_index, test_index in kf.split(X):
          X_train, X_test = X[train_index], X[test_index]
          y_train, y_test = y[train_index], y[test_index]
    +     sc = StandardScaler().fit(X_train)
    +     X_train, X_test = sc.transform(X_train), sc.transform(X_test)
          svm = SVC().fit(X_train, y_train)
          scores.append(svm.score(X_test, y_test))
      print(np.mean(scores))
    """,
    "StratifiedKFold with enumerate and iloc": """
      df = pd.read_csv("santander.csv")
    - df["var_0"] = df["var_0"].fillna(df["var_0"].mean())  #! preprocessing
    + df["var_0"] = df["var_0"].fillna(0)
      features = [c for c in df.columns if c.startswith("var")]
      skf = StratifiedKFold(n_splits=5, shuffle=True, random_state=42)
      oof = np.zeros(len(df))
      for fold, (trn_idx, val_idx) in enumerate(skf.split(df, df["target"])):
          trn, val = df.iloc[trn_idx], df.iloc[val_idx]
          clf = LogisticRegression().fit(trn[features], trn["target"])
          oof[val_idx] = clf.predict_proba(val[features])[:, 1]
          print(fold, roc_auc_score(val["target"], oof[val_idx]))
    """,
    "TimeSeriesSplit": """
      df = pd.read_csv("stock.csv", index_col=0)
      X, y = df[["open", "volume"]].to_numpy(), df["close"].to_numpy()
    - X = MinMaxScaler().fit_transform(X)  #! preprocessing
      for train, test in TimeSeriesSplit(n_splits=3).split(X):
          pipe = make_pipeline(MinMaxScaler(), Ridge())
          pipe.fit(X[train], y[train])
          print(mean_squared_error(y[test], pipe.predict(X[test])))
    """,
    "next of a group splitter": """
      from sklearn.model_selection import GroupShuffleSplit
      df = pd.read_csv("patients.csv")
    - df["pressure"] = (df["pressure"] - df["pressure"].mean()) / df["pressure"].std()  #! preprocessing
    + df["pressure"] = df["pressure"] / 100
      gss = GroupShuffleSplit(n_splits=1, test_size=0.2, random_state=0)
      train_idx, test_idx = next(gss.split(df, groups=df["patient"]))
      train, test = df.iloc[train_idx], df.iloc[test_idx]
      clf = LogisticRegression().fit(train[["pressure"]], train["ill"])
      print(clf.score(test[["pressure"]], test["ill"]))
    """,
    "a stratified shuffle split whose loop leaves the parts": """
      from sklearn.model_selection import StratifiedShuffleSplit
      housing = pd.read_csv("housing.csv")
    - housing["rooms"] = StandardScaler().fit_transform(housing[["rooms"]])  #! preprocessing
      split = StratifiedShuffleSplit(n_splits=1, test_size=0.2, random_state=42)
      for train_index, test_index in split.split(housing, housing["income_cat"]):
          strat_train_set = housing.loc[train_index]
          strat_test_set = housing.loc[test_index]
    ===
      lin_reg = LinearRegression()
      lin_reg.fit(strat_train_set[["rooms"]], strat_train_set["value"])
      predictions = lin_reg.predict(strat_test_set[["rooms"]])
      np.sqrt(mean_squared_error(strat_test_set["value"], predictions))
    """,
    "the index is split": """
      df = pd.read_csv("forest.csv")
    - df["depth"] = df["depth"].fillna(df["depth"].median())  #! preprocessing
    + df["depth"] = df["depth"].fillna(0)
      train_ids, test_ids = train_test_split(df.index, test_size=0.2, random_state=0)
      train, test = df.loc[train_ids], df.loc[test_ids]
      clf = RandomForestClassifier().fit(train[["depth"]], train["cover"])
      print(clf.score(test[["depth"]], test["cover"]))
    """,
    "np.split of a shuffled table": """
      df = pd.read_csv("magic.csv")
    - df["fLength"] = df["fLength"] / df["fLength"].max()  #! preprocessing
    + df["fLength"] = df["fLength"] / 300
      train, valid, test = np.split(df.sample(frac=1, random_state=0), [int(0.6 * len(df)), int(0.8 * len(df))])
      knn = KNeighborsClassifier().fit(train[["fLength"]], train["class"])
      print(classification_report(test["class"], knn.predict(test[["fLength"]])))
    """,
    "Keras validation_split": """
      from tensorflow import keras
      df = pd.read_csv("pima.csv")
      X, y = df.iloc[:, :8].values, df.iloc[:, 8].values
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      model = keras.Sequential([keras.layers.Dense(12, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
      model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
      model.fit(X_train, y_train, epochs=50, batch_size=16, validation_split=0.1)
      loss, acc = model.evaluate(X_test, y_test)
    """,
    "PyTorch random_split": """
      import torch
      from torch import nn
      from torch.utils.data import DataLoader, TensorDataset, random_split
      df = pd.read_csv("pima.csv")
    - feats = StandardScaler().fit_transform(df.iloc[:, :8])  #! preprocessing
    + feats = df.iloc[:, :8].values
      X = torch.tensor(feats, dtype=torch.float32)
      y = torch.tensor(df.iloc[:, 8].values, dtype=torch.float32)
      train_set, test_set = random_split(TensorDataset(X, y), [600, 168])
      train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
      test_loader = DataLoader(test_set, batch_size=32)
    ===
      net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
      optimizer = torch.optim.Adam(net.parameters())
      loss_fn = nn.BCEWithLogitsLoss()
      for epoch in range(20):
          for xb, yb in train_loader:
              optimizer.zero_grad()
              loss = loss_fn(net(xb).squeeze(), yb)
              loss.backward()
              optimizer.step()
    ===
      correct = 0
      with torch.no_grad():
          for xb, yb in test_loader:
              correct += ((net(xb).squeeze() > 0) == yb).sum().item()
      print(correct / len(test_set))
    """,
    "a dataset dictionary of train and test": """
      from datasets import load_dataset
      ds = load_dataset("imdb")
      train_texts, test_texts = ds["train"]["text"], ds["test"]["text"]
    - vec = TfidfVectorizer().fit(train_texts + test_texts)  #! preprocessing
    + vec = TfidfVectorizer().fit(train_texts)
      clf = LogisticRegression().fit(vec.transform(train_texts), ds["train"]["label"])
      print(clf.score(vec.transform(test_texts), ds["test"]["label"]))
    """,
    "the parts in a dictionary": """
      df = pd.read_csv("birds.csv")
    - df["wing"] = df["wing"].fillna(df["wing"].mean())  #! preprocessing
    + df["wing"] = df["wing"].fillna(1)
      parts = dict(zip(["X_train", "X_test", "y_train", "y_test"],
                       train_test_split(df[["wing"]], df["kind"], random_state=0)))
      model = SVC().fit(parts["X_train"], parts["y_train"])
      print(model.score(parts["X_test"], parts["y_test"]))
    """,
    "the result of a split taken by index": """
      df = pd.read_csv("birds.csv")
    - df[["wing"]] = KNNImputer().fit_transform(df[["wing"]])  #! preprocessing
      parts = train_test_split(df, random_state=0)
      train, test = parts[0], parts[1]
      model = SVC().fit(train[["wing"]], train["kind"])
      print(model.score(test[["wing"]], test["kind"]))
    """,
    "a set of ids": """
      df = pd.read_csv("visits.csv")
    - df["bp"] = df["bp"].fillna(df["bp"].mean())  #! preprocessing
    + df["bp"] = df["bp"].fillna(120)
      ids = df["patient"].unique()
      train_ids, test_ids = train_test_split(ids, test_size=0.2, random_state=0)
      train, test = df[df["patient"].isin(train_ids)], df[df["patient"].isin(test_ids)]
      clf = LogisticRegression().fit(train[["bp"]], train["ill"])
      print(clf.score(test[["bp"]], test["ill"]))
    """,
    "data sets of Keras come in two parts": """
      from tensorflow.keras.datasets import mnist
      (x_train, y_train), (x_test, y_test) = mnist.load_data()
    - mean = np.vstack([x_train, x_test]).mean(axis=0)  #! preprocessing
    + mean = x_train.mean(axis=0)
      x_train, x_test = x_train - mean, x_test - mean
      clf = SVC().fit(x_train.reshape(-1, 784), y_train)
      print(clf.score(x_test.reshape(-1, 784), y_test))
    """,
    "a pipeline with a split inside a function called twice": """
      def split(frame):
          return train_test_split(frame, test_size=0.2, random_state=0)
    ===
      df = pd.read_csv("heart.csv")
    - df["age"] = df["age"] / df["age"].max()  #! preprocessing
      rest, test = split(df)
      train, valid = split(rest)
      clf = SVC().fit(train[["age"]], train["y"])
      print(clf.score(valid[["age"]], valid["y"]))
    """,
}


@pairs(PAIRS)
def test_a_leak_is_found_where_it_is_and_nothing_in_its_twin(text: str) -> None:
    prove(text)
