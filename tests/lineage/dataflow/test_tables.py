"""Pairs on tables: what learns from rows, against what looks at each row by itself."""

from __future__ import annotations

from tests.lineage.dataflow.pairs import pairs, prove

PAIRS = {
    "fillna with the mean of all rows": """
      df = pd.read_csv("titanic.csv")
    - df["Age"] = df["Age"].fillna(df["Age"].mean())  #! preprocessing
      X = df[["Age", "Fare"]]
      y = df["Survived"]
    ===
      X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
    + X_train = X_train.fillna(X_train.mean())
    + X_test = X_test.fillna(X_train.mean())
      model = LogisticRegression().fit(X_train, y_train)
      print(model.score(X_test, y_test))
    """,
    "fillna in place on a column": """
      train_df = pd.read_csv("../input/train.csv")
    - train_df.Age.fillna(train_df.Age.median(), inplace=True)  #! preprocessing
    ===
      X = train_df.drop(["Survived", "Name"], axis=1)
      y = train_df.Survived
      X_train, X_val, y_train, y_val = train_test_split(X, y, random_state=1)
    + age = X_train.Age.median()
    + X_train.Age.fillna(age, inplace=True)
    + X_val.Age.fillna(age, inplace=True)
    ===
      rf = RandomForestClassifier(n_estimators=100, random_state=1)
      rf.fit(X_train, y_train)
      accuracy_score(y_val, rf.predict(X_val))
    """,
    "fillna in place on the table": """
      houses = pd.read_csv("houses.csv")
    - houses.fillna(houses.median(numeric_only=True), inplace=True)  #! preprocessing
    + houses.fillna(0, inplace=True)
      y = houses.pop("price")
      X_train, X_test, y_train, y_test = train_test_split(houses, y, random_state=3)
      reg = Ridge().fit(X_train, y_train)
      print("R2", reg.score(X_test, y_test))
    """,
    "normalised by hand": """
      data = pd.read_csv("wine.csv")
      X = data.iloc[:, :-1]
      y = data.iloc[:, -1]
    - X = (X - X.mean()) / X.std()  #! preprocessing
      X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=.3, random_state=7)
    + mu, sd = X_tr.mean(), X_tr.std()
    + X_tr, X_te = (X_tr - mu) / sd, (X_te - mu) / sd
      knn = KNeighborsClassifier(5)
      knn.fit(X_tr, y_tr)
      print(knn.score(X_te, y_te))
    """,
    "scaled to the range by hand, in arrays": """
      raw = np.loadtxt("signals.csv", delimiter=",")
      X, y = raw[:, 1:], raw[:, 0]
    - X = (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0))  #! preprocessing
      n = int(0.7 * len(X))
      X_train, X_test = X[:n], X[n:]
      y_train, y_test = y[:n], y[n:]
    + low, high = X_train.min(axis=0), X_train.max(axis=0)
    + X_train = (X_train - low) / (high - low)
    + X_test = (X_test - low) / (high - low)
      svc = SVC().fit(X_train, y_train)
      print((svc.predict(X_test) == y_test).mean())
    """,
    "augmented assignment of centred arrays": """
      X = np.load("X.npy")
      y = np.load("y.npy")
    - X -= np.mean(X, axis=0)  #! preprocessing
      Xtr, Xte, ytr, yte = train_test_split(X, y, random_state=0)
    + centre = np.mean(Xtr, axis=0)
    + Xtr -= centre
    + Xte -= centre
      clf = LogisticRegression(max_iter=500)
      clf.fit(Xtr, ytr)
      print(clf.score(Xte, yte))
    """,
    "target encoding by groupby and transform": """
      df = pd.read_csv("flights.csv").dropna()
    - df["carrier_delay"] = df.groupby("carrier")["delay"].transform("mean")  #! preprocessing
    ===
      train, test = train_test_split(df, test_size=0.25, random_state=42)
    + means = train.groupby("carrier")["delay"].mean()
    + train["carrier_delay"] = train["carrier"].map(means)
    + test["carrier_delay"] = test["carrier"].map(means)
      features = ["distance", "hour", "carrier_delay"]
      model = LinearRegression().fit(train[features], train["delay"])
      mean_squared_error(test["delay"], model.predict(test[features]))
    """,
    "target encoding by a mapped dictionary": """
      df = pd.read_csv("ads.csv")
    - rates = df.groupby("site").click.mean().to_dict()  #! preprocessing
    - df["site_rate"] = df.site.map(rates)
    + df["site_length"] = df.site.map(len)
      X_train, X_test, y_train, y_test = train_test_split(df.drop(columns=["click", "site"]), df.click, random_state=2)
      gbc = GradientBoostingClassifier()
      gbc.fit(X_train, y_train)
      roc_auc_score(y_test, gbc.predict_proba(X_test)[:, 1])
    """,
    "a table of group means merged in": """
      sales = pd.read_csv("sales.csv")
    - avg = sales.groupby("store", as_index=False).agg({"amount": "mean"})  #! preprocessing
    - avg.columns = ["store", "store_mean"]
    - sales = sales.merge(avg, on="store", how="left")
    + stores = pd.read_csv("stores.csv")
    + sales = sales.merge(stores, on="store", how="left")
    ===
      y = sales["amount"]
      X = sales.drop("amount", axis=1)
      X_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=True, random_state=5)
      rfr = RandomForestRegressor(random_state=0)
      rfr.fit(X_train, y_train)
      rfr.score(X_test, y_test)
    """,
    "quantile bins": """
      df = pd.read_csv("bank.csv")
    - df["age_bin"] = pd.qcut(df["age"], 4, labels=False)  #! preprocessing
    + df["age_bin"] = pd.cut(df["age"], [0, 25, 40, 60, 120], labels=False)
      X = df[["age_bin", "balance"]]
      y = df["deposit"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
      tree = DecisionTreeClassifier(random_state=0).fit(X_train, y_train)
      print(tree.score(X_test, y_test))
    """,
    "a number of equal bins": """
      df = pd.read_csv("bank.csv")
    - df["balance_bin"] = pd.cut(df["balance"], bins=10, labels=False)  #! preprocessing
    + df["balance_bin"] = pd.cut(df["balance"], bins=[-1e9, 0, 1e3, 1e9], labels=False)
      train, test = train_test_split(df, random_state=1)
      tree = DecisionTreeClassifier(random_state=0).fit(train[["balance_bin"]], train["deposit"])
      print(accuracy_score(test["deposit"], tree.predict(test[["balance_bin"]])))
    """,
    "frequency encoding": """
      df = pd.read_csv("cars.csv")
    - freq = df["make"].value_counts(normalize=True)  #! preprocessing
    - df["make_freq"] = df["make"].map(freq)
    + df["make_upper"] = df["make"].str.upper().str.len()
      X = df.drop(columns=["make", "price"])
      X_train, X_test, y_train, y_test = train_test_split(X, df["price"], random_state=0)
      lr = LinearRegression()
      lr.fit(X_train, y_train)
      print(lr.score(X_test, y_test))
    """,
    "interpolated before a random split": """
      power = pd.read_csv("power.csv", parse_dates=["time"], index_col="time")
    - power = power.interpolate()  #! preprocessing
    + power = power.dropna()
      X, y = power.drop(columns="load"), power["load"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=10)
      r = Ridge(alpha=0.1)
      r.fit(X_train, y_train)
      print(mean_squared_error(y_test, r.predict(X_test)))
    """,
    "each column in a loop": """
      df = pd.read_csv("diabetes.csv")
      for col in ["Glucose", "BloodPressure", "BMI"]:
    -     df[col] = df[col].replace(0, df[col].mean())  #! preprocessing
    +     df[col] = df[col].replace(0, np.nan).fillna(-1)
    ===
      X = df.drop("Outcome", axis=1)
      y = df["Outcome"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=1/3, random_state=42, stratify=y)
      clf = RandomForestClassifier(random_state=0)
      clf.fit(X_train, y_train)
      print(classification_report(y_test, clf.predict(X_test)))
    """,
    "cells set through loc and a mask": """
      df = pd.read_csv("people.csv")
    - df.loc[df.age.isnull(), "age"] = df.age.mean()  #! preprocessing
    + df.loc[df.age.isnull(), "age"] = -1
      y = df.pop("target").values
      X_train, X_test, y_train, y_test = train_test_split(df.values, y, random_state=0)
      m = LogisticRegression().fit(X_train, y_train)
      m.score(X_test, y_test)
    """,
    "np.where with the mean": """
      df = pd.read_csv("people.csv")
    - df["age"] = np.where(df["age"].isna(), df["age"].mean(), df["age"])  #! preprocessing
    + df["age"] = np.where(df["age"].isna(), 0, df["age"])
      train, test = train_test_split(df, random_state=0)
      m = LogisticRegression().fit(train[["age"]], train["target"])
      print(f1_score(test["target"], m.predict(test[["age"]])))
    """,
    "a lambda over columns": """
      df = pd.read_csv("glass.csv")
      features = df.columns[:-1]
    - df[features] = df[features].apply(lambda c: (c - c.min()) / (c.max() - c.min()))  #! preprocessing
    + df[features] = df[features].apply(lambda c: c.clip(0, 1))
      X_train, X_test, y_train, y_test = train_test_split(df[features], df["Type"], random_state=0)
      knn = KNeighborsClassifier(n_neighbors=3).fit(X_train, y_train)
      knn.score(X_test, y_test)
    """,
    "a method chain with assign": """
      df = (
          pd.read_csv("listings.csv")
          .rename(columns=str.lower)
          .query("price > 0")
    -     .assign(reviews=lambda d: d.reviews.fillna(d.reviews.mean()))  #! preprocessing
    +     .assign(reviews=lambda d: d.reviews.fillna(0))
          .reset_index(drop=True)
      )
      X_train, X_test, y_train, y_test = train_test_split(df[["reviews", "beds"]], df["price"], random_state=0)
      rf = RandomForestRegressor(n_jobs=-1).fit(X_train, y_train)
      print(rf.score(X_test, y_test))
    """,
    "pipe through a function": """
      def standardise(frame):
    -     return (frame - frame.mean()) / frame.std()  #! preprocessing
    +     return frame.clip(lower=0).astype(float)
    ===
      df = pd.read_csv("seeds.csv").pipe(standardise)
      train, test = train_test_split(df, random_state=0)
      svc = SVC().fit(train.drop(columns="kind"), train["kind"])
      svc.score(test.drop(columns="kind"), test["kind"])
    """,
    "a mean of each row is no leak": """
      scores = pd.read_csv("exams.csv")
      marks = scores[["maths", "reading", "writing"]]
    - scores["average"] = marks["maths"] - marks["maths"].mean()  #! preprocessing
    + scores["average"] = marks.mean(axis=1)
      X_train, X_test, y_train, y_test = train_test_split(scores[["average"]], scores["passed"], random_state=0)
      clf = LogisticRegression().fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    """,
    "what is only printed is no leak": """
      df = pd.read_csv("exams.csv")
      print(df.describe(), df.mean(), df.groupby("sex").score.mean())
    - low = df["score"].quantile(0.01)  #! preprocessing
    + low = 0
      df["score"] = df["score"].clip(lower=low)
      X_train, X_test, y_train, y_test = train_test_split(df[["score"]], df["passed"], random_state=0)
      clf = LogisticRegression().fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    """,
    "a copy that is thrown away": """
      df = pd.read_csv("cells.csv")
      shown = df.copy()
      shown["size"] = shown["size"].fillna(shown["size"].mean())  #! preprocessing
      shown.hist()
    ===
    - X, y = shown[["size", "shape"]], shown["malignant"]
    + X, y = df[["size", "shape"]].fillna(0), df["malignant"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=9)
      model = SVC().fit(X_train, y_train)
      print(model.score(X_test, y_test))
    """,
    "train and test concatenated to be filled": """
      train = pd.read_csv("train.csv")
      test = pd.read_csv("test.csv")
      full = pd.concat([train, test], ignore_index=True)
    - full["LotFrontage"] = full["LotFrontage"].fillna(full["LotFrontage"].median())  #! preprocessing
    + full["LotFrontage"] = full["LotFrontage"].fillna(0)
      train = full[:len(train)]
      test = full[len(train):]
    ===
      X_tr, X_val, y_tr, y_val = train_test_split(train.drop("SalePrice", axis=1), train["SalePrice"], random_state=0)
      lr = LinearRegression().fit(X_tr, y_tr)
      print(lr.score(X_val, y_val))
    """,
    "the median of each group": """
      df = pd.read_csv("titanic.csv")
    - df["Age"] = df["Age"].fillna(df.groupby("Pclass")["Age"].transform("median"))  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(df[["Age", "Pclass"]], df.Survived, random_state=0)
    + medians = X_train.groupby("Pclass")["Age"].median()
    + X_train["Age"] = X_train["Age"].fillna(X_train["Pclass"].map(medians))
    + X_test["Age"] = X_test["Age"].fillna(X_test["Pclass"].map(medians))
      clf = DecisionTreeClassifier(max_depth=3).fit(X_train, y_train)
      clf.score(X_test, y_test)
    """,
    "a row-wise map of categories is no leak": """
      df = pd.read_csv("titanic.csv")
      df["Sex"] = df["Sex"].map({"male": 0, "female": 1})
      df["Title"] = df["Name"].str.extract(r"(\\w+)\\.")[0].astype("category").cat.codes
      df["Family"] = df["SibSp"] + df["Parch"] + 1
    - df["Fare"] = df["Fare"] / df["Fare"].max()  #! preprocessing
    + df["Fare"] = np.log1p(df["Fare"])
      cols = ["Sex", "Title", "Family", "Fare"]
      X_train, X_test, y_train, y_test = train_test_split(df[cols], df["Survived"], random_state=0)
      logreg = LogisticRegression().fit(X_train, y_train)
      acc = round(logreg.score(X_test, y_test) * 100, 2)
    """,
    "scale of scikit-learn": """
      from sklearn.preprocessing import scale
      X = pd.read_csv("digits.csv")
      y = X.pop("label")
    - X = scale(X)  #! preprocessing
    + X = X / 255.0
      X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
      clf = SVC(gamma="scale").fit(X_train, y_train)
      clf.score(X_test, y_test)
    """,
    "zscore of SciPy": """
      from scipy import stats
      df = pd.read_csv("iris.csv")
      y = df.pop("species")
    - X = df.apply(stats.zscore)  #! preprocessing
    + X = df.apply(np.log1p)
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      KNeighborsClassifier().fit(X_train, y_train).score(X_test, y_test)
    """,
    "boxcox keeps its lambda": """
      from scipy.stats import boxcox
      df = pd.read_csv("bikes.csv")
    - df["wind"], lam = boxcox(df["wind"])  #! preprocessing
    + df["wind"] = np.sqrt(df["wind"])
      train, test = train_test_split(df, random_state=0)
      lm = LinearRegression().fit(train[["wind"]], train["rides"])
      lm.score(test[["wind"]], test["rides"])
    """,
    "a dictionary of means used later": """
      df = pd.read_csv("students.csv")
    - stats = {c: df[c].mean() for c in ["age", "gpa"]}  #! preprocessing
    + stats = {"age": 20, "gpa": 3.0}
    ===
      X = df[["age", "gpa"]].fillna(stats)
      X_train, X_test, y_train, y_test = train_test_split(X, df["graduated"], random_state=0)
      rf = RandomForestClassifier().fit(X_train, y_train)
      print(accuracy_score(y_test, rf.predict(X_test)))
    """,
    "sparse dummies are a vocabulary": """
      df = pd.read_csv("mushrooms.csv")
    - df["cap"] = df["cap"].map(df.groupby("cap")["edible"].mean())  #! preprocessing
      X = pd.get_dummies(df.drop(columns="edible"))
      y = df["edible"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      DecisionTreeClassifier().fit(X_train, y_train).score(X_test, y_test)
    """,
    "a column popped, another inserted": """
      df = pd.read_csv("loans.csv")
      income = df.pop("income")
    - df.insert(0, "income", income / income.std())  #! preprocessing
    + df.insert(0, "income", income / 1000)
      X_train, X_test, y_train, y_test = train_test_split(df.drop(columns=["paid"]), df["paid"], random_state=8)
      clf = LogisticRegression().fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    """,
    "to_numpy and astype": """
      df = pd.read_csv("faces.csv")
      X = df.iloc[:, 1:].to_numpy().astype("float32").reshape(-1, 64 * 64)
      y = df.iloc[:, 0].to_numpy()
    - X = X - np.mean(X, axis=0)  #! preprocessing
    + X = X / 255
      X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "outliers replaced by a bound of all rows": """
      df = pd.read_csv("claims.csv")
    - q1, q3 = df["amount"].quantile(0.25), df["amount"].quantile(0.75)  #! preprocessing
    - upper = q3 + 1.5 * (q3 - q1)
    + upper = 50_000
      df["amount"] = np.where(df["amount"] > upper, upper, df["amount"])
      train, test = train_test_split(df, test_size=0.2, random_state=0)
      m = LogisticRegression().fit(train[["amount"]], train["fraud"])
      print(f1_score(test["fraud"], m.predict(test[["amount"]])))
    """,
}


@pairs(PAIRS)
def test_a_leak_is_found_where_it_is_and_nothing_in_its_twin(text: str) -> None:
    prove(text)
