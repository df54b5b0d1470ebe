"""Random draws of libraries that explain models: LIME and SHAP."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall

CALLS: Final[tuple[RandomCall, ...]] = (
    RandomCall("lime.lime_image.LimeImageExplainer", "generator", "numpy", "random_state", 4, deferred=True),
    RandomCall("lime.lime_tabular.LimeTabularExplainer", "generator", "numpy", deferred=True),
    RandomCall("lime.lime_text.LimeTextExplainer", "generator", "numpy", deferred=True),
    # With few features it enumerates all coalitions, and is not random at all.
    RandomCall("shap.KernelExplainer", "generator", "numpy", seed="", deferred=True, implied=True),
    RandomCall("shap.PermutationExplainer", "generator", "entropy", seed="seed", deferred=True),
    RandomCall("shap.SamplingExplainer", "generator", "numpy", seed="", deferred=True),
)
