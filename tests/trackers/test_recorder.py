from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np
import pytest

from mlchecks_jupyter.core.evidence import CellRan, Evidence, TrackerFailed
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.trackers import standard_trackers
from mlchecks_jupyter.trackers.account import Account
from mlchecks_jupyter.trackers.base import Tracker
from mlchecks_jupyter.trackers.holdings import Holdings
from mlchecks_jupyter.trackers.rng import RngTracker
from mlchecks_jupyter.trackers.seeds import SeedWatch
from tests.trackers.kernel import Kernel

np.random.get_state()  # NumPy imports it when it is first used


class Failing(Tracker):
    """Does as it is told, and says so."""

    name: ClassVar[str] = "failing"

    def __init__(self, where: str, error: BaseException) -> None:
        self.where = where
        self.error = error
        self.did: list[str] = []

    def _do(self, what: str) -> None:
        self.did.append(what)
        if what == self.where:
            raise self.error

    def start(self, namespace: dict[str, Any]) -> None:
        self._do("start")

    def before(self, cell: Execution, source: str) -> None:
        self._do("before")

    def after(self, cell: Execution, source: str, *, ok: bool) -> Iterable[Evidence]:
        self._do("after")
        return ()

    def stop(self) -> None:
        self._do("stop")


def failures(kernel: Kernel) -> list[TrackerFailed]:
    return [each for each in kernel.evidence if isinstance(each, TrackerFailed)]


@pytest.mark.parametrize("where", ["start", "before", "after"])
def test_a_tracker_that_fails_is_stopped_told_of_once_and_heard_no_more(where: str) -> None:
    failing = Failing(where, ValueError("a  broken\npart"))
    kernel = Kernel([failing, *standard_trackers()])
    kernel.run("1")
    kernel.run("import random; random.seed(3)")
    kernel.recorder.stop()
    (failed,) = failures(kernel)
    assert failed.tracker == "failing"
    assert "\n" not in failed.reason
    assert failed.reason.startswith("ValueError in test_recorder.py, line ")
    assert failed.reason.endswith(": a broken part.")
    assert failing.did[-1] == "stop"
    assert failing.did.count(where) == 1
    assert failing.did.count("stop") == 1
    assert len([each for each in kernel.evidence if isinstance(each, CellRan)]) == 2
    assert any(each.kind == "Seeded" for each in kernel.evidence)


def test_a_tracker_that_fails_to_stop_does_not_keep_the_others() -> None:
    before = vars(np.random)["seed"], list(sys.meta_path)
    kernel = Kernel([*standard_trackers(), Failing("stop", ValueError("late"))])
    kernel.run("1")
    kernel.recorder.stop()
    assert [each.tracker for each in failures(kernel)] == ["failing"]
    assert (vars(np.random)["seed"], sys.meta_path) == before


class Speechless(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def test_an_error_without_words_is_told_by_its_name() -> None:
    kernel = Kernel([Failing("before", Speechless())])
    kernel.run("1")
    (failed,) = failures(kernel)
    assert failed.reason.startswith("Speechless in ")


def test_an_interrupt_passes_through_and_the_next_cell_is_told_of() -> None:
    class Interrupted(Failing):
        def before(self, cell: Execution, source: str) -> None:
            if cell.count == 2:
                raise KeyboardInterrupt

        def after(self, cell: Execution, source: str, *, ok: bool) -> Iterable[Evidence]:
            if cell.count == 4:
                raise KeyboardInterrupt
            return ()

    kernel = Kernel([*standard_trackers(), Interrupted("", ValueError())])
    try:
        kernel.run("import random; random.seed(0)")
        with pytest.raises(KeyboardInterrupt):
            kernel.run("random.random()")
        kernel.recorder.after(ok=True)
        assert kernel.run("random.random()") == ["drew python value 0 @1"]
        with pytest.raises(KeyboardInterrupt):
            kernel.run("random.random()")
        assert kernel.evidence[-1].kind == "RngAdvanced", "what was seen before the interrupt is kept"
        assert kernel.run("random.random()") == ["drew python value 0 @1 after 3,4"]
        assert not failures(kernel)
    finally:
        kernel.recorder.stop()


def test_the_end_of_a_cell_that_nobody_saw_begin_is_nothing() -> None:
    kernel = Kernel()
    kernel.recorder.after(ok=True)
    assert kernel.evidence == []
    kernel.recorder.stop()


def test_a_cells_run_is_told_with_its_time_and_outcome() -> None:
    kernel = Kernel([each for each in standard_trackers() if each.name == "cells"])
    kernel.run("1 / 0")
    kernel.run("import time; time.sleep(0.01)")
    broken, whole = (each for each in kernel.evidence if isinstance(each, CellRan))
    assert (broken.ok, whole.ok) == (False, True)
    assert whole.seconds >= 0.01
    assert (broken.cell.count, whole.cell.count) == (1, 2)


def test_every_call_gives_new_trackers_each_in_the_module_of_its_name() -> None:
    first, second = standard_trackers(), standard_trackers()
    assert [each.name for each in first] == sorted(each.name for each in first)
    assert {"cells", "rng"} <= {each.name for each in first}
    assert not {id(each) for each in first} & {id(each) for each in second}
    for each in first:
        assert type(each).__module__ == f"mlchecks_jupyter.trackers.{each.name}"


def fail(*_: object, **__: object) -> Any:
    raise RuntimeError("injected")


@pytest.mark.parametrize(
    ("what", "name"),
    [
        (Holdings, "start"),
        (Holdings, "between"),
        (Holdings, "after"),
        (Account, "drew"),
        (Account, "seeded"),
        (SeedWatch, "watch"),
        (SeedWatch, "begin"),
        (RngTracker, "_renew"),
        (RngTracker, "_look"),
        (RngTracker, "_tell"),
    ],
)
def test_a_fault_in_the_rng_tracker_is_its_own(what: type, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = vars(np.random)["seed"], vars(random)["seed"], list(sys.meta_path)
    monkeypatch.setattr(what, name, fail)
    kernel = Kernel()
    ran: list[int] = []
    kernel.namespace["ran"] = ran
    kernel.run("import random")
    kernel.run("import numpy as np; random.seed(1); ran.append(1); random.random()  # reload")
    kernel.run("np.random.seed(2); ran.append(2); np.random.rand()")
    assert ran == [1, 2]
    assert [each.tracker for each in failures(kernel)] == ["rng"]
    assert len([each for each in kernel.evidence if isinstance(each, CellRan)]) == 3
    assert (vars(np.random)["seed"], vars(random)["seed"], sys.meta_path) == before
    kernel.recorder.stop()


@pytest.mark.parametrize("part", ["arrivals", "seeds"])
def test_what_was_patched_is_put_back_though_stopping_fails(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = vars(np.random)["seed"]
    kernel = Kernel()
    tracker = next(each for each in kernel.recorder.trackers if isinstance(each, RngTracker))
    stop: Callable[[], None] = (tracker._arrivals if part == "arrivals" else tracker._seeds).stop

    def stop_and_fail() -> None:
        stop()
        raise RuntimeError("injected")

    monkeypatch.setattr(tracker._arrivals if part == "arrivals" else tracker._seeds, "stop", stop_and_fail)
    kernel.recorder.stop()
    assert [each.tracker for each in failures(kernel)] == ["rng"]
    assert vars(np.random)["seed"] is before
    assert tracker._arrivals not in sys.meta_path
