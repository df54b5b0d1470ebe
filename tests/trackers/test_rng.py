from __future__ import annotations

import importlib
import random
import sys
import textwrap
import threading
from pathlib import Path

import numpy as np
import pytest

from mlchecks_jupyter.core.evidence import RngAdvanced, Seeded
from mlchecks_jupyter.trackers.account import MOST_DRAWN_BEFORE
from mlchecks_jupyter.trackers.rng import MOST_TOLD, RngTracker
from tests.trackers.kernel import Kernel, in_new_process

torch = pytest.importorskip("torch")

IMPORT = {"numpy": "import numpy as np\n", "python": "import random\n", "torch": "import torch\n"}
SEED = {"numpy": "np.random.seed({})", "python": "random.seed({})", "torch": "torch.manual_seed({})"}
ENTROPY = {"numpy": "np.random.seed()", "python": "random.seed()", "torch": "torch.seed()"}
DRAW = {"numpy": "np.random.rand()", "python": "random.random()", "torch": "torch.rand(1)"}
SAVE = {"numpy": "np.random.get_state()", "python": "random.getstate()", "torch": "torch.get_rng_state()"}
PUT = {"numpy": "np.random.set_state(s)", "python": "random.setstate(s)", "torch": "torch.set_rng_state(s)"}

every = pytest.mark.parametrize("name", ["numpy", "python", "torch"])


def words() -> list[int]:
    state = np.random.get_state(legacy=False)["state"]
    return [*state["key"].tolist(), state["pos"]]


@every
def test_a_library_imported_seeded_and_drawn_from_in_one_cell(name: str, tmp_path: Path) -> None:
    cell = f"{IMPORT[name]}{SEED[name].format(0)}\n{DRAW[name]}"
    assert in_new_process([cell], tmp_path) == [[f"seeded {name} value 0 @1", f"drew {name} value 0 @1"]]


@every
def test_a_draw_right_after_the_import_is_from_entropy(name: str, tmp_path: Path) -> None:
    assert in_new_process([IMPORT[name] + DRAW[name]], tmp_path) == [[f"drew {name} entropy"]]


@every
def test_what_was_there_before_watching_began_is_unknown(name: str) -> None:
    np.random.get_state()  # NumPy imports it when it is first used
    kernel = Kernel(namespace={"In": ["", "import helpers", "get_ipython().run_line_magic('load_ext', 'x')"]})
    try:
        assert kernel.run(IMPORT[name] + DRAW[name]) == [f"drew {name} unknown"]
    finally:
        kernel.recorder.stop()


@every
def test_draws_around_seedings_come_in_the_order_they_happened(name: str, kernel: Kernel) -> None:
    seed, draw = SEED[name], DRAW[name]
    assert kernel.run(f"{IMPORT[name]}{seed.format(7)}") == [f"seeded {name} value 7 @1"]
    seen = kernel.run(f"{draw}; {seed.format(8)}; {draw}; {ENTROPY[name]}; {draw}; {draw}")
    assert seen == [
        f"drew {name} value 7 @1",
        f"seeded {name} value 8 @2",
        f"drew {name} value 8 @2",
        f"seeded {name} entropy @2",
        f"drew {name} entropy @2",
    ]


@every
def test_later_draws_name_the_executions_that_drew_before(name: str, kernel: Kernel) -> None:
    kernel.run(f"{IMPORT[name]}{SEED[name].format(0)}")
    cells = [DRAW[name], "1 + 1", DRAW[name], DRAW[name]]
    assert [kernel.run(cell) for cell in cells] == [
        [f"drew {name} value 0 @1"],
        [],
        [f"drew {name} value 0 @1 after 2"],
        [f"drew {name} value 0 @1 after 2,4"],
    ]
    assert kernel.run(SEED[name].format(0) + "; " + DRAW[name])[-1] == f"drew {name} value 0 @6"


@every
def test_a_state_put_back_brings_its_seeding_with_it(name: str, kernel: Kernel) -> None:
    kernel.run(f"{IMPORT[name]}{SEED[name].format(3)}")
    kernel.run(f"s = {SAVE[name]}")
    assert kernel.run(f"{DRAW[name]}; {PUT[name]}") == [f"drew {name} value 3 @1"]
    assert kernel.run(DRAW[name]) == [f"drew {name} value 3 @1"]


@every
def test_a_state_never_seen_is_a_seeding_by_state(name: str, kernel: Kernel) -> None:
    kernel.run(f"{IMPORT[name]}{SEED[name].format(314159)}; {DRAW[name]}; s = {SAVE[name]}; {DRAW[name]}")
    assert kernel.run(PUT[name]) == [f"seeded {name} state @2"]


@every
def test_what_happens_between_cells_is_blamed_on_none(name: str, kernel: Kernel) -> None:
    kernel.run(f"{IMPORT[name]}{SEED[name].format(3)}")
    exec(DRAW[name], kernel.namespace)
    assert kernel.run("1 + 1") == []
    assert kernel.run(DRAW[name]) == [f"drew {name} unknown"]
    exec(SEED[name].format(4), kernel.namespace)
    assert kernel.run(DRAW[name]) == [f"drew {name} value 4"]


@every
def test_a_draw_in_another_thread_counts(name: str, kernel: Kernel) -> None:
    kernel.run(f"{IMPORT[name]}{SEED[name].format(3)}")
    cell = f"import threading; t = threading.Thread(target=lambda: {DRAW[name]}); t.start(); t.join()"
    assert kernel.run(cell) == [f"drew {name} value 3 @1"]


def test_a_normal_number_kept_from_the_last_call_is_a_draw(kernel: Kernel) -> None:
    kernel.run("import numpy as np; np.random.seed(0)")
    assert kernel.run("np.random.randn()") == ["drew numpy value 0 @1"]
    before = words()
    assert kernel.run("np.random.randn()") == ["drew numpy value 0 @1 after 2"]
    assert before == words(), "NumPy keeps no number any more: the trap is gone"
    kernel.run("import random; random.seed(0)")
    assert kernel.run("random.gauss(0, 1)") == ["drew python value 0 @4"]
    assert kernel.run("random.gauss(0, 1)") == ["drew python value 0 @4 after 5"]


def test_a_failed_seed_call_seeds_nothing(kernel: Kernel) -> None:
    kernel.run("import numpy as np; np.random.seed(0)")
    assert kernel.run("np.random.seed('no number')") == []
    assert kernel.run("np.random.seed(1)") == ["seeded numpy value 1 @3"]


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("np.random.seed(np.int64(5))", "5"),
        ("np.random.seed(seed=5)", "5"),
        ("np.random.seed([1, 2])", "a list of 2"),
        ("np.random.seed(np.arange(3))", "an array of 3"),
        ("random.seed('a text')", "'a text'"),
        ("random.seed(a=2.5, version=2)", "2.5"),
        ("random.seed(10 ** 5000)", hex(10**5000)[:40]),
    ],
)
def test_a_seed_in_words(call: str, value: str, kernel: Kernel) -> None:
    kernel.run("import random, numpy as np")
    source = "numpy" if call.startswith("np") else "python"
    assert kernel.run(call) == [f"seeded {source} value {value} @2"]


def test_a_loop_that_seeds_a_thousand_times_is_told_of_by_its_ends(kernel: Kernel) -> None:
    seen = kernel.run("import numpy as np\nfor i in range(1000): np.random.seed(i); np.random.rand()")
    assert len(seen) <= MOST_TOLD + 2
    assert seen[:2] == ["seeded numpy value 0 @1", "drew numpy value 0 @1"]
    assert seen[-2:] == ["seeded numpy value 999 @1", "drew numpy value 999 @1"]


def test_executions_that_drew_before_are_bounded(kernel: Kernel) -> None:
    kernel.run("import random; random.seed(0)")
    for _ in range(5 * MOST_DRAWN_BEFORE):
        kernel.run("random.random()")
    last = kernel.evidence[-1]
    drew = [each for each in kernel.evidence if isinstance(each, RngAdvanced)][-1]
    assert last.kind in ("CellRan", "RngAdvanced")
    counts = [each.count for each in drew.drawn_before]
    assert len(counts) == MOST_DRAWN_BEFORE
    assert (counts[0], counts[-1]) == (2, drew.cell.count - 1)


def test_seed_functions_bound_before_watching_are_proven_by_the_state() -> None:
    namespace: dict[str, object] = {}
    exec("from random import seed, random; from numpy.random import seed as set_seed, rand", namespace)
    kernel = Kernel(namespace=namespace)
    try:
        assert kernel.run("seed(12)") == ["seeded python value 12 @1"]
        assert kernel.run("random()") == ["drew python value 12 @1"]
        assert kernel.run("set_seed(13); rand(2000)") == ["seeded numpy value 13 @3", "drew numpy value 13 @3"]
        assert kernel.run("rand(1) # seed(99)") == ["drew numpy value 13 @3 after 3"]
    finally:
        kernel.recorder.stop()


def test_a_draw_is_no_seeding_though_the_text_names_the_seed_again(kernel: Kernel) -> None:
    kernel.run("import numpy as np; np.random.seed(5)")
    assert kernel.run("np.random.rand()  # after seed(5)") == ["drew numpy value 5 @1"]


def test_seeds_and_draws_deep_in_a_helper_module(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep_helper.py").write_text(
        textwrap.dedent("""
            import numpy as np
            rng = np.random.default_rng(4)
            def prepare(): np.random.seed(21)
            def sample(): return np.random.rand(), rng.random()
        """)
    )
    monkeypatch.syspath_prepend(tmp_path)
    try:
        assert kernel.run("from deep_helper import prepare, sample") == ["seeded numpy deep_helper.rng value 4 @1"]
        assert kernel.run("prepare()") == ["seeded numpy value 21 @2"]
        assert kernel.run("sample()") == ["drew numpy value 21 @2", "drew numpy deep_helper.rng value 4 @1"]
    finally:
        sys.modules.pop("deep_helper", None)


def test_cells_in_another_order_are_told_as_they_ran(kernel: Kernel) -> None:
    seed, draw = "import random; random.seed(0)", "random.random()"
    ran = [kernel.run(cell) for cell in (seed, draw, draw, seed, draw)]
    assert ran[1:] == [
        ["drew python value 0 @1"],
        ["drew python value 0 @1 after 2"],
        ["seeded python value 0 @4"],
        ["drew python value 0 @4"],
    ]


def test_rich_draws_when_imported_and_no_cell_is_blamed(tmp_path: Path) -> None:
    pytest.importorskip("rich")
    seen = in_new_process(["import random; random.seed(1)", "import rich.style", "random.random()"], tmp_path)
    assert seen == [["seeded python value 1 @1"], [], ["drew python value 1 @1"]]
    probe = "import random; random.seed(1); before = random.getstate(); import rich.style; assert random.getstate() != before"
    assert in_new_process(["1"], tmp_path, setup=probe) == [[]]


def test_a_reloaded_module_is_watched_again(tmp_path: Path) -> None:
    cells = ["import numpy as np, importlib; importlib.reload(np.random)", "np.random.seed(3)"]
    assert in_new_process(cells, tmp_path)[1] == ["seeded numpy value 3 @2"]


def test_a_fork_of_pytorchs_generator_leaves_the_seeding_as_it_was(kernel: Kernel) -> None:
    kernel.run("import torch; torch.manual_seed(1)")
    seen = kernel.run("with torch.random.fork_rng(): torch.manual_seed(2); torch.rand(1)")
    assert seen == ["seeded torch value 2 @2", "drew torch value 2 @2"]
    assert kernel.run("torch.rand(1)") == ["drew torch value 1 @1"]


def test_a_source_keeps_its_state_while_nothing_happens(kernel: Kernel) -> None:
    kernel.run("import random, numpy as np, torch")
    state = random.getstate(), words(), torch.get_rng_state().tolist()
    for cell in ("1", "x = [1]", "del x"):
        assert kernel.run(cell) == []
    assert state == (random.getstate(), words(), torch.get_rng_state().tolist())


def test_evidence_names_the_function_that_seeded(kernel: Kernel) -> None:
    kernel.run("import torch; torch.random.manual_seed(3)")
    seeded = next(each for each in kernel.evidence if isinstance(each, Seeded))
    assert seeded.seeding.by == "torch.manual_seed"


def test_two_kernels_in_one_process_stop_in_any_order() -> None:
    functions = {name: vars(np.random)[name] for name in ("seed", "set_state")}
    code = torch.manual_seed.__code__
    for first in (0, 1):
        kernels = [Kernel(), Kernel()]
        kernels[0].run("import numpy as np, torch")
        assert kernels[1].run("import numpy as np, torch; torch.manual_seed(1)") == ["seeded torch value 1 @1"]
        kernels[first].recorder.stop()
        other = kernels[1 - first]
        assert "seeded numpy value 6 @2" in other.run("np.random.seed(6)") + other.run("np.random.seed(6)")
        other.recorder.stop()
        assert all(vars(np.random)[name] is function for name, function in functions.items())
        assert torch.manual_seed.__code__ is code


def test_seeding_in_another_thread_while_a_cell_runs_is_told(kernel: Kernel) -> None:
    kernel.run("import random")
    thread = threading.Thread(target=lambda: importlib.import_module("random").seed(5))
    kernel.namespace["thread"] = thread
    assert kernel.run("thread.start(); thread.join()") == ["seeded python value 5 @2"]


def test_a_stopped_tracker_tells_nothing_and_can_be_stopped_again() -> None:
    tracker = RngTracker()
    tracker.start({})
    tracker.stop()
    tracker.stop()
    np.random.seed(0)
    assert tracker.seedings() == {}
