"""XGBoost, LightGBM and CatBoost: their seeds are fixed numbers, so an estimator without one repeats.

Found by experiment, within one process and between processes, with row and column sampling, DART,
random forests, GOSS, extra trees and every bootstrap of CatBoost:

* Without `random_state` (`seed`, `random_seed`) all three take 0, or numbers derived from constants.
  The estimators, `train` and `cv` give the same to the last bit, whatever the state of NumPy's or
  Python's generator. So `CALLS` is empty: an unseeded `XGBClassifier(subsample=0.5)` is no fault.
* A `numpy.random.RandomState` as `random_state` is drawn from, so it is as good as its own seed.
* `xgboost.cv` seeds NumPy's global generator, with its `seed`, 0 by default: what draws after it
  repeats, too, even where the notebook had chosen another seed.
* What no seed mends: XGBoost's `booster="gblinear"` with its default updater "shotgun" lets threads
  race, so two threads or more give other coefficients on every run (`updater="coord_descent"` or
  `n_jobs=1` repeats), and LightGBM's GOSS and linear trees depend on the number of threads.
"""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, SeedCall

CALLS: Final[tuple[RandomCall, ...]] = ()

#: `seed` was the sixteenth positional argument before it became a keyword.
SEEDS: Final[tuple[SeedCall, ...]] = (SeedCall("xgboost.cv", ("numpy",), position=15, default=0),)
