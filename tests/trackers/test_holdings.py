from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from tests.trackers.kernel import Kernel

pytest.importorskip("torch")


@pytest.mark.parametrize(
    ("make", "source", "told", "draw"),
    [
        ("np.random.default_rng(4)", "numpy", "value 4", "g.random()"),
        ("np.random.default_rng()", "numpy", "entropy", "g.random()"),
        ("np.random.Generator(np.random.Philox(4))", "numpy", "value 4", "g.random()"),
        ("np.random.Generator(np.random.SFC64(4))", "numpy", "value 4", "g.normal()"),
        ("np.random.Generator(np.random.MT19937(4))", "numpy", "value 4", "g.random()"),
        ("np.random.PCG64(4)", "numpy", "value 4", "g.random_raw()"),
        ("np.random.default_rng(np.random.SeedSequence(4).spawn(2)[1])", "numpy", "value 4, child (1,)", "g.random()"),
        ("np.random.RandomState(4)", "numpy", "value 4", "g.rand()"),
        ("np.random.RandomState()", "numpy", "entropy", "g.rand()"),
        ("random.Random(4)", "python", "value 4", "g.random()"),
        ("random.Random()", "python", "unknown", "g.random()"),
        ("torch.Generator().manual_seed(4)", "torch", "value 4", "torch.rand(1, generator=g)"),
        ("torch.Generator()", "torch", "value 67280421310721", "torch.rand(1, generator=g)"),
    ],
)
def test_an_object_is_told_of_when_it_arrives_and_when_it_is_drawn_from(
    make: str, source: str, told: str, draw: str, kernel: Kernel
) -> None:
    kernel.run("import numpy as np, random, torch")
    assert kernel.run(f"g = {make}") == [f"seeded {source} g {told} @2"]
    assert kernel.run("g") == []
    assert kernel.run(f"x = {draw}") == [f"drew {source} g {told} @2"]
    assert kernel.run(draw) == [f"drew {source} g {told} @2 after 4"]
    assert kernel.run(f"g = {make}; {draw}") == [f"seeded {source} g {told} @6", f"drew {source} g {told} @6"]


def test_entropy_that_a_cell_has_written_is_a_seed(kernel: Kernel) -> None:
    kernel.run("import numpy as np")
    number = 122807528840384100672342137672332424406
    assert kernel.run(f"g = np.random.default_rng({number})") == [f"seeded numpy g value {number} @2"]
    assert kernel.run(f"g = np.random.default_rng({hex(number)})") == [f"seeded numpy g value {number} @3"]


def test_objects_in_containers_attributes_and_other_variables(kernel: Kernel) -> None:
    kernel.run("import numpy as np\nclass Model: pass\nmodel = Model(); bag = {}; alias = None")
    assert kernel.run("model.random_state = np.random.default_rng(1)") == ["seeded numpy model.random_state value 1 @2"]
    assert kernel.run("bag['a'] = [np.random.default_rng(2)]") == ["seeded numpy bag['a'][0] value 2 @3"]
    assert kernel.run("alias = model.random_state") == []
    assert kernel.run("alias.random()") == ["drew numpy model.random_state value 1 @2"]
    assert kernel.run("[each.random() for each in bag['a']]") == ["drew numpy bag['a'][0] value 2 @3"]


def test_an_object_bound_by_a_function_that_declares_it_global(kernel: Kernel) -> None:
    kernel.run(
        "import numpy as np\ndef renew():\n    global rng\n    rng = np.random.default_rng(3)\ndef draw(): return rng.random()"
    )
    assert kernel.run("renew()") == ["seeded numpy rng value 3 @2"]
    assert kernel.run("draw()") == ["drew numpy rng value 3 @2"]


def test_an_object_that_lost_its_variable_is_known_again(kernel: Kernel) -> None:
    kernel.run("import numpy as np\nclass Model: pass\nmodel = Model()")
    kernel.run("rng = np.random.default_rng(1); rng.random()")
    kernel.run("held = [rng]")
    kernel.run("del rng")
    assert kernel.run("len(held)") == []
    assert kernel.run("held[0].random()") == ["drew numpy held[0] value 1 @2 after 2"]


def test_an_object_seeded_anew_in_place(kernel: Kernel) -> None:
    kernel.run("import torch; g = torch.Generator().manual_seed(1)")
    assert kernel.run("g.manual_seed(2)") == ["seeded torch g value 2 @2"]
    assert kernel.run("g.manual_seed(3); torch.rand(1, generator=g)") == [
        "seeded torch g value 3 @3",
        "drew torch g value 3 @3",
    ]
    kernel.run("import numpy as np; r = np.random.RandomState()")
    assert kernel.run("r.seed(8); r.rand()") == ["seeded numpy r value 8 @5", "drew numpy r value 8 @5"]


def test_objects_that_were_there_before_have_no_cell() -> None:
    namespace: dict[str, Any] = {}
    exec("import numpy as np, random; a = np.random.default_rng(1); b = random.Random(2)", namespace)
    kernel = Kernel(namespace=namespace)
    try:
        assert kernel.run("a.random(); b.random()") == ["drew numpy a value 1", "drew python b unknown"]
    finally:
        kernel.recorder.stop()


def test_users_objects_are_not_kept_alive(kernel: Kernel) -> None:
    kernel.run("class Big: pass\nbig = Big(); holder = [big]")
    reference = weakref.ref(kernel.namespace["big"])
    kernel.run("del big, holder")
    gc.collect()
    assert reference() is None


HOSTILE = """
class Hostile:
    def _no(self, *a, **k):
        calls.append(1)
        raise RuntimeError("no")
    __eq__ = __repr__ = __len__ = __iter__ = __bool__ = __getattr__ = __hash__ = __str__ = __contains__ = _no
    __class__ = __dict__ = property(_no)
    def __getattribute__(self, name):
        calls.append(name)
        raise RuntimeError("no")
class HostileDict(dict):
    def _no(self, *a, **k):
        calls.append(1)
        raise RuntimeError("no")
    __iter__ = items = keys = values = __len__ = __getitem__ = get = _no
class HostileMeta(type):
    def __getattribute__(cls, name):
        calls.append(name)
        raise RuntimeError("no")
class HostileClass(metaclass=HostileMeta): pass
"""


def test_a_hostile_namespace_runs_none_of_its_code(kernel: Kernel) -> None:
    calls: list[object] = []
    kernel.namespace["calls"] = calls
    kernel.run("import numpy as np" + HOSTILE)
    kernel.run("h = Hostile(); d = HostileDict(); l = [Hostile(), Hostile]; c = HostileClass; i = HostileClass()")
    kernel.run("dict.__setitem__(d, 'rng', np.random.default_rng(1)); h; l; c; i")
    assert calls == []
    assert not [each for each in kernel.evidence if each.kind == "TrackerFailed"]
    assert kernel.run("dict.__getitem__(d, 'rng').random()") == ["drew numpy d['rng'] value 1 @3"]
