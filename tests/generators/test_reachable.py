from __future__ import annotations

import random
import sys
import types
from collections import OrderedDict, defaultdict, namedtuple
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import SGDClassifier

from mlchecks_jupyter.generators.reachable import MOST_OBJECTS, reachable
from mlchecks_jupyter.generators.refresh import refresh_unseeded

np.random.get_state()  # NumPy imports it when it is first used


def paths(**namespace: Any) -> list[str]:
    # The modules of other tests are modules of the user's as well.
    return [path for path in reachable(namespace) if not path.startswith("tests.")]


@dataclass
class Model:
    random_state: Any = field(default_factory=lambda: np.random.default_rng(1))


@dataclass(slots=True)
class Slotted:
    rng: Any
    unset: Any = None


def test_variables_containers_attributes_and_slots() -> None:
    pair = namedtuple("pair", "left right")  # noqa: PYI024 - its classic form is what notebooks have
    rng = np.random.default_rng
    assert paths(rng=rng()) == ["rng"]
    assert paths(rngs={"a": rng(), 3: [rng()]}) == ["rngs['a']", "rngs[3][0]"]
    assert paths(t=(1, rng()), s={rng()}, n=pair(rng(), 1)) == ["t[1]", "s{...}", "n[0]"]
    assert paths(o=OrderedDict(x=rng()), d=defaultdict(list, y=[rng()])) == ["o['x']", "d['y'][0]"]
    assert paths(model=Model(), slotted=Slotted(random.Random())) == ["model.random_state", "slotted.rng"]
    assert paths(search=Model(random_state=[Model()])) == ["search.random_state[0].random_state"]
    assert paths(classifier=SGDClassifier(random_state=np.random.RandomState(0))) == ["classifier.random_state"]


def test_the_shortest_path_of_an_object_stands() -> None:
    rng = np.random.default_rng(1)
    assert paths(model=Model(rng), rng=rng, again=rng) == ["rng"]


def test_a_cycle_ends() -> None:
    loop: list[Any] = []
    loop.append(loop)
    loop.append(random.Random())
    assert paths(loop=loop) == ["loop[1]"]


def test_the_generators_behind_the_global_functions_are_no_objects_of_the_users() -> None:
    assert paths(a=np.random.mtrand._rand, b=random.random.__self__, c=np.random.get_bit_generator()) == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name", ["_", "__", "___", "_i", "_ii", "_3", "_i12", "_ih", "_oh", "_dh", "In", "Out", "__x__"]
)
def test_names_that_ipython_makes_are_left_out(name: str) -> None:
    assert paths(**{name: random.Random()}) == []


def test_names_of_the_users_that_begin_alike_are_not() -> None:
    names = ["_rng", "_i_rng", "Out_rng", "_model", "____", "In2"]
    assert paths(**{name: random.Random() for name in names}) == names


def test_the_users_modules_and_no_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "reach_helper.py").write_text("import numpy as np\nrng = np.random.default_rng(3)\n")
    monkeypatch.syspath_prepend(tmp_path)
    import reach_helper  # type: ignore[import-not-found]

    try:
        assert "reach_helper.rng" in paths()
        assert "reach_helper.rng" in paths(x=1)
        assert next(each for each in paths(h=reach_helper) if each.endswith("rng")) == "h.rng"
        reach_helper.__file__ = str(Path(np.__file__))
        assert "reach_helper.rng" not in paths(h=reach_helper)
    finally:
        sys.modules.pop("reach_helper", None)


def test_a_search_is_bounded() -> None:
    many = [[object() for _ in range(150)] for _ in range(150)]
    assert paths(many=many, rng=random.Random()) == ["rng"]
    assert paths(many=[*([None] * 500), random.Random()]) == []
    deep: list[Any] = [random.Random()]
    for _ in range(MOST_OBJECTS + 10):
        deep = [deep]
    assert paths(deep=deep) == []


def test_no_code_of_the_users_runs() -> None:
    calls: list[str] = []

    def no(*args: Any, **kwargs: Any) -> Any:
        calls.append("called")
        raise RuntimeError("no")

    names = "__eq__ __repr__ __len__ __iter__ __bool__ __getattr__ __getattribute__ __hash__ __contains__ items keys".split()
    body: dict[str, Any] = dict.fromkeys(names, no)
    hostile = type("Hostile", (), {**body, "__class__": property(no), "__dict__": property(no), "rng": property(no)})
    of_dict, of_list = type("D", (dict,), {**body}), type("L", (list,), {**body})
    filled = of_dict()
    dict.__setitem__(filled, "a", random.Random())
    lazy = types.ModuleType("lazy")
    lazy.__getattr__ = no  # type: ignore[method-assign]
    lazy.__file__ = "/home/user/lazy.py"
    assert paths(a=hostile(), b=[hostile(), hostile], c=filled, d=of_list([random.Random()]), e=lazy) == [
        "c['a']",
        "d[0]",
    ]
    assert calls == []


def test_unseeded_generators_get_fresh_entropy_and_their_states_back() -> None:
    namespace = {"kept": np.random.default_rng(1), "model": Model(), "other": random.Random(3)}
    objects = {path: found for path, found in reachable(namespace).items() if path.partition(".")[0] in namespace}

    def states() -> dict[str, Any]:
        found: dict[str, Any] = {path: kind.state(generator) for path, (kind, generator) in objects.items()}
        return found | {
            "numpy": np.random.get_state(legacy=False)["state"]["key"].tolist(),
            "python": random.getstate(),
        }

    before = states()
    undo = refresh_unseeded(namespace, [("numpy", "kept"), ("python", "")])
    after = states()
    undo()
    assert {name for name in before if before[name] != after[name]} == {"numpy", "model.random_state", "other"}
    assert states() == before
    undo()
    assert states() == before


def test_an_object_is_seeded_under_whichever_of_its_names() -> None:
    rng = np.random.default_rng(1)
    namespace = {"alias": rng, "model": Model(rng)}
    before = rng.bit_generator.state
    for name in ("alias", "model.random_state"):
        undo = refresh_unseeded(namespace, [("numpy", name)])
        assert rng.bit_generator.state == before
        undo()
    undo = refresh_unseeded(namespace, [("numpy", "another")])
    assert rng.bit_generator.state != before
    undo()
    assert rng.bit_generator.state == before


def test_a_generator_that_cannot_be_refreshed_keeps_its_state(monkeypatch: pytest.MonkeyPatch) -> None:
    from mlchecks_jupyter.generators.numpy_objects import GeneratorObject

    def fail(*_: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(GeneratorObject, "refresh", fail)
    namespace: dict[str, Any] = {"rng": np.random.default_rng(1), "other": random.Random(3)}
    before = namespace["rng"].bit_generator.state, namespace["other"].getstate()
    undo = refresh_unseeded(namespace, [])
    assert namespace["rng"].bit_generator.state == before[0]
    assert namespace["other"].getstate() != before[1]
    undo()
    assert namespace["other"].getstate() == before[1]
