"""Random draws of Hugging Face Datasets, which take NumPy's global generator where none is given."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, Where

_SHUFFLED: Final = ((Where("shuffle", default=True, unless=(False,)),),)

CALLS: Final[tuple[RandomCall, ...]] = (
    RandomCall("datasets.?.train_test_split", "split", "numpy", seed="seed", when=_SHUFFLED),
    RandomCall("datasets.?.shuffle", "sampling", "numpy", seed="seed", position=0),
)
