from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from tests.trackers.kernel import Kernel


@pytest.fixture
def kernel() -> Iterator[Kernel]:
    kept = random.getstate(), np.random.get_state()
    made = Kernel()
    yield made
    made.recorder.stop()
    random.setstate(kept[0])
    np.random.set_state(kept[1])
