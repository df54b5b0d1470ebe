"""`%%seedcheck --runs 2` in real kernels: errors, interrupts, children that die, and faults of ours."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jupyter.compared import PROVE, assert_no_child, replay_of, wait_for
from tests.jupyter.kernels import KERNELS, Kernel, kernel
from tests.jupyter.notebooks import LOAD

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture(scope="module", params=sorted(KERNELS))
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with kernel(tmp_path_factory.mktemp("runs"), request.param) as started:
        started.ok(LOAD)
        started.ok("import random\nimport numpy as np")
        yield started


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """A kernel of the present release in which no library has started threads."""
    with kernel(tmp_path_factory.mktemp("plain")) as started:
        started.ok(LOAD)
        started.ok("import random\nimport numpy as np")
        yield started


def test_an_error_in_the_cell_is_the_cells_and_nothing_runs_again(shared: Kernel) -> None:
    plain = shared.run("# %%seedcheck\nopen('tries.txt', 'a').write('x')\n1/0")
    output = shared.run(f"{PROVE}\nopen('tries.txt', 'a').write('x')\n1/0")
    assert output.error == plain.error == ("ZeroDivisionError", "division by zero")
    assert "not run again" in output.plain
    assert shared.ok("open('tries.txt').read()").result == "'xx'"
    output = shared.run(f"{PROVE}\nx = = 1")
    assert output.error is not None
    assert output.error[0] == "SyntaxError"


def test_an_error_in_the_second_run_alone_is_told(plain: Kernel) -> None:
    plain.ok("random.seed()")
    output = plain.ok(
        f"{PROVE}\nimport os\nopened = os.open('exclusive.txt', os.O_CREAT | os.O_EXCL)\nos.close(opened)"
    )
    assert output.error is None
    assert not output.plain.startswith("✓"), output.plain


def test_an_interrupt_in_the_first_run_ends_both(shared: Kernel) -> None:
    request = shared.send(f"{PROVE}\nimport time\nprint('in')\ntime.sleep(60)")
    wait_for(shared, "in")
    shared.manager.interrupt_kernel()
    output = shared.collect(request)
    assert output.error is not None
    assert output.error[0] == "KeyboardInterrupt"
    assert_no_child(shared)
    assert shared.ok(f"{PROVE}\nrandom.seed(1)\nx = random.random()").plain.startswith("✓ Repeatable")


def test_an_interrupt_in_the_second_run_ends_it_and_keeps_the_first(shared: Kernel) -> None:
    shared.ok("import os, time\nparent = os.getpid()")
    request = shared.send(
        f"{PROVE}\nmine = 5\ntime.sleep(0.1 if os.getpid() == parent else 60)\nprint('first is done')"
    )
    wait_for(shared, "first is done")
    time.sleep(0.7)
    shared.manager.interrupt_kernel()
    output = shared.collect(request)
    assert "Error in callback" not in output.text + output.errors
    assert output.traceback == ""
    assert shared.ok("mine").result == "5"
    assert not output.plain.startswith("✓"), output.plain
    assert_no_child(shared)
    assert shared.ok(f"{PROVE}\nrandom.seed(1)\nx = random.random()").plain.startswith("✓ Repeatable")


def test_a_second_run_that_never_ends_is_given_up(plain: Kernel) -> None:
    plain.ok("import os, time\nparent = os.getpid()")
    began = time.monotonic()
    output = plain.ok("%%seedcheck --runs 2 --timeout 1\nmine = 6\nwhile os.getpid() != parent: time.sleep(0.05)")
    assert time.monotonic() - began < 30
    assert replay_of(output)["problem"]
    assert output.plain.startswith("? Not proved")
    assert_no_child(plain)


def test_a_child_that_leaves_or_dies_is_told(plain: Kernel) -> None:
    plain.ok("import os, signal\nparent = os.getpid()")
    for leave in ("os._exit(3)", "os.kill(os.getpid(), signal.SIGKILL)", "raise SystemExit(2)"):
        output = plain.ok(f"{PROVE}\nmine = 7\nif os.getpid() != parent: {leave}")
        assert output.plain.startswith("? Not proved"), output.plain
        assert plain.ok("mine").result == "7"
    assert_no_child(plain)


def test_a_cell_that_forks_starts_threads_and_runs_programs(plain: Kernel) -> None:
    output = plain.ok(
        f"{PROVE}\nimport os, subprocess, threading\npid = os.fork()\nif pid == 0: os._exit(0)\nwaited = os.waitpid(pid, 0)[1]\n"
        "said = subprocess.run(['echo', 'x'], capture_output=True).stdout\n"
        "thread = threading.Thread(target=lambda: None)\nthread.start()\nthread.join()"
    )
    assert output.error is None
    assert "said" in replay_of(output)["equal"], output.plain


def test_what_cannot_be_compared_is_named_and_the_rest_compared(plain: Kernel) -> None:
    plain.ok(
        "class Hostile:\n    def __eq__(self, other): raise RuntimeError('no eq')\n    __hash__ = None\n"
        "    def __repr__(self): raise RuntimeError('no repr')\n    def __len__(self): raise RuntimeError('no len')\n"
        "    def __deepcopy__(self, memo): raise RuntimeError('no copy')\n    def __reduce_ex__(self, p): raise RuntimeError('no pickle')"
    )
    output = plain.ok(
        f"{PROVE}\nhostile = Hostile()\nfile = open('hostile.txt', 'w')\nlazy = (i for i in range(3))\nplain = 5"
    )
    replay = replay_of(output)
    assert replay["problem"] == "", output.plain
    assert "plain" in replay["equal"]
    assert {each["name"] for each in replay["not_compared"]} & {"hostile", "file", "lazy"}
    assert not replay["differences"]
    plain.ok("file.close()\ndel hostile, file, lazy")


def test_a_long_second_run_shows_a_bar_that_the_result_replaces(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(f"{LOAD}\nimport time")
        request = started.send(f"{PROVE}\nmine = 1\ntime.sleep(1.6)")
        kinds: list[tuple[str, str]] = []
        while True:
            message = started.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            if message["msg_type"] in ("display_data", "update_display_data"):
                kinds.append((message["msg_type"], content["data"]["text/plain"]))
                assert content["transient"]["display_id"]
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                break
        started.client.get_shell_msg(timeout=60)
        assert kinds[0][0] == "display_data"
        assert "Running the cell again" in kinds[0][1]
        assert len(kinds) >= 3
        assert all(kind == "update_display_data" for kind, _ in kinds[1:])
        assert kinds[-1][1].startswith("✓ Repeatable"), kinds[-1]
        assert "Running" not in kinds[-1][1]
        assert "fast" in started.ok("'fast'").result


@pytest.mark.parametrize("method", ["prepare", "finish", "cancel"])
def test_a_fault_in_the_replay_costs_the_replay_alone(plain: Kernel, method: str) -> None:
    holder = "ours" if method == "prepare" else "ours.ForkedReplay"
    plain.ok(
        "import mlchecks_jupyter.replay.prepare as ours\ndef broken(*a, **k): raise RuntimeError('boom')\n"
        f"working = {holder}.{method}\n{holder}.{method} = broken"
    )
    output = plain.run(f"{PROVE}\nprint('runs')\nrandom.seed()\ndrawn = random.random()\n5")
    plain.ok(f"{holder}.{method} = working")
    assert (output.text, output.result) == ("runs\n", "5")
    assert output.traceback == ""
    if method != "cancel":
        assert output.errors == ""
        assert "boom" in output.plain
        assert output.plain.startswith("! Not repeatable: the generator of `random`")  # what was seen still counts
    assert "Not repeatable" in plain.ok("%%seedcheck\nrandom.seed()\ndrawn = random.random()").plain
    if method == "prepare":
        assert_no_child(plain)


def test_input_is_asked_for_once(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(LOAD)
        request = started.send(f"{PROVE}\nmine = 1\ntyped = input('?')", allow_stdin=True)
        assert started.client.get_stdin_msg(timeout=60)["msg_type"] == "input_request"
        started.client.input("answer")
        output = started.collect(request)
        assert output.plain.startswith("? Not proved"), output.plain
        assert "input" in output.plain
        assert started.ok("typed").result == "'answer'"
        assert not started.client.stdin_channel.msg_ready()
