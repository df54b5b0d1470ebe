"""Random draws of PySpark.

A seed alone does not fix a split: Spark draws partition by partition, so the rows that a part
gets also depend on the number of partitions and on the order of the rows in each.
"""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, Where

# `sample(0.1, 42)` is read as a fraction and a seed: the places of the two shift by one.
_SAMPLE: Final = (
    (Where("withReplacement", None, among=(None, True, False), position=0),),
    (Where("fraction", None, among=(None,), position=1),),
)

# The default seed of an estimator is Python's hash of its class's name, which differs between
# processes unless PYTHONHASHSEED is set (`spark-submit` and the `pyspark` shell set it; a kernel does not).
_ESTIMATORS: Final = (
    "classification.DecisionTreeClassifier",
    "classification.FMClassifier",
    "classification.GBTClassifier",
    "classification.MultilayerPerceptronClassifier",
    "classification.RandomForestClassifier",
    "clustering.BisectingKMeans",
    "clustering.GaussianMixture",
    "clustering.KMeans",
    "clustering.LDA",
    "feature.BucketedRandomProjectionLSH",
    "feature.MinHashLSH",
    "feature.Word2Vec",
    "recommendation.ALS",
    "regression.DecisionTreeRegressor",
    "regression.FMRegressor",
    "regression.GBTRegressor",
    "regression.RandomForestRegressor",
)

# Plans are drawn afresh each time they run, so even two actions on one frame differ.
# The number is the place of the seed.
_FUNCTIONS: Final = {"rand": 0, "randn": 0, "random": 0, "randstr": 1, "uniform": 2, "uuid": 0}

# Drawn by the driver from Python's `random`.
_FROM_PYTHON: Final = (
    RandomCall("pyspark.?.randomSplit", "split", "python", seed="seed", position=1),
    RandomCall("pyspark.?.sampleBy", "sampling", "python", seed="seed", position=2),
    RandomCall("pyspark.?.sampleByKey", "sampling", "python", seed="seed", position=2),
)

CALLS: Final[tuple[RandomCall, ...]] = (
    *_FROM_PYTHON,
    # Before Spark 4 the JVM picks this seed, after it Python's `random`.
    RandomCall("pyspark.?.sample", "sampling", "engine", seed="seed", position=2, when=_SAMPLE),
    RandomCall("pyspark.?.takeSample", "sampling", "entropy", seed="seed", position=2),
    RandomCall("pyspark.sql.functions.shuffle", "sampling", "engine", seed="seed", position=1),
    *(
        RandomCall(f"pyspark.sql.functions.{name}", "generator", "engine", seed="seed", position=position)
        for name, position in _FUNCTIONS.items()
    ),
    RandomCall("pyspark.ml.tuning.CrossValidator", "split", "entropy", seed="seed", deferred=True),
    RandomCall("pyspark.ml.tuning.TrainValidationSplit", "split", "entropy", seed="seed", deferred=True),
    *(RandomCall(f"pyspark.ml.{name}", "estimator", "entropy", seed="seed", deferred=True) for name in _ESTIMATORS),
)
