"""The random callables of scikit-learn, and the arguments under which each one really draws.

Every condition was settled by experiment: the call was repeated under different states of NumPy's
global generator, which is what scikit-learn draws from without `random_state`, and its results
compared. The tests repeat these experiments. A condition names what can be read in a notebook's
source; three rules settle the rest.

* Random on some data only (ties between columns, unused atoms, several optima): counted, since a
  notebook's source does not show that its data are free of them.
* Random only above a size of the data that small tables do not reach: not in `CALLS` but in
  `SIZE_DEPENDENT`.
* A default seed that is a number: random only where `random_state=None` is written. A Perceptron
  states its default seed instead, as its fit depends on the order of the rows.
"""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import DrawKind, RandomCall, Where

When = tuple[tuple[Where, ...], ...]

ALWAYS: Final[When] = ()


def _objects(kind: DrawKind, module: str, names: str, when: When = ALWAYS) -> tuple[RandomCall, ...]:
    """Makers of objects, of one module: the draw comes with `fit` or `split`."""
    return tuple(RandomCall(f"sklearn.{module}.{name}", kind, when=when, deferred=True) for name in names.split())


def _functions(kind: DrawKind, module: str, names: str, when: When = ALWAYS) -> tuple[RandomCall, ...]:
    """Functions of one module: the draw comes with the call."""
    return tuple(RandomCall(f"sklearn.{module}.{name}", kind, when=when) for name in names.split())


def _seed_is_none(default: int) -> Where:
    """Condition of a callable that has a number as its default seed."""
    return Where("random_state", default, among=(None,))


SHUFFLED: Final = Where("shuffle", False, among=(True,))
NOT_UNSHUFFLED: Final = Where("shuffle", True, unless=(False,))
NOISE: Final = Where("noise", None, unless=(None,))
#: Either the order of the rows or the rows held back for early stopping.
SHUFFLE_OR_HOLD_BACK: Final[When] = (
    (NOT_UNSHUFFLED,),
    (Where("early_stopping", False, among=(True,)),),
)
RANDOM_COORDINATE: Final[When] = ((Where("selection", "cyclic", among=("random",)),),)
RANDOM_ORDER: Final[When] = ((Where("order", None, among=("random",)),),)
STOCHASTIC_RIDGE: Final = Where("solver", "auto", among=("sag", "saga"))
PROBABILITY: Final[When] = ((Where("probability", "deprecated", among=(True,)),),)
RESTARTS: Final[When] = ((Where("n_restarts_optimizer", 0, unless=(0,)),),)
JITTER: Final[When] = ((Where("jitter", None, unless=(None,)),),)
PATCHES: Final[When] = ((Where("max_patches", None, unless=(None,)),),)
#: Not with an array of centres, which a source shows as anything but these names.
DRAWN_CENTRES: Final[When] = ((Where("init", "k-means++", among=("k-means++", "random")),),)
LABELS_BY_DRAW: Final[When] = ((Where("assign_labels", "kmeans", unless=("cluster_qr",)),),)
UNMIXING_NOT_GIVEN: Final[When] = ((Where("w_init", None, among=(None,)),),)
#: "auto" is dense up to 200 rows only.
SPARSE_EIGEN: Final[When] = ((Where("eigen_solver", "auto", unless=("dense",)),),)
NMF_SHUFFLED: Final = (SHUFFLED, Where("solver", "cd", among=("cd",)))
NMF_DRAWN: Final = Where("init", None, unless=("custom",))

LIBLINEAR: Final = Where("solver", "lbfgs", among=("liblinear",))
L1: Final = Where("penalty", "deprecated", among=("l1",))
#: liblinear permutes coordinates, except in the exact Newton solver of its primal L2 problem.
LOGISTIC_DRAWS: Final[When] = (
    (Where("solver", "lbfgs", among=("sag", "saga")),),
    (LIBLINEAR, Where("dual", False, among=(True,))),
)
L1_BY_RATIO: Final = Where("l1_ratio", 0.0, among=(1,))
#: "auto" takes the dual where the primal has no solver, and where rows are fewer than columns.
DUAL: Final = Where("dual", "auto", among=(True,))
AUTO_DUAL: Final = Where("dual", "auto", among=("auto",))

_SPLITS: Final = (
    *_functions("split", "model_selection", "train_test_split", ((NOT_UNSHUFFLED,),)),
    *_objects("split", "model_selection", "KFold StratifiedKFold GroupKFold", ((SHUFFLED,),)),
    RandomCall(
        "sklearn.model_selection.StratifiedGroupKFold",
        "split",
        position=2,
        when=((SHUFFLED._replace(position=1),),),
        deferred=True,
    ),
    *_objects(
        "split",
        "model_selection",
        "RepeatedKFold RepeatedStratifiedKFold ShuffleSplit StratifiedShuffleSplit GroupShuffleSplit",
    ),
    *_objects("split", "model_selection", "check_cv", ((SHUFFLED,),)),
)

_SAMPLING: Final = (
    *_functions("sampling", "utils", "resample shuffle"),
    RandomCall("sklearn.utils.random.sample_without_replacement", "sampling", position=3),
    *_objects("sampling", "model_selection", "ParameterSampler"),
    *_functions("sampling", "model_selection", "learning_curve", ((SHUFFLED,),)),
    *_functions("sampling", "metrics", "silhouette_score", ((Where("sample_size", None, unless=(None,)),),)),
    *_functions("sampling", "feature_extraction.image", "extract_patches_2d", PATCHES),
    *_objects("sampling", "feature_extraction.image", "PatchExtractor", PATCHES),
    *_functions("sampling", "datasets", "fetch_covtype fetch_rcv1", ((SHUFFLED,),)),
    # This part of KDD Cup 99 keeps a drawn subset of the attacks.
    *_functions("sampling", "datasets", "fetch_kddcup99", ((SHUFFLED,), (Where("subset", None, among=("SA",)),))),
    *_functions("sampling", "datasets", "fetch_20newsgroups", ((NOT_UNSHUFFLED, _seed_is_none(42)),)),
    *_functions("sampling", "datasets", "fetch_olivetti_faces", ((SHUFFLED, _seed_is_none(0)),)),
    *_functions("sampling", "datasets", "load_files", ((NOT_UNSHUFFLED, _seed_is_none(0)),)),
)

_GENERATORS: Final = (
    *_functions("generator", "datasets", "make_circles make_moons", ((NOT_UNSHUFFLED,), (NOISE,))),
    *_functions(
        "generator",
        "datasets",
        """
        make_biclusters make_blobs make_checkerboard make_classification make_friedman1 make_friedman2
        make_friedman3 make_gaussian_quantiles make_hastie_10_2 make_low_rank_matrix
        make_multilabel_classification make_regression make_s_curve make_sparse_coded_signal
        make_sparse_spd_matrix make_sparse_uncorrelated make_spd_matrix make_swiss_roll
        """,
    ),
)

# Trees draw even with every column and every row: the order in which columns are tried decides
# between splits of equal gain.
_TREES: Final = (
    *_objects(
        "estimator",
        "tree",
        "DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor",
    ),
    *_objects(
        "estimator",
        "ensemble",
        """
        AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor ExtraTreesClassifier
        ExtraTreesRegressor GradientBoostingClassifier GradientBoostingRegressor IsolationForest
        RandomForestClassifier RandomForestRegressor RandomTreesEmbedding
        """,
    ),
    *_objects(
        "estimator",
        "ensemble",
        "HistGradientBoostingClassifier HistGradientBoostingRegressor",
        (
            (Where("early_stopping", "auto", among=(True,)),),
            (Where("max_features", 1.0, unless=(1.0,)),),
        ),
    ),
)

_LINEAR_MODELS: Final = (
    *_objects(
        "estimator",
        "linear_model",
        "ElasticNet ElasticNetCV Lasso LassoCV MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV",
        RANDOM_COORDINATE,
    ),
    *_objects("estimator", "linear_model", "Lars LassoLars", JITTER),
    *_objects(
        "estimator",
        "linear_model",
        "LogisticRegression",
        (*LOGISTIC_DRAWS, (LIBLINEAR, L1._replace(position=0)), (LIBLINEAR, L1_BY_RATIO)),
    ),
    *_objects("estimator", "linear_model", "LogisticRegressionCV", (*LOGISTIC_DRAWS, (LIBLINEAR, L1))),
    *_objects("estimator", "linear_model", "Ridge RidgeClassifier", ((STOCHASTIC_RIDGE,),)),
    *_functions(
        "estimator",
        "linear_model",
        "ridge_regression",
        # Only "sag" fits an intercept, so "auto" becomes that.
        ((STOCHASTIC_RIDGE,), (Where("return_intercept", False, among=(True,)),)),
    ),
    *_objects(
        "estimator",
        "linear_model",
        "SGDClassifier SGDRegressor PassiveAggressiveClassifier PassiveAggressiveRegressor",
        SHUFFLE_OR_HOLD_BACK,
    ),
    RandomCall(
        "sklearn.linear_model.SGDOneClassSVM",
        "estimator",
        position=6,
        when=((NOT_UNSHUFFLED._replace(position=4),),),
        deferred=True,
    ),
    *(
        call._replace(default_seed=0)
        for call in _objects("estimator", "linear_model", "Perceptron", SHUFFLE_OR_HOLD_BACK)
    ),
    *_objects("estimator", "linear_model", "RANSACRegressor TheilSenRegressor"),
    *_objects("estimator", "svm", "SVC NuSVC", PROBABILITY),
    *_objects(
        "estimator",
        "svm",
        "LinearSVC",
        (
            (DUAL,),
            (Where("penalty", "l2", among=("l1",), position=0),),
            (AUTO_DUAL, Where("loss", "squared_hinge", among=("hinge",), position=1)),
            (Where("multi_class", "ovr", among=("crammer_singer",)),),
        ),
    ),
    *_objects(
        "estimator",
        "svm",
        "LinearSVR",
        ((DUAL,), (AUTO_DUAL, Where("loss", "epsilon_insensitive", among=("epsilon_insensitive",)))),
    ),
)

_CLUSTERS_AND_MIXTURES: Final = (
    # Affinity propagation adds noise to its similarities, which decides between equal exemplars.
    *_objects(
        "estimator",
        "cluster",
        "AffinityPropagation BisectingKMeans MiniBatchKMeans SpectralBiclustering SpectralCoclustering",
    ),
    *_functions("estimator", "cluster", "affinity_propagation kmeans_plusplus"),
    *_objects("estimator", "cluster", "KMeans", DRAWN_CENTRES),
    *_functions("estimator", "cluster", "k_means", DRAWN_CENTRES),
    *_objects("estimator", "cluster", "SpectralClustering", LABELS_BY_DRAW),
    *_functions("estimator", "cluster", "spectral_clustering", LABELS_BY_DRAW),
    *_functions(
        "estimator",
        "cluster",
        "estimate_bandwidth",
        ((Where("n_samples", None, unless=(None,)), _seed_is_none(0)),),
    ),
    # With one component only `sample` draws; two or more draw in `fit`, too.
    *_objects("estimator", "mixture", "BayesianGaussianMixture GaussianMixture"),
)

_DECOMPOSITIONS: Final = (
    # DictionaryLearning, dict_learning and SparsePCA start from a plain SVD and draw only the atoms
    # that it lacks or that no row uses.
    *_objects(
        "estimator",
        "decomposition",
        """
        DictionaryLearning LatentDirichletAllocation MiniBatchDictionaryLearning MiniBatchSparsePCA SparsePCA
        TruncatedSVD
        """,
    ),
    *_functions("estimator", "decomposition", "dict_learning dict_learning_online"),
    *_functions("estimator", "utils.extmath", "randomized_range_finder randomized_svd"),
    *_objects("estimator", "decomposition", "FastICA", UNMIXING_NOT_GIVEN),
    *_functions("estimator", "decomposition", "fastica", UNMIXING_NOT_GIVEN),
    *_objects(
        "estimator",
        "decomposition",
        "FactorAnalysis",
        ((Where("svd_method", "randomized", among=("randomized",)), _seed_is_none(0)),),
    ),
    # The start vector of arpack changes the last digits only; the randomized solver's draw more.
    *_objects("estimator", "decomposition", "PCA", ((Where("svd_solver", "auto", among=("arpack", "randomized")),),)),
    *_objects(
        "estimator", "decomposition", "KernelPCA", ((Where("eigen_solver", "auto", among=("arpack", "randomized")),),)
    ),
    # The default start is a randomized SVD where that has enough components, else plain random numbers.
    *_objects("estimator", "decomposition", "NMF", ((NMF_DRAWN,), NMF_SHUFFLED)),
    *_objects("estimator", "decomposition", "MiniBatchNMF", ((NMF_DRAWN,),)),
    *_functions(
        "estimator",
        "decomposition",
        "non_negative_factorization",
        ((NMF_DRAWN, Where("update_H", True, unless=(False,))), NMF_SHUFFLED),
    ),
)

_EMBEDDINGS: Final = (
    *_objects("estimator", "manifold", "SpectralEmbedding"),
    # Its default start was random up to version 1.1, then a randomized PCA; in 1.9 that PCA draws only
    # above 500 rows or columns. Counted always: a source shows neither the version nor the size.
    *_objects("estimator", "manifold", "TSNE"),
    *_functions("estimator", "manifold", "spectral_embedding"),
    *_objects("estimator", "manifold", "LocallyLinearEmbedding", SPARSE_EIGEN),
    *_functions("estimator", "manifold", "locally_linear_embedding", SPARSE_EIGEN),
    *_objects("estimator", "manifold", "MDS", ((Where("init", "warn", unless=("classical_mds",)),),)),
    *_functions("estimator", "manifold", "smacof", ((Where("init", None, among=(None,)),),)),
    *_objects("estimator", "kernel_approximation", "Nystroem PolynomialCountSketch RBFSampler SkewedChi2Sampler"),
    *_objects("estimator", "random_projection", "GaussianRandomProjection SparseRandomProjection"),
    *_objects(
        "estimator",
        "neighbors",
        "NeighborhoodComponentsAnalysis",
        ((Where("init", "auto", among=("random",)),),),
    ),
)

_OTHER_ESTIMATORS: Final = (
    *_objects("estimator", "neural_network", "BernoulliRBM MLPClassifier MLPRegressor"),
    *_objects("estimator", "gaussian_process", "GaussianProcessClassifier GaussianProcessRegressor", RESTARTS),
    *_objects("estimator", "covariance", "EllipticEnvelope MinCovDet"),
    RandomCall("sklearn.covariance.fast_mcd", "estimator", position=3),
    *_objects(
        "estimator", "dummy", "DummyClassifier", ((Where("strategy", "prior", among=("stratified", "uniform")),),)
    ),
    *_objects("estimator", "multiclass", "OutputCodeClassifier"),
    *_objects("estimator", "multioutput", "ClassifierChain RegressorChain", RANDOM_ORDER),
    *_objects(
        "estimator",
        "impute",
        "IterativeImputer",
        (
            (Where("sample_posterior", False, among=(True,)),),
            (Where("imputation_order", "ascending", among=("random",)),),
            (Where("n_nearest_features", None, unless=(None,)),),
        ),
    ),
    # Cross-fitting in `fit_transform` shuffles. `random_state` goes in scikit-learn 1.11, in favour of a
    # splitter as `cv`, which speaks for itself.
    RandomCall(
        "sklearn.preprocessing.TargetEncoder",
        "estimator",
        position=5,
        when=(
            (
                Where("shuffle", "deprecated", unless=(False,), position=4),
                Where("cv", 5, among=tuple(range(2, 21)), position=3),
            ),
        ),
        deferred=True,
    ),
    # A small noise is added to every continuous column, and for a regression to the target.
    *_functions(
        "estimator",
        "feature_selection",
        "mutual_info_classif",
        ((Where("discrete_features", "auto", unless=(True,)),),),
    ),
    *_functions("estimator", "feature_selection", "mutual_info_regression"),
    *_functions("estimator", "inspection", "permutation_importance"),
    *_functions("estimator", "model_selection", "permutation_test_score", ((_seed_is_none(0),),)),
    *_objects("estimator", "model_selection", "RandomizedSearchCV HalvingRandomSearchCV"),
    # Another resource than rows leaves nothing to draw.
    *_objects(
        "estimator",
        "model_selection",
        "HalvingGridSearchCV",
        ((Where("resource", "n_samples", among=("n_samples",)),),),
    ),
    # A fraction is one shuffled split; the rest are folds in order.
    *_objects(
        "estimator",
        "model_selection",
        "TunedThresholdClassifierCV",
        ((Where("cv", None, among=(0.1, 0.15, 0.2, 0.25, 0.3, 0.33, 0.35, 0.4, 0.5)),),),
    ),
)

CALLS: Final[tuple[RandomCall, ...]] = (
    *_SPLITS,
    *_SAMPLING,
    *_GENERATORS,
    *_TREES,
    *_LINEAR_MODELS,
    *_CLUSTERS_AND_MIXTURES,
    *_DECOMPOSITIONS,
    *_EMBEDDINGS,
    *_OTHER_ESTIMATORS,
)

#: These, and every share of variance, need all components.
EXACT_COMPONENTS: Final = (None, "mle", 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.999)
COMPONENTS_ASKED: Final = Where("n_components", None, unless=(None,), position=0)

#: On data of which size each of these draws.
_SIZES: Final = {
    **dict.fromkeys(
        ("HistGradientBoostingClassifier", "HistGradientBoostingRegressor", "QuantileTransformer"),
        "on more than 10,000 rows",
    ),
    "quantile_transform": "on more than 100,000 rows",
    "KBinsDiscretizer": "on more than 200,000 rows",
    "PCA": "on more than 500 rows or columns",
    "KernelPCA": "on more than 200 rows",
    **dict.fromkeys(("LinearSVC", "LinearSVR"), "on fewer rows than columns (before scikit-learn 1.5 on any)"),
    "PartialDependenceDisplay": "on more than 1,000 rows",
}

#: Random with these arguments on data of some size, and not on others.
SIZE_DEPENDENT: Final[tuple[RandomCall, ...]] = tuple(
    call._replace(size=_SIZES[call.name.rsplit(".", 1)[-1]])
    for call in (
        # Above 10,000 rows: a part is held back for early stopping.
        *_objects(
            "estimator",
            "ensemble",
            "HistGradientBoostingClassifier HistGradientBoostingRegressor",
            ((Where("early_stopping", "auto", among=("auto",)),),),
        ),
        # More rows than `subsample`: 10,000 for the first, 100,000 and 200,000 for the others.
        *_objects(
            "estimator", "preprocessing", "QuantileTransformer", ((Where("subsample", 10_000, unless=(None,)),),)
        ),
        *_functions(
            "estimator", "preprocessing", "quantile_transform", ((Where("subsample", 100_000, unless=(None,)),),)
        ),
        *_objects("estimator", "preprocessing", "KBinsDiscretizer", ((Where("subsample", 200_000, unless=(None,)),),)),
        # Above 500 rows or columns, and from version 1.5 on only where rows are under ten times the columns.
        *_objects(
            "estimator",
            "decomposition",
            "PCA",
            ((Where("svd_solver", "auto", among=("auto",)), COMPONENTS_ASKED._replace(unless=EXACT_COMPONENTS)),),
        ),
        # Above 200 rows and below 10 components, in the last digits.
        *_objects(
            "estimator",
            "decomposition",
            "KernelPCA",
            ((Where("eigen_solver", "auto", among=("auto",)), COMPONENTS_ASKED),),
        ),
        # Fewer rows than columns, as with text; up to version 1.4 always.
        *_objects("estimator", "svm", "LinearSVC LinearSVR", ((AUTO_DUAL,),)),
        # Above 1,000 rows: which rows get a line of their own.
        *_objects(
            "sampling",
            "inspection",
            "PartialDependenceDisplay",
            ((Where("kind", "average", among=("both", "individual")), Where("subsample", 1000, unless=(None,))),),
        ),
    )
)

#: Names that scikit-learn has dropped. Moved ones keep their last component and need no entry.
LEGACY: Final[tuple[RandomCall, ...]] = (
    *_objects("split", "cross_validation", "Bootstrap LabelShuffleSplit"),
    *_objects("estimator", "decomposition", "ProjectedGradientNMF RandomizedPCA"),
    *_objects("estimator", "linear_model", "RandomizedLasso RandomizedLogisticRegression"),
    *_functions("estimator", "linear_model", "lasso_stability_path"),
    *_objects("estimator", "mixture", "DPGMM GMM VBGMM"),
)
