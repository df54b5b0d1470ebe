from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import threading
import types
from typing import Any

import pytest

from mlchecks_jupyter.replay.prepare import prepare
from mlchecks_jupyter.replay.replay import Cell, FirstRun
from mlchecks_jupyter.replay.safety import HAZARDS, Hazard, why_not_fork
from tests.replay.conftest import Replayed, fresh


@pytest.fixture(autouse=True)
def unsafe(monkeypatch: pytest.MonkeyPatch, replayed: Replayed) -> None:
    monkeypatch.setitem(sys.modules, "jax", types.ModuleType("jax"))


def test_the_reason_is_told_and_the_cell_runs_on_copies(replayed: Replayed) -> None:
    namespace: dict[str, Any] = {"kept": [1], "random": random}
    replay = prepare(Cell(source="x = 1"), {}, refresh=fresh)
    assert (replay.method, replay.reason) == ("copies", "A child process cannot use JAX's threads.")
    found = replayed("kept.append(random.random())\nn = len(kept)\nkept", namespace)
    assert found.method == "copies"
    assert {each.name for each in found.differences} == {"kept", "the value shown"}
    assert found.equal == ("n",)
    assert len(namespace["kept"]) == 2


def test_the_generators_go_on_where_the_first_run_left_them(replayed: Replayed) -> None:
    random.seed(1)
    replayed("import random\nx = random.random()")
    after = random.random()
    random.seed(1)
    random.random()
    assert after == random.random()


def test_functions_of_the_notebook_work_on_the_copies(replayed: Replayed) -> None:
    namespace: dict[str, Any] = {"count": 0, "kept": []}
    exec("def step():\n    global count\n    count += 1\n    kept.append(count)\n    return count", namespace)
    found = replayed("n = step()", namespace)
    assert found.differences == ()
    assert (namespace["count"], namespace["kept"]) == (1, [1])
    assert {"n", "count", "kept"} <= set(found.equal)


def test_variables_of_the_cell_itself_are_gone_before_the_second_run(replayed: Replayed) -> None:
    found = replayed("try:\n    made\n    again = True\nexcept NameError:\n    again = False\nmade = 1")
    assert set(found.equal) == {"again", "made"}


def test_an_interrupt_stops_the_second_run_alone(replayed: Replayed) -> None:
    timer = threading.Timer(0.6, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        found = replayed("while runs:\n    pass\nruns.append(1)", {"runs": EmptyOnce()})
    finally:
        timer.join()
    assert found.problem == "The second run was interrupted."


class EmptyOnce(list[int]):
    """Nothing at first; its copy holds something."""

    def __deepcopy__(self, memo: object) -> list[int]:
        return [1]


def test_an_error_or_an_exit_of_the_second_run_is_told(replayed: Replayed) -> None:
    source = "import sys\nif sys.seen_by_mlchecks:\n    raise KeyError(1)\nsys.seen_by_mlchecks = True"
    sys.seen_by_mlchecks = False  # type: ignore[attr-defined]
    try:
        assert replayed(source).problem == "The second run stopped with KeyError, which the first did not."
    finally:
        del sys.seen_by_mlchecks  # type: ignore[attr-defined]


def test_what_cannot_be_copied_is_shared_and_told(replayed: Replayed) -> None:
    namespace: dict[str, Any] = {"lock": threading.Lock()}
    found = replayed("x = 1\nlock.locked()", namespace)
    assert found.equal == ("the value shown", "x")
    assert "lock cannot be copied, so the second run used the same object." in found.effects


def test_a_large_array_is_not_copied_and_its_change_is_told(
    replayed: Replayed, monkeypatch: pytest.MonkeyPatch
) -> None:
    numpy = pytest.importorskip("numpy")
    monkeypatch.setattr("mlchecks_jupyter.replay.copies.LARGEST", 100)
    found = replayed("big += 1", {"big": numpy.zeros(100)})
    assert "big is too large to be copied and was changed in place by every run." in found.effects


def test_figures_of_the_second_run_are_closed(replayed: Replayed) -> None:
    pytest.importorskip("matplotlib").use("agg")
    import matplotlib.pyplot as plt

    found = replayed("figure, axes = plt.subplots()", {"plt": plt})
    assert len(plt.get_fignums()) == 1
    plt.close("all")
    assert {each.name for each in found.not_compared} == {"figure", "axes"}


def test_a_cell_that_awaits_inside_a_running_loop_is_told() -> None:
    async def kernel() -> str:
        names: dict[str, Any] = {}
        replay = prepare(Cell(source="import asyncio\nawait asyncio.sleep(0)"), names, refresh=fresh)
        return replay.finish(FirstRun(namespace=names)).problem

    assert asyncio.run(kernel()) == "A cell that awaits cannot be run a second time in the same process."


def test_a_file_written_by_both_runs_is_told(replayed: Replayed) -> None:
    found = replayed("with open('out.txt', 'a') as f:\n    _n = f.write('x')")
    assert "It wrote out.txt (in both runs)." in found.effects


def test_every_hazard_is_one_sentence_and_a_test_that_fails_counts_as_unsafe() -> None:
    assert all(each.sentence.endswith(".") and each.sentence.count(".") == 1 for each in HAZARDS)
    broken = Hazard(name="x", test=lambda _: 1 / 0 > 0, sentence="It is unsafe.")
    assert why_not_fork({}, [broken]) == "It is unsafe."


def test_an_open_database_connection_is_not_shared_with_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    monkeypatch.delitem(sys.modules, "jax")
    for name in ("polars", "catboost"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    connection = sqlite3.connect(":memory:")
    try:
        assert "database" in why_not_fork({"con": connection})
        if sys.platform.startswith("linux"):
            assert why_not_fork({"x": 1}) == ""
    finally:
        connection.close()


def test_an_openmp_library_that_keeps_its_threads_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("jax", "polars", "catboost"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr("mlchecks_jupyter.replay.thread_pools.pause_openmp", lambda: False)
    assert "OpenMP" in why_not_fork({})
