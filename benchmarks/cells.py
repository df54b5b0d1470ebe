"""Templates of cells as data scientists write them; `$` names are filled in by `corpus`."""

from __future__ import annotations

from typing import Final

#: The first cell of a notebook.
OPENING: Final[tuple[str, ...]] = (
    """\
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
import seaborn as sns
%matplotlib inline
""",
    """\
import warnings

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

warnings.filterwarnings("ignore")
pd.set_option("display.max_columns", 100)
""",
    """\
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
import seaborn as sns

sns.set_style("whitegrid")
np.random.seed($number)
""",
)

READING: Final[tuple[str, ...]] = (
    """\
$df = pd.read_csv("../input/$word/train.csv")
$df_test = pd.read_csv("../input/$word/test.csv")
print($df.shape, $df_test.shape)
$df.head()
""",
    """\
$df = pd.read_csv("$word.csv", parse_dates=["$col"], index_col=0)
$df_test = $df.copy()
$df.sample(5)
""",
    """\
import sqlite3

connection = sqlite3.connect("$word.db")
$df = pd.read_sql("SELECT $col, $col2, target FROM $word WHERE $col2 > $number", connection)
$df_test = $df.copy()
$df.tail()
""",
)

EXPLORING: Final[tuple[str, ...]] = (
    """\
$df.info()
$df.describe().T
""",
    """\
missing = $df.isnull().sum().sort_values(ascending=False)
percent = (missing / len($df) * 100).round(2)
table = pd.concat([missing, percent], axis=1, keys=["missing", "percent"])
table[table["missing"] > 0]
""",
    """\
plt.figure(figsize=(12, 6))
sns.histplot($df["$col"].dropna(), bins=$number, kde=True)
plt.title("Distribution of $col")
plt.xlabel("$col")
plt.ylabel("count")
plt.show()
""",
    """\
fig, axes = plt.subplots(2, 2, figsize=(14, 10))
for axis, column in zip(axes.ravel(), ["$col", "$col2", "$col3", "target"]):
    axis.hist($df[column], bins=30, color="steelblue", alpha=0.8)
    axis.set_title(column)
    axis.grid(True)
plt.tight_layout()
plt.show()
""",
    """\
corr = $df.select_dtypes("number").corr()
mask = np.triu(np.ones_like(corr, dtype=bool))
plt.figure(figsize=(10, 8))
sns.heatmap(corr, mask=mask, annot=True, fmt=".2f", cmap="coolwarm", vmin=-1, vmax=1)
""",
    """\
for column in $df.select_dtypes("object").columns:
    print(column, $df[column].nunique())
    print($df[column].value_counts(normalize=True).head($number))
    print("-" * 40)
""",
    """\
grouped = $df.groupby("$col")["target"].agg(["mean", "count", "std"]).reset_index()
grouped.columns = ["$col", "rate", "rows", "spread"]
grouped = grouped.sort_values("rate", ascending=False)
sns.barplot(x="$col", y="rate", data=grouped.head(15))
plt.xticks(rotation=45)
""",
    """\
def plot_$word(frame, column, target="target"):
    fig, ax = plt.subplots(1, 2, figsize=(16, 5))
    frame[column].plot(kind="hist", bins=40, ax=ax[0])
    ax[0].set_title(f"{column}: all rows")
    for value in sorted(frame[target].unique()):
        frame.loc[frame[target] == value, column].plot(kind="kde", ax=ax[1], label=str(value))
    ax[1].legend()
    return fig


for name in ["$col", "$col2"]:
    plot_$word($df, name)
""",
    """\
pd.crosstab($df["$col"], $df["target"], margins=True).style.background_gradient(cmap="summer_r")
""",
    """\
$df["$col"].value_counts()
""",
    """\
low, high = $df["$col"].quantile([0.01, 0.99])
print(f"outliers: {((($df['$col'] < low) | ($df['$col'] > high)).mean() * 100):.1f} %")
sns.boxplot(x=$df["$col"], y=$df["$col2"])
""",
    """\
numeric = $df.select_dtypes(include=[np.number]).columns.tolist()
categorical = [column for column in $df.columns if column not in numeric]
print(len(numeric), len(categorical))
""",
    """\
sns.pairplot($df[["$col", "$col2", "$col3", "target"]].sample($number, random_state=1), hue="target")
""",
)

PREPARING: Final[tuple[str, ...]] = (
    """\
$df["$col"] = $df["$col"].fillna($df["$col"].median())
$df["$col2"] = $df["$col2"].fillna("unknown")
$df.loc[$df["$col3"] < 0, "$col3"] = np.nan
$df = $df.dropna(subset=["target"])
""",
    """\
for data in [$df, $df_test]:
    data["$col2_len"] = data["$col2"].astype(str).apply(len)
    data["is_alone"] = 0
    data.loc[data["$col"] == 1, "is_alone"] = 1
    data["$col_bin"] = pd.cut(data["$col"].astype(int), 5)
    data["ratio"] = data["$col"] / (data["$col3"] + 1)
""",
    """\
mapping = {"low": 0, "medium": 1, "high": 2, "very high": 3}
$df["$col2"] = $df["$col2"].map(mapping).fillna(0).astype(int)
$df_test["$col2"] = $df_test["$col2"].map(mapping).fillna(0).astype(int)
""",
    """\
$df = pd.get_dummies($df, columns=["$col2", "$col3"], drop_first=True)
$df.drop(["id", "name"], axis=1, inplace=True, errors="ignore")
$df.shape
""",
    """\
from sklearn.preprocessing import LabelEncoder

encoder = LabelEncoder()
for column in $df.columns:
    if $df[column].dtype == "object":
        $df[column] = encoder.fit_transform(list($df[column].values))
""",
    """\
def get_title(name):
    import re

    found = re.search(r" ([A-Za-z]+)\\.", name)
    if found:
        return found.group(1)
    return ""


$df["title"] = $df["$col2"].apply(get_title)
$df["title"] = $df["title"].replace(["Lady", "Countess", "Capt", "Col"], "rare")
""",
    """\
$df["date"] = pd.to_datetime($df["$col"], errors="coerce")
$df["month"] = $df["date"].dt.month
$df["weekday"] = $df["date"].dt.dayofweek
$df["is_weekend"] = ($df["weekday"] >= 5).astype(int)
""",
    """\
class $Word(object):
    def __init__(self, columns, scale=1.0):
        self.columns = columns
        self.scale = scale
        self.means = {}

    def fit(self, frame):
        for column in self.columns:
            self.means[column] = frame[column].mean()
        return self

    def transform(self, frame):
        frame = frame.copy()
        for column in self.columns:
            frame[column] = (frame[column] - self.means[column]) / self.scale
        return frame


$df = $Word(["$col", "$col3"], scale=$number).fit($df).transform($df)
""",
    """\
noise = np.random.normal(0, 0.01, size=len($df))
$df["$col"] = np.log1p($df["$col"].clip(lower=0)) + noise
""",
)

SPLITTING: Final[tuple[str, ...]] = (
    """\
from sklearn.model_selection import train_test_split

X = $df.drop("target", axis=1)
y = $df["target"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=$number)
X_train.shape, X_test.shape
""",
    """\
from sklearn.model_selection import train_test_split

features = ["$col", "$col2", "$col3"]
X, y = $df[features], $df["target"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3)
""",
    """\
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.preprocessing import StandardScaler

X, y = $df.drop(columns=["target"]).values, $df["target"].values
X = StandardScaler().fit_transform(X)
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=$number)
folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=$number)
""",
)

MODELLING: Final[tuple[str, ...]] = (
    """\
from sklearn.linear_model import LogisticRegression

logreg = LogisticRegression(max_iter=1000)
logreg.fit(X_train, y_train)
y_pred = logreg.predict(X_test)
acc_log = round(logreg.score(X_train, y_train) * 100, 2)
acc_log
""",
    """\
from sklearn.ensemble import RandomForestClassifier

forest = RandomForestClassifier(n_estimators=$number, max_depth=8, n_jobs=-1)
forest.fit(X_train, y_train)
print("train", forest.score(X_train, y_train))
print("test", forest.score(X_test, y_test))
importances = pd.Series(forest.feature_importances_).sort_values(ascending=False)
importances.head(20).plot(kind="barh")
""",
    """\
from sklearn.tree import DecisionTreeClassifier

tree = DecisionTreeClassifier(criterion="entropy", max_depth=$number, random_state=0)
tree.fit(X_train, y_train)
y_pred = tree.predict(X_test)
""",
    """\
from sklearn.metrics import accuracy_score, classification_report, confusion_matrix

print(accuracy_score(y_test, y_pred))
print(classification_report(y_test, y_pred))
sns.heatmap(confusion_matrix(y_test, y_pred), annot=True, fmt="d")
""",
    """\
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC

grid = {"C": [0.1, 1, 10, 100], "gamma": [1, 0.1, 0.01], "kernel": ["rbf", "linear"]}
search = GridSearchCV(SVC(), grid, cv=5, scoring="accuracy", verbose=1, n_jobs=-1)
search.fit(X_train, y_train)
print(search.best_params_, search.best_score_)
""",
    """\
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

numeric_steps = Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
prepare = ColumnTransformer([
    ("numbers", numeric_steps, ["$col", "$col3"]),
    ("words", OneHotEncoder(handle_unknown="ignore"), ["$col2"]),
])
model = Pipeline([("prepare", prepare), ("fit", GradientBoostingClassifier(learning_rate=0.05, random_state=$number))])
model.fit(X_train, y_train)
y_pred = model.predict(X_test)
""",
    """\
from sklearn.neighbors import KNeighborsClassifier

errors = []
for k in range(1, $number):
    knn = KNeighborsClassifier(n_neighbors=k)
    knn.fit(X_train, y_train)
    errors.append(np.mean(knn.predict(X_test) != y_test))
plt.plot(range(1, $number), errors, marker="o", linestyle="dashed")
""",
    """\
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB

scores = cross_val_score(GaussianNB(), X_train, y_train, cv=10, scoring="accuracy")
print("mean: {:.3f}, std: {:.3f}".format(scores.mean(), scores.std()))
""",
    """\
import xgboost as xgb

params = {"objective": "binary:logistic", "max_depth": 6, "eta": 0.1, "subsample": 0.8, "seed": $number}
dtrain = xgb.DMatrix(X_train, label=y_train)
dtest = xgb.DMatrix(X_test, label=y_test)
booster = xgb.train(params, dtrain, num_boost_round=$number, evals=[(dtest, "test")], verbose_eval=50)
y_prob = booster.predict(dtest)
y_pred = (y_prob > 0.5).astype(int)
""",
    """\
from sklearn.metrics import auc, roc_curve

y_prob = logreg.predict_proba(X_test)[:, 1] if "logreg" in globals() else y_pred
fpr, tpr, thresholds = roc_curve(y_test, y_prob)
plt.plot(fpr, tpr, label="AUC = %0.2f" % auc(fpr, tpr))
plt.plot([0, 1], [0, 1], "r--")
plt.legend(loc="lower right")
plt.show()
""",
    """\
from sklearn.cluster import KMeans

inertia = [KMeans(n_clusters=k, n_init=10, random_state=$number).fit(X_train).inertia_ for k in range(2, 10)]
plt.plot(range(2, 10), inertia, "bx-")
""",
    """\
def evaluate(model, X, y, *, name="$word"):
    predicted = model.predict(X)
    hits = sum(1 for got, want in zip(predicted, y) if got == want)
    result = {"name": name, "accuracy": hits / len(y), "rows": len(y)}
    try:
        result["auc"] = auc_of(model, X, y)
    except (AttributeError, NameError) as error:
        print(f"no AUC for {name}: {error}")
    return result


results = [evaluate(each, X_test, y_test, name=type(each).__name__) for each in [logreg, forest]]
pd.DataFrame(results).sort_values("accuracy", ascending=False)
""",
    """\
from tensorflow.keras.layers import Dense, Dropout
from tensorflow.keras.models import Sequential

net = Sequential()
net.add(Dense(64, activation="relu", input_dim=X_train.shape[1]))
net.add(Dropout(0.2))
net.add(Dense(32, activation="relu"))
net.add(Dense(1, activation="sigmoid"))
net.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
history = net.fit(X_train, y_train, epochs=$number, batch_size=32, validation_split=0.1, verbose=0)
""",
)

CLOSING: Final[tuple[str, ...]] = (
    """\
submission = pd.DataFrame({"id": $df_test.index, "target": y_pred[: len($df_test)]})
submission.to_csv("submission.csv", index=False)
submission.head()
""",
    """\
import joblib

joblib.dump(forest, "$word.joblib")
!ls -l
""",
)

#: What stands in a third of all cells: one look at one thing.
GLANCING: Final[tuple[str, ...]] = (
    "$df.head()\n",
    "$df.columns\n",
    "$df.isnull().sum()\n",
    '$df["$col"].value_counts()\n',
    "$df.shape\n",
    "$df.dtypes\n",
    '$df["$col2"].unique()\n',
    "$df.describe()\n",
    '$df = $df.drop("$col3", axis=1)\n',
    "plt.show()\n",
)

#: Thoughts, headings and code that was put aside.
COMMENTS: Final[tuple[str, ...]] = (
    "# Let us look at $col first, it should tell us something about the target",
    "# To do later: the same again without $col2",
    "# ---------------------------------------------------------------",
    '# $df["$col"] = $df["$col"].apply(lambda value: value / $number)',
    "# Observation: rows with a high $col have a lower $col2, the others are spread evenly",
    "# Feature engineering",
    "# Fill the missing values of $col with the median of the group",
    '# plt.hist($df["$col2"], bins=$number)',
    "# The score on the leaderboard was 0.$number with this, and worse with more depth",
    "# Train the model",
    "# model = RandomForestClassifier(n_estimators=$number, max_depth=None, min_samples_leaf=2)",
    "# From the plot above we see that $col and $col3 go together",
)
