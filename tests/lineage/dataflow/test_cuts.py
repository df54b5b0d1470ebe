"""Pairs on parts made by hand: slices, masks, samples, positions, times and files."""

from __future__ import annotations

from tests.lineage.dataflow.pairs import pairs, prove

PAIRS = {
    "iloc up to 800": """
      df = pd.read_csv("sonar.csv", header=None)
    - df[0] = df[0] / df[0].max()  #! preprocessing
      train = df.iloc[:800]
      test = df.iloc[800:]
      clf = SVC().fit(train.drop(60, axis=1), train[60])
      print(clf.score(test.drop(60, axis=1), test[60]))
    """,
    "rows and columns by iloc": """
      dataset = pd.read_csv("sonar.csv").values
    - dataset[:, :60] = StandardScaler().fit_transform(dataset[:, :60])  #! preprocessing
      X_train, y_train = dataset[:150, :60], dataset[:150, 60]
      X_test, y_test = dataset[150:, :60], dataset[150:, 60]
      clf = SVC().fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    """,
    "a size computed from the length": """
      df = pd.read_csv("airline.csv", usecols=[1])
      values = df.values.astype("float32")
    - values = MinMaxScaler((0, 1)).fit_transform(values)  #! preprocessing
      train_size = int(len(values) * 0.67)
      test_size = len(values) - train_size
      train, test = values[0:train_size, :], values[train_size:len(values), :]
    + scaler = MinMaxScaler((0, 1)).fit(train)
    + train, test = scaler.transform(train), scaler.transform(test)
      ridge = Ridge().fit(train[:-1], train[1:])
      print(mean_squared_error(test[1:], ridge.predict(test[:-1])))
    """,
    "a random mask and its complement": """
      df = pd.read_csv("ads.csv")
      np.random.seed(0)
    - df["spend"] = df["spend"].fillna(df["spend"].mean())  #! preprocessing
      msk = np.random.rand(len(df)) < 0.8
      train = df[msk]
      test = df[~msk]
    + train, test = train.fillna(train.mean()), test.fillna(train.mean())
      regr = LinearRegression()
      regr.fit(train[["spend"]], train[["sales"]])
      print("MSE", np.mean((regr.predict(test[["spend"]]) - test[["sales"]]) ** 2))
    """,
    "a mask by a column that both notebooks share": """
      df = pd.read_csv("players.csv")
    - df["height"] = df["height"] - df["height"].mean()  #! preprocessing
    + df["height"] = df["height"] - 180
      is_train = df["season"] != 2020
      train, test = df[is_train], df[~is_train]
      m = Ridge().fit(train[["height"]], train["points"])
      print(m.score(test[["height"]], test["points"]))
    """,
    "a cut in time": """
      df = pd.read_csv("energy.csv", parse_dates=["date"]).set_index("date")
    - df["temp"] = StandardScaler().fit_transform(df[["temp"]])  #! preprocessing
      train = df.loc[:"2018-12-31"]
      test = df.loc["2019-01-01":]
      m = RandomForestRegressor(random_state=0).fit(train[["temp"]], train["kwh"])
      print(m.score(test[["temp"]], test["kwh"]))
    """,
    "a cut in time by comparison": """
      df = pd.read_csv("energy.csv", parse_dates=["date"])
    - df["temp"] = df["temp"].rolling(3, center=True).mean().fillna(df["temp"].mean())  #! preprocessing
    + df["temp"] = df["temp"].fillna(15)
      cutoff = "2019-01-01"
      train = df[df["date"] < cutoff]
      test = df[df["date"] >= cutoff]
      m = RandomForestRegressor(random_state=0).fit(train[["temp"]], train["kwh"])
      mean_squared_error(test["kwh"], m.predict(test[["temp"]]))
    """,
    "sample and drop": """
      auto = pd.read_csv("auto-mpg.csv")
    - auto["weight"] = (auto["weight"] - auto["weight"].mean()) / auto["weight"].std()  #! preprocessing
      train_dataset = auto.sample(frac=0.8, random_state=0)
      test_dataset = auto.drop(train_dataset.index)
    ===
    + train_stats = train_dataset.describe().transpose()
    + def norm(x):
    +     return (x - train_stats["mean"]) / train_stats["std"]
    + train_dataset, test_dataset = norm(train_dataset), norm(test_dataset)
      train_labels = train_dataset.pop("mpg")
      test_labels = test_dataset.pop("mpg")
      m = LinearRegression().fit(train_dataset, train_labels)
      m.score(test_dataset, test_labels)
    """,
    "sample and isin": """
      df = pd.read_csv("auto-mpg.csv")
    - df = df.fillna(df.mean())  #! preprocessing
    + df = df.dropna()
      train = df.sample(frac=0.7, random_state=200)
      test = df[~df.index.isin(train.index)]
      m = LinearRegression().fit(train[["hp"]], train["mpg"])
      print(m.score(test[["hp"]], test["mpg"]))
    """,
    "shuffled positions cut in two": """
      X, y = np.load("X.npy"), np.load("y.npy")
    - X = PCA(10).fit_transform(X)  #! preprocessing
      rng = np.random.RandomState(0)
      idx = rng.permutation(len(X))
      cut = int(0.8 * len(X))
      train_idx, test_idx = idx[:cut], idx[cut:]
      clf = LogisticRegression().fit(X[train_idx], y[train_idx])
      print(clf.score(X[test_idx], y[test_idx]))
    """,
    "files read as train and test": """
      train = pd.read_csv("train.csv")
      test = pd.read_csv("test.csv")
    - both = pd.concat([train, test])
    - imputer = SimpleImputer(strategy="mean").fit(both[["x1", "x2"]])  #! preprocessing
    + imputer = SimpleImputer(strategy="mean").fit(train[["x1", "x2"]])
      clf = LogisticRegression().fit(imputer.transform(train[["x1", "x2"]]), train["y"])
      print(clf.score(imputer.transform(test[["x1", "x2"]]), test["y"]))
    """,
    "an honest split by hand with a shuffled index": """
      df = pd.read_csv("heart.csv")
      idx = np.arange(len(df))
      np.random.shuffle(idx)
    - df["age"] = (df["age"] - df["age"].mean()) / df["age"].std()  #! preprocessing
      test_idx, train_idx = idx[:100], idx[100:]
      train, test = df.iloc[train_idx], df.iloc[test_idx]
      clf = SVC().fit(train[["age"]], train["y"])
      print(clf.score(test[["age"]], test["y"]))
    """,
    "positions drawn and left": """
      X, y = np.load("X.npy"), np.load("y.npy")
    - X = MinMaxScaler().fit_transform(X)  #! preprocessing
      train_idx = np.random.choice(len(X), size=800, replace=False)
      test_idx = np.setdiff1d(np.arange(len(X)), train_idx)
      clf = SVC().fit(X[train_idx], y[train_idx])
      print(clf.score(X[test_idx], y[test_idx]))
    """,
    "query of a year": """
      df = pd.read_csv("games.csv")
    - df["goals"] = MinMaxScaler().fit_transform(df[["goals"]])  #! preprocessing
      train = df.query("season < 2020")
      test = df.query("season >= 2020")
      clf = LogisticRegression().fit(train[["goals"]], train["won"])
      print(clf.score(test[["goals"]], test["won"]))
    """,
    "a column that says which part": """
      df = pd.read_csv("games.csv")
    - df["goals"] = df["goals"] / df["goals"].max()  #! preprocessing
      train = df[df["split"] == "train"]
      test = df[df["split"] == "test"]
      clf = LogisticRegression().fit(train[["goals"]], train["won"])
      print(clf.score(test[["goals"]], test["won"]))
    """,
    "the last rows of a series": """
      df = pd.read_csv("sales.csv", index_col="month")
    - df["lag"] = df["lag"].interpolate()  #! preprocessing
    + df["lag"] = df["sales"].shift(1).fillna(0)
      train, test = df[:-12], df[-12:]
      m = LinearRegression().fit(train[["lag"]], train["sales"])
      print(mean_squared_error(test["sales"], m.predict(test[["lag"]])))
    """,
    "head and tail": """
      df = pd.read_csv("sales.csv")
    - df[["lag"]] = StandardScaler().fit_transform(df[["lag"]])  #! preprocessing
      n_test = 24
      train, test = df.head(len(df) - n_test), df.tail(n_test)
      m = LinearRegression().fit(train[["lag"]], train["sales"])
      print(mean_squared_error(test["sales"], m.predict(test[["lag"]])))
    """,
    "windows of a series": """
      series = pd.read_csv("sales.csv")["sales"].values.reshape(-1, 1)
    - series = MinMaxScaler().fit_transform(series)  #! preprocessing
    ===
      def windows(data, width):
          xs, ys = [], []
          for i in range(len(data) - width):
              xs.append(data[i:i + width, 0])
              ys.append(data[i + width, 0])
          return np.array(xs), np.array(ys)
    ===
      split = int(len(series) * 0.8)
      train, test = series[:split], series[split:]
    + scaler = MinMaxScaler().fit(train)
    + train, test = scaler.transform(train), scaler.transform(test)
      X_train, y_train = windows(train, 12)
      X_test, y_test = windows(test, 12)
      m = RandomForestRegressor().fit(X_train, y_train)
      print(mean_squared_error(y_test, m.predict(X_test)))
    """,
    "four parts by hand": """
      data = np.loadtxt("heart.csv", delimiter=",")
      np.random.seed(0)
      np.random.shuffle(data)
      X, y = data[:, :-1], data[:, -1]
    - X = (X - X.mean(0)) / X.std(0)  #! preprocessing
      X_train, X_val, X_test = X[:600], X[600:800], X[800:]
      y_train, y_val, y_test = y[:600], y[600:800], y[800:]
      clf = SVC().fit(X_train, y_train)
      print(clf.score(X_val, y_val))
    """,
    "a file of the training rows scaled apart from that of the test rows": """
      train = pd.read_csv("mnist_train.csv")
      test = pd.read_csv("mnist_test.csv")
      X_train, y_train = train.iloc[:, 1:], train.iloc[:, 0]
      X_test, y_test = test.iloc[:, 1:], test.iloc[:, 0]
    - mean = np.concatenate([X_train, X_test]).mean()  #! preprocessing
    + mean = X_train.values.mean()
      X_train, X_test = X_train - mean, X_test - mean
      knn = KNeighborsClassifier().fit(X_train, y_train)
      print(knn.score(X_test, y_test))
    """,
}


@pairs(PAIRS)
def test_a_leak_is_found_where_it_is_and_nothing_in_its_twin(text: str) -> None:
    prove(text)
