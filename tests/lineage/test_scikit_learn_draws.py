"""The conditions in the table of scikit-learn's random callables hold: each is tried.

Every trial repeats one call under several states of NumPy's global generator. The results differ
where the table says that the call draws, and are equal to the last bit where it says it does not.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mlchecks_jupyter.lineage.libraries import scikit_learn as table
from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, Where

joblib = pytest.importorskip("joblib")
np = pytest.importorskip("numpy")
sklearn = pytest.importorskip("sklearn")
threadpoolctl = pytest.importorskip("threadpoolctl")
for experimental in ("enable_halving_search_cv", "enable_iterative_imputer"):
    importlib.import_module(f"sklearn.experimental.{experimental}")

#: Small data give every kind of warning: no convergence, constant columns, deprecated arguments.
pytestmark = pytest.mark.filterwarnings("ignore")

VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
STATES = (0, 1, 2, 3, 4)
Arguments = dict[str, Any]
Run = Callable[[Any, Arguments], object]
ENTRIES = {call.name.rpartition(".")[2]: call for call in table.CALLS}
LARGE_ENTRIES = {call.name.rpartition(".")[2]: call for call in table.SIZE_DEPENDENT}

#: Draws that no trial shows, with the reason.
UNTRIED = dict.fromkeys(
    ("fetch_20newsgroups", "fetch_covtype", "fetch_kddcup99", "fetch_olivetti_faces", "fetch_rcv1"),
    "the data set is a download; the condition is that of its source",
)

#: Version from which the table's condition holds, where it was another before.
SINCE = {
    "GroupKFold": (1, 6),
    "LinearSVC": (1, 5),
    "LinearSVR": (1, 5),
    "LogisticRegression l1_ratio": (1, 8),
    "HistGradientBoostingClassifier max_features": (1, 4),
    "HistGradientBoostingRegressor max_features": (1, 4),
    "MDS init": (1, 8),
    "TunedThresholdClassifierCV": (1, 5),
    "check_cv": (1, 9),
}


class Trial(NamedTuple):
    entry: RandomCall
    run: Run
    arguments: Arguments

    @property
    def name(self) -> str:
        return self.entry.name.rpartition(".")[2]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={str(value)[:24]}' for key, value in self.arguments.items())})"


def trials(names: str, run: Run, *arguments: Arguments) -> Iterator[Trial]:
    return (Trial(ENTRIES[name], run, given) for name in names.split() for given in arguments)


def large(names: str, run: Run, arguments: Arguments) -> Iterator[Trial]:
    return (Trial(LARGE_ENTRIES[name], run, arguments) for name in names.split())


def sklearn_callable(entry: RandomCall) -> Any:
    module, _, name = entry.name.rpartition(".")
    return getattr(importlib.import_module(module), name)


def holds(where: Where, arguments: Arguments) -> bool:
    value = arguments.get(where.parameter, where.default)
    if isinstance(value, np.ndarray):
        return not where.among
    return value in where.among if where.among else value not in where.unless


def alternatives(entry: RandomCall, arguments: Arguments) -> list[int]:
    """Which of the entry's alternatives these arguments meet."""
    return [index for index, every in enumerate(entry.when) if all(holds(where, arguments) for where in every)]


def draws(entry: RandomCall, arguments: Arguments) -> bool:
    return not entry.when or bool(alternatives(entry, arguments))


def results(trial: Trial) -> set[str]:
    """Digests of what the call gives under the states of the global generator, up to the first other one."""
    function = sklearn_callable(trial.entry)
    digests: set[str] = set()
    with threadpoolctl.threadpool_limits(1):
        for state in STATES:
            np.random.seed(state)
            digests.add(joblib.hash(trial.run(function, trial.arguments)))
            if len(digests) > 1:
                break
    return digests


# Data: few distinct values and a column twice, so that splits and neighbours tie.
RNG = np.random.RandomState(0)
X = np.round(RNG.normal(size=(150, 8)), 1)
X[:, 3] = X[:, 2]
NEW = np.round(RNG.normal(size=(60, 8)), 1)
LABEL = (X[:, 0] + RNG.normal(size=150) > 0).astype(int)
LABELS = np.digitize(X[:, 0] + RNG.normal(size=150), [-0.6, 0.6])
TARGET = 2 * X[:, 0] + X[:, 1] + RNG.normal(size=150)
TARGETS = np.c_[TARGET, X[:, 3] + X[:, 4], X[:, 0] + X[:, 5]]
GROUPS = np.arange(150) % 30
GAPS = np.where(RNG.uniform(size=X.shape) < 0.1, np.nan, X)
PIXELS = np.round(np.abs(RNG.normal(size=(60, 30))), 1)
WIDE = RNG.normal(size=(510, 60))
CLOSENESS = np.exp(-((X[:, None] - X[None]) ** 2).sum(axis=2))
CATEGORIES = (X[:, :2] > 0).astype(int)
GRID = np.indices((8, 8)).reshape(2, -1).T.astype(float)
WAVE = RNG.uniform(0, 10, size=(20, 1))
WAVE_TARGET = np.sin(3 * WAVE[:, 0]) + 0.3 * RNG.normal(size=20)

LEARNED = """
    coef_ components_ labels_ embedding_ covariance_ row_labels_ bin_edges_ best_params_ random_offset_ code_book_
    dual_coef_ intercept_ rows_ columns_ error_
""".split()
ANSWERS = ("predict", "predict_proba", "decision_function", "transform")


def outcome(estimator: Any, new: Any) -> list[object]:
    """What a fitted estimator has learned and what it answers on other rows than those of its fit."""
    given = [getattr(estimator, name)(new) for name in ANSWERS if hasattr(estimator, name)]
    return given + [getattr(estimator, name) for name in LEARNED if hasattr(estimator, name)]


def fitted(x: Any, y: Any = None, new: Any = None, first: tuple[Any, ...] = (), **always: Any) -> Run:
    def run(make: Any, arguments: Arguments) -> object:
        return outcome(make(*first, **{**always, **arguments}).fit(x, y), x if new is None else new)

    return run


def transformed(x: Any, y: Any = None, **always: Any) -> Run:
    return lambda make, arguments: make(**{**always, **arguments}).fit_transform(x, y)


def called(*values: Any, **always: Any) -> Run:
    def run(function: Any, arguments: Arguments) -> object:
        given = function(*values, **{**always, **arguments})
        return list(given) if isinstance(given, map) else given

    return run


def split(*first: Any) -> Run:
    return lambda make, arguments: list(make(*first, **arguments).split(X, LABEL, GROUPS))


def load_folder(function: Any, arguments: Arguments) -> object:
    return function(str(Path(sklearn.__file__).parent / "datasets"), load_content=False, **arguments).filenames


def searched(make: Any, arguments: Arguments) -> object:
    tree = importlib.import_module("sklearn.ensemble").RandomForestClassifier(n_estimators=2, random_state=0)
    options = {"max_depth": list(range(1, 30 if "Random" in make.__name__ else 5))}
    found = make(tree, options, cv=3, **arguments).fit(X, LABEL).cv_results_
    return [found["params"], found["mean_test_score"]]


def factor(make: Any, arguments: Arguments) -> object:
    """A factorization that starts from given matrices."""
    return make(4, max_iter=5, **arguments).fit_transform(PIXELS, W=PIXELS[:, :4] + 0.1, H=PIXELS[:4] + 0.1)


def linear(name: str) -> Any:
    return getattr(importlib.import_module("sklearn.linear_model"), name)()


def kernel() -> Any:
    """A kernel whose likelihood has several optima."""
    kernels = importlib.import_module("sklearn.gaussian_process.kernels")
    return 1.0 * kernels.ExpSineSquared(1.0, 1.0) + kernels.WhiteKernel(1.0)


#: The least that t-SNE takes.
BRIEF: Arguments = {"max_iter" if VERSION >= (1, 5) else "n_iter": 250}
CLASSIFIED = fitted(X, LABELS, NEW)
REGRESSED = fitted(X, TARGET, NEW)
UNSUPERVISED = fitted(X, None, NEW)
FACTORED = fitted(PIXELS, n_components=4)
SHUFFLED: tuple[Arguments, ...] = ({}, {"shuffle": False}, {"shuffle": True})
HISTOGRAMS: tuple[Arguments, ...] = (
    {"max_iter": 5},
    {"max_iter": 20, "early_stopping": True},
    {"max_iter": 5, "max_features": 0.5},
)
ASSIGNED: tuple[Arguments, ...] = ({}, {"assign_labels": "discretize"}, {"assign_labels": "cluster_qr"})
FIRST_ROWS = {"init": X[:3]}
NO_SEED: Arguments = {"random_state": None}

TRIALS = [
    *trials("train_test_split", called(X, LABELS), *SHUFFLED),
    *trials("KFold StratifiedKFold GroupKFold StratifiedGroupKFold", split(), *SHUFFLED),
    *trials("check_cv", split(5), *SHUFFLED),
    *trials("RepeatedKFold RepeatedStratifiedKFold ShuffleSplit StratifiedShuffleSplit GroupShuffleSplit", split(), {}),
    *trials("resample shuffle", called(X), {}),
    *trials("resample", called(X), {"replace": False}),
    *trials("sample_without_replacement", called(100, 10), {}),
    *trials("ParameterSampler", lambda make, _: list(make({"a": range(50)}, 3)), {}),
    *trials("learning_curve", called(linear("Ridge"), X, TARGET, cv=3), *SHUFFLED),
    *trials("silhouette_score", called(X, LABELS), {}, {"sample_size": 40}),
    *trials("extract_patches_2d", called(PIXELS, (3, 3)), {}, {"max_patches": 5}),
    *trials("PatchExtractor", transformed(X.reshape(10, 15, 8), patch_size=(3, 3)), {}, {"max_patches": 5}),
    *trials("load_files", load_folder, {}, NO_SEED, {"shuffle": False, **NO_SEED}),
    *trials("make_circles make_moons", called(), *SHUFFLED, {"shuffle": False, "noise": 0.1}),
    *trials("make_biclusters make_checkerboard", called((20, 20), 2), {}, {"shuffle": False}),
    *trials("make_blobs make_classification make_gaussian_quantiles make_regression", called(), *SHUFFLED),
    *trials("make_friedman1 make_friedman2 make_friedman3 make_hastie_10_2 make_low_rank_matrix", called(), {}),
    *trials("make_multilabel_classification make_s_curve make_swiss_roll make_sparse_uncorrelated", called(), {}),
    *trials("make_sparse_spd_matrix make_spd_matrix", called(6), {}),
    *trials("make_sparse_coded_signal", called(5, n_components=4, n_features=6, n_nonzero_coefs=2), {}),
    *trials("DecisionTreeClassifier ExtraTreeClassifier", CLASSIFIED, {}, {"max_features": None}),
    *trials("DecisionTreeRegressor ExtraTreeRegressor", REGRESSED, {}, {"max_features": None}),
    *trials("AdaBoostClassifier BaggingClassifier", CLASSIFIED, {}),
    *trials("AdaBoostRegressor BaggingRegressor", REGRESSED, {}),
    *trials("ExtraTreesClassifier RandomForestClassifier GradientBoostingClassifier", CLASSIFIED, {"n_estimators": 5}),
    *trials("ExtraTreesRegressor RandomForestRegressor GradientBoostingRegressor", REGRESSED, {"n_estimators": 20}),
    *trials("IsolationForest RandomTreesEmbedding", UNSUPERVISED, {"n_estimators": 5}),
    *trials("RandomForestClassifier", CLASSIFIED, {"n_estimators": 5, "bootstrap": False, "max_features": None}),
    *trials("HistGradientBoostingClassifier", CLASSIFIED, *HISTOGRAMS),
    *trials("HistGradientBoostingRegressor", REGRESSED, *HISTOGRAMS),
    *trials("ElasticNet ElasticNetCV LassoCV", fitted(X, TARGET), {}, {"selection": "random"}),
    *trials("Lasso", fitted(X, TARGET, alpha=0.1), {}, {"selection": "random"}),
    *trials("MultiTaskElasticNet MultiTaskLasso", fitted(X, TARGETS), {}, {"selection": "random"}),
    *trials("MultiTaskElasticNetCV MultiTaskLassoCV", fitted(X, TARGETS), {}, {"selection": "random"}),
    *trials("Lars LassoLars", fitted(X, TARGET), {}, {"jitter": 1e-3}),
    *trials(
        "LogisticRegression LogisticRegressionCV",
        fitted(X, LABEL),
        {},
        *({"solver": name} for name in ("newton-cg", "newton-cholesky", "sag", "saga", "liblinear")),
        {"solver": "liblinear", "dual": True},
        {"solver": "liblinear", "penalty": "l1"},
    ),
    *trials("LogisticRegression", fitted(X, LABEL), {"solver": "liblinear", "l1_ratio": 1}),
    *trials("Ridge", REGRESSED, *({"solver": name} for name in ("auto", "svd", "lsqr", "sparse_cg", "sag", "saga"))),
    *trials("RidgeClassifier", CLASSIFIED, *({"solver": name} for name in ("auto", "cholesky", "sag", "saga"))),
    *trials("ridge_regression", called(X, TARGET, 1.0), {}, {"solver": "sag"}, {"return_intercept": True}),
    *trials("SGDClassifier PassiveAggressiveClassifier", CLASSIFIED, *SHUFFLED),
    *trials("SGDRegressor PassiveAggressiveRegressor", REGRESSED, *SHUFFLED),
    *trials("SGDClassifier PassiveAggressiveClassifier", CLASSIFIED, {"shuffle": False, "early_stopping": True}),
    *trials("SGDRegressor PassiveAggressiveRegressor", REGRESSED, {"shuffle": False, "early_stopping": True}),
    *trials("SGDOneClassSVM", UNSUPERVISED, *SHUFFLED),
    *trials("Perceptron", CLASSIFIED, *({**NO_SEED, "shuffle": shuffle} for shuffle in (True, False))),
    *trials("Perceptron", CLASSIFIED, {**NO_SEED, "shuffle": False, "early_stopping": True}),
    *trials("RANSACRegressor TheilSenRegressor", REGRESSED, {}),
    *trials("SVC NuSVC", CLASSIFIED, {}, {"probability": True}, {"probability": False}),
    *trials(
        "LinearSVC",
        CLASSIFIED,
        {},
        {"dual": True},
        {"dual": False},
        {"dual": False, "penalty": "l1"},
        {"loss": "hinge"},
        {"dual": False, "multi_class": "crammer_singer"},
    ),
    *trials(
        "LinearSVR",
        REGRESSED,
        {},
        {"loss": "squared_epsilon_insensitive"},
        {"loss": "squared_epsilon_insensitive", "dual": True},
    ),
    *trials("AffinityPropagation", fitted(GRID), {}),
    *trials("affinity_propagation", called(-((GRID[:, None] - GRID[None]) ** 2).sum(axis=2)), {}),
    *trials("BisectingKMeans", fitted(X, n_clusters=4), {}),
    *trials("MiniBatchKMeans", fitted(X, n_clusters=3, batch_size=20), {}, FIRST_ROWS),
    *trials("KMeans", fitted(X, n_clusters=3, max_iter=2), {}, {"init": "random"}, FIRST_ROWS),
    *trials("k_means", called(X, 3, max_iter=2), {}, {"init": "random"}, FIRST_ROWS),
    *trials("kmeans_plusplus", called(X, 3), {}),
    *trials("SpectralBiclustering SpectralCoclustering", fitted(PIXELS, n_clusters=4), {}),
    *trials("SpectralClustering", fitted(X), *ASSIGNED),
    *trials("spectral_clustering", called(CLOSENESS), *ASSIGNED),
    *trials("estimate_bandwidth", called(X), {}, NO_SEED, {"n_samples": 50}, {**NO_SEED, "n_samples": 50}),
    *trials("BayesianGaussianMixture GaussianMixture", UNSUPERVISED, {"n_components": 4}),
    *trials("GaussianMixture", lambda make, _: make().fit(X).sample(3), {}),
    *trials("DictionaryLearning SparsePCA", fitted(PIXELS, n_components=70, max_iter=2), {}),
    *trials("dict_learning", called(PIXELS, 70, alpha=1, max_iter=2), {}),
    *trials("dict_learning_online", called(PIXELS[:30], 4, alpha=1, max_iter=2), {}, {"shuffle": False}),
    *trials("MiniBatchDictionaryLearning MiniBatchSparsePCA", fitted(PIXELS, n_components=8, max_iter=2), *SHUFFLED),
    *trials("LatentDirichletAllocation", FACTORED, {}),
    *trials("TruncatedSVD", FACTORED, {}, {"algorithm": "arpack"}),
    *trials("randomized_range_finder", called(PIXELS, size=4, n_iter=2), {}),
    *trials("randomized_svd", called(PIXELS, 4), {}),
    *trials("FastICA", FACTORED, {}, {"w_init": np.eye(4)}),
    *trials("fastica", called(PIXELS, 4), {}, {"w_init": np.eye(4)}),
    *trials("FactorAnalysis", FACTORED, {}, NO_SEED, {**NO_SEED, "svd_method": "lapack"}),
    *trials("PCA", FACTORED, *({"svd_solver": name} for name in ("auto", "full", "arpack", "randomized"))),
    *trials("KernelPCA", FACTORED, *({"eigen_solver": name} for name in ("auto", "dense", "arpack", "randomized"))),
    *trials(
        "NMF MiniBatchNMF", FACTORED, {}, *({"init": name} for name in ("random", "nndsvd", "nndsvda", "nndsvdar"))
    ),
    *trials("NMF", factor, {"init": "custom"}, {"init": "custom", "shuffle": True}),
    *trials("MiniBatchNMF", factor, {"init": "custom"}),
    *trials("non_negative_factorization", called(PIXELS, n_components=4), {}, {"init": "random"}),
    *trials(
        "non_negative_factorization",
        called(PIXELS, None, PIXELS[:4] + 0.1, n_components=4),
        {"update_H": False},
        {"update_H": False, "shuffle": True},
    ),
    *trials("SpectralEmbedding", fitted(X), {}),
    *trials("TSNE", fitted(PIXELS, perplexity=5, **BRIEF), {"init": "random"}),
    *trials("TSNE", fitted(WIDE, perplexity=5, **BRIEF), {}),
    *trials("spectral_embedding", called(CLOSENESS), {}),
    *trials("LocallyLinearEmbedding", fitted(WIDE[:210]), {}, {"eigen_solver": "dense"}, {"eigen_solver": "arpack"}),
    *trials(
        "locally_linear_embedding",
        called(WIDE[:210], n_neighbors=5, n_components=2),
        {},
        {"eigen_solver": "dense"},
        {"eigen_solver": "arpack"},
    ),
    *trials("MDS", fitted(PIXELS, n_init=1, max_iter=5), {}, {"init": "random"}, {"init": "classical_mds"}),
    *trials(
        "smacof", called(np.abs(PIXELS[:, :1] - PIXELS[:, :1].T), n_init=1, max_iter=5), {}, {"init": PIXELS[:, :2]}
    ),
    *trials("Nystroem PolynomialCountSketch RBFSampler", FACTORED, {}),
    *trials("SkewedChi2Sampler GaussianRandomProjection SparseRandomProjection", FACTORED, {}),
    *trials(
        "NeighborhoodComponentsAnalysis",
        fitted(X, LABELS, max_iter=3),
        {},
        *({"init": name} for name in ("pca", "identity", "random")),
    ),
    *trials("BernoulliRBM", fitted(PIXELS / PIXELS.max(), n_components=4, n_iter=2), {}),
    *trials("MLPClassifier", fitted(X, LABELS, max_iter=3), {}, {"shuffle": False}),
    *trials("MLPRegressor", fitted(X, TARGET, max_iter=3), {}, {"solver": "lbfgs"}),
    *trials(
        "GaussianProcessClassifier", fitted(WAVE, WAVE_TARGET > 0, kernel=kernel()), {}, {"n_restarts_optimizer": 1}
    ),
    *trials("GaussianProcessRegressor", fitted(WAVE, WAVE_TARGET, kernel=kernel()), {}, {"n_restarts_optimizer": 1}),
    *trials("EllipticEnvelope MinCovDet", UNSUPERVISED, {}),
    *trials("fast_mcd", called(X), {}),
    *trials("DummyClassifier", CLASSIFIED, {}, {"strategy": "stratified"}, {"strategy": "uniform"}),
    *trials("OutputCodeClassifier", fitted(X, LABELS, NEW, (linear("LogisticRegression"),)), {}),
    *trials("ClassifierChain", fitted(X, TARGETS > 0, NEW, (linear("LogisticRegression"),)), {}, {"order": "random"}),
    *trials("RegressorChain", fitted(X, TARGETS, NEW, (linear("Lasso"),)), {}, {"order": "random"}),
    *trials(
        "IterativeImputer",
        transformed(GAPS, max_iter=2),
        {},
        {"sample_posterior": True},
        {"imputation_order": "random"},
        {"n_nearest_features": 2},
    ),
    *trials("TargetEncoder", transformed(CATEGORIES, TARGET), {}, {"shuffle": False}, {"cv": 3}),
    *trials("mutual_info_classif", called(X, LABELS), {}, {"discrete_features": False}, {"discrete_features": True}),
    *trials("mutual_info_regression", called(X, TARGET), {}, {"discrete_features": True}),
    *trials("permutation_importance", called(linear("Ridge").fit(X, TARGET), X, TARGET), {}),
    *trials("permutation_test_score", called(linear("Ridge"), X, TARGET, n_permutations=5), {}, NO_SEED),
    *trials("RandomizedSearchCV", searched, {"n_iter": 2}),
    *trials("HalvingRandomSearchCV", searched, {"n_candidates": 4}),
    *trials("HalvingGridSearchCV", searched, {}, {"resource": "n_estimators", "max_resources": 9}),
    *trials(
        "TunedThresholdClassifierCV",
        fitted(X, LABEL, first=(linear("LogisticRegression"),), thresholds=9),
        {},
        {"cv": 0.3},
    ),
]


LONG = RNG.normal(size=(10_100, 1))
LARGE = [
    *large("HistGradientBoostingClassifier", fitted(LONG, LONG[:, 0] + LONG[::-1, 0] > 0, max_iter=5), {}),
    *large("HistGradientBoostingRegressor", fitted(LONG, LONG[::-1, 0], max_iter=5), {}),
    *large("QuantileTransformer", fitted(LONG), {}),
    *large("quantile_transform", called(np.repeat(LONG, 10, axis=0)), {}),
    *large("KBinsDiscretizer", fitted(np.repeat(LONG, 20, axis=0), encode="ordinal"), {}),
    *large("PCA", fitted(WIDE), {"n_components": 4}),
    *large("KernelPCA", fitted(WIDE[:210], kernel="rbf"), {"n_components": 4}),
    *large("LinearSVC", fitted(X[:6], LABEL[:6]), {}),
    *large("LinearSVR", fitted(X[:6], TARGET[:6]), {"loss": "squared_epsilon_insensitive"}),
]
SMALL = [
    *large("QuantileTransformer", UNSUPERVISED, {}),
    *large("quantile_transform", called(X), {}),
    *large("KBinsDiscretizer", fitted(X, encode="ordinal"), {}),
    *large("PCA", UNSUPERVISED, {"n_components": 4}),
    *large("KernelPCA", UNSUPERVISED, {"n_components": 4}),
]


def not_before(trial: Trial) -> tuple[int, ...]:
    keys = (trial.name, *(f"{trial.name} {parameter}" for parameter in trial.arguments))
    return max(SINCE.get(key, (0, 0)) for key in keys)


@pytest.mark.parametrize("trial", TRIALS, ids=str)
def test_a_call_draws_exactly_where_the_table_says_so(trial: Trial) -> None:
    if not_before(trial) > VERSION:
        pytest.skip(f"scikit-learn {sklearn.__version__} behaves otherwise")
    found = results(trial)
    assert (len(found) > 1) == draws(trial.entry, trial.arguments)


@pytest.mark.parametrize("call", table.CALLS, ids=lambda call: call.name)
def test_every_alternative_is_tried_alone_and_so_is_none(call: RandomCall) -> None:
    name = call.name.rpartition(".")[2]
    tried = [alternatives(call, trial.arguments) for trial in TRIALS if trial.name == name]
    if name in UNTRIED:
        assert not tried
    elif not call.when:
        assert tried
    else:
        assert [] in tried, "no trial meets no alternative"
        assert all([index] in tried for index in range(len(call.when))), "an alternative is never met alone"


@pytest.mark.parametrize("trial", LARGE, ids=str)
def test_large_data_make_these_draw(trial: Trial) -> None:
    assert draws(trial.entry, trial.arguments)
    assert not draws(ENTRIES[trial.name], trial.arguments) if trial.name in ENTRIES else trial.entry.when
    assert len(results(trial)) > 1


@pytest.mark.parametrize("trial", SMALL, ids=str)
def test_small_data_do_not(trial: Trial) -> None:
    assert len(results(trial)) == 1


def test_every_size_dependent_call_is_tried() -> None:
    drawn_as_picture = {"PartialDependenceDisplay"}
    assert {trial.name for trial in LARGE} == set(LARGE_ENTRIES) - drawn_as_picture


def test_perceptron_has_a_default_seed() -> None:
    """Its entry says so, and what is said of it is advice."""
    assert len(results(Trial(ENTRIES["Perceptron"], CLASSIFIED, {}))) == 1
