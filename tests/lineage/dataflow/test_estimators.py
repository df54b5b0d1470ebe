"""Pairs on estimators: what is fitted on which rows, in which library and inside what."""

from __future__ import annotations

from tests.lineage.dataflow.pairs import pairs, prove

PAIRS = {
    "a scaler fitted, then used": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop(columns="target"), df["target"]
      scaler = StandardScaler()
    - scaler.fit(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    + scaler.fit(X_train)
      clf = LogisticRegression().fit(scaler.transform(X_train), y_train)
      print(clf.score(scaler.transform(X_test), y_test))
    """,
    "fit and transform in one chain": """
      df = pd.read_csv("heart.csv")
      y = df.pop("target")
    - X = MinMaxScaler().fit(df).transform(df)  #! preprocessing
    + X = df.values
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      clf = SVC().fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    """,
    "a scaler fitted on both parts stacked": """
      df = pd.read_csv("heart.csv")
      X_train, X_test, y_train, y_test = train_test_split(df.drop("target", axis=1), df["target"], random_state=0)
      sc = StandardScaler()
    - sc.fit(np.vstack([X_train, X_test]))  #! preprocessing
    + sc.fit(X_train)
      clf = SVC().fit(sc.transform(X_train), y_train)
      print(accuracy_score(y_test, clf.predict(sc.transform(X_test))))
    """,
    "principal components": """
      digits = pd.read_csv("digits.csv")
      X, y = digits.drop("label", axis=1), digits.label
    - pca = PCA(n_components=50)
    - X_reduced = pca.fit_transform(X)  #! preprocessing
    - X_train, X_test, y_train, y_test = train_test_split(X_reduced, y, random_state=0)
    + X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    + pca = PCA(n_components=50).fit(X_train)
    + X_train, X_test = pca.transform(X_train), pca.transform(X_test)
      rf = RandomForestClassifier().fit(X_train, y_train)
      print(classification_report(y_test, rf.predict(X_test)))
    """,
    "the best features": """
      df = pd.read_csv("genes.csv")
      X, y = df.iloc[:, 1:], df.iloc[:, 0]
    - X = SelectKBest(f_classif, k=20).fit_transform(X, y)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    + best = SelectKBest(f_classif, k=20).fit(X_train, y_train)
    + X_train, X_test = best.transform(X_train), best.transform(X_test)
      gbc = GradientBoostingClassifier().fit(X_train, y_train)
      print(gbc.score(X_test, y_test))
    """,
    "columns kept by what a selector learned": """
      df = pd.read_csv("genes.csv")
      X, y = df.iloc[:, 1:], df.iloc[:, 0]
    - rfe = RFE(LogisticRegression(), n_features_to_select=5).fit(X, y)  #! preprocessing
    - X = X[X.columns[rfe.support_]]
    + X = X[X.columns[:5]]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      gbc = GradientBoostingClassifier().fit(X_train, y_train)
      print(gbc.score(X_test, y_test))
    """,
    "columns kept by a forest's importances": """
      df = pd.read_csv("credit.csv")
      X, y = df.drop(columns="default"), df["default"]
    - forest = RandomForestClassifier(random_state=0).fit(X, y)  #! preprocessing
    - top = pd.Series(forest.feature_importances_, index=X.columns).nlargest(10).index
    - X = X[top]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    + forest = RandomForestClassifier(random_state=0).fit(X_train, y_train)
    + top = pd.Series(forest.feature_importances_, index=X.columns).nlargest(10).index
    + X_train, X_test = X_train[top], X_test[top]
      logit = LogisticRegression().fit(X_train, y_train)
      print(roc_auc_score(y_test, logit.predict_proba(X_test)[:, 1]))
    """,
    "a bag of words weighted by all texts": """
      tweets = pd.read_csv("tweets.csv")
      vectorizer = TfidfVectorizer(stop_words="english")
    - X = vectorizer.fit_transform(tweets["text"])  #! preprocessing
    - X_train, X_test, y_train, y_test = train_test_split(X, tweets["sentiment"], random_state=0)
    + text_train, text_test, y_train, y_test = train_test_split(tweets["text"], tweets["sentiment"], random_state=0)
    + X_train = vectorizer.fit_transform(text_train)
    + X_test = vectorizer.transform(text_test)
      lr = LogisticRegression().fit(X_train, y_train)
      print(f1_score(y_test, lr.predict(X_test)))
    """,
    "counts to arrays": """
      corpus = []
      reviews = pd.read_csv("reviews.tsv", delimiter="\\t")
      for i in range(1000):
          corpus.append(reviews["Review"][i].lower())
      cv = CountVectorizer(max_features=1500)
      y = reviews.iloc[:, 1].values
    - X = cv.fit_transform(corpus).toarray()  #! preprocessing
    - X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.20, random_state=0)
    + c_train, c_test, y_train, y_test = train_test_split(corpus, y, test_size=0.20, random_state=0)
    + X_train, X_test = cv.fit_transform(c_train).toarray(), cv.transform(c_test).toarray()
      from sklearn.naive_bayes import GaussianNB
      classifier = GaussianNB()
      classifier.fit(X_train, y_train)
      print(accuracy_score(y_test, classifier.predict(X_test)))
    """,
    "an imputer that looks at neighbours": """
      df = pd.read_csv("horses.csv")
      y = df.pop("outcome")
    - df = pd.DataFrame(KNNImputer(n_neighbors=5).fit_transform(df), columns=df.columns)  #! preprocessing
    + df = df.dropna(axis=1)
      X_train, X_test, y_train, y_test = train_test_split(df, y, random_state=0)
      clf = RandomForestClassifier().fit(X_train, y_train)
      clf.score(X_test, y_test)
    """,
    "columns of the imputer of old": """
      from sklearn.impute import SimpleImputer as Imputer
      dataset = pd.read_csv("Data.csv")
      X = dataset.iloc[:, :-1].values
      y = dataset.iloc[:, 3].values
      imputer = Imputer(missing_values=np.nan, strategy="mean")
    - imputer = imputer.fit(X[:, 1:3])  #! preprocessing
    - X[:, 1:3] = imputer.transform(X[:, 1:3])
      X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
    + imputer = imputer.fit(X_train[:, 1:3])
    + X_train[:, 1:3] = imputer.transform(X_train[:, 1:3])
    + X_test[:, 1:3] = imputer.transform(X_test[:, 1:3])
      clf = DecisionTreeClassifier().fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    """,
    "a pipeline instead": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      pipe = Pipeline([("scale", StandardScaler()), ("svc", SVC())])
      pipe.fit(X_train, y_train)
      print(pipe.score(X_test, y_test))
    """,
    "a column transformer": """
      df = pd.read_csv("adult.csv")
      numeric, categorical = ["age", "hours"], ["job", "sex"]
      pre = ColumnTransformer([("n", StandardScaler(), numeric), ("c", OneHotEncoder(), categorical)])
      X, y = df[numeric + categorical], df["income"]
    - X = pre.fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    - clf = LogisticRegression()
    + clf = make_pipeline(pre, LogisticRegression())
      clf.fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    """,
    "a column transformer of pipelines": """
      df = pd.read_csv("adult.csv")
      num = Pipeline([("imp", SimpleImputer(strategy="median")), ("sc", StandardScaler())])
      cat = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
      pre = make_column_transformer((num, ["age"]), (cat, ["job"]))
    - features = pre.fit_transform(df)  #! preprocessing
    - tr, te, ytr, yte = train_test_split(features, df["income"], random_state=0)
    + tr, te, ytr, yte = train_test_split(df, df["income"], random_state=0)
    + tr = pre.fit_transform(tr)
    + te = pre.transform(te)
      model = GradientBoostingClassifier().fit(tr, ytr)
      print(model.score(te, yte))
    """,
    "a grid search over a pipeline": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
    - X = RobustScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      grid = GridSearchCV(make_pipeline(RobustScaler(), SVC()), {"svc__C": [0.1, 1, 10]}, cv=5)
      grid.fit(X_train, y_train)
      print(grid.best_params_, grid.best_score_)
      print(grid.best_estimator_.score(X_test, y_test))
    """,
    "cross-validation of what was scaled": """
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
    - X = StandardScaler().fit_transform(X)  #! preprocessing
    - print(cross_val_score(SVC(), X, y, cv=5).mean())
    + print(cross_val_score(make_pipeline(StandardScaler(), SVC()), X, y, cv=5).mean())
    """,
    "cross_val_predict and a report": """
      from sklearn.model_selection import cross_val_predict
      df = pd.read_csv("genes.csv")
      X, y = df.iloc[:, 1:], df.iloc[:, 0]
    - X = SelectKBest(k=10).fit_transform(X, y)  #! preprocessing
      model = make_pipeline(SelectKBest(k=10), LogisticRegression())
      print(classification_report(y, cross_val_predict(model, X, y, cv=10)))
    """,
    "a network of Keras": """
      from tensorflow.keras.layers import Dense, Dropout
      from tensorflow.keras.models import Sequential
      df = pd.read_csv("pima.csv")
      X, y = df.values[:, :8], df.values[:, 8]
    - X = MinMaxScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      model = Sequential()
      model.add(Dense(64, activation="relu", input_dim=8))
      model.add(Dropout(0.2))
      model.add(Dense(1, activation="sigmoid"))
      model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
      history = model.fit(X_train, y_train, epochs=20, validation_split=0.2, verbose=0)
      print(model.evaluate(X_test, y_test)[1])
    """,
    "a layer of Keras that adapts": """
      import tensorflow as tf
      df = pd.read_csv("auto.csv")
      y = df.pop("mpg")
      norm = tf.keras.layers.Normalization(axis=-1)
    - norm.adapt(df.to_numpy())  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(df.to_numpy(), y, random_state=0)
    + norm.adapt(X_train)
      model = tf.keras.Sequential([norm, tf.keras.layers.Dense(1)])
      model.compile(loss="mae", optimizer="adam")
      model.fit(X_train, y_train, epochs=10)
      print(model.evaluate(X_test, y_test))
    """,
    "XGBoost with its own matrices": """
      import xgboost as xgb
      df = pd.read_csv("rain.csv")
      X, y = df.drop(columns="mm"), df["mm"]
    - X = X.fillna(X.mean())  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      dtrain, dtest = xgb.DMatrix(X_train, label=y_train), xgb.DMatrix(X_test, label=y_test)
      booster = xgb.train({"max_depth": 4, "objective": "reg:squarederror"}, dtrain, num_boost_round=100)
      print(mean_squared_error(y_test, booster.predict(dtest)))
    """,
    "XGBClassifier": """
      from xgboost import XGBClassifier
      df = pd.read_csv("otto.csv")
      X, y = df.drop(columns="target"), LabelEncoder().fit_transform(df["target"])
    - X = PCA(30).fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      clf = XGBClassifier(n_estimators=200)
      clf.fit(X_train, y_train)
      print(accuracy_score(y_test, clf.predict(X_test)))
    """,
    "LightGBM data sets": """
      import lightgbm as lgb
      df = pd.read_csv("fraud.csv")
    - df["amount"] = StandardScaler().fit_transform(df[["amount"]])  #! preprocessing
    + df["amount"] = np.log1p(df["amount"])
      X_train, X_test, y_train, y_test = train_test_split(df[["amount", "hour"]], df["fraud"], random_state=0)
      train_set = lgb.Dataset(X_train, y_train)
      bst = lgb.train({"objective": "binary"}, train_set, 100)
      print(roc_auc_score(y_test, bst.predict(X_test)))
    """,
    "CatBoost pools": """
      from catboost import CatBoostClassifier, Pool
      df = pd.read_csv("amazon.csv")
    - df["role"] = df["role"].map(df.groupby("role")["action"].mean())  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(df.drop("action", axis=1), df.action, random_state=0)
      model = CatBoostClassifier(iterations=100, verbose=0)
      model.fit(Pool(X_train, y_train))
      print(roc_auc_score(y_test, model.predict_proba(Pool(X_test))[:, 1]))
    """,
    "ordinary least squares of statsmodels": """
      import statsmodels.api as sm
      df = pd.read_csv("ads.csv")
    - df["tv"] = (df["tv"] - df["tv"].mean()) / df["tv"].std()  #! preprocessing
      train, test = train_test_split(df, random_state=0)
      ols = sm.OLS(train["sales"], sm.add_constant(train[["tv"]])).fit()
      print(mean_squared_error(test["sales"], ols.predict(sm.add_constant(test[["tv"]]))))
    """,
    "a formula of statsmodels": """
      import statsmodels.formula.api as smf
      df = pd.read_csv("ads.csv")
    - df["tv"] = MinMaxScaler().fit_transform(df[["tv"]])  #! preprocessing
      train, test = df[:150], df[150:]
      fit = smf.ols("sales ~ tv", data=train).fit()
      print(mean_squared_error(test["sales"], fit.predict(test)))
    """,
    "undersampling in a pipeline of imbalanced-learn": """
      from imblearn.pipeline import Pipeline as ImbPipeline
      from imblearn.under_sampling import RandomUnderSampler
      df = pd.read_csv("fraud.csv")
      X, y = df.drop("fraud", axis=1), df.fraud
    - X = StandardScaler().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)
      pipe = ImbPipeline([("under", RandomUnderSampler(random_state=0)), ("lr", LogisticRegression())])
      pipe.fit(X_train, y_train)
      print(f1_score(y_test, pipe.predict(X_test)))
    """,
    "clusters as a feature": """
      from sklearn.cluster import KMeans
      df = pd.read_csv("housing.csv")
    - df["area"] = KMeans(8, random_state=0).fit_predict(df[["lat", "lon"]])  #! preprocessing
    + df["area"] = (df["lat"] // 1) * 10 + df["lon"] // 1
      X_train, X_test, y_train, y_test = train_test_split(df.drop("price", axis=1), df["price"], random_state=0)
      rf = RandomForestRegressor().fit(X_train, y_train)
      print(rf.score(X_test, y_test))
    """,
    "labels of clusters as a feature": """
      from sklearn.cluster import KMeans
      df = pd.read_csv("housing.csv")
    - km = KMeans(8, random_state=0).fit(df[["lat", "lon"]])  #! preprocessing
    - df["area"] = km.labels_
    + df["area"] = df["lat"] // 1
      X_train, X_test, y_train, y_test = train_test_split(df.drop("price", axis=1), df["price"], random_state=0)
      rf = RandomForestRegressor().fit(X_train, y_train)
      print(rf.score(X_test, y_test))
    """,
    "transformers without a memory": """
      from sklearn.preprocessing import Normalizer, PolynomialFeatures, PowerTransformer
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
      X = Normalizer().fit_transform(X)
      X = PolynomialFeatures(2).fit_transform(X)
    - X = PowerTransformer().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      print(SVC().fit(X_train, y_train).score(X_test, y_test))
    """,
    "a hashing vectoriser has no memory, a singular value decomposition has": """
      from sklearn.decomposition import TruncatedSVD
      from sklearn.feature_extraction.text import HashingVectorizer
      news = pd.read_csv("news.csv")
      X = HashingVectorizer(n_features=2**12).fit_transform(news["body"])
    - X = TruncatedSVD(100).fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, news["topic"], random_state=0)
      lr = LogisticRegression().fit(X_train, y_train)
      print(lr.score(X_test, y_test))
    """,
    "an estimator handed to another": """
      from sklearn.ensemble import StackingClassifier, VotingClassifier
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1).values, df["target"].values
    - X = StandardScaler().fit(X).transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      base = [("rf", RandomForestClassifier()), ("svc", make_pipeline(StandardScaler(), SVC()))]
      stack = StackingClassifier(estimators=base, final_estimator=LogisticRegression())
      stack.fit(X_train, y_train)
      print(stack.score(X_test, y_test))
    """,
    "a transformer of the notebook's own": """
      from sklearn.base import BaseEstimator, TransformerMixin
    ===
      class Centre(BaseEstimator, TransformerMixin):
          def fit(self, X, y=None):
              self.mean_ = np.mean(X, axis=0)
              return self
          def transform(self, X):
              return X - self.mean_
    ===
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
    - X = Centre().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      clf = make_pipeline(Centre(), SVC()).fit(X_train, y_train)
      print(clf.score(X_test, y_test))
    """,
    "a dictionary of scalers": """
      df = pd.read_csv("heart.csv")
    - train, test = df, None
    - scalers = {c: StandardScaler().fit(df[[c]]) for c in ["age", "chol"]}  #! preprocessing
      train, test = train_test_split(df, random_state=0)
    + scalers = {c: StandardScaler().fit(train[[c]]) for c in ["age", "chol"]}
      for c in ["age", "chol"]:
          train[c] = scalers[c].transform(train[[c]])
          test[c] = scalers[c].transform(test[[c]])
      clf = SVC().fit(train[["age", "chol"]], train["target"])
      print(clf.score(test[["age", "chol"]], test["target"]))
    """,
    "a metric that is handed the model": """
      from sklearn.metrics import ConfusionMatrixDisplay
      df = pd.read_csv("heart.csv")
      X, y = df.drop("target", axis=1), df["target"]
    - X = SimpleImputer().fit_transform(X)  #! preprocessing
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      clf = RandomForestClassifier().fit(X_train, y_train)
      ConfusionMatrixDisplay.from_estimator(clf, X_test, y_test)
    """,
}


@pairs(PAIRS)
def test_a_leak_is_found_where_it_is_and_nothing_in_its_twin(text: str) -> None:
    prove(text)
