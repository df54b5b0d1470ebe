"""Random draws of hyper-parameter searches: Optuna, Hyperopt, scikit-optimize, Keras Tuner, Ray Tune and others."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall

# A sampler of Optuna makes a fresh generator, which `numpy.random.seed` does not reach.
# GridSampler is not here: its default seed is a constant, so it walks the grid in a fixed order.
_OPTUNA: Final = (
    RandomCall("optuna.create_study", "estimator", "entropy", seed="sampler", position=1, deferred=True),
    RandomCall("optuna.integration.OptunaSearchCV", "estimator", "entropy", deferred=True),
    RandomCall("optuna_integration.OptunaSearchCV", "estimator", "entropy", deferred=True),
    RandomCall("optuna.samplers.BruteForceSampler", "estimator", "entropy", seed="seed", position=0, deferred=True),
    RandomCall("optuna.samplers.CmaEsSampler", "estimator", "entropy", seed="seed", deferred=True),
    RandomCall("optuna.samplers.GPSampler", "estimator", "entropy", seed="seed", deferred=True),
    RandomCall("optuna.samplers.MOTPESampler", "estimator", "entropy", seed="seed", deferred=True),
    RandomCall("optuna.samplers.NSGAIIISampler", "estimator", "entropy", seed="seed", deferred=True),
    RandomCall("optuna.samplers.NSGAIISampler", "estimator", "entropy", seed="seed", deferred=True),
    RandomCall("optuna.samplers.QMCSampler", "estimator", "entropy", seed="seed", deferred=True),
    RandomCall("optuna.samplers.RandomSampler", "estimator", "entropy", seed="seed", position=0, deferred=True),
    RandomCall("optuna.samplers.TPESampler", "estimator", "entropy", seed="seed", deferred=True),
)

_SCIKIT_OPTIMIZE: Final = tuple(
    RandomCall(f"skopt.{name}", "estimator", "numpy", deferred=name[0].isupper())
    for name in ("BayesSearchCV", "Optimizer", "dummy_minimize", "forest_minimize", "gbrt_minimize", "gp_minimize")
)

# A seed of 0 counts as none here.
_KERAS_TUNER: Final = tuple(
    RandomCall(f"keras_tuner.{name}", "estimator", "python", seed="seed", deferred=True, literal="1")
    for name in ("BayesianOptimization", "Hyperband", "RandomSearch")
)

CALLS: Final[tuple[RandomCall, ...]] = (
    *_OPTUNA,
    *_SCIKIT_OPTIMIZE,
    *_KERAS_TUNER,
    # The variable HYPEROPT_FMIN_SEED would seed it too.
    RandomCall("hyperopt.fmin", "estimator", "entropy", seed="rstate"),
    RandomCall("bayes_opt.BayesianOptimization", "estimator", "entropy", deferred=True),
    RandomCall("ray.tune.search.basic_variant.BasicVariantGenerator", "estimator", "numpy", deferred=True),
    RandomCall("tpot.TPOTClassifier", "estimator", "numpy", deferred=True),
    RandomCall("tpot.TPOTRegressor", "estimator", "numpy", deferred=True),
    *(
        RandomCall(f"deap.algorithms.{name}", "estimator", "python", seed="")
        for name in ("eaMuCommaLambda", "eaMuPlusLambda", "eaSimple")
    ),
)
