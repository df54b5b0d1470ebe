from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, get_args

import numpy as np
import pytest

from mlchecks_jupyter.generators import available, python_random, sources
from mlchecks_jupyter.generators.numpy_random import NumpyGlobal
from mlchecks_jupyter.generators.python_random import PythonRandom
from mlchecks_jupyter.generators.pytorch import TorchCuda
from mlchecks_jupyter.generators.source import Source
from mlchecks_jupyter.generators.tensorflow import TensorFlow
from mlchecks_jupyter.lineage.libraries.random_call import GlobalSource

torch = pytest.importorskip("torch")
numpy_random: Any = np.random  # its stubs leave out `get_bit_generator`; NumPy imports it when it is first used

DRAWS: dict[str, tuple[Callable[[], Any], ...]] = {
    "python": (random.random, lambda: random.gauss(0, 1), lambda: random.sample(range(9), 2)),
    "numpy": (np.random.rand, np.random.randn, lambda: np.random.permutation(4), lambda: np.random.bytes(1)),
    "torch": (lambda: torch.rand(1), lambda: torch.randn(1), lambda: torch.randperm(4)),
}
SEED: dict[str, Callable[[int], Any]] = {"python": random.seed, "numpy": np.random.seed, "torch": torch.manual_seed}

every = pytest.mark.parametrize("name", list(DRAWS))


def source(name: str) -> Source:
    return next(each for each in available() if each.name == name)


@pytest.fixture(autouse=True)
def _states() -> Iterator[None]:
    kept = [(each, each.save()) for each in available()]
    yield
    for each, saved in kept:
        each.restore(saved)


def test_names_are_those_of_static_analysis() -> None:
    names = [each.name for each in sources()]
    assert len(names) == len(set(names))
    assert set(names) - {"torch.cuda"} <= set(get_args(GlobalSource))
    for each in sources():
        assert each.title
        assert each.seed_call.endswith("(0)")
        assert each.seeders


@every
def test_every_draw_moves_the_state_and_nothing_else_does(name: str) -> None:
    SEED[name](1)
    watched = source(name)
    for draw in DRAWS[name] * 3:
        before = watched.state()
        assert watched.state() == before
        draw()
        assert watched.state() != before
        assert watched.drawn(before, watched.state())


@every
def test_a_kept_normal_number_is_part_of_the_state(name: str) -> None:
    SEED[name](1)
    watched = source(name)
    states = [watched.state()]
    for _ in range(5):
        DRAWS[name][1]()
        states.append(watched.state())
    assert len(set(states)) == 6


@every
def test_fresh_entropy_and_back(name: str) -> None:
    SEED[name](1)
    watched = source(name)
    saved, before = watched.save(), watched.state()
    watched.refresh()
    fresh = watched.state()
    watched.refresh()
    assert len({before, fresh, watched.state()}) == 3
    watched.restore(saved)
    assert watched.state() == before


@every
def test_the_seed_that_led_to_a_state_is_proven(name: str) -> None:
    watched = source(name)
    SEED[name](6)
    assert watched.reached(watched.state(), 6) == "fresh"
    assert watched.reached(watched.state(), 7) == "no"
    DRAWS[name][0]()
    assert watched.reached(watched.state(), 6) == "drawn"
    for _ in range(2000):
        DRAWS[name][0]()
    assert watched.reached(watched.state(), 6) == "drawn"
    watched.refresh()
    assert watched.reached(watched.state(), 6) == "no"


@every
def test_its_own_objects_are_behind_it(name: str) -> None:
    watched = source(name)
    assert watched.objects()
    assert all(one is other for one, other in zip(watched.objects(), watched.objects(), strict=True))


def test_pythons_words_in_memory_are_used_only_where_they_are_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    random.seed(3)
    assert isinstance(PythonRandom().state()[0], bytes)  # type: ignore[index]
    monkeypatch.setattr(python_random, "_Getstate", lambda _: (3, (0,) * 625, None))
    assert python_random._words_address(random.Random(3)) == 0
    monkeypatch.undo()
    monkeypatch.setattr(sys, "implementation", SimpleNamespace(name="another"))
    watched = PythonRandom()
    assert watched.state() == random.getstate()
    random.random()
    assert watched.state() == random.getstate()


def test_another_bit_generator_behind_numpys_functions() -> None:
    kept = numpy_random.get_bit_generator()
    try:
        for kind in (np.random.PCG64, np.random.Philox, np.random.MT19937):
            watched = NumpyGlobal()
            before = watched.state()
            numpy_random.set_bit_generator(kind(3))
            assert watched.state() != before
            before = watched.state()
            np.random.rand()
            assert watched.state() != before
            saved, before = watched.save(), watched.state()
            watched.refresh()
            assert watched.state() != before
            watched.restore(saved)
            assert watched.state() == before
            assert watched.reached(watched.state(), 3) == "no"
    finally:
        numpy_random.set_bit_generator(kept)


def test_numpy_without_a_public_way_to_its_bit_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(np.random, "get_bit_generator")
    watched = NumpyGlobal()
    before = watched.state()
    np.random.rand()
    assert watched.state() != before


class FakeCudaGenerator:
    def __init__(self) -> None:
        self.parts = [7, 0]

    def get_state(self) -> Any:
        return torch.tensor(self.parts, dtype=torch.int64).view(torch.uint8)

    def set_state(self, state: Any) -> None:
        self.parts = state.view(torch.int64).tolist()

    def seed(self) -> None:
        self.parts = [random.SystemRandom().getrandbits(60), 0]


def test_cuda_begins_when_it_is_used_and_is_drawn_from_when_an_offset_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    devices = (FakeCudaGenerator(), FakeCudaGenerator())
    used: list[bool] = []
    watched = TorchCuda()
    assert not watched.available()
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: bool(used))
    monkeypatch.setattr(torch.cuda, "default_generators", devices)
    assert watched.available()
    assert watched.state() == ()
    used.append(True)
    begun = watched.state()
    assert begun != ()
    assert not watched.drawn((), begun)
    devices[1].parts[1] = 4
    assert watched.drawn((), watched.state())
    assert watched.drawn(begun, watched.state())
    saved, before = watched.save(), watched.state()
    watched.refresh()
    assert watched.state() != before
    watched.restore(saved)
    assert watched.state() == before


class FakeContext:
    def __init__(self) -> None:
        self._seed: int | None = None

    def _set_global_seed(self, seed: int | None) -> None:
        self._seed = seed
        self._rng = random.Random(seed)


def test_tensorflow_where_it_keeps_its_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    context = FakeContext()
    module = ModuleType("tensorflow.python.eager.context")
    module.context = lambda: context  # type: ignore[attr-defined]
    watched = TensorFlow()
    assert not watched.available()
    monkeypatch.setitem(sys.modules, "tensorflow", ModuleType("tensorflow"))
    assert not watched.available()
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert watched.available()
    begun, saved = watched.state(), watched.save()
    context._set_global_seed(3)
    seeded = watched.state()
    context._rng.random()
    drawn, kept = watched.state(), watched.save()
    assert len({begun, seeded, drawn}) == 3
    watched.refresh()
    assert watched.state() not in (begun, seeded, drawn)
    watched.restore(kept)
    assert watched.state() == drawn
    watched.restore(saved)
    module.context = object  # type: ignore[attr-defined]
    assert not watched.available()


def test_cupy_by_what_is_documented_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = ModuleType("cupy.random")
    current = [object()]
    watched = next(each for each in sources() if each.name == "cupy")
    monkeypatch.setitem(sys.modules, "cupy.random", module)
    assert not watched.available()
    module.RandomState = object
    module.get_random_state = lambda: current[0]
    module.set_random_state = lambda state: current.__setitem__(0, state)
    assert watched.available()
    before, saved = watched.state(), watched.save()
    watched.refresh()
    assert current[0] is not saved
    watched.restore(saved)
    assert current[0] is saved
    assert watched.state() == before


def test_nothing_is_imported_that_the_user_has_not_imported() -> None:
    root = str(Path(__file__).parents[2])
    program = (
        f"import sys, json; sys.path.insert(0, {root!r})\n"
        "from mlchecks_jupyter.generators import available, kinds\n"
        "from mlchecks_jupyter.generators.reachable import reachable\n"
        "from mlchecks_jupyter.generators.refresh import refresh_unseeded\n"
        "reachable({}); refresh_unseeded({}, ())()\n"
        "print(json.dumps([[each.name for each in available()], sorted(name.partition('.')[0] for name in sys.modules)]))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True)
    names, modules = json.loads(done.stdout)
    assert names == ["python"]
    assert not {"numpy", "torch", "tensorflow", "cupy", "IPython"} & set(modules)
