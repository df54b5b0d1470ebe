"""Pairs on rows in both parts: copies made before a split, and models judged on what they have seen."""

from __future__ import annotations

from tests.lineage.dataflow.pairs import pairs, prove

PAIRS = {
    "SMOTE before the split": """
      from imblearn.over_sampling import SMOTE
      df = pd.read_csv("fraud.csv")
      X, y = df.drop("fraud", axis=1), df["fraud"]
    - X, y = SMOTE(random_state=0).fit_resample(X, y)  #! overlap
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    + X_train, y_train = SMOTE(random_state=0).fit_resample(X_train, y_train)
      rf = RandomForestClassifier().fit(X_train, y_train)
      print(classification_report(y_test, rf.predict(X_test)))
    """,
    "an oversampler with a name": """
      from imblearn.over_sampling import RandomOverSampler
      df = pd.read_csv("fraud.csv")
      ros = RandomOverSampler(random_state=42)
      X, y = df.iloc[:, :-1].values, df.iloc[:, -1].values
    - X_res, y_res = ros.fit_resample(X, y)  #! overlap
    - X_train, X_test, y_train, y_test = train_test_split(X_res, y_res, test_size=0.3, random_state=42)
    + X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=42)
    + X_train, y_train = ros.fit_resample(X_train, y_train)
    ===
      log = LogisticRegression()
      log.fit(X_train, y_train)
      print(roc_auc_score(y_test, log.predict(X_test)))
    """,
    "undersampling before the split copies nothing": """
      from imblearn.over_sampling import ADASYN
      from imblearn.under_sampling import RandomUnderSampler
      df = pd.read_csv("fraud.csv")
      X, y = df.drop("fraud", axis=1), df["fraud"]
    - X, y = ADASYN().fit_resample(X, y)  #! overlap
    + X, y = RandomUnderSampler().fit_resample(X, y)
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      rf = RandomForestClassifier().fit(X_train, y_train)
      print(f1_score(y_test, rf.predict(X_test)))
    """,
    "the minority resampled and put back": """
      from sklearn.utils import resample
      df = pd.read_csv("churn.csv")
    - majority, minority = df[df.churn == 0], df[df.churn == 1]
    - upsampled = resample(minority, replace=True, n_samples=len(majority), random_state=123)  #! overlap
    - df = pd.concat([majority, upsampled])
      train, test = train_test_split(df, random_state=0)
    + majority, minority = train[train.churn == 0], train[train.churn == 1]
    + upsampled = resample(minority, replace=True, n_samples=len(majority), random_state=123)
    + train = pd.concat([majority, upsampled])
      clf = LogisticRegression().fit(train.drop("churn", axis=1), train["churn"])
      print(clf.score(test.drop("churn", axis=1), test["churn"]))
    """,
    "sampled with replacement": """
      df = pd.read_csv("small.csv")
    - df = df.sample(n=5000, replace=True, random_state=1)  #! overlap
    + df = df.sample(n=500, random_state=1)
      X_train, X_test, y_train, y_test = train_test_split(df[["a", "b"]], df["y"], random_state=0)
      tree = DecisionTreeClassifier().fit(X_train, y_train)
      print(tree.score(X_test, y_test))
    """,
    "a table concatenated to itself": """
      df = pd.read_csv("small.csv")
    - df = pd.concat([df, df, df], ignore_index=True)  #! overlap
      train, test = train_test_split(df, random_state=0)
    + train = pd.concat([train, train, train], ignore_index=True)
      tree = DecisionTreeClassifier().fit(train[["a"]], train["y"])
      print(tree.score(test[["a"]], test["y"]))
    """,
    "rows repeated": """
      X, y = np.load("X.npy"), np.load("y.npy")
    - X, y = np.repeat(X, 3, axis=0), np.repeat(y, 3)  #! overlap
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      knn = KNeighborsClassifier(1).fit(X_train, y_train)
      print(knn.score(X_test, y_test))
    """,
    "images flipped and stacked before the split": """
      X, y = np.load("faces.npy"), np.load("labels.npy")
    - flipped = np.flip(X, axis=2)
    - X = np.concatenate([X, flipped])  #! overlap
    - y = np.concatenate([y, y])
      X_train, X_test, y_train, y_test = train_test_split(X.reshape(len(X), -1), y, random_state=0)
      svc = SVC().fit(X_train, y_train)
      print(svc.score(X_test, y_test))
    """,
    "stretches that share a hundred rows": """
      df = pd.read_csv("sonar.csv")
      train = df.iloc[:800]
    - test = df.iloc[700:]
    + test = df.iloc[800:]
      clf = SVC().fit(train.drop("y", axis=1), train["y"])
    - print(clf.score(test.drop("y", axis=1), test["y"]))  #! overlap
    + print(clf.score(test.drop("y", axis=1), test["y"]))
    """,
    "the test rows are the first of those trained on": """
      df = pd.read_csv("sonar.csv")
      X, y = df.drop("y", axis=1), df["y"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    - clf = SVC().fit(X, y)
    - print(clf.score(X_test, y_test))  #! overlap
    + clf = SVC().fit(X_train, y_train)
    + print(clf.score(X_test, y_test))
    """,
    "fitted again on all rows before it is judged": """
      df = pd.read_csv("sonar.csv")
      X, y = df.drop("y", axis=1), df["y"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      clf = RandomForestClassifier()
      clf.fit(X_train, y_train)
    - clf.fit(X, y)
    ===
    - acc = accuracy_score(y_test, clf.predict(X_test))  #! overlap
    + acc = accuracy_score(y_test, clf.predict(X_test))
    """,
    "fitted again on all rows after it is judged": """
      df = pd.read_csv("sonar.csv")
      X, y = df.drop("y", axis=1), df["y"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      clf = RandomForestClassifier()
    - clf.fit(X, y)
    - print(clf.score(X_test, y_test))  #! overlap
    + clf.fit(X_train, y_train)
    + print(clf.score(X_test, y_test))
      clf.fit(X, y)
      submission = clf.predict(pd.read_csv("test.csv"))
    """,
    "the search saw the test rows": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      grid = GridSearchCV(SVC(), {"C": [1, 10]}, cv=3)
    - grid.fit(X, y)
    + grid.fit(X_train, y_train)
    ===
      best = SVC(C=grid.best_params_["C"]).fit(X_train, y_train)
    - print(best.score(X_test, y_test))  #! overlap
    + print(best.score(X_test, y_test))
    """,
    "the search saw the test rows, the score is its own": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      grid = GridSearchCV(SVC(), {"C": [1, 10]}, cv=3)
    - grid.fit(X, y)
    - print(grid.score(X_test, y_test))  #! overlap
    + grid.fit(X_train, y_train)
    + print(grid.score(X_test, y_test))
    """,
    "best parameters unpacked": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      search = GridSearchCV(RandomForestClassifier(), {"max_depth": [2, 4]})
    - search.fit(X, y)
    + search.fit(X_train, y_train)
      final = RandomForestClassifier(**search.best_params_)
      final.fit(X_train, y_train)
    - print(f1_score(y_test, final.predict(X_test)))  #! overlap
    + print(f1_score(y_test, final.predict(X_test)))
    """,
    "judged on what it was trained on, nothing else": """
      df = pd.read_csv("boston.csv")
      X, y = df.drop(columns="medv"), df["medv"]
    - lr = LinearRegression().fit(X, y)
    - print(mean_squared_error(y, lr.predict(X)))  #! overlap
    + X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    + lr = LinearRegression().fit(X_train, y_train)
    + print(mean_squared_error(y_test, lr.predict(X_test)))
    """,
    "a figure of the training rows beside that of the test rows": """
      df = pd.read_csv("boston.csv")
      X, y = df.drop(columns="medv"), df["medv"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    - lr = LinearRegression().fit(X, y)
    + lr = LinearRegression().fit(X_train, y_train)
    - print("train", lr.score(X_train, y_train))  #! overlap
    + print("train", lr.score(X_train, y_train))
    - print("test", lr.score(X_test, y_test))  #! overlap
    + print("test", lr.score(X_test, y_test))
    """,
    "random images in a data generator": """
      import torchvision
      from torchvision import datasets, transforms
      from torch.utils.data import DataLoader, random_split
      import torch
      plain = transforms.Compose([transforms.Resize(64), transforms.ToTensor()])
      data = datasets.ImageFolder("animals", transform=plain)
    - train_set, test_set = random_split(data, [800, 200])
    - test_set = data
    + train_set, test_set = random_split(data, [800, 200])
      net = torchvision.models.resnet18()
      opt = torch.optim.SGD(net.parameters(), lr=0.01)
      for images, labels in DataLoader(train_set, batch_size=32):
          loss = torch.nn.functional.cross_entropy(net(images), labels)
          opt.zero_grad()
          loss.backward()
          opt.step()
    ===
      net.eval()
      hits = 0
      for images, labels in DataLoader(test_set, batch_size=32):
    -     hits += (net(images).argmax(1) == labels).sum().item()  #! overlap
    +     hits += (net(images).argmax(1) == labels).sum().item()
      print(hits / len(test_set))
    """,
    "a sample of the rows for testing": """
      df = pd.read_csv("magic.csv")
    - test = df.sample(frac=0.2, random_state=0)
    - train = df
    + test = df.sample(frac=0.2, random_state=0)
    + train = df.drop(test.index)
      gbc = GradientBoostingClassifier().fit(train.drop("class", axis=1), train["class"])
    - print(gbc.score(test.drop("class", axis=1), test["class"]))  #! overlap
    + print(gbc.score(test.drop("class", axis=1), test["class"]))
    """,
    "two samples drawn apart": """
      df = pd.read_csv("magic.csv")
      train = df.sample(frac=0.8, random_state=1)
    - test = df[df.index.isin(train.index)]
    + test = df[~df.index.isin(train.index)]
      gbc = GradientBoostingClassifier().fit(train.drop("class", axis=1), train["class"])
    - print(gbc.score(test.drop("class", axis=1), test["class"]))  #! overlap
    + print(gbc.score(test.drop("class", axis=1), test["class"]))
    """,
    "the same split twice": """
      df = pd.read_csv("magic.csv")
      X, y = df.drop("class", axis=1), df["class"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
    - X_train = pd.concat([X_train, X_test])
    - y_train = pd.concat([y_train, y_test])
      clf = KNeighborsClassifier().fit(X_train, y_train)
    - print(clf.score(X_test, y_test))  #! overlap
    + print(clf.score(X_test, y_test))
    """,
    "the names of train and test confused": """
      df = pd.read_csv("magic.csv")
      X, y = df.drop("class", axis=1), df["class"]
    - X_test, X_train, y_test, y_train = train_test_split(X, y, random_state=0)
    - clf = KNeighborsClassifier().fit(X_train, y_train)
    - print(clf.score(X_train, y_train))  #! overlap
    + X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    + clf = KNeighborsClassifier().fit(X_train, y_train)
    + print(clf.score(X_test, y_test))
    """,
    "SMOTE in the folds of a loop": """
      from imblearn.over_sampling import SMOTE
      X, y = np.load("X.npy"), np.load("y.npy")
    - X, y = SMOTE().fit_resample(X, y)  #! overlap
      scores = []
      for tr, te in StratifiedKFold(5).split(X, y):
    -     X_tr, y_tr = X[tr], y[tr]
    +     X_tr, y_tr = SMOTE().fit_resample(X[tr], y[tr])
          m = LogisticRegression().fit(X_tr, y_tr)
          scores.append(f1_score(y[te], m.predict(X[te])))
    """,
    "SMOTE before cross-validation": """
      from imblearn.over_sampling import SMOTE
      from imblearn.pipeline import make_pipeline as make_imb_pipeline
      X, y = np.load("X.npy"), np.load("y.npy")
    - X, y = SMOTE().fit_resample(X, y)  #! overlap
    - print(cross_val_score(LogisticRegression(), X, y, cv=5))
    + print(cross_val_score(make_imb_pipeline(SMOTE(), LogisticRegression()), X, y, cv=5))
    """,
    "pseudo labels of the test rows": """
      df = pd.read_csv("quiz.csv")
      X_train, X_test, y_train, y_test = train_test_split(df.drop("y", axis=1), df.y, random_state=0)
      clf = SVC().fit(X_train, y_train)
    - more = pd.concat([X_train, X_test])
    - labels = np.concatenate([y_train, clf.predict(X_test)])
    - clf = SVC().fit(more, labels)
    - print(clf.score(X_test, y_test))  #! overlap
    + print(clf.score(X_test, y_test))
    """,
}


@pairs(PAIRS)
def test_a_leak_is_found_where_it_is_and_nothing_in_its_twin(text: str) -> None:
    prove(text)
