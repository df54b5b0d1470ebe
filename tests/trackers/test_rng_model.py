"""Random sequences of cells: the account is that of a model which knows what each operation does."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trackers.kernel import Kernel

OPERATIONS = st.one_of(
    st.tuples(
        st.sampled_from(["numpy", "python"]), st.sampled_from(["seed", "draw", "entropy", "gauss"]), st.integers(0, 9)
    ),
    st.tuples(st.just("none"), st.just("other"), st.integers(0, 9)),
)
CELLS = st.lists(st.lists(OPERATIONS, max_size=5), max_size=12)


class Model:
    """What must be told: per source its seeding and the cells that drew since."""

    def __init__(self) -> None:
        self.seeding = {"numpy": "entropy", "python": "entropy"}
        self.drawn: dict[str, list[int]] = {"numpy": [], "python": []}

    def cell(self, count: int, operations: list[tuple[str, str, int]]) -> Iterator[tuple[str, str]]:
        for source, what, number in operations:
            if what in ("seed", "entropy"):
                self.seeding[source] = f"value {number} @{count}" if what == "seed" else f"entropy @{count}"
                self.drawn[source] = []
                yield source, f"seeded {source} {self.seeding[source]}"
            elif what in ("draw", "gauss") and count not in self.drawn[source]:
                after = ",".join(map(str, self.drawn[source]))
                self.drawn[source].append(count)
                yield source, f"drew {source} {self.seeding[source]}" + (f" after {after}" if after else "")


CODE = {
    ("numpy", "seed"): "np.random.seed({})",
    ("numpy", "entropy"): "np.random.seed()",
    ("numpy", "draw"): "np.random.randint(9, size=3)",
    ("numpy", "gauss"): "np.random.randn()",
    ("python", "seed"): "random.seed({})",
    ("python", "entropy"): "random.seed()",
    ("python", "draw"): "random.getrandbits(70)",
    ("python", "gauss"): "random.gauss(0, 1)",
    ("none", "other"): "x = [{}] * 3; y = len(x)",
}


@pytest.fixture(autouse=True)
def _states() -> Iterator[None]:
    kept = random.getstate(), np.random.get_state()
    yield
    random.setstate(kept[0])
    np.random.set_state(kept[1])


@settings(max_examples=150, deadline=None)
@given(CELLS)
def test_the_account_is_the_models(cells: list[list[tuple[str, str, int]]]) -> None:
    np.random.get_state()
    kernel = Kernel()
    model = Model()
    try:
        for count, operations in enumerate(cells, start=1):
            source = "import random, numpy as np\n" if count == 1 else ""
            source += "\n".join(CODE[where, what].format(number) for where, what, number in operations)
            seen = kernel.run(source)
            expected = list(model.cell(count, operations))
            for name in ("numpy", "python"):
                assert [line for line in seen if f" {name} " in line] == [
                    text for where, text in expected if where == name
                ]
    finally:
        kernel.recorder.stop()
