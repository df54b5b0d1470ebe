"""Random draws of Category Encoders: noise that some encoders add."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, Where

_NOISY: Final = ((Where("sigma", None, unless=(None,)),),)
_RANDOMIZED: Final = ((Where("randomized", default=False, among=(True,)),),)

CALLS: Final[tuple[RandomCall, ...]] = (
    RandomCall("category_encoders.CatBoostEncoder", "estimator", "numpy", when=_NOISY, deferred=True),
    RandomCall("category_encoders.GLMMEncoder", "estimator", "numpy", when=_RANDOMIZED, deferred=True),
    RandomCall("category_encoders.JamesSteinEncoder", "estimator", "numpy", when=_RANDOMIZED, deferred=True),
    RandomCall("category_encoders.LeaveOneOutEncoder", "estimator", "numpy", when=_NOISY, deferred=True),
    RandomCall("category_encoders.MEstimateEncoder", "estimator", "numpy", when=_RANDOMIZED, deferred=True),
    RandomCall("category_encoders.WOEEncoder", "estimator", "numpy", when=_RANDOMIZED, deferred=True),
)
