"""Which calls are blamed for a draw, in the cell and in the files of helpers."""

from __future__ import annotations

import importlib.util
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlchecks_jupyter.blame.blamer import Blamer
from mlchecks_jupyter.blame.functions import followed
from mlchecks_jupyter.core.seedcheck import Blame

Load = Callable[[str, str], types.ModuleType]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Write a module and import it."""

    def make(name: str, source: str) -> types.ModuleType:
        path = tmp_path / f"{name}.py"
        path.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    return make


def blame(
    cell: str, *before: str, source: str = "python", lines: tuple[int, ...] = (), **namespace: Any
) -> list[Blame]:
    ran = {f"[{number}]": text for number, text in enumerate(before, 11)}
    return list(Blamer(ran, cell, namespace).blame(source, lines))


def places(found: list[Blame]) -> list[str]:
    return [f"{each.place}: {each.call}" for each in found]


HELPER = """\
import random


def outer(n):
    return [inner() for _ in range(n)]


def inner():
    return random.random()


def harmless():
    return 5


def seeded(seed):
    return random.Random(seed).random()


class Bag:
    def __init__(self):
        self.first = random.choice([1, 2])

    def draw(self):
        return random.randint(0, 5)

    @staticmethod
    def static():
        return random.uniform(0, 1)
"""


def test_a_call_in_the_cell_is_blamed_with_its_line() -> None:
    found = blame("import random\nx = 1\ny = random.random()", lines=(3,))
    assert places(found) == ["line 3: random.random()"]
    assert "random.seed(0)" in found[0].instead


def test_only_the_statements_that_drew_are_blamed() -> None:
    cell = "import random\nx = random.random()\ny = random.gauss(0, 1)"
    assert places(blame(cell, lines=(3,))) == ["line 3: random.gauss(0, 1)"]
    assert places(blame(cell, lines=())) == ["line 2: random.random()", "line 3: random.gauss(0, 1)"]


def test_only_the_generator_in_question_is_blamed() -> None:
    cell = "import random\nimport numpy as np\nx = random.random()\ny = np.random.normal()"
    assert places(blame(cell, source="numpy")) == ["line 4: np.random.normal()"]
    assert blame(cell, source="torch") == []


def test_a_function_of_another_cell_is_blamed_there() -> None:
    found = blame("y = draw()", "import random", "def draw():\n    return random.random()")
    assert places(found) == ["[12], line 2: random.random()"]  # as its prompt calls it


def test_a_remedy_calls_cells_as_their_prompts_do() -> None:
    (here,) = blame("import random\nrandom.seed()\ny = random.random()", "x = 1")
    assert "line 2" in here.instead
    assert "cell" not in here.instead
    (there,) = blame("y = random.random()", "x = 1", "import random\nrandom.seed()")
    assert "[12], line 2" in there.instead
    assert "cell" not in there.instead


@pytest.mark.parametrize(
    ("call", "line", "drawn"),
    [
        ("helper.inner()", 9, "random.random()"),
        ("helper.outer(3)", 9, "random.random()"),
        ("list(map(helper.inner, range(2)))", 9, "random.random()"),
        ("alias(3)", 9, "random.random()"),
        ("helper.Bag()", 22, "random.choice([1, 2])"),
        ("bag.draw()", 25, "random.randint(0, 5)"),
        ("helper.Bag.static()", 29, "random.uniform(0, 1)"),
        ("bound()", 25, "random.randint(0, 5)"),
    ],
)
def test_a_helpers_draw_is_blamed_in_its_file(load: Load, call: str, line: int, drawn: str) -> None:
    helper = load("blamed_helper", HELPER)
    bag = helper.Bag()
    found = blame(f"x = 1\ny = {call}", helper=helper, alias=helper.outer, bag=bag, bound=bag.draw, lines=(2,))
    assert places(found) == [f"blamed_helper.py, line {line}: {drawn}"]


@pytest.mark.parametrize("call", ["helper.harmless()", "helper.seeded(3)", "len([1])", "missing.thing()"])
def test_what_does_not_draw_is_not_blamed(load: Load, call: str) -> None:
    assert blame(f"y = {call}", helper=load("blamed_helper", HELPER)) == []


def test_helpers_of_helpers_in_other_files(load: Load) -> None:
    load("blamed_deep", "import numpy as np\n\ndef noise(size):\n    return np.random.normal(size=size)\n")
    middle = load("blamed_middle", "import blamed_deep\n\ndef noisy(n):\n    return blamed_deep.noise(n) + 1\n")
    found = blame("y = middle.noisy(4)", source="numpy", middle=middle)
    assert places(found) == ["blamed_deep.py, line 4: np.random.normal(size=size)"]


def test_a_helper_that_takes_the_seed_is_to_be_given_it(load: Load) -> None:
    helper = load("blamed_seed", "def cut(frame, seed=None):\n    return frame.sample(frac=0.5, random_state=seed)\n")
    found = blame("half = helper.cut(frame)", source="numpy", helper=helper)
    assert places(found) == ["blamed_seed.py, line 2: frame.sample(frac=0.5, random_state=seed)"]
    assert found[0].instead == "Pass `seed=0` to `cut`."


def test_helpers_are_followed_through_the_functions_of_cells(load: Load) -> None:
    helper = load("blamed_helper", HELPER)
    cell: dict[str, Any] = {"helper": helper}
    source = "def prepare():\n    return [helper.outer(2)]\ndef further():\n    return prepare()\n"
    exec(compile(source, "/tmp/ipykernel_1/1.py", "exec"), cell)
    found = blame("y = further()", source, **{key: cell[key] for key in ("helper", "prepare", "further")})
    assert places(found) == ["blamed_helper.py, line 9: random.random()"]


def test_a_decorated_helper_is_found(load: Load) -> None:
    source = (
        "import functools, random\n\ndef twice(f):\n    @functools.wraps(f)\n    def g():\n        return f(), f()\n"
        "    return g\n\n@twice\ndef draw():\n    return random.random()\n"
    )
    helper = load("blamed_decorated", source)
    assert places(blame("y = helper.draw()", helper=helper)) == ["blamed_decorated.py, line 11: random.random()"]


def test_an_edited_helper_is_read_again(load: Load) -> None:
    helper = load("blamed_edited", "import random\n\ndef draw():\n    return random.random()\n")
    assert places(blame("y = helper.draw()", helper=helper)) == ["blamed_edited.py, line 4: random.random()"]
    helper = load("blamed_edited", "import random\n\n\n\ndef draw():\n    return random.gauss(0, 1)\n")
    assert places(blame("y = helper.draw()", helper=helper)) == ["blamed_edited.py, line 6: random.gauss(0, 1)"]


@pytest.mark.parametrize("content", ["", "def (", "\x00", None])
def test_a_helper_whose_file_is_damaged_or_gone_costs_nothing(load: Load, tmp_path: Path, content: str | None) -> None:
    helper = load("blamed_gone", "import random\n\ndef draw():\n    return random.random()\n")
    if content is None:
        (tmp_path / "blamed_gone.py").unlink()
    else:
        (tmp_path / "blamed_gone.py").write_text(content, encoding="utf-8")
    assert blame("y = helper.draw()", helper=helper) == []


def test_helpers_that_call_each_other_end(load: Load) -> None:
    helper = load(
        "blamed_circle",
        "import random\n\ndef a(n):\n    return b(n - 1) if n else random.random()\n\ndef b(n):\n    return a(n - 1)\n",
    )
    assert places(blame("y = helper.b(4)", helper=helper)) == ["blamed_circle.py, line 4: random.random()"]


class Raising:
    """Whoever looks at this carelessly runs code of the user's."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    @property
    def risky(self) -> Any:
        raise RuntimeError("a property ran")


def test_looking_for_calls_runs_no_code() -> None:
    found = blame("y = thing.risky()\nz = thing.other.deep()\nthing[0]()\n(lambda: 1)()", thing=Raising())
    assert found == []


def test_libraries_are_not_followed() -> None:
    import ast
    import json
    import random

    tree = ast.parse("json.dumps(1)\nrandom.shuffle(x)")
    assert list(followed(tree.body, {"json": json, "random": random})) == []


def test_which_generators_a_notebook_seeds() -> None:
    blamer = Blamer({"[1]": "import random\nrandom.seed(3)"}, "x = 1", {})
    assert blamer.seeds("python")
    assert not blamer.seeds("numpy")


@pytest.mark.parametrize("cell", ["", "x = = 1", "%%bash\necho", "await f()", "return 5", "\x00", "é = 'ü'"])
def test_cells_that_are_no_plain_python_cost_nothing(cell: str) -> None:
    assert blame(cell, "import random") == []
