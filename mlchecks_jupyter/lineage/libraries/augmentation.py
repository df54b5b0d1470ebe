"""Random draws of Albumentations, which augments images."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall

CALLS: Final[tuple[RandomCall, ...]] = (
    # Since 1.4.19 a pipeline has a generator of its own.
    RandomCall("albumentations.Compose", "generator", "entropy", seed="seed", deferred=True, implied=True),
)
