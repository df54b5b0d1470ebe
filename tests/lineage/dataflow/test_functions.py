"""Pairs on functions and classes: rows handed in, given back, kept in objects, and changed on the way."""

from __future__ import annotations

from tests.lineage.dataflow.pairs import pairs, prove

PAIRS = {
    "a function that changes its argument": """
      def clean(frame):
    -     frame["age"] = frame["age"].fillna(frame["age"].median())  #! preprocessing
    +     frame["age"] = frame["age"].fillna(0)
    ===
      df = pd.read_csv("heart.csv")
      clean(df)
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "a function defined in a later cell": """
      X, y = np.load("X.npy"), np.load("y.npy")
      X = prepare(X)
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    ===
      def prepare(a):
    -     return StandardScaler().fit_transform(a)  #! preprocessing
    +     return np.log1p(a)
    """,
    "a function that calls one defined below it": """
      def main():
          df = read()
    -     df["age"] = scaled(df[["age"]])
    +     df["age"] = df["age"] / 100
          train, test = train_test_split(df, random_state=0)
          model = SVC().fit(train[["age"]], train["y"])
          print(model.score(test[["age"]], test["y"]))
    ===
      def read():
          return pd.read_csv("heart.csv")
    - def scaled(column):
    -     return RobustScaler().fit_transform(column)  #! preprocessing
    ===
      main()
    """,
    "a function with default and keyword arguments": """
      def split(frame, label="y", scaler=None, size=0.2):
          X, y = frame.drop(columns=label), frame[label]
          if scaler is not None:
              X = scaler.fit_transform(X)  #! preprocessing
          return train_test_split(X, y, test_size=size, random_state=0)
    ===
    - X_train, X_test, y_train, y_test = split(pd.read_csv("heart.csv"), scaler=StandardScaler())
    + X_train, X_test, y_train, y_test = split(pd.read_csv("heart.csv"), size=0.3)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a function that is only right for the training part": """
      def scale(part):
          return pd.DataFrame(StandardScaler().fit_transform(part), columns=part.columns)  #! preprocessing
    ===
      df = pd.read_csv("heart.csv")
      y = df.pop("y")
    - df = scale(df)
      X_train, X_test, y_train, y_test = train_test_split(df, y, random_state=0)
    + X_train = scale(X_train)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "arguments passed on by stars": """
      def build(*arrays, **options):
          return train_test_split(*arrays, **options)
    ===
      X, y = np.load("X.npy"), np.load("y.npy")
    - X = PCA(5).fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = build(X, y, test_size=0.2, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "recursion": """
      def deeper(frame, times):
          if times == 0:
              return frame
    -     frame = (frame - frame.mean()) / frame.std()  #! preprocessing
    +     frame = frame.clip(-1, 1)
          return deeper(frame, times - 1)
    ===
      df = pd.read_csv("heart.csv")
      y = df.pop("y")
      X_train, X_test, y_train, y_test = train_test_split(deeper(df, 3), y, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a lambda with a name": """
    - standard = lambda a: (a - a.mean(axis=0)) / a.std(axis=0)  #! preprocessing
    + standard = lambda a: a / 255
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(standard(X), y, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a class with state": """
      class Experiment:
          def __init__(self, path):
              self.df = pd.read_csv(path)
              self.model = RandomForestClassifier(random_state=0)
          def prepare(self):
    -         self.df["age"] = self.df["age"].fillna(self.df["age"].mean())  #! preprocessing
    +         self.df["age"] = self.df["age"].fillna(0)
          def split(self):
              X, y = self.df.drop("y", axis=1), self.df["y"]
              self.X_train, self.X_test, self.y_train, self.y_test = train_test_split(X, y, random_state=0)
          def run(self):
              self.model.fit(self.X_train, self.y_train)
              return self.model.score(self.X_test, self.y_test)
    ===
      e = Experiment("heart.csv")
      e.prepare()
      e.split()
      print(e.run())
    """,
    "a base class": """
      class Base:
          def load(self):
              return pd.read_csv("heart.csv")
    ===
      class Scaled(Base):
          def load(self):
              df = super().load()
    -         df["age"] = StandardScaler().fit_transform(df[["age"]])  #! preprocessing
    +         df["age"] = df["age"] / 100
              return df
    ===
      df = Scaled().load()
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "a class that wraps a model": """
      class Wrapper:
          def __init__(self):
              self.scaler = StandardScaler()
              self.clf = SVC()
          def fit(self, X, y):
    -         self.clf.fit(self.scaler.transform(X), y)
    +         self.clf.fit(self.scaler.fit_transform(X), y)
              return self
          def predict(self, X):
              return self.clf.predict(self.scaler.transform(X))
    ===
      X, y = np.load("X.npy"), np.load("y.npy")
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      w = Wrapper()
    - w.scaler.fit(X)  #! preprocessing
      w.fit(X_train, y_train)
      print(accuracy_score(y_test, w.predict(X_test)))
    """,
    "apply with a function of the notebook": """
      lookup = {"a": 1}
      def encode(value):
          return lookup.get(value, 0)
    ===
      df = pd.read_csv("heart.csv")
      df["kind"] = df["kind"].apply(encode)
    - df["age"] = df["age"].apply(lambda v: v / df["age"].max())  #! preprocessing
    + df["age"] = df["age"].apply(lambda v: v / 100)
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "a helper module that nobody can see": """
      from helpers import load_data, tidy
      df = tidy(load_data())
      X, y = df.drop("y", axis=1), df["y"]
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "parts from a helper module": """
      from helpers import get_splits
      X_train, X_test, y_train, y_test = get_splits()
    - pca = PCA(3).fit(np.concatenate([X_train, X_test]))  #! preprocessing
    + pca = PCA(3).fit(X_train)
      clf = SVC().fit(pca.transform(X_train), y_train)
      print(clf.score(pca.transform(X_test), y_test))
    """,
    "global names": """
      df = pd.read_csv("heart.csv")
      def tidy():
          global df
    -     df["age"] = df["age"].fillna(df["age"].mean())  #! preprocessing
    +     df["age"] = df["age"].fillna(0)
    ===
      tidy()
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "a closure": """
      def scaler_of(frame):
          mean, std = frame.mean(), frame.std()  #! preprocessing
          def apply(part):
              return (part - mean) / std
          return apply
    ===
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    - scale = scaler_of(X)
    + scale = scaler_of(X_train)
      print(SVC().fit(scale(X_train), y_train).score(scale(X_test), y_test))
    """,
    "a generator": """
      def parts(frame):
          for column in ["age", "chol"]:
    -         yield frame[column] - frame[column].mean()  #! preprocessing
    +         yield frame[column] - 10
    ===
      df = pd.read_csv("heart.csv")
      Z = pd.concat(list(parts(df)), axis=1)
      X_train, X_test, y_train, y_test = train_test_split(Z, df["y"], random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a partial function": """
      from functools import partial
      def fill(frame, value):
          return frame.fillna(value)
    ===
      df = pd.read_csv("heart.csv")
    - tidy = partial(fill, value=df.mean(numeric_only=True))  #! preprocessing
    + tidy = partial(fill, value=0)
      df = tidy(df)
      train, test = train_test_split(df, random_state=0)
      print(SVC().fit(train[["age"]], train["y"]).score(test[["age"]], test["y"]))
    """,
    "a data class": """
      from dataclasses import dataclass
    ===
      @dataclass
      class Parts:
          X_train: np.ndarray
          X_test: np.ndarray
          y_train: np.ndarray
          y_test: np.ndarray
    ===
      X, y = np.load("X.npy"), np.load("y.npy")
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      p = Parts(*train_test_split(X, y, random_state=0))
      print(SVC().fit(p.X_train, p.y_train).score(p.X_test, p.y_test))
    """,
    "the test part is scaled with what the training part taught, in a helper": """
      def fit_scaler(train):
          sc = StandardScaler()
          sc.fit(train)  #! preprocessing
          return sc
      def apply_scaler(sc, *parts):
          return [sc.transform(p) for p in parts]
    ===
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1), df["y"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    - sc = fit_scaler(X)
    + sc = fit_scaler(X_train)
    - X_train, X_test = apply_scaler(sc, X_train, X_test)
    + X_train, X_test = apply_scaler(sc, X_train, X_test)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a context for training in PyTorch": """
      import torch
      import torch.nn as nn
      df = pd.read_csv("heart.csv")
      X, y = df.drop("y", axis=1).values, df["y"].values
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      X_train, X_test = torch.FloatTensor(X_train), torch.FloatTensor(X_test)
      y_train, y_test = torch.FloatTensor(y_train), torch.FloatTensor(y_test)
    ===
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.fc1 = nn.Linear(13, 32)
              self.fc2 = nn.Linear(32, 1)
          def forward(self, x):
              x = torch.relu(self.fc1(x))
              return torch.sigmoid(self.fc2(x))
    ===
      net = Net()
      criterion = nn.BCELoss()
      optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
      for epoch in range(100):
          optimizer.zero_grad()
          outputs = net(X_train)
          loss = criterion(outputs.squeeze(), y_train)
          loss.backward()
          optimizer.step()
    ===
      with torch.no_grad():
          predicted = net(X_test).squeeze().round()
          print("Accuracy:", (predicted == y_test).float().mean().item())
    """,
}


@pairs(PAIRS)
def test_a_leak_is_found_where_it_is_and_nothing_in_its_twin(text: str) -> None:
    prove(text)
