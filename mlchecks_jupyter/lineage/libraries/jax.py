"""Random draws of JAX: every draw takes a key, and a key takes a seed.

Nothing is left unseeded here unless the seed itself is: a clock, or a number drawn elsewhere.
"""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall

CALLS: Final[tuple[RandomCall, ...]] = (
    RandomCall("jax.random.PRNGKey", "generator", "entropy", seed="seed", position=0),
    RandomCall("jax.random.key", "generator", "entropy", seed="seed", position=0),
    RandomCall("haiku.PRNGSequence", "generator", "entropy", seed="key_or_seed", position=0),
)
