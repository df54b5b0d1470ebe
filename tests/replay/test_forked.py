from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from mlchecks_jupyter.core.replayed import NotCompared
from mlchecks_jupyter.replay.prepare import prepare
from mlchecks_jupyter.replay.replay import Cell, FirstRun, Outcome
from tests.replay.conftest import Replayed, fresh

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="children are forked on Linux")


def names(outcome: Outcome) -> dict[str, str]:
    return {each.name: each.detail for each in outcome.differences}


def test_a_draw_without_a_seed_differs_and_the_rest_is_equal(replayed: Replayed) -> None:
    found = replayed("import random\nx = random.random()\ny = [1, 2]\nprint('a')\nprint(x)\nx")
    assert found.method == "fork"
    assert found.equal == ("y",)
    assert set(names(found)) == {"x", "the value shown", "printed text"}
    assert names(found)["printed text"] == "in 1 of 2 lines"
    assert not found.problem


def test_a_seeded_draw_is_equal_in_three_runs(replayed: Replayed) -> None:
    found = replayed("import random\nrandom.seed(3)\nx = random.random()", runs=3)
    assert (found.runs, found.equal, found.differences) == (3, ("x",), ())


def test_a_change_in_place_is_seen_through_a_function_of_the_notebook(replayed: Replayed) -> None:
    namespace: dict[str, Any] = {"kept": [1], "still": [1]}
    exec("import random\ndef add():\n    kept.append(random.random())\n    return len(still)", namespace)
    found = replayed("n = add()", namespace)
    assert names(found).keys() == {"kept"}
    assert found.equal == ("n",)


def test_a_cell_that_awaits_runs_again(replayed: Replayed) -> None:
    assert replayed("import asyncio\nawait asyncio.sleep(0)\nq = 4").equal == ("q",)


def test_a_cell_of_a_kernel_finds_an_event_loop_in_the_second_run_too(replayed: Replayed) -> None:
    async def kernel() -> Outcome:
        source = "import asyncio\nclosed = asyncio.get_running_loop().is_closed()\nif MAIN is None:\n    await asyncio.sleep(0)"
        names_: dict[str, Any] = {"MAIN": os.getpid()}
        replay = prepare(Cell(source=source), names_, refresh=fresh)
        names_["closed"] = False
        return replay.finish(FirstRun(namespace=names_))

    found = asyncio.run(kernel())
    assert (found.problem, found.equal) == ("", ("closed",))


def test_three_runs_with_different_entropy_all_count(replayed: Replayed) -> None:
    found = replayed("import random\nx = random.random() < 0.5", runs=12)
    assert names(found) == {"x": "in its value"}


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("raise ValueError('secret')", "The second run stopped with ValueError, which the first did not."),
        ("import sys; sys.exit(3)", "The cell asked the process to exit in the second run."),
        ("exit(3)", "The cell asked the process to exit in the second run."),
        ("os._exit(3)", "The cell ended the process in the second run, with exit code 3."),
        ("os.kill(os.getpid(), 11)", "The second run was ended by the signal SIGSEGV."),
        ("os.kill(os.getpid(), 9)", "The second run was killed by the system, perhaps for want of memory."),
        ("input()", "The cell asks for input, so it was not run to its end a second time."),
    ],
)
def test_a_second_run_that_ends_otherwise_is_told_in_one_sentence(
    replayed: Replayed, statement: str, problem: str
) -> None:
    found = replayed(f"import os\nx = 1\nif os.getpid() != MAIN:\n    {statement}")
    assert found.problem == problem
    assert (found.runs, found.differences) == (1, ())


def test_a_cell_that_never_ends_is_stopped(replayed: Replayed) -> None:
    found = replayed("import os\nwhile os.getpid() != MAIN:\n    pass", timeout=0.5)
    assert "did not finish within" in found.problem


def test_a_child_that_stands_still_is_stopped(replayed: Replayed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlchecks_jupyter.replay.watching.PATIENCE", 0.6)
    found = replayed(
        "import os, threading\nlock = threading.Lock()\nif os.getpid() != MAIN:\n    lock.acquire(); lock.acquire()"
    )
    assert "stood still" in found.problem


def test_a_cell_that_forks_reports_once(replayed: Replayed) -> None:
    found = replayed("import os\nx = 1\nif os.getpid() != MAIN:\n    _child = os.fork()")
    assert "x" in found.equal
    assert any("forked" in each for each in found.effects)


def test_an_interrupt_stops_the_second_run_alone(replayed: Replayed) -> None:
    timer = threading.Timer(0.6, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        found = replayed("import os\nwhile os.getpid() != MAIN:\n    pass")
    finally:
        timer.join()
    assert found.problem == "The second run was interrupted."
    assert_no_children()


def test_cancelling_twice_leaves_no_child() -> None:
    replay = prepare(Cell(source="x = 1"), {}, refresh=fresh, runs=3)
    replay.cancel()
    replay.cancel()
    assert_no_children()


def test_the_child_ends_what_it_started_with_it(replayed: Replayed) -> None:
    replayed("import os, subprocess\nif os.getpid() != MAIN:\n    subprocess.Popen(['sleep', '321']); os._exit(1)")
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 321" not in listed


def assert_no_children() -> None:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


PARENT = """
import os, signal, sys, time
from mlchecks_jupyter.replay.prepare import prepare
from mlchecks_jupyter.replay.replay import Cell, FirstRun
import atexit
atexit.register(print, "exit handler")
names = {"MAIN": os.getpid()}
replay = prepare(Cell(source="import os, time\\nwhile os.getpid() != MAIN: pass"), names, refresh=lambda _: lambda: None)
print(replay._children[0].process, flush=True)
if sys.argv[1] == "waiting":
    time.sleep(60)
replay.finish(FirstRun(namespace=names))
"""


@pytest.mark.parametrize("when", ["waiting", "running"])
def test_the_child_ends_with_its_parent(when: str) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, when], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.5)
    assert Path(f"/proc/{child}").exists()
    parent.kill()
    parent.wait()
    assert gone(child)
    assert parent.stdout.read() == ""
    parent.stdout.close()


def test_an_interrupt_of_all_processes_ends_a_waiting_child_quietly() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, "waiting"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    os.killpg(parent.pid, signal.SIGINT)
    _, errors = parent.communicate(timeout=20)
    assert gone(child)
    assert errors.count("KeyboardInterrupt") == 1


def gone(process: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_what_the_runs_did_is_told(replayed: Replayed) -> None:
    source = "import os, subprocess\nopen('model.txt', 'w').close()\nopen('old', 'w').close()\nos.remove('old')\n"
    source += "_ = subprocess.run(['true'])\nif os.getpid() == MAIN:\n    open('once', 'w').close()"
    found = replayed(source)
    assert "It wrote model.txt (in both runs)." in found.effects
    assert "It removed old (in both runs)." in found.effects
    assert "It started true (in both runs)." in found.effects
    assert "It wrote once (in the first run only)." in found.effects


def test_a_thread_that_goes_on_is_named(replayed: Replayed) -> None:
    found = replayed(
        "import threading, os, time\nif os.getpid() != MAIN:\n"
        "    threading.Thread(target=time.sleep, args=(60,), name='poller', daemon=True).start()"
    )
    assert "It started a thread that went on after the cell poller (in both runs)." in found.effects


def test_clock_time_is_no_difference(replayed: Replayed) -> None:
    found = replayed("import time\nbegan = time.time()\ntook = round(time.time() - began, 9)\nn = 1")
    assert found.differences == ()
    assert {each.name for each in found.not_compared} == {"began", "took"}


HOSTILE = """
class Hostile:
    def __init__(self): self.x = 1
    def __eq__(self, other): raise RuntimeError
    def __hash__(self): raise RuntimeError
    def __repr__(self): raise RuntimeError
    def __len__(self): raise RuntimeError
    def __bool__(self): raise RuntimeError
    def __deepcopy__(self, memo): raise RuntimeError
    def __getattr__(self, name): raise RuntimeError
    def __getstate__(self): raise RuntimeError
    def __reduce_ex__(self, version): raise RuntimeError
    @property
    def noisy(self): raise RuntimeError
class Disguised(Hostile):
    def __getattribute__(self, name): raise RuntimeError
class Meta(type):
    @property
    def __name__(cls): raise RuntimeError
    def __getattribute__(cls, name): raise RuntimeError
class Odd(metaclass=Meta): pass
odd = Odd()
bad, worse = Hostile(), Disguised.__new__(Disguised)
"""


@pytest.mark.parametrize("before", [True, False], ids=["reached", "made in the cell"])
def test_hostile_objects_are_compared_by_what_they_hold(replayed: Replayed, before: bool) -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(HOSTILE, namespace)
    found = replayed("bad.x = 2\nworse\nodd\ny = 1" if before else HOSTILE + "y = 1", namespace)
    assert not found.problem
    assert found.differences == ()
    assert {"bad", "y"} <= set(found.equal)


def test_what_cannot_be_looked_into_is_named_and_the_rest_compared(replayed: Replayed) -> None:
    source = "import socket, threading\ng = (i for i in range(3))\nf = open('a', 'w')\ns = socket.socket()\n"
    source += "lock = threading.Lock()\nd = {'z': iter([1]), 'n': 1}\ny = 1"
    namespace: dict[str, Any] = {}
    found = replayed(source, namespace)
    namespace["f"].close()
    namespace["s"].close()
    assert {each.name for each in found.not_compared} == {"g", "f", "s", "lock", "d.z"}
    assert NotCompared(name="f", why="it is an open file") in found.not_compared
    assert set(found.equal) == {"d", "y"}


def test_what_is_imported_is_no_result(replayed: Replayed) -> None:
    found = replayed("import os.path\nfrom math import sqrt, pi\nfrom json import JSONDecoder\nmine = sqrt(4)")
    assert set(found.equal) == {"mine", "pi"}


def test_ipythons_own_names_are_left_out(replayed: Replayed) -> None:
    found = replayed(
        "import random\n_ = _i = _i3 = _12 = __ = ___ = _dh = _oh = _exit_code = random.random()\n_kept = 1"
    )
    assert found.differences == ()
    assert found.equal == ("_kept",)


def test_the_first_runs_standard_error_and_logging_do_not_leak(replayed: Replayed, capfd: Any) -> None:
    replayed(
        "import os, sys\nif os.getpid() != MAIN:\n    print('x', file=sys.stderr); os.system('echo leak'); os.write(1, b'leak')"
    )
    assert capfd.readouterr() == ("", "")


def test_watch_is_told_the_seconds() -> None:
    seen: list[float] = []
    names_: dict[str, Any] = {"MAIN": os.getpid()}
    replay = prepare(Cell(source="import time, os\nif os.getpid() != MAIN: time.sleep(1)"), names_, refresh=fresh)
    replay.finish(FirstRun(namespace=names_), watch=seen.append)
    assert len(seen) >= 2
    assert seen == sorted(seen)


def test_a_generator_that_was_only_drawn_from_is_no_variable_of_the_cell(replayed: Replayed) -> None:
    numpy = pytest.importorskip("numpy")

    def refresh(namespace: dict[str, Any]) -> Any:
        namespace["rng"].bit_generator.state = numpy.random.PCG64().state
        namespace["old"].set_state(numpy.random.RandomState().get_state())
        return lambda: None

    rngs = {"rng": numpy.random.default_rng(), "old": numpy.random.RandomState()}
    found = replayed("x = rng.random() + old.random_sample()", {**rngs}, refresh=refresh)
    assert names(found).keys() == {"x"}
