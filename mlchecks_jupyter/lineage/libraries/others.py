"""Random draws of other libraries: arrays on accelerators, graphs, texts, augmentation, explanation, Bayes."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, SeedCall, Where

_CUPY_NUMBERS: Final = (
    "beta",
    "binomial",
    "bytes",
    "chisquare",
    "dirichlet",
    "exponential",
    "f",
    "gamma",
    "geometric",
    "gumbel",
    "hypergeometric",
    "laplace",
    "logistic",
    "lognormal",
    "logseries",
    "multinomial",
    "multivariate_normal",
    "negative_binomial",
    "normal",
    "pareto",
    "poisson",
    "power",
    "rand",
    "randint",
    "randn",
    "random",
    "random_integers",
    "random_sample",
    "ranf",
    "rayleigh",
    "sample",
    "standard_cauchy",
    "standard_exponential",
    "standard_gamma",
    "standard_normal",
    "standard_t",
    "triangular",
    "uniform",
    "vonmises",
    "wald",
    "weibull",
    "zipf",
)

_MXNET_NUMBERS: Final = (
    "exponential",
    "gamma",
    "multinomial",
    "negative_binomial",
    "normal",
    "poisson",
    "randint",
    "randn",
    "uniform",
)

_PADDLE_NUMBERS: Final = (
    "bernoulli",
    "multinomial",
    "normal",
    "poisson",
    "rand",
    "randint",
    "randint_like",
    "randn",
    "standard_normal",
    "uniform",
)

_ACCELERATED: Final = (
    *(RandomCall(f"cupy.random.{name}", "generator", "cupy", seed="") for name in _CUPY_NUMBERS),
    *(RandomCall(f"cupy.random.{name}", "sampling", "cupy", seed="") for name in ("choice", "permutation", "shuffle")),
    *(
        RandomCall(f"cupy.random.{name}", "generator", "entropy", seed="seed", position=0)
        for name in ("RandomState", "default_rng")
    ),
    *(RandomCall(f"mxnet.random.{name}", "generator", "mxnet", seed="") for name in _MXNET_NUMBERS),
    RandomCall("mxnet.random.shuffle", "sampling", "mxnet", seed=""),
    *(RandomCall(f"paddle.{name}", "generator", "paddle", seed="") for name in _PADDLE_NUMBERS),
    RandomCall("paddle.randperm", "sampling", "paddle", seed=""),
    RandomCall("paddle.io.random_split", "split", "paddle", seed="generator", position=2),
)

_SHUFFLED: Final = ((Where("shuffle", default=True, unless=(False,)),),)
_NOISY: Final = ((Where("sigma", None, unless=(None,)),),)
_RANDOMIZED: Final = ((Where("randomized", default=False, among=(True,)),),)

_SPLITS: Final = (
    RandomCall("datasets.?.train_test_split", "split", "numpy", seed="seed", when=_SHUFFLED),
    RandomCall("datasets.?.shuffle", "sampling", "numpy", seed="seed", position=0),
    RandomCall("pycaret.anomaly.setup", "split", "numpy", seed="session_id"),
    RandomCall("pycaret.classification.setup", "split", "numpy", seed="session_id"),
    RandomCall("pycaret.clustering.setup", "split", "numpy", seed="session_id"),
    RandomCall("pycaret.regression.setup", "split", "numpy", seed="session_id"),
    RandomCall("surprise.model_selection.KFold", "split", "numpy", "random_state", 1, _SHUFFLED, deferred=True),
    RandomCall("surprise.model_selection.RepeatedKFold", "split", "numpy", "random_state", 2, deferred=True),
    RandomCall("surprise.model_selection.ShuffleSplit", "split", "numpy", "random_state", 3, _SHUFFLED, deferred=True),
    RandomCall("surprise.model_selection.train_test_split", "split", "numpy", "random_state", 3, _SHUFFLED),
    RandomCall("torch_geometric.transforms.RandomLinkSplit", "split", "torch", seed="", deferred=True),
    RandomCall("torch_geometric.transforms.RandomNodeSplit", "split", "torch", seed="", deferred=True),
    RandomCall("torch_geometric.utils.train_test_split_edges", "split", "python", seed=""),
)

_ESTIMATORS: Final = (
    RandomCall("category_encoders.CatBoostEncoder", "estimator", "numpy", when=_NOISY, deferred=True),
    RandomCall("category_encoders.GLMMEncoder", "estimator", "numpy", when=_RANDOMIZED, deferred=True),
    RandomCall("category_encoders.JamesSteinEncoder", "estimator", "numpy", when=_RANDOMIZED, deferred=True),
    RandomCall("category_encoders.LeaveOneOutEncoder", "estimator", "numpy", when=_NOISY, deferred=True),
    RandomCall("category_encoders.MEstimateEncoder", "estimator", "numpy", when=_RANDOMIZED, deferred=True),
    RandomCall("category_encoders.WOEEncoder", "estimator", "numpy", when=_RANDOMIZED, deferred=True),
    # Word2Vec, Doc2Vec and FastText of Gensim have a constant seed, so they are not here.
    RandomCall("gensim.models.AuthorTopicModel", "estimator", "numpy"),
    RandomCall("gensim.models.HdpModel", "estimator", "numpy"),
    RandomCall("gensim.models.LdaModel", "estimator", "numpy"),
    RandomCall("gensim.models.LdaMulticore", "estimator", "numpy"),
    RandomCall("gensim.models.LdaSeqModel", "estimator", "numpy"),
    RandomCall("gensim.models.Nmf", "estimator", "numpy"),
    RandomCall("h2o.automl.H2OAutoML", "estimator", "engine", seed="seed", deferred=True),
    RandomCall("kmodes.kmodes.KModes", "estimator", "numpy", deferred=True),
    RandomCall("kmodes.kprototypes.KPrototypes", "estimator", "numpy", deferred=True),
    RandomCall("openTSNE.TSNE", "estimator", "numpy", deferred=True),
    RandomCall("pacmap.PaCMAP", "estimator", "entropy", deferred=True),
    RandomCall("pymc.sample", "estimator", "entropy", seed="random_seed"),
    RandomCall("pymc.sample_posterior_predictive", "generator", "entropy", seed="random_seed"),
    RandomCall("pymc.sample_prior_predictive", "generator", "entropy", seed="random_seed"),
    RandomCall("pymc3.sample", "estimator", "numpy", seed="random_seed"),
    RandomCall("pymc3.sample_posterior_predictive", "generator", "numpy", seed="random_seed"),
    RandomCall("surprise.NMF", "estimator", "numpy", deferred=True),
    RandomCall("surprise.SVD", "estimator", "numpy", deferred=True),
    RandomCall("surprise.SVDpp", "estimator", "numpy", deferred=True),
    # Without a seed of its own it runs in parallel, and its threads race.
    RandomCall("umap.ParametricUMAP", "estimator", "entropy", deferred=True),
    RandomCall("umap.UMAP", "estimator", "entropy", deferred=True),
)

# With few features SHAP's kernel explainer enumerates all coalitions, and is not random at all.
_EXPLANATIONS: Final = (
    RandomCall("lime.lime_image.LimeImageExplainer", "generator", "numpy", "random_state", 4, deferred=True),
    RandomCall("lime.lime_tabular.LimeTabularExplainer", "generator", "numpy", deferred=True),
    RandomCall("lime.lime_text.LimeTextExplainer", "generator", "numpy", deferred=True),
    RandomCall("shap.KernelExplainer", "generator", "numpy", seed="", deferred=True, implied=True),
    RandomCall("shap.PermutationExplainer", "generator", "entropy", seed="seed", deferred=True),
    RandomCall("shap.SamplingExplainer", "generator", "numpy", seed="", deferred=True),
)

_AUGMENTATION: Final = (
    # Since 1.4.19 a pipeline has a generator of its own.
    RandomCall("albumentations.Compose", "generator", "entropy", seed="seed", deferred=True, implied=True),
)

CALLS: Final[tuple[RandomCall, ...]] = (*_ACCELERATED, *_SPLITS, *_ESTIMATORS, *_EXPLANATIONS, *_AUGMENTATION)

SEEDS: Final[tuple[SeedCall, ...]] = (
    SeedCall("cupy.random.seed", ("cupy",)),
    SeedCall("mxnet.random.seed", ("mxnet",), parameter="seed_state"),
    SeedCall("paddle.seed", ("paddle",)),
    # Faker draws from a generator of its own; its seed reaches no other.
    SeedCall("faker.Faker.seed", ()),
)
