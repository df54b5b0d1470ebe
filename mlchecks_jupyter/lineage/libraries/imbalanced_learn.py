"""The random callables of imbalanced-learn, and the arguments under which each one really draws.

They draw from NumPy's global generator where no `random_state` is given. Settled by experiment, as
the tests repeat it. TomekLinks, NearMiss, EditedNearestNeighbours, RepeatedEditedNearestNeighbours,
AllKNN and NeighbourhoodCleaningRule draw nothing and take no seed.
"""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, Where

#: A SMOTE or an estimator that is handed in brings a seed of its own.
OWN_SMOTE: Final = ((Where("smote", None, among=(None,)),),)
OWN_CLUSTERS: Final = ((Where("estimator", None, among=(None,)),),)

SAMPLERS: Final = (
    "over_sampling.ADASYN",
    "over_sampling.BorderlineSMOTE",
    "over_sampling.KMeansSMOTE",
    "over_sampling.RandomOverSampler",
    "over_sampling.SMOTE",
    "over_sampling.SMOTEN",
    "over_sampling.SMOTENC",
    "over_sampling.SVMSMOTE",
    "under_sampling.CondensedNearestNeighbour",
    # The folds of its cross-validation are shuffled, so an estimator with a seed changes nothing.
    "under_sampling.InstanceHardnessThreshold",
    "under_sampling.OneSidedSelection",
    "under_sampling.RandomUnderSampler",
)

ENSEMBLES: Final = (
    "ensemble.BalancedBaggingClassifier",
    "ensemble.BalancedRandomForestClassifier",
    "ensemble.EasyEnsembleClassifier",
    "ensemble.RUSBoostClassifier",
)

CALLS: Final[tuple[RandomCall, ...]] = (
    *(RandomCall(f"imblearn.{name}", "sampling", deferred=True) for name in SAMPLERS),
    RandomCall("imblearn.combine.SMOTEENN", "sampling", when=OWN_SMOTE, deferred=True),
    RandomCall("imblearn.combine.SMOTETomek", "sampling", when=OWN_SMOTE, deferred=True),
    RandomCall("imblearn.under_sampling.ClusterCentroids", "sampling", when=OWN_CLUSTERS, deferred=True),
    *(RandomCall(f"imblearn.{name}", "estimator", deferred=True) for name in ENSEMBLES),
    RandomCall("imblearn.datasets.make_imbalance", "sampling"),
    RandomCall("imblearn.datasets.fetch_datasets", "sampling", when=((Where("shuffle", False, among=(True,)),),)),
    # The generators draw when they are made.
    RandomCall("imblearn.keras.BalancedBatchGenerator", "sampling"),
    RandomCall("imblearn.tensorflow.balanced_batch_generator", "sampling"),
)

#: Names that imbalanced-learn has dropped.
LEGACY: Final[tuple[RandomCall, ...]] = (
    RandomCall("imblearn.ensemble.BalanceCascade", "sampling", deferred=True),
    RandomCall("imblearn.ensemble.EasyEnsemble", "sampling", deferred=True),
)
