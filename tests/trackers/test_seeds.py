from __future__ import annotations

import copy
import functools
import inspect
import pickle
import random
import subprocess
import sys
import traceback
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from mlchecks_jupyter.generators import sources
from mlchecks_jupyter.trackers.seeds import SeedCall, SeedWatch
from mlchecks_jupyter.trackers.stand_ins import StandIns

torch = pytest.importorskip("torch")
np.random.get_state()  # NumPy imports it when it is first used

MODULES: list[ModuleType] = [random, np.random, np.random.mtrand, torch, torch.random, torch.cuda]


def snapshot() -> list[dict[str, tuple[int, int, tuple[str, ...]]]]:
    """What every module holds, by identity, with the code and the attributes of functions."""
    return [
        {
            name: (id(value), id(getattr(value, "__code__", None)), tuple(sorted(getattr(value, "__dict__", ()))))
            for name, value in vars(module).items()
        }
        for module in MODULES
    ]


def watching(calls: list[SeedCall] | None = None) -> SeedWatch:
    kept: list[SeedCall] = [] if calls is None else calls
    watch = SeedWatch(lambda _: None, kept.append)
    watch.watch(sources())
    return watch


@pytest.fixture
def state() -> Any:
    kept = random.getstate(), np.random.get_state(), torch.get_rng_state()
    yield
    random.setstate(kept[0])
    np.random.set_state(kept[1])
    torch.set_rng_state(kept[2])


def test_every_module_is_as_it_was_when_watching_ends() -> None:
    before = snapshot()
    watch = watching()
    assert snapshot() != before
    watch.stop()
    assert snapshot() == before


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_watchers_before_each_other_stop_in_any_order(order: tuple[int, ...], state: None) -> None:
    before = snapshot()
    calls: list[list[SeedCall]] = [[], [], []]
    watches = [watching(each) for each in calls]
    for done, index in enumerate(order):
        for each in calls:
            each.clear()
        np.random.seed(0)
        torch.manual_seed(0)
        random.seed(0)
        for other in range(3):
            assert len(calls[other]) == (0 if other in order[:done] else 3)
        watches[index].stop()
    assert snapshot() == before


def test_what_somebody_else_put_there_stays(state: None) -> None:
    calls: list[SeedCall] = []
    original = np.random.seed
    watch = watching(calls)
    watched = np.random.seed

    def theirs(*args: Any) -> None:
        watched(*args)

    np.random.seed = theirs  # type: ignore[assignment]
    try:
        watch.stop()
        assert np.random.seed is theirs
        np.random.seed(3)
        assert not calls
    finally:
        np.random.seed = original


def test_functions_do_and_tell_what_they_did_before(state: None) -> None:
    signatures = [inspect.signature(each) for each in (random.seed, np.random.seed, torch.manual_seed)]
    names = [
        (each.__name__, each.__module__, each.__doc__) for each in (random.seed, np.random.seed, torch.manual_seed)
    ]
    lines = inspect.getsource(torch.manual_seed), inspect.getsource(random.seed)
    watch = watching()
    try:
        watched = (random.seed, np.random.seed, torch.manual_seed)
        assert [inspect.signature(each) for each in watched] == signatures
        assert [(each.__name__, each.__module__, each.__doc__) for each in watched] == names
        assert (inspect.getsource(torch.manual_seed), inspect.getsource(random.seed)) == lines
        assert torch.manual_seed(3) is torch.default_generator
        assert np.random.seed is np.random.mtrand.seed
        assert torch.manual_seed is torch.random.manual_seed
        assert functools.partial(np.random.seed, seed=1)() is None
        with pytest.raises(TypeError):
            random.seed(1, 2, 3)  # type: ignore[call-arg]
        with pytest.raises(ValueError, match="Seed must be between"):
            np.random.seed(-1)
    finally:
        watch.stop()


def test_a_watched_function_is_found_in_tables_and_copied_like_itself() -> None:
    table = {np.random.seed: "numpy", random.seed: "python"}
    original = random.seed
    watch = watching()
    try:
        assert table[np.random.seed] == "numpy"
        assert table[random.seed] == "python"
        assert random.seed == original
        assert np.random.seed != random.seed
        assert copy.deepcopy(np.random.seed) is np.random.seed
        assert random.seed.__self__ is original.__self__  # type: ignore[attr-defined]

        class Holder:
            seed = np.random.seed

        assert Holder.seed is np.random.seed
    finally:
        watch.stop()


def test_pickles_are_those_of_the_functions_and_need_nothing_of_ours(state: None) -> None:
    random.seed(1)
    functions = {"numpy": np.random.seed, "torch": torch.manual_seed, "python": random.seed}
    plain = {name: pickle.dumps(each) for name, each in functions.items()}
    watch = watching()
    try:
        watched = {"numpy": np.random.seed, "torch": torch.manual_seed, "python": random.seed}
        assert {name: pickle.dumps(each) for name, each in watched.items()} == plain
        held = np.random.seed
    finally:
        watch.stop()
    program = "import sys, pickle, numpy as np; f = pickle.loads(bytes.fromhex(sys.argv[1])); f(3)"
    program += "; assert f is np.random.seed and 'mlchecks_jupyter' not in sys.modules"
    for data in (plain["numpy"], pickle.dumps(held)):
        subprocess.run([sys.executable, "-I", "-c", program, data.hex()], check=True)


def test_torchscript_still_finds_the_function(state: None) -> None:
    watch = watching()
    try:
        assert torch.jit._builtins._find_builtin(torch.manual_seed) == "aten::manual_seed"
    finally:
        watch.stop()


def test_a_seeder_that_calls_another_is_one_call(state: None) -> None:
    calls: list[SeedCall] = []
    watch = watching(calls)
    try:
        torch.manual_seed(4)
        assert calls == [SeedCall(("torch", "torch.cuda"), "torch.manual_seed", "value", "4")]
        with pytest.raises(TypeError):
            np.random.seed(object())  # type: ignore[arg-type]
        random.seed()
        assert calls[1:] == [SeedCall(("python",), "random.seed", "entropy", "")]
    finally:
        watch.stop()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_fault_in_noting_leaves_the_call_alone(when: str, state: None) -> None:
    def fail(_: SeedCall) -> None:
        raise RuntimeError("ours")

    watch = SeedWatch(fail if when == "before" else lambda _: None, fail if when == "after" else lambda _: None)
    watch.watch(sources())
    try:
        np.random.seed(5)
        drawn = np.random.rand()
        assert isinstance(watch.fault, RuntimeError)
    finally:
        watch.stop()
    np.random.seed(5)
    assert drawn == np.random.rand()


def test_the_function_is_called_once() -> None:
    module = ModuleType("counted")
    calls: list[Any] = []

    def seed(value: int, /, *, scale: int = 1) -> int:
        calls.append((value, scale))
        return value * scale

    module.seed = seed  # type: ignore[attr-defined]
    module.method = calls.append  # type: ignore[attr-defined]
    told: list[Any] = []

    def listen(args: Any, kwargs: Any) -> Any:
        told.append((args, kwargs))
        return told.append

    before = dict(vars(module))
    stand_ins = StandIns()
    stand_ins.put(module, "seed", listen)
    stand_ins.put(module, "method", listen)
    stand_ins.put(module, "nothing", listen)
    assert module.seed(3, scale=2) == 6
    module.method("x")
    assert calls == [(3, 2), "x"]
    assert told == [((3,), {"scale": 2}), True, (("x",), {}), True]
    assert str(inspect.signature(module.seed)) == "(value: 'int', /, *, scale: 'int' = 1) -> 'int'"
    stand_ins.take_out()
    assert vars(module) == before
    assert module.seed(2) == 2
    assert not hasattr(module.seed, "__signature__")


def test_a_function_with_a_closure_and_defaults_keeps_them() -> None:
    outer = 5

    def seed(value: int = 2, *rest: int, more: int = 3) -> int:
        return value + more + outer + len(rest)

    module = ModuleType("closure")
    module.seed = seed  # type: ignore[attr-defined]
    stand_ins = StandIns()
    stand_ins.put(module, "seed", lambda _, __: lambda done: None)
    try:
        assert (seed(), seed(1), seed(1, 1, more=0)) == (10, 9, 7)
        with pytest.raises(TypeError):
            seed(nothing=1)  # type: ignore[call-arg]
    finally:
        stand_ins.take_out()
    assert seed() == 10


def test_an_exception_of_the_function_passes_through() -> None:
    def seed() -> None:
        raise ZeroDivisionError("theirs")

    module = ModuleType("raising")
    module.seed = seed  # type: ignore[attr-defined]
    ended: list[bool] = []
    stand_ins = StandIns()
    stand_ins.put(module, "seed", lambda _, __: ended.append)
    try:
        with pytest.raises(ZeroDivisionError) as caught:
            seed()
        assert traceback.extract_tb(caught.tb)[-1].line == 'raise ZeroDivisionError("theirs")'
    finally:
        stand_ins.take_out()
    assert ended == [False]
