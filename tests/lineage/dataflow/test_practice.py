"""Pairs in the manner of daily work: what is only drawn, saved, resampled, averaged or handed in is no leak."""

from __future__ import annotations

from tests.lineage.dataflow.pairs import pairs, prove

PAIRS = {
    "a projection that is only drawn": """
      import matplotlib.pyplot as plt
      df = pd.read_csv("wine.csv")
      X, y = df.drop("quality", axis=1), df["quality"]
      flat = PCA(2).fit_transform(StandardScaler().fit_transform(X))  #! preprocessing
      plt.scatter(flat[:, 0], flat[:, 1], c=y)
      plt.show()
    ===
    - X_train, X_test, y_train, y_test = train_test_split(flat, y, random_state=0)
    + X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      clf = SVC().fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    """,
    "clusters that are only looked at": """
      from sklearn.cluster import KMeans
      df = pd.read_csv("customers.csv")
      inertia = [KMeans(k, n_init=10).fit(df[["income", "spend"]]).inertia_ for k in range(1, 10)]
      print(inertia)
    ===
      y = df["bought"]
    - df["cluster"] = KMeans(4, n_init=10).fit(df[["income", "spend"]]).predict(df[["income", "spend"]])  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(df.drop("bought", axis=1), y, random_state=0)
      print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
    """,
    "intervals by resampling the test rows": """
      from sklearn.utils import resample
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
    - X, y = resample(X, y, n_samples=5000, random_state=0)  #! overlap
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      clf = SVC().fit(X_train, y_train)
      pred = clf.predict(X_test)
      boot = []
      for seed in range(1000):
          a, b = resample(y_test, pred, random_state=seed)
          boot.append(f1_score(a, b))
      print(np.percentile(boot, [2.5, 97.5]))
    """,
    "predictions of several models averaged": """
      df = pd.read_csv("heart.csv")
      X_train, X_test, y_train, y_test = train_test_split(df.drop("y", axis=1), df["y"], random_state=0)
      a = LogisticRegression().fit(X_train, y_train)
      b = GradientBoostingClassifier().fit(X_train, y_train)
    - print(roc_auc_score(y_test, a.predict_proba(X_test)[:, 1]))
      blend = 0.5 * a.predict_proba(X_test)[:, 1] + 0.5 * b.predict_proba(X_test)[:, 1]
    - print(roc_auc_score(y_test, blend))  #! reused
    + print(roc_auc_score(y_test, blend))
    """,
    "predictions out of fold as a feature": """
      X, y, X_new = np.load("X.npy"), np.load("y.npy"), np.load("new.npy")
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      oof = np.zeros(len(X))
      new = np.zeros(len(X_new))
      folds = KFold(n_splits=5, shuffle=True, random_state=0)
      for tr, va in folds.split(X, y):
          model = GradientBoostingClassifier()
          model.fit(X[tr], y[tr])
          oof[va] = model.predict_proba(X[va])[:, 1]
          new += model.predict_proba(X_new)[:, 1] / folds.n_splits
      print(roc_auc_score(y, oof))
    """,
    "the competition's test file is only predicted": """
      train = pd.read_csv("train.csv")
      test = pd.read_csv("test.csv")
      for frame in (train, test):
          frame["Family"] = frame["SibSp"] + frame["Parch"]
    - train["Fare"] = train["Fare"].fillna(train["Fare"].median())  #! preprocessing
    + train["Fare"] = train["Fare"].fillna(0)
      test["Fare"] = test["Fare"].fillna(0)
      X_train, X_val, y_train, y_val = train_test_split(train[["Family", "Fare"]], train["Survived"], random_state=0)
      rf = RandomForestClassifier(random_state=0).fit(X_train, y_train)
      print(rf.score(X_val, y_val))
    ===
      rf.fit(train[["Family", "Fare"]], train["Survived"])
      pd.DataFrame({"id": test["PassengerId"], "Survived": rf.predict(test[["Family", "Fare"]])}).to_csv("out.csv")
    """,
    "categories numbered over both files": """
      train, test = pd.read_csv("train.csv"), pd.read_csv("test.csv")
      for col in ["MSZoning", "Street"]:
          le = LabelEncoder().fit(pd.concat([train[col], test[col]]))
          train[col], test[col] = le.transform(train[col]), le.transform(test[col])
    - train["Area"] = PCA(1).fit_transform(train[["Area", "LotArea"]])  #! preprocessing
      X_tr, X_va, y_tr, y_va = train_test_split(train.drop("SalePrice", axis=1), train["SalePrice"], random_state=0)
      gbr = RandomForestRegressor().fit(X_tr, y_tr)
      print(mean_squared_error(y_va, gbr.predict(X_va)) ** 0.5)
    """,
    "oversampled and scaled in the training part only": """
      from imblearn.over_sampling import SMOTE
      df = pd.read_csv("fraud.csv")
      X, y = df.drop("Class", axis=1), df["Class"]
    - X, y = SMOTE(random_state=2).fit_resample(X, y)  #! overlap
      X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0)
      sc = StandardScaler()
      X_train = sc.fit_transform(X_train)
      X_test = sc.transform(X_test)
      sm = SMOTE(random_state=2)
      X_train_res, y_train_res = sm.fit_resample(X_train, y_train.ravel())
      lr = LogisticRegression().fit(X_train_res, y_train_res)
      print(classification_report(y_test, lr.predict(X_test)))
    """,
    "cross-validation of the training part scaled by itself": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      sc = StandardScaler().fit(X_train)
      X_train, X_test = sc.transform(X_train), sc.transform(X_test)
      print(cross_val_score(SVC(), X_train, y_train, cv=5).mean())
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "directories of images": """
      from tensorflow import keras
      from tensorflow.keras.preprocessing.image import ImageDataGenerator
      gen = ImageDataGenerator(rescale=1 / 255, rotation_range=20, horizontal_flip=True)
      plain = ImageDataGenerator(rescale=1 / 255)
      train = gen.flow_from_directory("data/train", target_size=(64, 64), class_mode="binary")
      valid = plain.flow_from_directory("data/valid", target_size=(64, 64), class_mode="binary")
      test = plain.flow_from_directory("data/test", target_size=(64, 64), class_mode="binary", shuffle=False)
      model = keras.Sequential([keras.layers.Conv2D(8, 3), keras.layers.Flatten(), keras.layers.Dense(1)])
      model.compile("adam", "binary_crossentropy", ["accuracy"])
    - model.fit(train, epochs=10, validation_data=test)
    + model.fit(train, epochs=10, validation_data=valid)
    - print(model.evaluate(test))  #! reused
    + print(model.evaluate(test))
    """,
    "take and skip of a data set of TensorFlow": """
      import tensorflow as tf
      X, y = np.load("X.npy"), np.load("y.npy")
    - X = (X - X.mean()) / X.std()  #! preprocessing
      ds = tf.data.Dataset.from_tensor_slices((X, y)).shuffle(1000, seed=0, reshuffle_each_iteration=False)
      train, test = ds.take(800).batch(32), ds.skip(800).batch(32)
      model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      model.compile("adam", "mse")
      model.fit(train, epochs=5)
      print(model.evaluate(test))
    """,
    "samplers of subsets": """
      import torch
      from torch.utils.data import DataLoader, SubsetRandomSampler, TensorDataset
      X, y = np.load("X.npy"), np.load("y.npy")
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      data = TensorDataset(torch.tensor(X).float(), torch.tensor(y))
      order = np.random.RandomState(0).permutation(len(data))
      train_loader = DataLoader(data, batch_size=32, sampler=SubsetRandomSampler(order[:800]))
      test_loader = DataLoader(data, batch_size=32, sampler=SubsetRandomSampler(order[800:]))
      net = torch.nn.Linear(10, 2)
      opt = torch.optim.Adam(net.parameters())
      for xb, yb in train_loader:
          opt.zero_grad()
          torch.nn.functional.cross_entropy(net(xb), yb).backward()
          opt.step()
      right = 0
      for xb, yb in test_loader:
          right += (net(xb).argmax(1) == yb).sum().item()
      print(right / 200)
    """,
    "names of files are split": """
      from glob import glob
      from PIL import Image
      files = sorted(glob("cats/*.jpg")) + sorted(glob("dogs/*.jpg"))
      labels = np.array(["dog" in f for f in files])
    - pixels = np.array([np.asarray(Image.open(f)).ravel() for f in files])
    - pixels = PCA(50).fit_transform(pixels)  #! preprocessing
    - X_train, X_test, y_train, y_test = train_test_split(pixels, labels, random_state=0)
    + f_train, f_test, y_train, y_test = train_test_split(files, labels, random_state=0)
    + X_train = np.array([np.asarray(Image.open(f)).ravel() for f in f_train])
    + X_test = np.array([np.asarray(Image.open(f)).ravel() for f in f_test])
      clf = SVC().fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    """,
    "a toy data set": """
      from sklearn.datasets import load_breast_cancer
      data = load_breast_cancer()
      X, y = data.data, data.target
    - X = MinMaxScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=66)
      train_acc, test_acc = [], []
      clf = KNeighborsClassifier(n_neighbors=6)
      clf.fit(X_train, y_train)
      train_acc.append(clf.score(X_train, y_train))
      test_acc.append(clf.score(X_test, y_test))
    """,
    "a toy data set given as a pair": """
      from sklearn.datasets import load_iris
      X, y = load_iris(return_X_y=True, as_frame=True)
    - X = (X - X.mean()) / X.std()  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      print(DecisionTreeClassifier().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a table made from a toy data set": """
      from sklearn.datasets import fetch_california_housing
      raw = fetch_california_housing()
      df = pd.DataFrame(raw.data, columns=raw.feature_names)
      df["MEDV"] = raw.target
    - df["HouseAge"] = df["HouseAge"] / df["HouseAge"].max()  #! preprocessing
      X, y = df.drop("MEDV", axis=1), df["MEDV"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
      lm = LinearRegression().fit(X_train, y_train)
      print(lm.score(X_train, y_train), lm.score(X_test, y_test))
    """,
    "a forecast that walks forward": """
      from statsmodels.tsa.arima.model import ARIMA
      series = pd.read_csv("sales.csv", index_col=0)["sales"]
    - series = (series - series.mean()) / series.std()  #! preprocessing
      train, test = series[:100].tolist(), series[100:].tolist()
      history = list(train)
      predictions = []
      for t in range(len(test)):
          fit = ARIMA(history, order=(1, 1, 0)).fit()
          predictions.append(fit.forecast()[0])
          history.append(test[t])
      print(mean_squared_error(test, predictions))
    """,
    "a learning curve of growing training parts": """
      df = pd.read_csv("heart.csv")
    - df["age"] = StandardScaler().fit_transform(df[["age"]])  #! preprocessing
      X_train, X_val, y_train, y_val = train_test_split(df[["age"]], df["y"], random_state=0)
      from sklearn.model_selection import learning_curve
      sizes, train_scores, val_scores = learning_curve(SVC(), X_train, y_train, cv=5)
      print(val_scores.mean(axis=1))
      print(SVC().fit(X_train, y_train).score(X_val, y_val))
    """,
    "nested cross-validation": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
    - X = SelectKBest(k=5).fit_transform(X, y)  #! preprocessing
      inner = GridSearchCV(make_pipeline(StandardScaler(), SVC()), {"svc__C": [1, 10]}, cv=3)
      print(cross_val_score(inner, X, y, cv=5).mean())
    """,
    "the training part cut short for speed": """
      df = pd.read_csv("big.csv")
    - df["x"] = df["x"].fillna(df["x"].median())  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(df[["x"]], df["y"], random_state=0)
      small, small_y = X_train[:1000], y_train[:1000]
      svc = SVC().fit(small, small_y)
      print(svc.score(X_test, y_test))
    """,
    "two data sets under the same names": """
      df = pd.read_csv("red.csv")
      X, y = df.drop("quality", axis=1), df["quality"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      clf = SVC().fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    ===
    - df = pd.read_csv("red.csv")
    + df = pd.read_csv("white.csv")
      X, y = df.drop("quality", axis=1), df["quality"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      clf = SVC(C=10).fit(X_train, y_train)
    - print(clf.score(X_test, y_test))  #! reused
    + print(clf.score(X_test, y_test))
    """,
    "what is asked of the training rows": """
      df = pd.read_csv("heart.csv")
      X_train, X_test, y_train, y_test = train_test_split(df.drop("y", axis=1), df["y"], random_state=0)
      for depth in range(1, 6):
          tree = DecisionTreeClassifier(max_depth=depth).fit(X_train, y_train)
          print(depth, tree.score(X_train, y_train))
    -     print(depth, tree.score(X_test, y_test))  #! reused
    + print(tree.score(X_test, y_test))
    """,
    "importances by permutation of the test rows": """
      from sklearn.inspection import permutation_importance
      df = pd.read_csv("heart.csv")
    - df["chol"] = df["chol"] - df["chol"].mean()  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(df.drop("y", axis=1), df["y"], random_state=0)
      rf = RandomForestClassifier().fit(X_train, y_train)
      print(rf.score(X_test, y_test))
      print(permutation_importance(rf, X_test, y_test, n_repeats=5).importances_mean)
    """,
    "a table of results": """
      df = pd.read_csv("heart.csv")
      X_train, X_test, y_train, y_test = train_test_split(df.drop("y", axis=1), df["y"], random_state=0)
      rows = []
      for name, clf in [("lr", LogisticRegression()), ("dt", DecisionTreeClassifier())]:
    -     clf.fit(X_train, y_train)
    -     rows.append([name, accuracy_score(y_test, clf.predict(X_test))])  #! reused
    +     rows.append([name, cross_val_score(clf, X_train, y_train).mean()])
      print(pd.DataFrame(rows, columns=["model", "score"]).sort_values("score"))
    """,
    "plots of confusion, curves and figures of one model": """
      from sklearn.metrics import RocCurveDisplay, confusion_matrix, roc_curve
      df = pd.read_csv("heart.csv")
      X_train, X_test, y_train, y_test = train_test_split(df.drop("y", axis=1), df["y"], random_state=0)
      clf = LogisticRegression().fit(X_train, y_train)
      y_pred = clf.predict(X_test)
      print(confusion_matrix(y_test, y_pred))
      fpr, tpr, _ = roc_curve(y_test, clf.predict_proba(X_test)[:, 1])
      RocCurveDisplay.from_estimator(clf, X_test, y_test)
      print("errors", (y_pred != y_test).sum())
    - clf2 = LogisticRegression(C=0.01).fit(X_train, y_train)
    - RocCurveDisplay.from_estimator(clf2, X_test, y_test)  #! reused
    """,
    "a saved model": """
      import joblib
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      clf = SVC().fit(X_train, y_train)
      joblib.dump(clf, "model.joblib")
    ===
      loaded = joblib.load("model.joblib")
      print(clf.score(X_test, y_test))
    """,
    "checkpoints by a validation part": """
      from tensorflow import keras
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      X_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train, random_state=0)
      model = keras.Sequential([keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
      model.compile("adam", "mse")
      stop = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
    - model.fit(X_fit, y_fit, validation_data=(X_test, y_test), callbacks=[stop], epochs=99)  #! stopped
    + model.fit(X_fit, y_fit, validation_data=(X_val, y_val), callbacks=[stop], epochs=99)
    - print(model.evaluate(X_test, y_test))  #! reused
    + print(model.evaluate(X_test, y_test))
    """,
}


@pairs(PAIRS)
def test_a_leak_is_found_where_it_is_and_nothing_in_its_twin(text: str) -> None:
    prove(text)
